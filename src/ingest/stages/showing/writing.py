"""Write the site: only files whose bytes changed, and away with those that no page needs any more."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from ingest.errors import ConfigError
from ingest.files import save_whole
from ingest.settings import Config
from ingest.site import Card, render_site, render_work
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.explaining import explain_works
from ingest.stages.showing.cards import make_page
from ingest.stages.showing.gathering import gather_site
from ingest.stages.showing.suggesting import find_suggestions
from ingest.stages.standings import load_list_facts
from ingest.store import Store, count, load_all_works

_MANIFEST = ".paper-ingest-site"  # the paths of the last site, one a line


@dataclass(slots=True)
class Written:
    """What a site's writing did: files written, left as they were, removed."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    paths: list[str] = field(default_factory=list)


def write_site(
    store: Store,
    config: Config,
    out: Path,
    now: datetime,
    notify: Callable[[Progress], None],
    url: str = "",
    *,
    is_suggesting: bool = False,
) -> Written:
    """Bring the folder `out` to what the warehouse knows. Files that the site did not write stay.

    With `is_suggesting` the rules are tried anew with other phrases, which takes minutes.
    """
    before = _claim(out)
    done = Written()
    cards = _write_works(store, config, out, notify, done)
    suggestions = find_suggestions(store, config, notify) if is_suggesting else ()
    site = gather_site(store, config, cards, now, suggestions, url)
    for path, text in render_site(site):
        if len(done.paths) % 50 == 0:
            notify(Progress("site", path))
        _put(out, path, text, done)
    _remove(out, before - set(done.paths), done)
    _put(out, _MANIFEST, "\n".join(sorted(done.paths)) + "\n", Written())
    return done


def show_site(context: Context, out: Path, url: str = "") -> StageReport:
    """The same as a stage of a run."""
    address = f"{url.rstrip('/')}/" if url else ""
    done = write_site(context.store, context.config, out, context.now(), context.notify, address)
    counts = {"written": done.written, "unchanged": done.unchanged, "removed": done.removed}
    return StageReport("site").counted(**counts).noted(f"the site is in {out}")


def _write_works(
    store: Store, config: Config, out: Path, notify: Callable[[Progress], None], done: Written
) -> list[Card]:
    titles = {one.name: one.title for one in config.book.categories}
    facts = [load_list_facts(store, plan) for plan in config.lists]
    total = count(store, "works")
    cards: list[Card] = []
    for works in load_all_works(store):
        notify(Progress("site", "works", len(cards), total))
        for story in explain_works(store, config, works, facts):
            page = make_page(story)
            cards.append(page.card)
            _put(out, *render_work(page, titles), done)
    notify(Progress("site", "works", total, total))
    return sorted(cards, key=lambda card: (card.day or date.min, card.work_id), reverse=True)


def _claim(out: Path) -> set[str]:
    """The paths of the site that is there. ConfigError where somebody else's pages are."""
    manifest = out / _MANIFEST
    if manifest.exists():
        return set(manifest.read_text(encoding="utf-8").split("\n")) - {""}
    if out.exists() and (not out.is_dir() or (out / "index.html").exists()):
        raise ConfigError(
            "there is something here that `ingest site` did not write",
            where=str(out / "index.html" if out.is_dir() else out),
            todo="name a new folder, or move it away",
        )
    out.mkdir(parents=True, exist_ok=True)
    return set()


def _put(out: Path, path: str, text: str, done: Written) -> None:
    """Write a file whole or not at all; one that is the same already is not touched."""
    file = out / path
    content = text.encode("utf-8", "replace")
    done.paths.append(path)
    if file.exists() and file.read_bytes() == content:
        done.unchanged += 1
        return
    save_whole(file, content, is_synced=False)
    done.written += 1


def _remove(out: Path, paths: Iterable[str], done: Written) -> None:
    for path in paths:
        file = out / path
        if file.is_file() and file.resolve().is_relative_to(out.resolve()):
            file.unlink()
            done.removed += 1
