"""What a new work has to meet to change a list's proposal: kept by its looks, asked before the next one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.store.candidates import mark_judged
from ingest.store.connection import Store
from ingest.store.looks import Tally
from ingest.store.lookup import load_rows, short_hash
from ingest.store.rows import as_json, merge_rows, stage, unstage

Room = tuple[int, int]  # how many new works fit: certain ones, and those that need a look


@dataclass(frozen=True, slots=True)
class Margin:
    """What the last look at a list left: a work that bears none of the names and finds no room only waits."""

    form: str
    change_no: int  # up to which the form's candidates were judged
    room: Room
    later: Room  # once the proposal is published
    # `short_hash` of every name that stands, was decided about or is proposed, and of every work that was looked at.
    numbers: frozenset[int]

    def bears(self, names: Iterable[str]) -> bool:
        """Whether one of these names is among its own; seldom True of others, never False of its own."""
        return not self.numbers.isdisjoint(map(short_hash, names))


def make_margin(form: str, change_no: int, room: Room, later: Room, names: Iterable[str]) -> Margin:
    """The margin of a look."""
    return Margin(form, change_no, room, later, frozenset(map(short_hash, names)))


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form's candidates are judged up to a change; `places` say how."""

    change_no: int
    places: str


def load_margins(store: Store, list_names: Iterable[str]) -> dict[str, Margin]:
    """Those of these lists, by name."""
    rows = load_rows(store, "margins", "list_name", list_names)
    return {
        row["list_name"]: Margin(
            row["form"],
            row["change_no"],
            (row["certain_room"], row["look_room"]),
            (row["certain_later"], row["look_later"]),
            frozenset(row["names"]),
        )
        for row in rows
    }


def save_margins(store: Store, margins: Mapping[str, Margin | None]) -> None:
    """What looks left, by list; None where nobody can say which work would matter."""
    unknown = [name for name, one in margins.items() if one is None]
    if unknown:
        _change(store, unknown, "delete from margins")
    rows: list[dict[str, object]] = [
        {
            "list_name": name,
            "form": one.form,
            "change_no": one.change_no,
            "certain_room": one.room[0],
            "look_room": one.room[1],
            "certain_later": one.later[0],
            "look_later": one.later[1],
            "names": tuple(sorted(one.numbers)),
        }
        for name, one in margins.items()
        if one
    ]
    merge_rows(store, "margins", rows, key=["list_name"])


def publish_margins(store: Store, list_names: Iterable[str]) -> None:
    """These lists' proposals are published as their looks left them."""
    sql = "update margins set certain_room = certain_later, look_room = look_later"
    _change(store, list_names, sql)


def load_kept_forms(store: Store, forms: Iterable[str]) -> dict[str, KeptForm]:
    """Those of these forms whose places are kept."""
    rows = load_rows(store, "forms", "form", forms)
    return {row["form"]: KeptForm(row["change_no"], row["places"]) for row in rows if row["places"]}


@dataclass(frozen=True, slots=True)
class Candidacy:
    """What a candidate of a form was when it was judged last."""

    section: str
    held: str | None
    is_certain: bool
    is_shared: bool  # another one has one of its names


def find_candidacies(store: Store, work_ids: Iterable[str]) -> dict[str, dict[str, Candidacy]]:
    """What these works are as candidates: form -> work -> candidacy."""
    found: dict[str, dict[str, Candidacy]] = defaultdict(dict)
    columns = "form, work_id, section, held, is_certain, is_shared"
    for row in load_rows(store, "candidates", "work_id", work_ids, columns):
        known = Candidacy(row["section"], row["held"], row["is_certain"], row["is_shared"])
        found[row["form"]][row["work_id"]] = known
    return found


def find_borne(store: Store, names: Iterable[str]) -> dict[str, set[tuple[str, str]]]:
    """Which candidates bear these names already: form -> (name, work)."""
    asked, found = set(names), defaultdict(set)
    hashes, columns = set(map(short_hash, asked)), "name_hash, form, name, work_id"
    for row in load_rows(store, "candidate_names", "name_hash", hashes, columns):
        if row["name"] in asked:
            found[row["form"]].add((row["name"], row["work_id"]))
    return found


def save_waiting(
    store: Store,
    tallies: Mapping[str, Tally],
    forms: Sequence[str],
    change_no: int,
    at: datetime,
) -> None:
    """How many works wait for lists or are held, and that they and their forms are judged up to a change."""
    rows: list[dict[str, object]] = [
        {
            "list_name": name,
            "waiting_count": one.waiting_count,
            "held": as_json(one.held),
            "changed_at": at,
        }
        for name, one in tallies.items()
    ]
    merge_rows(store, "proposals", rows, key=["list_name"], stamp=["changed_at"])
    mark_judged(store, forms, change_no)
    _change(store, tallies, "update margins set change_no = ?", change_no)


def _change(store: Store, list_names: Iterable[str], sql: str, *parameters: object) -> None:
    """Run a statement that changes margins on those of these lists."""
    stage(store, "chosen", "list_name", sorted(list_names))
    where = "where list_name in (select list_name from chosen)"
    store.connection.execute(f"{sql} {where}", list(parameters))
    unstage(store, "chosen")
