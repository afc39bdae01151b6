"""Which cells of a column show how to write a work's: with a badge as it has one, with the time it tells."""

from ingest.lists.learning.fitting import wanted_facts
from ingest.lists.learning.shapes import Shape
from ingest.lists.learning.tailoring import TIME
from ingest.lists.learning.units import with_units
from ingest.lists.model import LinkForm
from ingest.lists.splitting.link_places import is_link, link_field_of
from ingest.lists.splitting.tokens import TOKEN
from ingest.works import RowFacts

_FEW_NAMED = 2  # links called by a word before it is the works' name
_LEAST_LED = 0.3  # of a column's cells begin with a badge: a work with a repository gets one


def with_badge_or_without(shapes: list[Shape], facts: RowFacts) -> list[Shape]:
    """The cells that begin with a link as the work's would, or those that do not, where there are such.

    What parts a badge from the title stands nowhere in the cells without one.
    """
    led = [_begins_with_link(shape) for shape in shapes]
    kinds = {str(one.kind) for one in facts.links}
    begins = [shape.units[0][1] for shape, is_led in zip(shapes, led, strict=True) if is_led]
    wants = any(link_field_of(field) in kinds for field in begins)
    fitting = [shape for shape, is_led in zip(shapes, led, strict=True) if is_led == wants]
    is_usual = bool(fitting) and (not wants or len(fitting) >= _LEAST_LED * len(shapes))
    return fitting if is_usual else shapes


def with_its_time(shapes: list[Shape], facts: RowFacts) -> list[Shape]:
    """The cells of venues that say of the time what this one does: a year beside the venue, or a date in its stead.

    A work without a venue gets its date where some works have theirs there.
    """
    if facts.is_from_entry:
        shown = {field for field, _ in facts.spelled} & TIME
        if shown != {"venue", "year"}:
            return shapes
        fitting = [shape for shape in shapes if _facts_of(shape) & TIME == shown]
        return fitting or [Shape("{venue} {year}", (), ())]
    dated = [shape for shape in shapes if _facts_of(shape) & TIME == {"date"}]
    return dated if len(dated) > 1 and facts.venue is None else shapes


def with_one_naming(shapes: list[Shape]) -> list[Shape]:
    """The cells with the paper's links called by the name where most are, by the title else: a title may be one word."""
    forms = [form.form for shape in shapes for form in shape.links if form.field == "paper"]
    if "{name}" not in " ".join(forms):
        return shapes
    named = sum(_is_called_by("{name}", one) for one in forms)
    titled = sum(_is_called_by("{title}", one) for one in forms)
    if not named or (not titled and named >= _FEW_NAMED):
        return shapes
    is_named = named > titled and named >= _FEW_NAMED
    few, most = ("{title}", "{name}") if is_named else ("{name}", "{title}")
    return [
        shape._replace(links=tuple(_renamed(one, few, most) for one in shape.links))
        for shape in shapes
    ]


def _is_called_by(word: str, form: str) -> bool:
    return word in form and ("{title}" in form) != ("{name}" in form)


def _renamed(form: LinkForm, old: str, new: str) -> LinkForm:
    if form.field != "paper" or not _is_called_by(old, form.form):
        return form
    return form._replace(form=form.form.replace(old, new), plain=form.plain.replace(old, new))


def with_own_kind(shapes: list[Shape], facts: RowFacts) -> list[Shape]:
    """The cells, or the bare fact where a cell holds one of a kind that no other holds: a link where others have words."""
    own = wanted_facts(facts)
    if len(own) != 1 or any(own & _facts_of(shape) for shape in shapes):
        return shapes
    return [Shape(f"{{{min(own)}}}", (), ())]


def _facts_of(shape: Shape) -> set[str]:
    """What a cell has placeholders for, its units written."""
    return {match["field"] for match in TOKEN.finditer(with_units(shape))}


def _begins_with_link(shape: Shape) -> bool:
    return any(place == 0 and is_link(field) for place, field, _ in shape.units[:1])
