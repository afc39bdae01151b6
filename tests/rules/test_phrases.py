"""What a phrase of a rule file finds, and what it must not."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.rules import Concept, Phrase, RuleBook, Text
from ingest.rules.finding.flattening import make_flat
from ingest.rules.finding.folding import fold, is_cjk
from ingest.rules.finding.index import PhraseIndex
from ingest.rules.finding.matching import Reading, join
from ingest.rules.finding.mentions import find_spans
from ingest.rules.finding.phrases import BOUNDARY, phrase_keys, phrase_pattern

HITS = [
    ("vision-language model", "A Vision Language Model for CT"),
    ("vision language model", "two vision-language  models"),
    ("vision-language model", "a vision–language model"),  # en dash
    ("vision-language model", "a vision-\nlanguage model"),
    ("benchmark", "Benchmarks."),
    ("box", "boxes"),
    ("therapy", "several therapies"),
    ("echo", "echoes"),
    ("cell therapy", "β-cells, and cell therapies"),
    ("LLM", "LLMs in practice"),
    ("LLM", "an “LLM”-based tool"),
    ("LLM", "MEDICAL LLMS WITH PROMPTS"),
    ("LLM agent", "An LLM Agent plans"),
    ("radiolog*", "Radiologists agree"),
    ("radiolog*", "neuroscience and radiology"),
    ("MIMIC-CXR", "MIMIC CXR"),
    ("Alzheimer's disease", "ALZHEIMER’S DISEASE"),
    ("Ménière", "Meniere patients"),
    ("naive", "naïve"),
    ("naive", "nai\u0308ve"),
    ("medical", "med\u00adical"),  # soft hyphen
    ("fine-tuning", "ﬁne-tuning"),  # ligature
    ("LLM", "ＬＬＭ"),  # full width
    ("医学", "一个医学大模型"),
    ("LLM", "医学LLM模型"),
    ("医学 LLM", "医学LLM"),
    ("question answering (QA)", "question answering (QA) sets"),
    ("=LoRA", "with LoRA adapters"),
    ("GPT-3.5", "GPT-3.5 and others"),
    ("R1", "trained like R1"),
    ("multidisciplinary", "Multidisciplinary teams"),
    ("LLM-as-a-judge", "LLM as a Judge"),
    ("GPT-4", "GPT 4s"),
]

MISSES = [
    ("LLM", "llm in lower case"),
    ("CT", "ACTOR, SECTION, ct and Ct"),
    ("CT", "Ct values of PCR"),
    ("VQA", "MedVQA"),
    ("report", "reportes"),
    ("agent", "reagent agency"),
    ("medical", "paramedical biomedical"),
    ("language model", "language. Model"),  # a sentence ends between the words
    ("language model", "language, model"),
    ("vision language", "visionlanguage"),
    ("=LoRA", "LoRa radio, lora, LoRAs"),
    ("radiolog*", "autoradiologs"),
    ("CT", "βCT"),  # Greek letters are letters
    ("R1", "R12 and r1"),
    ("医学", "医 学"),
    ("multidisciplinary", "multidesciplinary, multidisciplinery"),
    ("GPT-4", "gpt-4, GPT-44"),
    ("language model 4", "language model \x14"),  # a digit but for the bit that capitals lack
    ("=multidisciplinary", "Multidisciplinary, multidisciplinarY, multidiSciplinary"),
]


def spans(phrase: str, text: Text) -> set[tuple[int, int]]:
    """Where a phrase is found in many texts at once, this one in their midst."""
    index = PhraseIndex(RuleBook((Concept("it", (Phrase(phrase),)),)))
    flat = make_flat([Text("v", phrase, "ct"), text, Text("x", "a", phrase)])
    found = find_spans(index, flat, index.find(flat))
    rows = zip(found.texts.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True)
    return {(start, end) for number, start, end in rows if number == 1}


def mentions(phrase: str, title: str, abstract: str = "") -> tuple[str, ...]:
    index = PhraseIndex(RuleBook((Concept("it", (Phrase(phrase),)),)))
    text = Text("w", title, abstract)
    reading = Reading(index, text, index.scan(text))
    return tuple(evidence.phrase for evidence in reading.evidence(reading.mentions("it")))


@pytest.mark.parametrize(("phrase", "text"), HITS)
def test_a_phrase_finds_its_other_spellings(phrase: str, text: str) -> None:
    assert mentions(phrase, text)
    assert mentions(phrase, "", text)
    assert spans(phrase, Text("w", "", text))


@pytest.mark.parametrize(("phrase", "text"), MISSES)
def test_a_phrase_does_not_find_what_only_looks_like_it(phrase: str, text: str) -> None:
    assert mentions(phrase, text) == ()
    assert not spans(phrase, Text("w", text, ""))


def test_two_mentions_may_share_the_blank_between_them() -> None:
    assert mentions("LLM", "LLM LLM LLM") == ("LLM", "LLM", "LLM")


def test_a_phrase_never_spans_title_and_abstract() -> None:
    assert mentions("language model", "A language", "model of speech") == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [("vision-language", "vision language"), ("LLaVA", "llava"), ("naïve", "naive")],
)
def test_phrases_that_match_alike_have_one_pattern(one: str, other: str) -> None:
    assert phrase_pattern(one) == phrase_pattern(other)


def test_case_makes_a_difference_only_for_acronyms() -> None:
    assert phrase_pattern("LLM") != phrase_pattern("llm")
    assert phrase_pattern("CHATGPT") == phrase_pattern("chatgpt")


@pytest.mark.parametrize("phrase", ["...", "-", "*", " "])
def test_a_phrase_without_letters_has_no_pattern(phrase: str) -> None:
    assert phrase_pattern(phrase) == ""


def slow_spans(phrase: str, text: Text) -> list[tuple[int, int]]:
    """What the phrase is defined to find: its pattern between boundaries in the folded text."""
    pattern = phrase_pattern(phrase)
    left = "" if is_cjk(pattern[0]) else f"(?<={BOUNDARY})"
    right = "" if is_cjk(pattern[-1]) else f"(?={BOUNDARY})"
    return [m.span() for m in re.finditer(f"{left}{pattern}{right}", join(text))]


_PIECES = [
    "ct",
    "CT",
    "LLM",
    "s",
    "es",
    "y",
    "ies",
    "a",
    "M",
    "医",
    "学",
    "é",
    "e\u0301",
    "β",
    "ı",
    "1",
    "electrocardiograms",
    "electrocardiagrams",
]
_GAPS = [" ", "-", '"', ".", ",", "\n", "\x00", "\x11", "  ", " - ", " -- ", ". ", "*", ""]
_PART = st.sampled_from(_PIECES + _GAPS)
_LONE_STAR = re.compile(r"(?<![A-Za-z1éβı])\*")  # ends no word: it means nothing
_PHRASE = (
    st.lists(_PART, min_size=1, max_size=8)
    .map("".join)
    .filter(lambda phrase: phrase_pattern(phrase) and not _LONE_STAR.search(phrase))
)


@settings(max_examples=500, deadline=None)
@given(_PHRASE, st.lists(_PART, max_size=20), st.lists(_PART, max_size=20), st.data())
def test_the_fast_way_finds_what_the_pattern_finds(
    phrase: str, title: list[str], abstract: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(abstract)))
    planted = data.draw(st.sampled_from(["", phrase, phrase.upper(), phrase.replace("*", "es")]))
    text = Text("w", "".join(title), "".join([*abstract[:at], planted, *abstract[at:]]))
    index = PhraseIndex(RuleBook((Concept("it", (Phrase(phrase),)),)))
    found = {(m.start, m.end) for m in Reading(index, text, index.scan(text)).mentions("it")}
    assert found == spans(phrase, text) == set(slow_spans(phrase, text))


def test_no_letter_beyond_the_flat_ones_is_one_to_a_pattern_that_ignores_case() -> None:
    every = "".join(fold(chr(code)) for code in range(0x110000))
    beyond = {char for char in re.findall("(?i:[a-z0-9])", every) if not char.isascii()}
    assert beyond == {"ı"}


@pytest.mark.parametrize(
    ("phrase", "words", "start"),
    [
        ("therapy", {("therapy",), ("therapies",)}, ""),
        ("LLM", {("llm",), ("llms",)}, ""),
        ("large language model", {("large", "language")}, ""),
        ("radiolog*", set(), "radiolog"),
        ("radiolog* report", {("report",), ("reports",)}, ""),
        ("=LoRA", {("lora",)}, ""),
        ("医学 LLM", {("u533b", "u5b66")}, ""),
        ("GPT-3.5", {("gpt", "3")}, ""),
    ],
)
def test_what_is_looked_for_are_two_words_of_the_longest_part_without_a_stop(
    phrase: str, words: set[tuple[str, ...]], start: str
) -> None:
    keys = phrase_keys(phrase)
    assert (set(keys.words), keys.start) == (words, start)


@given(st.text(max_size=60))
def test_evidence_offsets_point_into_the_original(text: str) -> None:
    index = PhraseIndex(RuleBook((Concept("it", (Phrase("medical"),)),)))
    abstract = f"{text} médical {text}"
    work = Text("w", text, abstract)
    reading = Reading(index, work, index.scan(work))
    found = reading.evidence(reading.mentions("it"))
    assert "médical" in {one.phrase for one in found}
    for one in found:
        source = text if one.place == "title" else abstract
        assert source[one.start : one.end] == one.phrase
