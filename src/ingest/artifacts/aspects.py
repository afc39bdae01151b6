"""What a work is about beside its category: modality, specialty (or body part), language, each with its words."""

import re
from typing import Literal, NamedTuple

from ingest.artifacts.aspect_words import (
    LANGUAGES,
    MODALITIES,
    SAID_IN,
    SAME_LANGUAGE,
    SPECIALTIES,
)

AspectKind = Literal["modality", "specialty", "language"]


class Aspect(NamedTuple):
    """One thing that a title or abstract says of itself; `quote` is the first mention."""

    kind: AspectKind
    name: str
    quote: str
    is_in_title: bool


_KINDS: tuple[tuple[AspectKind, tuple[tuple[str, str], ...]], ...] = (
    ("modality", MODALITIES),
    ("specialty", SPECIALTIES),
)
_NAMED = [
    (kind, name, re.compile(pattern, re.IGNORECASE))
    for kind, words in _KINDS
    for name, pattern in words
]
_ADJECTIVES = "|".join((*LANGUAGES, *SAME_LANGUAGE))
_OF_LANGUAGE = re.compile(
    rf"\b(?P<name>{_ADJECTIVES})(?P<more>(?:(?:,| and|/|-) ?(?:{_ADJECTIVES}))*)[ -](?:[\w-]+[ -]){{0,3}}?(?i:{SAID_IN})\b"
)
_IN_LANGUAGE = re.compile(
    rf"\b(?:in|into|from|to|for|including|between)(?: both)? (?P<name>{_ADJECTIVES})"
    rf"(?P<more>(?:(?:,| and|, and|/) (?:{_ADJECTIVES}))*)\b(?! (?!into|to|and|or)[a-z])"
)
_NO_LANGUAGE = re.compile(
    r"\btraditional Chinese medicine\b|\bChinese (?:Academy|Medical (?:Association|Journal))\b|\bChinese herb\w*"
    r"|\bJapanese encephalitis\b|\bSpanish flu\b|\bFrench fries\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:(?:multi|cross)-?lingual\w*|(?:several|many|multiple|different|low-resource|\d+|two|three|four|five|six|seven"
    r"|eight|nine|ten|twelve) languages)\b(?! models?)",
    re.IGNORECASE,
)


def find_aspects(title: str, abstract: str = "") -> tuple[Aspect, ...]:
    """Modalities, specialties and languages in the order of their first mention, the title's first.

    A language that is not named is not guessed: most works about English never say so.
    """
    found: dict[tuple[str, str], Aspect] = {}
    for text, is_title in ((title, True), (abstract, False)):
        here = sorted(_in_text(text), key=lambda one: one[0])
        for _, kind, name, quote in here:
            found.setdefault((kind, name), Aspect(kind, name, quote, is_title))
    return tuple(found.values())


def _in_text(text: str) -> list[tuple[int, AspectKind, str, str]]:
    found: list[tuple[int, AspectKind, str, str]] = []
    for kind, name, pattern in _NAMED:
        match = pattern.search(text)
        if match:
            found.append((match.start(), kind, name, match[0]))
    return found + _languages(text)


def _languages(text: str) -> list[tuple[int, AspectKind, str, str]]:
    found: list[tuple[int, AspectKind, str, str]] = []
    spoken = _NO_LANGUAGE.sub(lambda match: " " * len(match[0]), text)
    for pattern in (_OF_LANGUAGE, _IN_LANGUAGE):
        for match in pattern.finditer(spoken):
            for name in re.findall(_ADJECTIVES, match["name"] + match["more"]):
                found.append(
                    (match.start(), "language", SAME_LANGUAGE.get(name, name), match[0].strip())
                )
    many = _MANY.search(text)
    if many:
        found.append((many.start(), "language", "multilingual", many[0]))
    return found
