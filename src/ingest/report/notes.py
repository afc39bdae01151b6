"""Notes of many lists as few lines: what happened to most is said once, what is rare is said in full."""

import re
from collections.abc import Sequence

_MANY = 20  # up to so many lines are read as they are
_ALIKE = 3  # so many of one kind still are
_NAMED = 3  # of more, so many are named
_VARIES = re.compile(r"'[^']*'|\"[^\"]*\"|\S*\d\S*")


def gather_notes(notes: Sequence[str]) -> list[str]:
    """The notes, each `list: text`; where there are many, those that say the same are one line.

    `950 lists: … stands as it is (ai-papers, bio-papers, eye-papers, 947 more)`. Nothing is
    lost: the table `runs` and `--json` have all of them.
    """
    notes = list(dict.fromkeys(notes))  # two stages may stumble over the same
    if len(notes) <= _MANY:
        return notes
    kinds: dict[str, list[tuple[str, str]]] = {}
    for note in notes:
        name, _, text = note.partition(": ")
        kinds.setdefault(_kind(text or name), []).append((name, text or name))
    lines = []
    for kind, alike in kinds.items():
        if len(alike) <= _ALIKE:
            lines += [f"{name}: {text}" if name != text else text for name, text in alike]
        else:
            lines.append(_line(kind, alike))
    return lines


def _line(kind: str, alike: Sequence[tuple[str, str]]) -> str:
    names = list(dict.fromkeys(name for name, _ in alike))
    texts = {text for _, text in alike}
    said = texts.pop() if len(texts) == 1 else kind
    who = f"{len(names):,} lists" if len(names) > 1 else names[0]
    times = f", {len(alike):,} times" if len(alike) != len(names) else ""
    more = f", {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    which = f" ({', '.join(names[:_NAMED])}{more})" if len(names) > 1 else ""
    return f"{who}{times}: {said}{which}"


def _kind(text: str) -> str:
    """What a note says without what differs from list to list: numbers, ids, quoted words, what follows a colon."""
    head = text.partition(": ")[0]
    return _VARIES.sub("…", head)
