"""Models of the Hub that have no paper and differ in their size alone: one work, one row, all sizes in it."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.artifacts.labels import name_size, size_order, without_size
from ingest.artifacts.name_match import key_of
from ingest.works import Artifact, Found

_PREFIX = "hub:model/"


def join_sizes(found: Sequence[Found]) -> list[Found]:
    """The works, each family under its smallest size's place with the ids and weights of all.

    Only models that are works of their own are joined: what has a paper is told by that.
    """
    families: dict[tuple[str, str], list[Found]] = {}
    for one in found:
        if family := _family(one):
            families.setdefault(family, []).append(one)
    joined = {
        members[0].work.work_id: _joined(members)
        for members in families.values()
        if len(members) > 1
    }
    later = {one.work.work_id for members in families.values() for one in members[1:]}
    kept = [one for one in found if one.work.work_id not in later]
    return [joined.get(one.work.work_id, one) for one in kept]


def _family(found: Found) -> tuple[str, str] | None:
    work_id = found.work.work_id
    if not work_id.startswith(_PREFIX):
        return None
    owner, _, name = work_id.removeprefix(_PREFIX).partition("/")
    return (key_of(owner), key_of(without_size(name))) if name_size(name) else None


def _joined(members: Sequence[Found]) -> Found:
    first = members[0]
    ids = [name for one in members for name in (one.work.work_id, *one.work.ids)]
    links = [replace(link, work_id=first.work.work_id) for one in members for link in one.artifacts]
    unique: dict[tuple[str, str], Artifact] = {}
    for link in sorted(links, key=lambda link: size_order(link.label)):
        unique.setdefault((link.kind, link.url), link)
    work = replace(first.work, ids=tuple(dict.fromkeys(ids)))
    return replace(first, work=work, artifacts=tuple(unique.values()))
