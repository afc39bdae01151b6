"""Repositories on the Hub are renamed (307) and deleted (404): what lists show of them has to follow.

https://huggingface.co/docs/hub/repositories-settings
"""

from datetime import UTC, datetime, timedelta

from ingest.errors import SourceError
from ingest.ids import hub_id
from ingest.sources.bodies import parse_json
from ingest.stages.context import Context, Progress, StageReport
from ingest.store import (
    RepositoryState,
    load_repository_checks,
    load_shown_urls,
    save_repository,
)
from ingest.web import Gate, Response

_AGAIN = timedelta(days=7)
_NEVER = datetime.min.replace(tzinfo=UTC)
_FOLDERS = {"model": "models", "dataset": "datasets", "space": "spaces"}
GONE = {401, 403, 404, 410}  # the Hub answers 401 for what is hidden and for what never was


def check_repositories(context: Context, gate: Gate, report: StageReport) -> StageReport:
    """Look at a few shown repositories a night, the least recently seen first."""
    settings = context.config.sources.hub
    checked = load_repository_checks(context.store)
    shown = {named for url in load_shown_urls(context.store) if (named := hub_id(url))}
    due = sorted(shown, key=lambda named: (checked.get(named, _NEVER), named))
    due = [one for one in due if context.now() - checked.get(one, _NEVER) > _AGAIN]
    for number, named in enumerate(due[: settings.max_checks_per_night]):
        context.notify(Progress("poll", f"hub: repository {number + 1}, {named}"))
        url = api_url(settings.endpoint, named)
        if not gate.has_answer(url):
            continue
        try:
            found = _state_of(named, gate.fetch(url), context.now())
        except SourceError as problem:
            return report.troubled(problem)
        if found is None:
            continue
        with context.store.transaction():
            save_repository(context.store, found)
        report = report.counted(repositories=1)
        if found.state != "there":
            report = report.noted(f"hub: {named} {found.state} {found.moved_to or ''}".rstrip())
    return report


def _state_of(named: str, response: Response, now: datetime) -> RepositoryState | None:
    """None for an answer that says neither: it is asked again another night."""
    if response.status in GONE:
        return RepositoryState(named, "gone", now)
    if response.status != 200:
        return None
    record = parse_json(response.body, response.url)
    name = record.get("id") if isinstance(record, dict) else None
    kind = named.removeprefix("hub:").partition("/")[0]
    if not isinstance(name, str):
        return None
    canonical = f"hub:{kind}/{name}"
    if canonical.lower() == named.lower():
        return RepositoryState(named, "there", now)
    return RepositoryState(named, "moved", now, canonical)


def api_url(endpoint: str, named: str) -> str:
    """Where the Hub's API tells of one repository, named by its canonical id."""
    kind, _, name = named.removeprefix("hub:").partition("/")
    return f"{endpoint.rstrip('/')}/api/{_FOLDERS[kind]}/{name}"
