"""The blanks around a cell: the rule by which most of the nearest cells of a column come back."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

_ASKED = 20  # cells are asked
_WEIGHTS = tuple(0.9**rank for rank in range(_ASKED))  # of the nearest, of the one behind it, ...
_WIDTHS = 2  # of the widths that several cells have are tried
_SHARE = 0.3  # of the cells must have a width, at least
_SLIGHT = 1e-6  # that sums of weights may differ by
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
        before, behind = self.beside(len(value))
        return f"{before}{value}{behind}"

    def beside(self, length: int) -> tuple[str, str]:
        """What stands before and behind a value of so many characters."""
        spare = self.width - length
        if not self.width or spare < len(self.left.strip("\n")[:1]) + len(self.right[:1]):
            return (" ", " ") if self.width else (self.left, self.right)
        if self.align.startswith("center"):
            before = (spare + self.align.endswith("right")) // 2
            return " " * before, " " * (spare - before)
        if self.align == "right":
            return " " * (spare - len(self.right)), self.right
        return self.left, " " * max(0, spare - len(self.left))


PLAIN = Padding()


def learn_padding(
    raws: Sequence[str], filled: Sequence[str], beside: Sequence[str] = ()
) -> Padding:
    """The padding of a column by its raw cells, nearest first; `filled` are those that say something.

    A way of filling up to a width, or what stands on either side of one of them: the rule that gives back most of
    them, the nearest counting most. Where nothing stands in any cell, a value stands in it as in those of other
    columns, `beside`, and fills it up where all are wider than blanks between pipes need be.
    """
    if beside and not any(map(str.strip, raws)):
        around = learn_padding((), beside)
        width = len(raws[0]) if len(set(map(len, raws))) == 1 else 0
        if width > _FEW:
            return Padding(around.left[:1], around.right[:1], width, "left")
        return Padding(" ", " ") if around.width else around
    known = [_cell_of(raw) for raw in (filled or raws)[:_ASKED]]
    sides: dict[tuple[str, str], float] = {}
    for (_, beside, _), weight in zip(known, _WEIGHTS, strict=False):
        sides[beside] = sides.get(beside, 0.0) + weight
    if len(sides) == 1 and len(known) == min(len(raws), _ASKED):
        left, right = next(iter(sides))
        if len(left) + len(right) <= _FEW:
            return Padding(
                left, right
            )  # no rule fills a column up whose cells have nothing to spare
    found = [(Padding(*beside), weight) for beside, weight in sides.items()]
    spare = sum(sides.values()) - max(sides.values(), default=0.0)
    rules = _weighed_fillings(raws[:_ASKED], known, spare)
    return max([*rules, *found], key=itemgetter(1), default=(PLAIN, 0.0))[0]  # the first of equals


def _cell_of(raw: str) -> tuple[int, tuple[str, str], int]:
    """A raw cell as rules see it: its length, what stands on either side of its value, and the value's length."""
    return len(raw), _blanks(raw), len(raw.strip())


def _weighed_fillings(
    raws: Sequence[str], cells: Sequence[tuple[int, tuple[str, str], int]], spare: float
) -> Iterator[tuple[Padding, float]]:
    """The rules that fill the column up to a width and what each counts, up to the first that gives back all: none counts more."""
    all_of_them = sum(_WEIGHTS[: len(cells)])
    for rule in _fillings(raws):
        weight = _weight(rule, cells, spare)
        yield rule, weight
        if weight + _SLIGHT > all_of_them:
            return


def _weight(
    rule: Padding, cells: Sequence[tuple[int, tuple[str, str], int]], spare: float
) -> float:
    """What the cells count together that a rule gives back; 0 once those it does not count more than it may spare."""
    total = lost = 0.0
    for (width, beside, length), weight in zip(cells, _WEIGHTS, strict=False):
        if width >= rule.width and _gives_back(rule, beside, length):
            total += weight
        elif (lost := lost + weight) > spare + _SLIGHT:
            return 0.0  # what stands on either side of a cell gives back more
    return total


def _gives_back(rule: Padding, beside: tuple[str, str], length: int) -> bool:
    """True where a rule puts around a value what stands there; around none stands all of the cell."""
    found = rule.beside(length)
    return found == beside if length else "".join(found) == beside[0]


def _blanks(raw: str) -> tuple[str, str]:
    return raw[: len(raw) - len(raw.lstrip())], raw[len(raw.rstrip()) :]


def _fillings(cells: Sequence[str]) -> Iterator[Padding]:
    """The rules that fill a column up to a width that several cells have; none for texts of one length."""
    for width, count in Counter(map(len, cells)).most_common(_WIDTHS):
        same = [raw for raw in cells if len(raw) == width]
        texts = {len(raw.strip()) for raw in same}
        if count < max(2, _SHARE * len(cells)) or (len(texts) == 1 and width <= min(texts) + _FEW):
            continue
        for left, right in dict.fromkeys(_blanks(raw) for raw in same if raw.strip()):
            likely = "left" if len(left) < _FEW else "right" if len(right) < _FEW else "center"
            for align in dict.fromkeys((likely, "left", "center", "center-right", "right")):
                yield Padding(left, right, width, align)
