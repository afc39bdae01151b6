"""How a whole entry is put together: the template of bullets and paragraphs, the columns of rows."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from ingest.errors import ListError
from ingest.lists.columns import cell_parts, learn_columns, row_frames
from ingest.lists.fitting import knows, shows
from ingest.lists.forms import with_forms, with_forms_elsewhere
from ingest.lists.lines import decode
from ingest.lists.model import CuratedList, Entry, Style, Table
from ingest.lists.notes import common_words, short_words, with_notes
from ingest.lists.parts import Part, parts_of_text
from ingest.lists.plan import SectionPlan
from ingest.lists.shapes import Shape, leaked_words, merge_shapes, shape_of, vote
from ingest.works import RowFacts

_BOLD_RULE = re.compile(
    r"(?:LLM|large language)[^\n]{0,60}\bbold|\bbold[^\n]{0,60}(?:LLM|large language)",
    re.IGNORECASE,
)
_BOLD_TITLE = re.compile(r"\*\*\{title\}\*\*")


def style_of_texts(curated: CuratedList, near: Sequence[Entry], facts: RowFacts | None) -> Style:
    """What bullets, items or paragraphs have in common, nearest first."""
    texts = [decode(curated.text[entry.start : entry.end]) for entry in near]
    raw = [parts_of_text(without_end(text)) for text in texts]
    common = common_words(raw) if len(raw) > 1 else short_words(raw[0])
    parts = [with_notes(found, common) for found in raw]
    bold = _asks_for_bold(curated.text)
    shapes = [shape_of(found) for found in parts]
    if bold:
        shapes = [_unbold(shape) for shape in shapes]
    leaked = leaked_words(merge_shapes(shapes)[0], shapes)
    if leaked:
        raise ListError(
            "no two entries here are written alike: " + " ".join(leaked[:8]),
            where=f"{curated.where}:{near[0].line}",
            todo="Write this entry by hand.",
        )
    wanted = {artifact.kind for artifact in facts.links} if facts else set()
    every = shapes
    shapes = _fitting(shapes, facts)
    template, units = _merge_for(shapes, wanted)
    if facts is not None:
        template, units = _with_tails(template, units, every, dict(facts.notes))
    if any(part.value.startswith("0") for found in raw for part in found if part.field == "date"):
        template = template.replace("%-dth", "%dth")
    style = Style(
        kind=near[0].kind,
        where="",
        section="",
        template=template,
        units=units,
        common=common,
        bold_for_llm=bold,
        is_numbered=all(entry.number is not None for entry in near),
    )
    return with_forms(style, parts)


@lru_cache(maxsize=4)
def _asks_for_bold(text: bytes) -> bool:
    """True where a page says that the titles of language models stand in bold."""
    return b"bold" in text.lower() and bool(_BOLD_RULE.search(decode(text)))


def _fitting(shapes: Sequence[Shape], facts: RowFacts | None) -> list[Shape]:
    """The neighbours that show nothing this work lacks; all of them where there is no such one.

    An entry's own facts are all there is to be shown: of the neighbours that fit, those that leave
    the least unsaid.
    """
    if facts is None:
        return list(shapes)
    fitting = [shape for shape in shapes if knows(facts, shape.core)] or list(shapes)
    if facts.paper_url:  # without its own link an entry is not known as the work's
        fitting = [shape for shape in fitting if "{paper}" in shape.core] or fitting
    if facts.is_from_entry:
        most = max(shows(facts, shape) for shape in fitting)
        fitting = [shape for shape in fitting if shows(facts, shape) == most]
    return fitting


def _with_tails(
    template: str,
    units: tuple[tuple[str, str], ...],
    shapes: Sequence[Shape],
    notes: Collection[str],
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The template with room for all remarks behind the last fact, as any neighbour has them."""
    there = {field for field, _ in units}
    for note in notes:
        texts = [
            text
            for shape in shapes
            for place, field, text in shape.units
            if field == note and field.startswith("tail") and "{" not in shape.core[place:]
        ]
        if note not in there and texts:
            template += f"{{?{note}}}"
            units = (*units, (note, vote(texts) or texts[0]))
    return template, units


def _merge_for(
    shapes: Sequence[Shape], wanted: Collection[str]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The neighbours' template; of those with a link that this work has, where the others have no room for it."""
    template, units = merge_shapes(shapes)
    roomless = set(wanted) - {field for field, _ in units}
    alike = [shape for shape in shapes if roomless & {field for _, field, _ in shape.units}]
    return merge_shapes(alike) if alike else (template, units)


def without_end(text: str) -> str:
    """An entry's text without its last newline, line ends as `\\n`."""
    return text.rstrip("\n").removesuffix("\r").replace("\r\n", "\n")


def _unbold(shape: Shape) -> Shape:
    core = _BOLD_TITLE.sub("{title}", shape.core)
    shift = len(shape.core) - len(core)
    moved = tuple((max(0, place - shift), field, text) for place, field, text in shape.units)
    return Shape(core, moved, shape.links)


def style_of_rows(
    curated: CuratedList, near: Sequence[Entry], table: Table, plan: SectionPlan
) -> Style:
    """What the rows of a table have in common, nearest first."""
    columns = learn_columns(curated, near, table, plan)
    whole = [entry for entry in near if len(entry.cells) == len(columns)]
    parts = [cell_parts(columns, entry) for entry in whole]
    flat: list[tuple[Part, ...]] = [
        tuple(part for cell in cells for part in cell) for cells in parts
    ]
    style = Style(near[0].kind, "", "", columns=columns, frames=row_frames(curated, whole))
    return with_forms_elsewhere(with_forms(style, flat), curated, near)
