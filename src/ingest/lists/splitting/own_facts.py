"""What was taken for a fact or a link and is a word of its own entry."""

from collections.abc import Iterator, Sequence

from ingest.lists.markup.inline import WORD
from ingest.lists.splitting.common_words import DOUBTFUL, line_places
from ingest.lists.splitting.part import Part, escape
from ingest.lists.splitting.pieces import FEW, pieces_of_text
from ingest.lists.splitting.tokens import TAG


def unlabelled(part: Part, common: frozenset[str]) -> Part:
    """A labelled line or a word taken for a fact that no other entry has, as the words it is."""
    is_word = part.kind == "fact" and is_own(part, common)
    return Part("literal", escape(part.value)) if is_word else part


def is_own(fact: Part, common: frozenset[str]) -> bool:
    """True for a fact that was told from the words alone and that no other entry shows."""
    if fact.field in DOUBTFUL:
        return f"{{{fact.field}}}" not in common
    return (
        fact.field.startswith("other_") and fact.field != "other_link" and fact.field not in common
    )


def dated_venue(parts: Sequence[Part]) -> frozenset[str]:
    """`{venue}` where a venue stands beside its year in brackets: no word of a sentence, though no other shows one."""
    for before, venue, gap, when in zip(parts, parts[1:], parts[2:], parts[3:], strict=False):
        is_dated = venue.field == "venue" and when.field in {"date", "year"}
        if is_dated and before.text.endswith(("(", "[", "`")) and not gap.text.strip(" ,"):
            return frozenset({"{venue}"})
    return frozenset()


def without_own_lines(parts: Sequence[Part], common: frozenset[str]) -> Iterator[Part]:
    """The parts with the links of a labelled line that no other entry has as words of that line."""
    is_own = False
    for part, name in zip(parts, line_places(parts), strict=True):
        if part.kind == "literal":
            is_own = is_own and "\n" not in part.text
        elif name:
            is_own = f"@{name}" not in common
        yield Part("literal", escape(part.raw)) if is_own and part.kind == "link" else part


def without_mentions(parts: Sequence[Part], common: frozenset[str]) -> Iterator[Part]:
    """The parts with a further link in the middle of a sentence as words of that sentence."""
    before = ""
    has_link = False
    for part in parts:
        is_mention = has_link and part.kind == "link" and part.field != "paper"
        has_link = has_link or part.kind == "link"
        if is_mention and _ends_in_sentence(before, common):
            mention = Part("literal", escape(part.raw))
            before += mention.text
            yield mention
        else:
            before = before + part.text if part.kind == "literal" else ""
            yield part


def _ends_in_sentence(text: str, common: frozenset[str]) -> bool:
    """True where a line breaks off behind several words of its own; fewer are enough where they run into what follows."""
    line = (pieces_of_text(text)[-1:] or ("",))[0]
    runs_on = line.startswith("\n") and line[-1:] == " " and line[-2:-1].islower()
    return len(WORD.findall(TAG.sub("", line))) > FEW - runs_on and line not in common
