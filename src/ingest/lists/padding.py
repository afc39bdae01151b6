"""The blanks around a cell: the rule by which most of the nearest cells of a column come back."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.lists.voting import WINDOW, vote

_MOSTLY = 0.7  # of them have the width that all are filled up to
_BESIDE = 3  # cells have the blanks that stand around one where nothing is filled up
_FEW = 2  # blanks that a cell may have to spare without being filled up to a width


@dataclass(frozen=True, slots=True)
class Padding:
    """What stands before and behind a value; where `width` is set, as much as fills the cell up to it."""

    left: str = " "
    right: str = " "
    width: int = 0  # of the raw cell, in characters
    align: str = ""  # left | center | center-right (of an odd number one more before it) | right

    def around(self, value: str) -> str:
        """The whole cell; a value too wide for it keeps one blank on both sides."""
        spare = self.width - len(value)
        if not self.width or spare < len(self.left.strip("\n")[:1]) + len(self.right[:1]):
            one = " " if self.width else None
            return f"{one or self.left}{value}{one or self.right}"
        if self.align.startswith("center"):
            before = (spare + self.align.endswith("right")) // 2
            return " " * before + value + " " * (spare - before)
        if self.align == "right":
            return " " * (spare - len(self.right)) + value + self.right
        return self.left + value + " " * max(0, spare - len(self.left))


PLAIN = Padding()


def learn_padding(raws: Sequence[str], filled: Sequence[str]) -> Padding:
    """The padding of a column by its raw cells, nearest first; `filled` are those that say something.

    Where most cells have one width, the way of filling up to it that gives back most of them; else
    the single blanks on either side of the nearest.
    """
    known = raws[:WINDOW]
    fillings = _fillings(known)
    best, most = None, -1
    for rule in fillings:
        count = _count_right(rule, known)
        if count > most:  # the first of equals
            best, most = rule, count
        if most == len(known):
            break
    if best:
        return best
    sides = [_sides(raw) for raw in (filled or raws)[:_BESIDE]]
    if sides and sides.count(sides[0]) == len(sides):
        return Padding(*sides[0])
    plain = [pair for pair in sides if max(map(len, pair)) <= _FEW]
    sides = plain if 2 * len(plain) > len(sides) else sides  # one filled up by itself shows nothing
    left, right = (vote(pair[side] for pair in sides) for side in (0, 1))
    return Padding(" " if left is None else left, " " if right is None else right)


def _sides(raw: str) -> tuple[str, str]:
    return raw[: len(raw) - len(raw.lstrip())], raw[len(raw.rstrip()) :]


def _fillings(cells: Sequence[str]) -> list[Padding]:
    """The rules that fill a column up to the width of most cells; none for texts of one length."""
    if len(cells) < 2:
        return []
    widths = [len(raw) for raw in cells]
    width = max(dict.fromkeys(widths), key=widths.count)  # the first of equals
    count = widths.count(width)
    same = [raw for raw in cells if len(raw) == width]
    texts = {len(raw.strip()) for raw in same}
    if count < _MOSTLY * len(cells) or (len(texts) == 1 and width <= min(texts) + _FEW):
        return []
    found = []
    for left, right in dict.fromkeys(_sides(raw) for raw in same if raw.strip()):
        likely = "left" if len(left) < _FEW else "right" if len(right) < _FEW else "center"
        for align in dict.fromkeys((likely, "left", "center", "center-right", "right")):
            found.append(Padding(left, right, width, align))
    return found


def _count_right(rule: Padding, cells: Sequence[str]) -> int:
    """How many cells of its width a rule gives back."""
    return sum(len(raw) == rule.width and rule.around(raw.strip()) == raw for raw in cells)
