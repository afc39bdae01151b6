"""The short name of a work ("HuatuoGPT-o1") from its title, else from its own repositories' names."""

import re
from collections.abc import Sequence
from html import unescape

from ingest.artifacts.generic_words import GENERIC_WORDS
from ingest.artifacts.labels import name_size

_LATEX_GROUP = re.compile(
    r"\\(?:text\w*|math\w*|emph|rm|bf|it|sc|mbox|scalebox\{[^}]*\})\s*\{([^{}]*)\}"
)
_LATEX_REST = re.compile(r"\\[a-zA-Z]+\s?|\\[()]|[${}\\]")
_GREEK_WORDS = "alpha beta gamma delta epsilon theta lambda mu pi rho sigma tau phi psi omega"
_GREEK_LETTERS = dict(zip(_GREEK_WORDS.split(), "αβγδεθλμπρστφψω", strict=True))
_GREEK = re.compile(rf"\\({'|'.join(_GREEK_LETTERS)})(?![a-z])\s*")
_SPACES = re.compile(r"\s+")
COLON = re.compile(r"\s*(?::|：|\s[-–—]{1,3}\s|—)\s*")
_COMMA = re.compile(r",\s+")
_PARENTHESIS = re.compile(r"\(([^()]{2,30})\)\s*$")
_REPORT = re.compile(
    r"^(?:the\s+)?(.{2,40}?)(?:\s+(?:series|family|model(?:s)?))?\s+(?:technical report|system card|herd of models|model card)$",
    re.IGNORECASE,
)
_INTRODUCING = re.compile(
    r"^(?:introducing|presenting|meet|announcing)\s+(?:the\s+)?(\S+)", re.IGNORECASE
)
_VERSION = re.compile(
    r"^(?:v?\d+(?:\.\d+)?[a-z]?|[ivx]+|[a-z]\d+(?:\.\d+)?|\+{1,2}|pro|plus|ultra|mini|next|turbo)$",
    re.IGNORECASE,
)
_NAME_TOKEN = re.compile(r"^[A-Za-zα-ωΑ-Ω0-9][\w.+^*/'’@αβγμ-]*[!+*]?$")
_ORDINARY_END = re.compile(r"(?:ing|tion|tions|ity|ities|ness|ment|ments|ology|ics|ism)$")
_QUESTION = re.compile(
    r"^(?:is|are|can|do|does|did|how|why|what|when|where|which|who|should|will|could|would)\b",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:19|20)\d\d\b|'\d\d\b|version|abstract|paper|report|edition|track|part|volume|supplement|appendix|preprint|survey|review",
    re.IGNORECASE,
)
_VARIANT = re.compile(
    r"^(?:v\d+(?:\.\d+)*|\d+(?:\.\d+)?[bmk]|\d+x\d+b|it|pt|sft|rl|dpo|base|chat|instruct|instruction|delta|hf|full|large|small|model|models"
    r"|data|dataset|train|test|preview|code|official|main|pretrain\w*|checkpoint\w*|weights|tuning)$",
    re.IGNORECASE,
)
_LONGEST = 30
_LEADING_TAG = re.compile(r"^\s*[\[【][^\]】]{1,20}[\]】]\s*")
_NAME_AND_SIZE = re.compile(r"^[A-Z][\w-]* \d+(?:\.\d+)?[BM]$")  # the whole title: "Mistral 7B"
_MODEL_SIZE = re.compile(r"-\d+(?:\.\d+)?B$")


def clean_title(title: str) -> str:
    """The title without LaTeX: `MedS$^3$` is `MedS^3`, `\\textbf{X}` is `X`."""
    text = unescape(title)
    if "\\" in text or "$" in text or "{" in text:
        for _ in range(3):
            text = _LATEX_GROUP.sub(r"\1", text)
        text = _GREEK.sub(lambda match: _GREEK_LETTERS[match[1]], text)
        text = _LATEX_REST.sub("", text)
    return _SPACES.sub(" ", text).strip()


def short_name(title: str, hub_names: Sequence[str] = ()) -> str | None:
    """What a work calls itself, by its title's form: "Name: ...", "Name, towards ...", "... (Name)".

    `hub_names` are names of the work's own repositories (without account): what they have in common
    serves where the title names nothing. None for a field's name, a phrase or a question.
    """
    text = clean_title(title)
    for candidate in _title_candidates(_LEADING_TAG.sub("", text)):
        if candidate:
            return spelled_as(_MODEL_SIZE.sub("", candidate), " ".join(hub_names))
    return _common_name(hub_names)


def spelled_as(name: str, text: str) -> str:
    """The name as `text` spells it where the title lost its capitals: "Llava-med" is "LLaVA-Med"."""
    if not text or name.casefold() not in text.casefold():
        return name
    found = [match[0] for match in re.finditer(re.escape(name), text, re.IGNORECASE)]
    return max([name, *found], key=lambda one: sum(char.isupper() for char in one[1:]))


def _title_candidates(text: str) -> tuple[str | None, ...]:
    head, *rest = COLON.split(text, maxsplit=1)
    if rest and not _REPORT.match(head):
        found = _name_of_head(head)
        return (found, _in_parentheses(head) if not found else None, _in_parentheses(text))
    report = _REPORT.match(head)
    introduced = _INTRODUCING.match(text)
    comma = _COMMA.split(text, maxsplit=1)
    return (
        text if _NAME_AND_SIZE.match(text) else None,
        (_name_of_head(report[1]) or _numbered(report[1])) if report else None,
        _single(introduced[1].rstrip(",.:;")) if introduced else None,
        distinct_word(comma[0]) if len(comma) > 1 else None,
        _in_parentheses(text),
    )


def _name_of_head(head: str) -> str | None:
    """The head of "Name: ..." if it can be a name: one token, or one with a version behind it."""
    head = re.sub(
        r"^(?:the|introducing|project)\s+", "", head.strip(" \"'“”`*"), flags=re.IGNORECASE
    )
    inner = _PARENTHESIS.search(head)
    if inner:
        return _in_parentheses(head)
    words = head.split()
    if not words or len(head) > _LONGEST or (_QUESTION.match(head) and len(words) > 1):
        return None
    if len(words) == 1:
        return _single(words[0])
    is_edition = (
        len(words) == 3 and bool(re.fullmatch(r"\d{1,2}(?:\.\d)?", words[1])) and words[2].istitle()
    )
    if len(words) <= 3 and all(_VERSION.match(word) for word in words[1 : 2 if is_edition else 3]):
        return (
            head
            if _is_token(words[0]) and words[0].casefold() not in GENERIC_WORDS | {"part"}
            else None
        )
    if (
        len(words) == 2
        and any(distinct_word(word) for word in words)
        and words[1] in {"Bench", "Agent", "Lab", "Arena", "Gym", "Hub"}
    ):
        return head
    return None


def _numbered(word: str) -> str | None:
    """A family's name with a version is a name in a report's title: the one of "GPT-4 Technical Report"."""
    return word if _is_token(word) and any(char.isdigit() for char in word) else None


def _single(word: str) -> str | None:
    """A lone word as a name: no ordinary noun (a lower-case head of a title is meant so)."""
    word = word.strip("\"'“”`*,.?")
    folded = word.casefold()
    if not _is_token(word) or folded in GENERIC_WORDS or folded.rstrip("s") in GENERIC_WORDS:
        return None
    if distinct_word(word):
        return word
    is_ordinary = bool(_ORDINARY_END.search(folded)) and len(folded) > 6
    return None if is_ordinary else word


def distinct_word(word: str) -> str | None:
    """A word that can't be an ordinary one: a capital inside, a digit, a symbol."""
    word = word.strip("\"'“”`*.?")
    if (
        not _is_token(word)
        or word.casefold() in GENERIC_WORDS
        or word.casefold().rstrip("s") in GENERIC_WORDS
    ):
        return None
    parts = [part for part in re.split(r"[-_/]", word) if part]
    inner_capital = any(any(char.isupper() for char in part[1:]) for part in parts)
    digit = any(char.isdigit() for char in word) and any(char.isupper() for char in word)
    symbol = any(char in "^+" or "α" <= char <= "ω" for char in word)
    return word if inner_capital or digit or symbol else None


def _is_token(word: str) -> bool:
    return (
        2 <= len(word) <= _LONGEST
        and bool(_NAME_TOKEN.match(word))
        and any(c.isalpha() for c in word)
    )


def _in_parentheses(text: str) -> str | None:
    match = _PARENTHESIS.search(text)
    if not match or _EVENT.search(match[1]):
        return None
    return distinct_word(match[1])


def _common_name(hub_names: Sequence[str]) -> str | None:
    """What names of repositories share once sizes, versions and training stages are off their ends."""
    stems = [stem for stem in (_stem(name) for name in hub_names) if stem]
    if not stems:
        return None
    first = stems[0]
    shared = [
        part
        for place, part in enumerate(first)
        if all(
            len(stem) > place and stem[place][1].casefold() == part[1].casefold() for stem in stems
        )
    ]
    kept = first[: len(shared)] if shared == first[: len(shared)] else []
    name = "".join(separator + word for separator, word in kept).strip("-_. ")
    return name if len(name) > 2 and name.casefold() not in GENERIC_WORDS else None


def _stem(name: str) -> list[tuple[str, str]]:
    parts = re.findall(r"([-_]?)([^-_]+)", name)
    while len(parts) > 1 and (_VARIANT.match(parts[-1][1]) or name_size(parts[-1][1])):
        parts.pop()
    return parts
