"""The name that an abstract gives its own work: what the title's form does not say or not prove."""

import re

from ingest.artifacts.generic_words import GENERIC_WORDS
from ingest.artifacts.names import COLON, clean_title, distinct_word

_GIVES = (
    r"\b(?:[Ww]e (?:\w+ )?(?:introduce|present|propose|develop|release|build|construct)(?:ed)?(?: the)?"
    r"|(?<!also )(?:called|named|termed|dubbed|namely|named as|termed as))\s+[\"'“*\\{]*"
)
_COMPOUND = re.compile(
    r"-(?:\w+(?:ed|en|ing|based|aware|free|wise|scale|like)|level|centric|specific|agnostic|shot)$",
    re.IGNORECASE,
)  # "CLIP-Driven", "LLM-based"
_PUN = re.compile(r"[A-Z]{2}[a-z]{4,}$")  # "TAxonomy of ...", the capitals being another name's
_ONE = r"([A-Za-z][\w.+-]*(?: (?:\d{1,2}(?:\.\d)?|[A-Z])(?=[\s,.;:()]))?)"  # with a version: "WardGPT 2"
_NAMING = re.compile(rf"{_GIVES}{_ONE}")
_GIVING = (
    _NAMING,
    re.compile(
        rf"\b(?:[Tt]his|[Tt]he) (?:study|paper|work) (?:\w+ )?(?:introduces|presents|proposes|develops) (?:the )?{_ONE}"
    ),
    re.compile(rf"\b[Ww]e call (?:(?:this|it|the) (?:[\w-]+ ){{0,3}})?{_ONE}"),
    re.compile(rf"\bto (?:develop|build|train|create) {_ONE}[,.]"),
    re.compile(rf"\b(?:introduces?|presents?|proposes?|develops?) an? [^.,;:()]{{3,80}}, {_ONE}, "),
)
_SPELT_OUT = re.compile(
    rf"(?:{_GIVES}|\b[Ww]e call )([^.;:()]{{5,90}}) \(([A-Za-z][\w+-]{{1,20}})\)"
)
_THING = r"(?:model|system|agent|framework|assistant|data ?set|corpus|benchmark|method|approach)"
_BESIDE = re.compile(  # "a framework for planning, Tree of Thoughts (ToT), which"
    rf"\b[Aa]n? [^.;:(),]{{0,60}}{_THING}[^.;:(),]{{0,40}}, ([A-Z][^.;:(),]{{4,60}}) \(([A-Za-z][\w+-]{{1,20}})\), (?:which|that|an?) "
)
_IN_SHORT = re.compile(  # "we introduce WardGPT Multimodal (WardGPT M)"
    rf"{_GIVES}([A-Z][\w.+-]+) [A-Z]\w+ \((\1 [A-Z0-9]{{1,3}})\)"
)
_NEW = re.compile(  # "a new architecture (WardNet-2)"
    rf"\b[Aa] (?:new|novel) ((?:[\w-]+ ){{0,3}}(?:{_THING}|architecture|algorithm)) \(([A-Z][\w+-]{{2,20}})\)"
)
_RESULT = re.compile(rf"\b(?:[Oo]ur|[Tt]he) (?:final|resulting|best) (?:[\w-]+ )?model, {_ONE}, ")
_OF_DATA = re.compile(r"\b(?:data ?sets?|corpus|benchmarks?|data)\b", re.IGNORECASE)
_PREPOSITIONS = frozenset(
    ["for", "of", "in", "to", "on", "with", "using", "via", "based", "from", "and", "by", "that"]
)
_TERMED = re.compile(rf"\b(?:termed as|termed|dubbed|named as)\s+[\"'“*\\{{]*{_ONE}")
_GLUED = re.compile(r"(?<=\w\w)\.(?=[A-Z][a-z])")  # "RadFM.We consider"
_NAMING_WORD = re.compile(
    rf"(?:{_GIVES}([A-Z][a-z]{{3,}})[\"'”]?(?:, (?:an? |the first |based )|: an? | \()"
    rf"|\b{_THING} (?:called|named|dubbed|termed) ([A-Z][a-z]{{3,}})\b(?![\s-]*[A-Z]|-)"
    rf"|\b[Aa]n? [^.;:(),]{{0,60}}{_THING}, ([A-Z][a-z]{{3,}}), (?:that|which|an?) )"
)
_OWN_WORD = re.compile(  # so clearly said that once is enough
    rf"\b[Ww]e (?:\w+ )?(?:introduce|present|propose|release) {_ONE}, (?:an?|the first) [^.;:()]{{0,60}}\b{_THING}s?\b"
)


def name_in_abstract(abstract: str, title: str = "") -> str | None:
    """The name that an abstract gives its own work ("we present X", "termed X") and uses again.

    Where several are given the first, unless one is said to be the final model and the `title` speaks of no data.
    """
    result = _RESULT.search(abstract)
    if result and not _OF_DATA.search(title) and (name := _spelt(result[1], abstract)):
        return name
    if (short := _IN_SHORT.search(abstract)) and abstract.count(short[2]) > 1:
        return short[2]
    given = [(match.start(), match[1]) for form in _GIVING for match in form.finditer(abstract)]
    given += [
        (match.start(), match[2])
        for form in (_SPELT_OUT, _BESIDE)
        for match in form.finditer(abstract)
        if _abbreviates(match[2], match[1])
    ]
    for _, word in sorted(given):
        name = _spelt(word, abstract)
        if name and abstract.count(name) > 1:
            return name
    for match in _NAMING_WORD.finditer(abstract):  # an ordinary word, but "Meerkat, a model"
        found = str(match[match.lastindex or 1])
        if found.casefold() not in GENERIC_WORDS and abstract.count(found) > 1:
            return found
    own = _OWN_WORD.search(abstract)
    word = own[1] if own else ""
    if re.fullmatch(r"[A-Z][a-z]{3,}", word) and word.casefold() not in GENERIC_WORDS:
        return word
    once = _TERMED.search(abstract) or own
    if once:
        return _spelt(once[1], abstract)
    new = _NEW.search(abstract)
    is_own = new and not new[2].isupper() and not _abbreviates(new[2], new[1])
    return distinct_word(new[2]) if new and is_own else None


def _spelt(written: str, abstract: str) -> str | None:
    """A name without what is glued to it; with its version where the abstract says both again."""
    word, _, version = _GLUED.split(written)[0].rstrip(",.:;)").partition(" ")
    name = distinct_word(word)
    full = f"{name} {version}"
    is_versioned = bool(name and version) and (abstract.count(full) > 1 or f"{full}," in abstract)
    return full if is_versioned else name


def _abbreviates(short: str, words: str) -> bool:
    """Whether the capitals of "ToT" begin the words of "Tree of Thoughts", in order and from the first
    that is no article or praise: what stands behind a preposition is what the work is for."""
    spelt = [word.casefold() for word in re.split(r"[\s-]+", words) if word]
    capitals = [char.casefold() for char in short if char.isupper()]
    while capitals and spelt:
        if spelt.pop()[0] == capitals[-1]:
            capitals.pop()
    return len(short) > 2 and not capitals and _PREPOSITIONS.isdisjoint(spelt)


def name_of_both(title: str, abstract: str) -> str | None:
    """What a title's form alone does not prove, and the abstract does.

    A first word that the abstract spells as no ordinary word is spelt ("Huatuogpt" as HuatuoGPT), or the words before a
    colon that the abstract gives its own work ("we present Clinical Camel").
    """
    text = clean_title(title)
    first = re.split(r"[\s,:]", text, maxsplit=1)[0]
    for match in re.finditer(rf"(?<![\w-]){re.escape(first)}(?![\w-])", abstract, re.IGNORECASE):
        spelled = distinct_word(match[0])
        if spelled and not _COMPOUND.search(spelled) and not _PUN.match(spelled):
            return spelled
    head, *rest = COLON.split(text, maxsplit=1)
    words = head.split()
    if rest and len(words) <= 3 and all(word[0].isupper() for word in words):
        given = re.search(rf"{_GIVES}{re.escape(head)}\b", abstract)
        if given and words[-1].casefold() not in GENERIC_WORDS:
            return head
    return None
