"""Parts of a night given to a work pool, watched until each has ended, and given out again when a worker died.

Prefect leaves a run whose worker was killed in RUNNING: https://docs.prefect.io/v3/advanced/detect-zombie-flows. So
each part beats in the warehouse's catalog, and the warehouse's own row says that it has ended.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import get_run_logger, runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, FlowRunFilterName
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.states import Crashed

from runs import WAIT_SECONDS, end_night

if TYPE_CHECKING:
    from ingest.stages.parts import Part
    from ingest.store import Catalog, Lake

_DEPLOYMENT = "part/one-part"
_LOOK_SECONDS = 2.0
_TRIES = 3


@dataclass(frozen=True)
class Try:
    """One flow run of a part, and since when it is as it is."""

    part: "Part"
    number: int
    flow_run_id: Any
    state: str = ""
    is_present: bool | None = None
    since: float = 0.0


def share_night(
    home: Path,
    lists: Sequence[str],
    sources: Sequence[str],
    wish: Mapping[str, Any],
    *,
    lists_per_part: int,
    start_seconds: float,
    patience_seconds: float,
) -> str:
    """Hand a night's parts out, phase after phase; the night's one line and its summary at the end."""
    from ingest.settings import Home, shipped
    from ingest.stages import utc_now
    from ingest.stages.lease import hold_lease
    from ingest.stages.parts import (
        COORDINATOR,
        find_lake,
        find_unfinished,
        name_night,
        plan_parts,
        presence,
    )
    from ingest.store import load_leases, open_catalog, open_store

    phases = plan_parts(Home(home), lists, sources, lists_per_part)
    lake = find_lake(Home(home))
    started_at = utc_now()
    asked = {**wish, "lists": lists, "sources": sources, "lists_per_part": lists_per_part}
    with open_catalog(lake, shipped("warehouse")) as catalog:
        night, dead = find_unfinished(load_leases(catalog), name_night(started_at, asked))
        names = (COORDINATOR, f"{COORDINATOR}/{night}", presence(runtime.flow_run.id))
        with (
            hold_lease(
                Home(home), lake, names, wait_seconds=WAIT_SECONDS, on_wait=_tell_waiting()
            ) as fence,
            get_client(sync_client=True) as client,
        ):
            # Brought up to date once, before the parts.
            open_store(lake, shipped("warehouse"), fence=fence).close()
            if dead:
                get_run_logger().warning("going on with the night %s, whose run died", night)
                _bury(client, catalog, night, dead)
            sharing = Sharing(
                client, catalog, lake, night, {**wish, "home": home}, start_seconds,
                time.monotonic() + patience_seconds,
            )  # fmt: skip
            missing: dict[str, str] = {}
            for phase in phases:
                missing |= run_phase(sharing, phase)
            return end_night(night, missing, started_at, home=home, lists=tuple(lists), sources=tuple(sources), **wish)  # fmt: skip


@dataclass(frozen=True)
class Sharing:
    """What is the same for all parts of a night."""

    client: SyncPrefectClient
    catalog: "Catalog"
    lake: "Lake"
    night: str
    wish: Mapping[str, Any]
    start_seconds: float
    deadline: float  # of the monotonic clock


def run_phase(sharing: Sharing, parts: Iterable["Part"]) -> dict[str, str]:
    """Give the parts out and wait until each has ended; says of each that never did why."""
    ended = _load_ended(sharing)
    tries = [_submit(sharing, part, 1) for part in parts if part.name not in ended]
    missing: dict[str, str] = {}
    while tries:
        time.sleep(_LOOK_SECONDS)
        looked = _look(sharing, tries)
        ended = _load_ended(sharing)  # after the states: what ended in between has its row
        tries = []
        for one in looked:
            if one.part.name in ended:
                get_run_logger().info("%s has ended", one.part.name)
            elif time.monotonic() > sharing.deadline:
                missing[one.part.name] = f"it had not ended when the night's time was over ({one.state.lower()})"  # fmt: skip
            elif not _is_gone(sharing, one):
                tries.append(one)
            elif one.number < _TRIES:
                get_run_logger().warning("%s was lost (%s): given out again", one.part.name, one.state.lower())  # fmt: skip
                _give_up(sharing.client, one.flow_run_id)
                tries.append(_submit(sharing, one.part, one.number + 1))
            else:
                _give_up(sharing.client, one.flow_run_id)
                missing[one.part.name] = f"it was begun {_TRIES} times and never ended"
    return missing


def _submit(sharing: Sharing, part: "Part", number: int) -> Try:
    parameters = {
        "night": sharing.night,
        "name": part.name,
        "stages": part.stages,
        "leases": part.leases,
        "lists": part.lists,
        "sources": part.sources,
        **sharing.wish,
    }
    again = f" ({number})" if number > 1 else ""
    try:
        flow_run = run_deployment(
            _DEPLOYMENT,
            parameters={name: _plain(value) for name, value in parameters.items()},
            flow_run_name=f"{part.name} of {sharing.night}{again}",
            idempotency_key=f"{sharing.night}/{part.name}/{number}/{runtime.flow_run.id}",
            timeout=0,
        )
    except ObjectNotFound:
        from ingest.errors import ConfigError

        raise ConfigError(
            f"Prefect has no deployment {_DEPLOYMENT!r}",
            where="prefect.yaml",
            todo="run `prefect deploy --all` in the checkout, or flows/deploy.py",
        ) from None
    return Try(part, number, flow_run.id, since=time.monotonic())


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, str) else str(value)


def _look(sharing: Sharing, tries: Sequence[Try]) -> list[Try]:
    """The tries with what Prefect and the leases say of them now."""
    from ingest.stages.parts import presence
    from ingest.store import load_leases

    wanted = FlowRunFilter(id=FlowRunFilterId(any_=[one.flow_run_id for one in tries]))
    states = {
        run.id: run.state_type.value if run.state_type else ""
        for run in _read(sharing.client, wanted)
    }
    beats = {name: not row.is_expired for row in load_leases(sharing.catalog) for name in row.names}
    looked = []
    for one in tries:
        state = states.get(one.flow_run_id, "CRASHED")  # somebody deleted it
        is_present = beats.get(presence(one.flow_run_id))
        is_same = (state, is_present) == (one.state, one.is_present)
        since = one.since if is_same else time.monotonic()
        looked.append(replace(one, state=state, is_present=is_present, since=since))
    return looked


def _read(client: SyncPrefectClient, wanted: FlowRunFilter) -> list[Any]:
    found: list[Any] = []
    while page := client.read_flow_runs(flow_run_filter=wanted, offset=len(found)):
        found += page
    return found


def _is_gone(sharing: Sharing, one: Try) -> bool:
    from ingest.stages.parts import is_gone

    return is_gone(
        one.state,
        one.is_present,
        seconds=time.monotonic() - one.since,
        start_seconds=sharing.start_seconds,
    )


def _give_up(client: SyncPrefectClient, flow_run_id: Any) -> None:
    """Let Prefect know that a run is dead, unless it has ended; its slots are free then."""
    try:
        run = client.read_flow_run(flow_run_id)
    except ObjectNotFound:
        return  # somebody deleted it
    if run.state is None or not run.state.is_final():
        state = Crashed(message="Its worker was not heard of any more; another run does its part.")
        client.set_flow_run_state(flow_run_id, state, force=True)


def _bury(
    client: SyncPrefectClient, catalog: "Catalog", night: str, dead: Sequence[object]
) -> None:
    """Tell Prefect which runs of a night died with its coordinator; parts that still beat go on."""
    from ingest.stages.parts import presence
    from ingest.store import load_leases

    beats = {name for row in load_leases(catalog) if not row.is_expired for name in row.names}
    wanted = FlowRunFilter(name=FlowRunFilterName(like_=f" of {night}"))
    left = [run.id for run in _read(client, wanted) if presence(run.id) not in beats]
    for flow_run_id in (*dead, *left):
        _give_up(client, flow_run_id)


def _load_ended(sharing: Sharing) -> set[str]:
    from ingest.store import load_parts, open_reader

    reader = open_reader(sharing.lake)
    try:
        return set(load_parts(reader, sharing.night))
    finally:
        reader.close()


def _tell_waiting() -> Callable[[str], None]:
    told: set[str] = set()

    def tell(who: str) -> None:
        if who not in told:
            told.add(who)
            get_run_logger().info("waiting for %s", who)

    return tell
