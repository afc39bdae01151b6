"""Geometry of the pictures: numbers in, boxes and labels out; the templates draw them as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

OTHERS = "other"
_LARGEST = 7  # categories with a colour of their own


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    kind: str  # its colour's class
    says: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word at a place."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a size, in its own units."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...] = ()
    lines: tuple[tuple[float, str], ...] = ()  # (height, label) of the scale's lines
    legend: tuple[tuple[str, str], ...] = ()  # (colour's class, what it stands for)


_STEP, _TOP, _LEFT = 13, 16, 28
_WEEKDAYS = ("Mon", "Wed", "Fri")


def draw_calendar(days: Sequence[tuple[date, str]]) -> Picture:
    """Days as squares, a column a week, Monday on top; `days` are consecutive, oldest first."""
    first = days[0][0] - timedelta(days=days[0][0].weekday())
    boxes, labels, shown_month = [], [], 0
    for day, outcome in days:
        column, row = divmod((day - first).days, 7)
        x, y = _LEFT + column * _STEP, _TOP + row * _STEP
        says = f"{day:%a %d %b %Y}: {outcome or 'not asked for'}"
        boxes.append(Box(x, y, _STEP - 2, _STEP - 2, f"day-{outcome or 'none'}", says))
        if row == 0 and day.month != shown_month and day.day <= 7:
            labels.append(Label(x, 10, f"{day:%b}"))
            shown_month = day.month
    labels += [Label(0, _TOP + 9 + 2 * at * _STEP, name) for at, name in enumerate(_WEEKDAYS)]
    width = _LEFT + ((days[-1][0] - first).days // 7 + 1) * _STEP
    return Picture(width, _TOP + 7 * _STEP, tuple(boxes), tuple(labels))


_WIDE, _HIGH, _MARGIN, _FOOT = 720, 240, 40, 24


def draw_stacks(months: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Picture:
    """Columns of stacked boxes, one a month; the smallest series are drawn as one."""
    shown = [(name, list(counts)) for name, counts in series[:_LARGEST]]
    rest = series[_LARGEST:]
    if rest:
        shown.append((OTHERS, [sum(counts[at] for _, counts in rest) for at in range(len(months))]))
    top = nice_top(max((sum(row[at] for _, row in shown) for at in range(len(months))), default=0))
    step = (_WIDE - _MARGIN) / max(1, len(months))
    boxes, labels = [], []
    for at, month in enumerate(months):
        x, y = _MARGIN + at * step, float(_HIGH)
        for number, (name, counts) in enumerate(shown):
            height = counts[at] / top * (_HIGH - 10)
            y -= height
            if counts[at]:
                box = Box(round(x, 1), round(y, 1), round(step * 0.8, 1), round(height, 1),
                          f"series-{number}", f"{month}, {name}: {counts[at]:,}")  # fmt: skip
                boxes.append(box)
        if month.endswith("-01") or len(months) <= 12 or (at == 0 and month[5:] < "10"):
            labels.append(Label(round(x, 1), _HIGH + 16, _month_label(month, len(months))))
    legend = tuple((f"series-{number}", name) for number, (name, _) in enumerate(shown))
    return Picture(_WIDE, _HIGH + _FOOT, tuple(boxes), tuple(labels), _scale(top), legend)


def draw_histogram(values: Sequence[int], edges: Sequence[tuple[int, str]]) -> Picture:
    """How many values fall under each edge: (below it, its label); the last edge takes the rest."""
    counts = [0] * len(edges)
    for value in values:
        at = next((i for i, (edge, _) in enumerate(edges) if value < edge), len(edges) - 1)
        counts[at] += 1
    top = nice_top(max(counts, default=0))
    step = (_WIDE - _MARGIN) / len(edges)
    boxes, labels = [], []
    for at, (_, name) in enumerate(edges):
        height = counts[at] / top * (_HIGH - 10)
        x = _MARGIN + at * step
        labels.append(Label(round(x, 1), _HIGH + 16, name))
        if counts[at]:
            box = Box(round(x, 1), round(_HIGH - height, 1), round(step * 0.8, 1), round(height, 1),
                      "series-0", f"{name}: {counts[at]:,}")  # fmt: skip
            boxes.append(box)
    return Picture(_WIDE, _HIGH + _FOOT, tuple(boxes), tuple(labels), _scale(top))


def spark_points(shares: Sequence[float], width: float = 84, height: float = 20) -> str:
    """A line through shares of 0..1, as the `points` of an SVG polyline; one share is a level line."""
    values = [*shares, *shares] if len(shares) == 1 else list(shares)
    step = width / max(1, len(values) - 1)
    return " ".join(f"{at * step:.1f},{1 + (1 - one) * (height - 2):.1f}" for at, one in enumerate(values))  # fmt: skip


def nice_top(largest: int) -> int:
    """The next round number: 1, 2 or 5 times a power of ten, at least 4 so that lines are whole."""
    top = 1
    while True:
        for factor in (1, 2, 5):
            if factor * top >= max(4, largest):
                return factor * top
        top *= 10


def _scale(top: int) -> tuple[tuple[float, str], ...]:
    parts = 4 if top % 4 == 0 else 5
    return tuple(
        (round(_HIGH - number / parts * (_HIGH - 10), 1), f"{top * number // parts:,}")
        for number in range(parts + 1)
    )


def _month_label(month: str, count: int) -> str:
    return month[:4] if count > 12 else month
