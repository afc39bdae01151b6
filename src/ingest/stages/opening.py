"""Open the doors a run needs: config, warehouse, gate; and make a new home."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from ingest.errors import ConfigError, ListError
from ingest.forges.review import seed_repo
from ingest.lists import find_section, read_list
from ingest.lists.plan import ListPlan
from ingest.settings import Home, SourceSettings, find_warehouse, load_config, shipped
from ingest.stages.archives import free_archive
from ingest.stages.context import Context, Progress
from ingest.stages.lease import WHOLE, hold_lease
from ingest.store import Fence, Lake, open_rehearsal, open_store
from ingest.web import ArchiveWriter, Gate, ReplayArchive, WebSettings

# Where the real lists are kept beside a checkout; absent on most machines.
_NEIGHBOUR = Path("..") / "shared" / "seeds"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller of a run asked for; the command line and the flows both fill it."""

    home: Path
    lists: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    is_dry_run: bool = False
    is_anew: bool = False  # look at every list, also where nothing changed
    replay: Path | None = None
    is_polling: bool = True
    wait_seconds: float = 0  # how long to wait for another run to end
    leases: tuple[str, ...] = (WHOLE,)  # what it holds of a lake while it runs
    label: str = ""  # of a part of a night: told apart by it from those that run beside it


def utc_now() -> datetime:
    """The clock of every run."""
    return datetime.now(UTC)


@contextmanager
def open_context(wish: Wish, notify: Callable[[Progress], None]) -> Iterator[Context]:
    """Everything a run needs, closed again whatever happens. Config is checked before anything opens."""
    home = Home(wish.home)
    config = load_config(home)
    if wish.since and wish.until and wish.since > wish.until:
        raise ConfigError(
            f"the window ends ({wish.until}) before it begins ({wish.since})",
            where="--since, --until",
            todo="swap them",
        )
    address = find_warehouse(home)
    with ExitStack() as stack:
        fence: Fence | None = None
        is_there = isinstance(address, Lake) or address.exists()
        if is_there or not wish.is_dry_run:  # else a dry run has nothing to share
            fence = stack.enter_context(
                hold_lease(
                    home,
                    address,
                    wish.leases,
                    wait_seconds=wish.wait_seconds,
                    on_wait=lambda who: notify(Progress("waiting", f"for {who}")),
                )
            )
        gate = make_gate(config.sources, home, wish, notify) if wish.is_polling else None
        if gate:
            stack.enter_context(gate)
        sql = shipped("warehouse")

        def tell(text: str, done: int, total: int) -> None:
            notify(Progress("warehouse", text, done, total))

        if wish.is_dry_run:
            store = stack.enter_context(open_rehearsal(address, sql, tell=tell))
        else:
            store = open_store(address, sql, fence=fence, tell=tell)
            stack.callback(store.close)
        yield Context(
            home=home,
            config=config,
            store=store,
            now=utc_now,
            gate=gate,
            lists=wish.lists,
            sources=wish.sources,
            since=wish.since,
            until=wish.until,
            is_dry_run=wish.is_dry_run,
            is_anew=wish.is_anew,
            environment=os.environ,
            notify=notify,
        )


def make_gate(
    sources: SourceSettings, home: Home, wish: Wish, notify: Callable[[Progress], None]
) -> Gate:
    """The run's gate: it records to warehouse/raw, or answers from the replay archive alone."""
    network = sources.network
    settings = WebSettings(
        contact=sources.contact,
        timeout_seconds=(network.connect_timeout_seconds, network.read_timeout_seconds),
        max_body_bytes=int(network.max_body_megabytes * 1_000_000),
        body_seconds=network.body_timeout_seconds,
        max_tries=network.max_tries,
        backoff_seconds=(network.first_backoff_seconds, network.longest_backoff_seconds),
        delays={
            "arxiv.org": sources.arxiv.seconds_between_requests,
            "huggingface.co": sources.hub.seconds_between_requests,
            "githubusercontent.com": 1.0,
        },
        probe_delay_seconds=sources.upkeep.seconds_between_requests,
        probe_allowed=frozenset(sources.upkeep.allowed_private_hosts),
        deadline_seconds=network.deadline_minutes * 60,
    )
    if wish.replay:
        return Gate(settings, replay=ReplayArchive([wish.replay]))
    archive = None
    if not wish.is_dry_run:
        archive = ArchiveWriter(free_archive(home.raw, utc_now(), wish.label))

    def on_wait(host: str, seconds: float, reason: str) -> None:
        if seconds > 2:
            notify(Progress("poll", f"{host}: waiting {seconds:.0f} s, {reason}"))

    return Gate(settings, archive, on_wait=on_wait, state_dir=home.raw if archive else None)


def find_list_texts() -> Path:
    """The folder that `ingest init` takes list texts from when none is named."""
    neighbour = shipped("config").parent / _NEIGHBOUR
    return neighbour.resolve() if neighbour.is_dir() else shipped("samples") / "lists"


def init_home(path: Path, lists_from: Path) -> list[tuple[str, Path]]:
    """Make a home: the shipped config, and one embedded repository per list. Returns (list, its text).

    The texts in `lists_from` are told apart by content: a list takes the file that has its headings.
    Nothing is left behind when anything fails; a folder that has something in it is refused.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ConfigError(
            "the folder is not empty",
            where=str(path),
            todo="name a new folder; nothing was changed",
        )
    partial = path.with_name(f"{path.name}.partial")
    if partial.exists():
        shutil.rmtree(partial)
    try:
        shutil.copytree(shipped("config"), partial / "config")
        home = Home(partial)
        home.database.parent.mkdir()
        plans = [plan for plan in load_config(home).lists if plan.forge == "local"]
        texts = match_texts(plans, lists_from)
        for plan, text_path in texts:
            seed_repo(partial, plan.repo, plan.path, text_path.read_bytes(), plan.base)
        if path.exists():
            path.rmdir()
        partial.rename(path)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return [(plan.name, text_path) for plan, text_path in texts]


def match_texts(plans: Sequence[ListPlan], folder: Path) -> list[tuple[ListPlan, Path]]:
    """Which file of a folder is which list, by the headings the list's config names."""
    paths = [path for path in sorted(folder.glob("*")) if path.suffix in {".md", ".txt"}]
    if not paths:
        raise ConfigError(
            "there is no list text here",
            where=str(folder),
            todo="name a folder with the lists' .md files",
        )
    return [(plan, _match(plan, paths, folder)) for plan in plans]


def _match(plan: ListPlan, paths: Sequence[Path], folder: Path) -> Path:
    reasons = []
    for path in paths:
        try:
            curated = read_list(path.read_bytes(), str(path))
            for section in plan.sections:
                find_section(curated, section)
        except ListError as problem:
            reasons.append(f"{path.name}: {problem.what}")
        else:
            return path
    raise ListError(
        f"no file here has the sections of the list {plan.name!r} ({'; '.join(reasons)})",
        where=str(folder),
        todo=f"mend the headings in {plan.where}, or name another folder with --lists-from",
    )
