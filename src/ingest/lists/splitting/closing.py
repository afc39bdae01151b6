"""Marks that close what stands open before a unit: they stand without it too."""

import re

_PAIRED = (
    ("[", "]"),
    ("(", ")"),
    ("（", "）"),
    ("“", "”"),
    ("**", "**"),
    ("*", "*"),
    ("`", "`"),
    ('"', '"'),
)
_CLOSERS = frozenset(closing[0] for _, closing in _PAIRED)
_STOPS = frozenset(".,")
LINE_MARK = re.compile(r"^\s*(?:[-*+]|#{1,6})\s")


def with_closing(core: str, literal: str) -> tuple[str, str]:
    """The marks that close what the core opened given to the core: they stand without the unit too."""
    if literal[:1] in _STOPS and literal[1:2] in _CLOSERS:  # `."** `
        closed, rest = with_closing(core + literal[0], literal[1:])
        return (closed, rest) if rest != literal[1:] else (core, literal)
    if literal[:1] not in _CLOSERS:
        return core, literal
    text = LINE_MARK.sub("", core)
    while literal:
        for opening, closing in _PAIRED:
            is_open = text.count(opening) > text.count(closing)
            if opening == closing:
                bare = text.replace("**", "") if closing == "*" else text
                is_open = bare.count(closing) % 2 == 1
            if is_open and literal.startswith(closing):
                core, text, literal = (
                    core + closing, text + closing, literal.removeprefix(closing)
                )  # fmt: skip
                break
        else:
            break
    return core, literal


def with_line_end(core: str, units: list[tuple[int, str, str]], literal: str) -> tuple[str, str]:
    """The end of a line, or of the text, given to what the line begins with: a unit, else the core."""
    end, newline, rest = literal.partition("\n")
    if not end:
        return core, literal
    if any(place == len(core) and "\n" in text for place, _, text in units):
        place, field, text = units[-1]
        units[-1] = (place, field, text + end)
    else:
        core += end
    return core, newline + rest
