"""How many items a data set claims to hold: "26 million QA pairs" -> 26,000,000, with the words."""

import re
from decimal import Decimal

_SCALES = {
    "k": 1_000, "m": 1_000_000, "b": 1_000_000_000,
    "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000,
}  # fmt: skip
_UNITS = (
    r"q\s?&\s?a|qas?|vqas?|pairs?|triplets?|triples?|quadruplets?|questions?|answers?|queries|prompts?|instructions?|dialogues?|dialogs?"
    r"|conversations?|samples?|examples?|instances?|items?|entries|records?|reports?|notes?|cases?|images?|scans?|volumes?|studies"
    r"|slides?|patch(?:es)?|videos?|clips?|frames?|masks?|annotations?|captions?|documents?|articles?|abstracts?|papers?|passages?"
    r"|problems?|trajector(?:y|ies)|traces?|x-?rays?|radiographs?|ct scans?|wsis?|tiles?|cxrs?|rationales?|data ?points?|sentences|utterances|scenarios|tasks|interactions|sequences|observations|rows|texts|ratings|narratives|explanations|encounters|trials|comments|posts|tweets|molecules|recordings|segments"
)
_QUANTITY = re.compile(
    r"(?<![\w.$%,/-])(?P<figure>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|(?:one|two|three|four|five|six|seven|eight|nine|ten)(?=[ -](?:thousand|million|billion)))[\s-]?(?P<scale>k|m|b|thousand|million|billion)?\b\s?\+?"
    r"(?P<words>(?:[\s-]+(?!and\b|from\b|across\b|covering\b|spanning\b|in\b|for\b|with\b|by\b|on\b|to\b|over\b|under\b|including\b)[\w/&*()'-]+){0,6}?)"
    rf"[\s-]+(?P<unit>{_UNITS})\b",
    re.IGNORECASE,
)
_BARE_SCALE = re.compile(
    r"(?:data ?sets?|corpus|benchmark|collection)\b[^.;]{0,60}?(?:of|containing|comprising|with|contains|comprises)\s+(?:over |more than |about |around |nearly |approximately )?"
    r"(?P<figure>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s?(?P<scale>k|m|million|thousand)?\b(?!\s?(?:%|billion|trillion|\\%|token|param|hour|class|categor|languag|task|model|modalit|word|GB|TB))",
    re.IGNORECASE,
)
_NOT_ITEMS = re.compile(
    r"\b(?:parameters?|params|tokens?|hours?|gpus?|epochs?|steps?|classes|categories|languages|models?|words?|years?|days|minutes"
    r"|percent|hospitals?|countries|modalities|specialties|shots?|times|fold|seconds|dollars|users|layers|iterations)\b",
    re.IGNORECASE,
)
_IN_NAME = re.compile(r"\w-(\d+(?:\.\d+)?)([KMB])\b")
_SMALLEST = 100
_HINT = re.compile(r"\d|\b(?:thousand|million|billion)\b", re.IGNORECASE)
_WORDS = {
    word: str(place)
    for place, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
}
_QUOTE = 80


def claimed_quantity(text: str) -> tuple[int, str] | None:
    """The first count of items that a text claims, with its words; None where it claims none.

    Not parameters, tokens, percentages, years or hours, and nothing below a hundred. Where figures of
    several kinds stand together, the one that the data set bears in its name, else the first.
    """
    if not _HINT.search(text):
        return None
    text = text.replace("$", "").replace("{,}", ",").replace("\\,", " ")
    for pattern in (_QUANTITY, _BARE_SCALE):
        claims = [
            (count, _quote(match[0]))
            for match in pattern.finditer(text)
            if (count := _count(match)) is not None
        ]
        if claims:
            named = _named_counts(text)
            return next((claim for claim in claims if claim[0] in named), claims[0])
    return None


def _named_counts(text: str) -> set[int]:
    """Counts that a data set bears in its name: 361,000,000 of "IMed-361M"."""
    return {
        int(Decimal(match[1]) * _SCALES[match[2].casefold()]) for match in _IN_NAME.finditer(text)
    }


def _count(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if _NOT_ITEMS.search(groups.get("words") or ""):
        return None
    figure = match["figure"].replace(",", "").casefold()
    figure = _WORDS.get(figure, figure)
    scale = (match["scale"] or "").casefold()
    is_year = not scale and "," not in match["figure"] and re.fullmatch(r"(?:19|20)\d\d", figure)
    if is_year or ("." in figure and not scale):
        return None
    count = int(Decimal(figure) * _SCALES.get(scale, 1))
    return count if count >= _SMALLEST else None


def _quote(text: str) -> str:
    return " ".join(text.split())[:_QUOTE]
