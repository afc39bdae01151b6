"""What people tell the program under a pull request: one command a line, anything else is talk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Literal

from ingest.proposals.review import without_code

Verb = Literal["refuse", "move", "snooze", "pause", "resume", "why", "unknown"]
USAGE = {
    "refuse": "`/refuse 3 reason`",
    "move": "`/move 3 Section`",
    "snooze": "`/snooze 3 30d`",
    "pause": "`/pause`",
    "resume": "`/resume`",
    "why": "`/why 3`",
}
_VERBS: dict[str, Verb] = {
    "refuse": "refuse", "move": "move", "snooze": "snooze",
    "pause": "pause", "resume": "resume", "why": "why",
}  # fmt: skip
_LINE = re.compile(r"^ {0,3}/(?P<verb>[a-z]+)(?:[ \t]+(?P<rest>.*?))?[ \t]*$", re.IGNORECASE)
_NUMBERS = re.compile(
    r"^#?(?P<numbers>\d{1,6}(?:\s*,\s*#?\d{1,6})*)(?:\s+(?P<rest>.*))?$", re.ASCII
)
_SPAN = re.compile(r"^(?P<count>\d{1,4})\s*(?P<unit>d|w|m|days?|weeks?|months?)$", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30}
_DEFAULT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Command:
    """One line of a comment; `numbers` are items, `text` is what stands behind them."""

    verb: Verb
    numbers: tuple[int, ...] = ()
    text: str = ""
    problem: str = ""  # why it can't be obeyed as it is written


def parse_commands(comment: str, here: tuple[int, ...] = ()) -> tuple[Command, ...]:
    """The commands of a comment, in order; those in code and in quotations are talk.

    `here` are the items that the comment stands beside: a command that names none means them.
    """
    return tuple(_commands(comment.replace("\r\n", "\n").replace("\r", "\n"), here))


def _commands(comment: str, here: tuple[int, ...]) -> Iterator[Command]:
    for line in without_code(comment).split("\n"):
        match = _LINE.match(line)
        if not match:
            continue
        said, rest = match["verb"].lower(), (match["rest"] or "").strip()
        if said not in _VERBS:
            near = get_close_matches(said, _VERBS, n=1, cutoff=0.75)
            if near:
                yield Command("unknown", text=said, problem=f"did you mean {USAGE[near[0]]}?")
            continue
        verb = _VERBS[said]
        if verb in {"pause", "resume"}:
            yield Command(verb, text=rest)
            continue
        yield _about_items(verb, rest, here)


def _about_items(verb: Verb, rest: str, here: tuple[int, ...]) -> Command:
    match = _NUMBERS.match(rest)
    if match:
        found = re.findall(r"\d+", match["numbers"])
        numbers = tuple(dict.fromkeys(int(number) for number in found))
        text = (match["rest"] or "").strip()
    elif here:
        numbers, text = here, rest
    else:
        return Command(verb, text=rest, problem=f"name an item: {USAGE[verb]}")
    if verb == "move" and not text:
        return Command(verb, numbers, text, f"name the section: {USAGE[verb]}")
    return Command(verb, numbers, text)


def snoozed_until(text: str, today: date) -> date | None:
    """The day that `30d`, `2w`, `3 months`, `2026-12-01` or nothing means; None for anything else."""
    if not text:
        return today + timedelta(days=_DEFAULT_DAYS)
    match = _SPAN.match(text)
    if match:
        return today + timedelta(days=int(match["count"]) * _DAYS[match["unit"][0].lower()])
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day > today else None
