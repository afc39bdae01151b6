"""One item of the body: its box, its row, why it is here, its links with their proof."""

from collections import Counter
from dataclasses import dataclass

from ingest.proposals.items import Item
from ingest.proposals.sanitise import fence, inline, link, short_url
from ingest.works import Artifact

_LINKS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of each item is shown."""

    row_limit: int  # characters
    is_full: bool  # False: no line of where it was seen and what was not found


def render_item(item: Item, detail: Detail, *, is_blocked: bool = False) -> str:
    """A task-list item; the first line is what `review.read_body` finds again by its number."""
    box = "x" if item.is_ticked else " "
    head = f"- [{box}] **{item.number}.** {link(item.title, item.paper_url)}"
    if not item.is_ticked:
        head += f", for *{inline(item.section)}*"
    lines = [head, fence(item.row, indent="  ", limit=detail.row_limit)]
    if not item.is_ticked:
        lines.append(f"  - **Look:** {inline(item.look_reason)}")
    lines.append(f"  - **Why here:** {_why(item)}")
    if item.links:
        lines.append(f"  - **Links:** {_links(item)}")
    if detail.is_full and (item.seen or item.not_found):
        lines.append(f"  - {_seen(item)}")
    if item.runner_up_section:
        lines.append(
            f"  - [ ] **{item.number} →** put under *{inline(item.runner_up_section)}* instead"
        )
    if is_blocked:
        lines.append("  - **Held:** its row can't be written into the list as it is now, see below")
    return "\n".join(lines)


def _why(item: Item) -> str:
    return "; ".join(inline(line) for line in item.why)


def _links(item: Item) -> str:
    named = [found for found in item.links if found.tier in {"official", "likely"}]
    shown = [_link(found, item.row) for found in named[:_LINKS_SHOWN]]
    if len(named) > _LINKS_SHOWN:
        shown.append(f"{len(named) - _LINKS_SHOWN} more")
    others = Counter(found.tier for found in item.links if found not in named)
    shown += [f"{count} {tier}, not in the row" for tier, count in sorted(others.items())]
    return "; ".join(shown)


def _link(found: Artifact, row: str) -> str:
    label = f"{found.kind} {link(short_url(found.url), found.url)}"
    place = "" if found.url in row else ", **not in the row**"
    return f"{label} {found.tier}{place} ({inline(found.evidence, 120)})"


def _seen(item: Item) -> str:
    parts = []
    if item.seen:
        parts.append(f"**Seen:** {inline('; '.join(item.seen))}")
    if item.not_found:
        parts.append(f"**Not found:** {inline(', '.join(item.not_found))}")
    return ". ".join(parts)
