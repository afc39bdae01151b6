"""What people wrote into a body beside our words: kept, word for word, through every update.

A body's machine block remembers the lines that we wrote (`machine.line_marks`), so that any other
line is a person's, wherever it stands.
"""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ingest.proposals.machine import line_mark, read_marks, without_block
from ingest.proposals.review import NUMBERED_BOX

NOTES_LIMIT = 20_000  # characters of a body that people's words may take


@dataclass(frozen=True, slots=True)
class Notes:
    """A person's words: those above ours, and all others, which are shown below ours."""

    before: str = ""
    after: str = ""


def find_notes(body: str, ours: AbstractSet[str] = frozenset()) -> Notes:
    """The lines of a body that we did not write; `ours` are marks for a body that lost its own.

    A line among ours goes below them with the number of the item it stood under.
    """
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    marks = read_marks(text) or ours
    if not marks:
        return Notes()
    above, below = without_block(text)
    lines = above.split("\n")
    known = [bool(line.strip()) and line_mark(line) in marks for line in lines]
    if not any(known):
        return Notes(after="\n\n".join(part for part in (above.strip(), below.strip()) if part))
    first = known.index(True)
    last = len(known) - 1 - known[::-1].index(True)
    inner = _inner_notes(lines[first : last + 1], known[first : last + 1])
    before, tail = "\n".join(lines[:first]).strip("\n"), "\n".join(lines[last + 1 :]).strip("\n")
    pasted = [
        line for line in below.split("\n") if not line.strip() or line_mark(line) not in marks
    ]
    parts = [inner, tail, "\n".join(pasted).strip("\n")]
    if _is_unclosed(before):
        parts, before = [*parts, before], ""
    return Notes(before, "\n\n".join(part for part in parts if part.strip()))


def _is_unclosed(text: str) -> bool:
    """Whether a comment or a code block would swallow what comes below."""
    fences = sum(line.lstrip().startswith(("```", "~~~")) for line in text.split("\n"))
    return fences % 2 == 1 or text.count("<!--") != text.count("-->")


def _inner_notes(lines: list[str], known: list[bool]) -> str:
    notes: list[str] = []
    number, told = "", ""
    for line, is_known in zip(lines, known, strict=True):
        box = NUMBERED_BOX.match(line)
        number = box[2] if box else "" if is_known and line.startswith("#") else number
        said = line[box.end() :].strip() if box else line.strip()
        if is_known or not said:
            continue
        if number and number != told:
            notes += ["", f"On {number}:", ""]
            told = number
        notes.append(re.sub(r"^[-*+]\s+\[[ xX]\]\s*", "", said))
    return "\n".join(notes).strip("\n")
