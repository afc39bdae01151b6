"""Adopt a curated list that nobody has mapped yet: propose, try, write its config, seed its repository."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest import rules
from ingest.errors import ConfigError, ListError, SourceError
from ingest.files import save_whole
from ingest.forges.pulls import repo_path
from ingest.forges.review import has_repo, seed_repo
from ingest.lists import (
    CuratedList,
    SectionPlan,
    columns_to_store,
    find_section,
    learn_style,
    read_list,
    try_list,
)
from ingest.lists.adopting.mapping import MappedSection
from ingest.lists.adopting.planfile import PlannedSection, render_plan
from ingest.lists.adopting.trial import made_up_work, why_untried
from ingest.lists.plan import ListPlan
from ingest.lists.reading.pages import find_pages
from ingest.settings import Home, find_warehouse, load_config, load_rules
from ingest.stages.context import Progress
from ingest.stages.mapping import judge_entries, map_list
from ingest.stages.origins import Origin, check_name, make_name, read_beside
from ingest.store import open_snapshot
from ingest.web import Gate

_BRANCH = "paper-ingest/updates"


@dataclass(frozen=True, slots=True)
class Adopted:
    """What `ingest lists add` did."""

    plan: ListPlan
    origin: str
    config: Path
    sections: tuple[MappedSection, ...]
    entry_count: int
    judged_count: int  # works whose abstract or title the rules could read
    is_seeded: bool
    untried: str = ""  # why none of its sections could be tried


@dataclass(frozen=True, slots=True)
class AdoptedIndex:
    """A list over several files: what was adopted of them, and what was not and why."""

    origin: str
    lists: tuple[Adopted, ...]
    left_out: tuple[tuple[str, str], ...]


def adopt_list(
    home: Home,
    origin: Origin,
    *,
    name: str | None = None,
    forge: Literal["local", "github"],
    branch: str = _BRANCH,
    notify: Callable[[Progress], None] = lambda progress: None,
) -> Adopted:
    """Map the list's sections and write HOME/config/lists/NAME.yaml; for the local forge seed the text.

    Nothing stays when anything fails. ConfigError where the name is taken; ListError where the text
    holds no entries. A list that is like no category is adopted with every section off.
    """
    name = check_name(name or origin.name)
    config = home.config / "lists" / f"{name}.yaml"
    _refuse_taken(home, name, config, origin.base if forge == "local" else None)
    notify(Progress("read", origin.where))
    book = load_rules(home)
    matcher = rules.compile_rules(book)
    curated = read_list(origin.text, origin.where)
    if not curated.entries:
        raise ListError(
            "no entry was found in this file",
            where=curated.where,
            todo="name the file that holds the entries: some lists keep them beside their README",
        )
    repo = name if forge == "local" else _github_repo(origin)
    notify(Progress("judge", f"{len(curated.entries)} entries"))
    judged = _judge(home, matcher, curated)
    trials = try_list(curated, tell=lambda *now: notify(Progress("try", *now)))
    mapped = map_list(
        book, matcher, curated, judged, trials, lambda *now: notify(Progress("map", *now))
    )
    plan = ListPlan(
        name, forge, repo, (), origin.path, origin.base, where=str(config), branch=branch
    )
    text = render_plan(plan, origin.where, [_planned(curated, one) for one in mapped])
    plan = _write(home, plan, text, origin.text)
    seeded = forge == "local"
    counts = len(curated.entries), len(judged)
    untried = "" if trials else why_untried(curated)
    return Adopted(plan, origin.where, config, mapped, *counts, seeded, untried)


def adopt_pages(
    home: Home,
    index: Origin,
    gate: Gate | None,
    *,
    name: str | None,
    forge: Literal["local", "github"],
    notify: Callable[[Progress], None] = lambda progress: None,
) -> AdoptedIndex | None:
    """Adopt each file that an index leads to, as `NAME-FILE`; None for a list that is no index.

    A file that is not there or holds no entries is left out with its reason. ListError where that is
    so of all of them.
    """
    pages = find_pages(read_list(index.text, index.where))
    if not pages:
        return None
    done, left_out = [], []
    for at, page in enumerate(pages):
        notify(Progress("files", page, at, len(pages)))
        try:
            found = read_beside(index, page, gate)
            own = make_name(f"{name or index.name}-{page.rpartition('/')[2].rpartition('.')[0]}")
            branch = f"{_BRANCH}-{own}"  # each has its own pull request in the one repository
            done.append(
                adopt_list(home, found, name=own, forge=forge, branch=branch, notify=notify)
            )
        except (ConfigError, ListError, SourceError) as problem:
            left_out.append((page, problem.what))
    if not done:
        raise ListError(
            f"none of its {len(pages)} files could be adopted: {left_out[0][0]}: {left_out[0][1]}",
            where=index.where,
            todo="name the file that holds the entries",
        )
    return AdoptedIndex(index.where, tuple(done), tuple(left_out))


def _judge(home: Home, matcher: rules.Matcher, curated: CuratedList) -> dict[int, tuple[str, ...]]:
    address = find_warehouse(home)
    if isinstance(address, Path) and not address.exists():
        return judge_entries(None, matcher, curated)
    store = open_snapshot(address)
    try:
        return judge_entries(store, matcher, curated)
    finally:
        store.close()


def _refuse_taken(home: Home, name: str, config: Path, base: str | None) -> None:
    if config.exists():
        raise ConfigError(
            f"there is a list {name!r} already",
            where=str(config),
            todo="choose another --name; nothing was changed",
        )
    if base and has_repo(home.path, name, base):
        raise ConfigError(
            f"the embedded forge has a repository {name!r} already",
            where=str(repo_path(home.path, name)),
            todo="choose another --name; nothing was changed",
        )


def _github_repo(origin: Origin) -> str:
    if origin.github_repo is None:
        raise ConfigError(
            "only a list that was read from GitHub can stay there",
            where="--forge",
            todo="give the URL of its repository, or use --forge local",
        )
    return origin.github_repo


def _planned(curated: CuratedList, mapped: MappedSection) -> PlannedSection:
    if not mapped.is_sure:
        return PlannedSection(mapped)
    headed = (one for one in curated.sections if one.line == mapped.line)
    section = next(headed, None) or find_section(curated, SectionPlan(mapped.path, ()))  # a topic
    assert section is not None  # it was tried
    work = made_up_work()  # the one whose row is shown beside it
    style = learn_style(curated, section, SectionPlan(section.path, ()), work)
    return PlannedSection(mapped, style, columns_to_store(curated, section, style, work))


def _write(home: Home, plan: ListPlan, config: str, text: bytes) -> ListPlan:
    """Seed the repository, then bring the config into place, then read it back as every run will."""
    path = Path(plan.where)
    repo = repo_path(home.path, plan.repo) if plan.forge == "local" else None
    try:
        if repo and not has_repo(home.path, plan.repo, plan.base):
            seed_repo(home.path, plan.repo, plan.path, text, plan.base)
        save_whole(path, config.encode())
        return next(one for one in load_config(home).lists if one.name == plan.name)
    except BaseException:
        path.unlink(missing_ok=True)
        if repo:
            shutil.rmtree(repo, ignore_errors=True)
        raise
