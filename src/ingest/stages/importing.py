"""Bring saved payloads into the warehouse: one transaction a file, nothing half-written."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ingest.errors import SourceError
from ingest.sources import saved
from ingest.stages.context import Context, Progress, StageReport
from ingest.store import count, save_pages
from ingest.works import Page


def import_files(context: Context, paths: Sequence[Path]) -> StageReport:
    """Import each file, recognised by its content; a bad file is a problem, the others go on."""
    report = StageReport("import")
    before = count(context.store, "works")
    for number, path in enumerate(paths):
        context.notify(Progress("import", path.name, number, len(paths)))
        try:
            report = _import_file(context, path, report)
        except SourceError as problem:
            report = report.troubled(problem)
        context.store.let_go()
    context.notify(Progress("import", "done", len(paths), len(paths)))
    works = count(context.store, "works")
    return report.counted(
        files=len(paths) - len(report.problems), new_works=works - before, works=works
    )


def _import_file(context: Context, path: Path, report: StageReport) -> StageReport:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise SourceError(
            f"the file can't be read: {error.strerror}", where=str(path), todo="check the path"
        ) from error
    with stream, context.store.transaction():
        pages = _watched(context, path.name, saved.read_saved(stream, str(path)))
        done = save_pages(context.store, pages, origin=path.name, seen_at=context.now())
    return report.counted(
        records=done.sighting_count + done.reject_count,
        sightings=done.sighting_count,
        rejects=done.reject_count,
        new_sightings=done.new_sighting_count,
    )


def _watched(context: Context, name: str, pages: Iterable[Page]) -> Iterator[Page]:
    records = 0
    for page in pages:
        records += len(page.sightings) + len(page.rejects)
        if records > len(page.sightings) + len(page.rejects):
            context.notify(Progress("import", f"{name}: {records:,} records"))
        yield page
