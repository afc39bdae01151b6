"""A list's config file as text: written when the list is adopted, its headings corrected later.

What stands in it is obeyed (`config/lists.schema.json`); what is only known stands there as comment.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.lists.adopting.mapping import MappedSection
from ingest.lists.learning import describe
from ingest.lists.model import Style
from ingest.lists.plan import ListPlan

_HEAD = """\
# yaml-language-server: $schema=../lists.schema.json
# Adopted from {origin}: {on} of {count} sections are on. A section that is
# commented out waits for you: correct its categories and take away the comment marks.
# `columns` is what each column was learnt to hold: correct one, and it is obeyed. `style` is how
# entries are written now, learnt anew every night: take the marks off `style:` and a line, and it is obeyed.
"""
_WIDTH = 160  # of an example's line in a comment
# https://yaml.org/spec/1.2.2/#51-character-set: what a YAML file can't hold
_UNPRINTABLE = re.compile(r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """A section as it goes into the file: what is proposed, and the style that was learnt there."""

    mapped: MappedSection
    style: Style | None = None
    columns: tuple[tuple[str, str], ...] = ()  # (label, field) where all its tables have the same


def render_plan(plan: ListPlan, origin: str, sections: Sequence[PlannedSection]) -> str:
    """The config file of a newly adopted list; sections without a guess are left out where others have one."""
    shown = [one for one in sections if one.mapped.guesses] or sections
    on = sum(one.mapped.is_sure for one in shown)
    lines = _HEAD.format(origin=origin, on=on, count=len(sections)).splitlines()
    lines += [f"forge: {plan.forge}", f"repo: {quoted(plan.repo)}"]
    if plan.path != "README.md":
        lines.append(f"path: {quoted(plan.path)}")
    if plan.base != "main":
        lines.append(f"base: {quoted(plan.base)}")
    if plan.branch != "paper-ingest/updates":
        lines.append(f"branch: {quoted(plan.branch)}")
    lines.append("sections:")
    for one in shown:
        lines += _sure_lines(one) if one.mapped.is_sure else _unsure_lines(one.mapped)
    return _UNPRINTABLE.sub("\ufffd", "\n".join(lines) + "\n")


def _sure_lines(one: PlannedSection) -> list[str]:
    mapped = one.mapped
    lines = [
        f"  # {guess.confidence:.2f} {guess.category}: {guess.why}" for guess in mapped.guesses
    ]
    lines += [f"  - heading: {quoted(mapped.heading)}", f"    categories: [{_names(mapped)}]"]
    if mapped.narrow:
        lines.append(f"    narrow: [{', '.join(mapped.narrow)}]  # as the list's own headings say")
    if one.columns:
        lines.append("    columns:")
        lines += [f"      {quoted(label)}: {field}" for label, field in one.columns]
    if one.style:
        learnt = describe.style_lines(one.style)
        lines += ["    # style:", *(f"    #   {line}" for line in learnt)]
    first, *rest = mapped.row.split("\n") or [""]
    lines.append(f"    # a new entry: {first[:_WIDTH]}".rstrip())
    return [*lines, *(f"    #   {line[:_WIDTH]}".rstrip() for line in rest)]


def _unsure_lines(mapped: MappedSection) -> list[str]:
    best = mapped.guesses[0] if mapped.guesses else None
    narrow = [f"  #   narrow: [{', '.join(best.narrow)}]"] if best and best.narrow else []
    unknown = []
    if mapped.unknown is not None:
        unknown = [f"  #   unknown: {quoted(mapped.unknown)}  # stands for what no work brings"]
    return [
        f"  # off: {' '.join(mapped.doubt.split())[:_WIDTH]}",
        *(
            f"  # {guess.confidence:.2f} {guess.category}: {guess.why}"
            for guess in mapped.guesses[:3]
        ),
        f"  # - heading: {quoted(mapped.heading)}",
        f"  #   categories: [{best.category if best else ''}]",
        *narrow,
        *unknown,
    ]


def _names(mapped: MappedSection) -> str:
    return ", ".join(guess.category for guess in mapped.guesses)


def rename_headings(
    text: str, places: Mapping[str, tuple[int, int]], renamed: Sequence[tuple[str, str]]
) -> str:
    """The config file with some headings replaced; all other characters stay.

    `places` says where each heading's scalar stands, quotes included, as character offsets.
    """
    for old, new in sorted(renamed, key=lambda pair: -places[pair[0]][0]):
        start, end = places[old]
        text = f"{text[:start]}{quoted(new)}{text[end:]}"
    return text


def quoted(text: str) -> str:
    """Text as a YAML scalar that reads back as it was, control characters of broken encodings too."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", describe.quoted(text))
