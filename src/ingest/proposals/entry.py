"""One item of the body: its box, its row, why it is here, its links with their proof."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.proposals.items import Item
from ingest.proposals.sanitise import fence, inline, link, short_url
from ingest.works import Artifact, LinkKind, Tier

_LINKS_SHOWN = 8
_PROOF_LIMIT = 140
_KIND_ORDER: tuple[LinkKind, ...] = ("weights", "data", "code", "project", "paper")
_TIER_ORDER: tuple[Tier, ...] = ("official", "likely", "derivative", "unknown")
_SAID = {"fill": "fill a cell", "upgrade": "newer version", "repair": "mend"}


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of each item is shown."""

    row_limit: int  # characters
    is_full: bool  # False: no line of where it was seen and what was not found


def render_item(item: Item, detail: Detail, *, is_blocked: bool = False) -> str:
    """A task-list item; the first line is what `review.read_body` finds again by its number."""
    lines = [_head(item), _row(item, detail.row_limit)]
    if not item.is_ticked and item.look_reason:
        lines.append(f"  - **Look:** {inline(item.look_reason)}")
    if item.why:
        lines.append(f"  - **Why:** {'; '.join(inline(line) for line in item.why)}")
    lines += [f"  - {line}" for line in _links(item)]
    if detail.is_full and (item.seen or _not_found(item)):
        lines.append(f"  - {_seen(item)}")
    if item.runner_up_section:
        lines.append(
            f"  - [ ] **{item.number} →** put under *{inline(item.runner_up_section)}* instead"
        )
    if is_blocked:
        lines.append("  - **Held:** its row can't be written into the list as it is now, see below")
    return "\n".join(lines)


def _head(item: Item) -> str:
    box = "x" if item.is_ticked else " "
    head = f"- [{box}] **{item.number}.** {link(item.title, item.paper_url)}"
    if item.kind != "add":
        return f"{head}, in *{inline(item.section)}*: {_SAID[item.kind]}"
    if not item.is_ticked:
        return f"{head}, for *{inline(item.section)}*"
    return f"{head} · *less sure*" if item.is_less_sure else head


def _row(item: Item, limit: int) -> str:
    """The row as it will stand, or both versions of a row that changes."""
    if not item.old_row:
        return fence(item.row, indent="  ", limit=limit)
    signed = [f"- {line}" for line in item.old_row.split("\n")]
    signed += [f"+ {line}" for line in item.row.split("\n") if item.row]
    return fence("\n".join(signed), indent="  ", limit=2 * limit, language="diff")


def _links(item: Item) -> list[str]:
    """A line of the links that the row shows, and one of the others that it could; a proof stands once for all it proves.

    What the section never shows is told by `/why`, and takes no line of a reviewer's two minutes.
    """
    named = [one for one in _each_once(item.links) if one.tier in {"official", "likely"}]
    shown = [one for one in named if one.url in item.row]
    kinds = _KIND_ORDER if item.shown_kinds is None else item.shown_kinds
    fitting = [one for one in item.links if one.kind in kinds]
    others = [one for one in named if one in fitting and one not in shown]
    counted = Counter(one.tier for one in fitting if one.tier not in {"official", "likely"})
    told: set[str] = set()
    lines = []
    if shown:
        lines.append(f"**Links:** {'; '.join(_groups(shown, told))}")
    rest = _groups(others, told)
    rest += [f"{counted[tier]} {tier}" for tier in _TIER_ORDER if counted[tier]]
    if rest:
        lines.append(f"**Found, not in the row:** {'; '.join(rest)}")
    return lines


def _each_once(links: Iterable[Artifact]) -> list[Artifact]:
    """Links in order of kind; a page that was found as two kinds counts as its better tier."""
    best: dict[str, Artifact] = {}
    for one in sorted(links, key=lambda one: _TIER_ORDER.index(one.tier)):
        best.setdefault(one.url, one)
    return sorted(best.values(), key=lambda one: _KIND_ORDER.index(one.kind))


def _groups(links: Sequence[Artifact], told: set[str]) -> list[str]:
    """Links that the same words prove, with those words; owners and proofs in `told` were named before."""
    groups: dict[tuple[str, str], list[Artifact]] = {}
    for one in links[:_LINKS_SHOWN]:
        groups.setdefault((one.tier, one.evidence), []).append(one)
    lines = []
    for (tier, proof), members in groups.items():
        words = "as above" if proof in told else inline(proof, _PROOF_LIMIT)
        lines.append(f"{_names(members, told)} ({tier}: {words})")
        told.add(proof)
    more = len(links) - _LINKS_SHOWN
    return [*lines, f"{more} more"] if more > 0 else lines


def _names(members: Sequence[Artifact], told: set[str]) -> str:
    """`weights [x/a](...), [b](...), data [c](...)`: kind and owner once each."""
    parts, kind = [], ""
    for one in members:
        name = short_url(one.url)
        owner, _, last = name.partition("/")
        is_told = owner in told and "." not in owner and bool(last)
        told.add(owner)
        word = "" if one.kind == kind else f"{one.kind} "
        parts.append(f"{word}{link(last if is_told else name, one.url)}")
        kind = one.kind
    return ", ".join(parts)


def _not_found(item: Item) -> list[str]:
    """Kinds that were looked for in vain; one that the item needs a look for is told there."""
    return [kind for kind in item.not_found if f"no official {kind} " not in item.look_reason]


def _seen(item: Item) -> str:
    parts = []
    if item.seen:
        parts.append(f"**Seen:** {inline('; '.join(item.seen))}")
    missing = _not_found(item)
    if missing:
        parts.append(f"**Not found yet:** {inline(', '.join(missing))}")
    return ". ".join(parts)
