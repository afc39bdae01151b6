"""What a phrase of a rule file finds, and what it must not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.rules import Concept, Phrase, RuleBook, Text
from ingest.rules.folding import fold
from ingest.rules.matching import PhraseIndex, Reading, join
from ingest.rules.phrases import bounded, find_spans, phrase_pattern

HITS = [
    ("vision-language model", "A Vision Language Model for CT"),
    ("vision language model", "two vision-language  models"),
    ("vision-language model", "a vision–language model"),  # en dash
    ("vision-language model", "a vision-\nlanguage model"),
    ("benchmark", "Benchmarks."),
    ("box", "boxes"),
    ("therapy", "several therapies"),
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
]

MISSES = [
    ("LLM", "llm in lower case"),
    ("CT", "ACTOR, SECTION, ct and Ct"),
    ("CT", "Ct values of PCR"),
    ("VQA", "MedVQA"),
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
]


def mentions(phrase: str, title: str, abstract: str = "") -> tuple[str, ...]:
    index = PhraseIndex(RuleBook((Concept("it", (Phrase(phrase),)),)))
    text = Text("w", title, abstract)
    folded = join(text)
    reading = Reading(index, text, folded, index.scan(folded))
    return tuple(evidence.phrase for evidence in reading.evidence(reading.mentions("it")))


@pytest.mark.parametrize(("phrase", "text"), HITS)
def test_a_phrase_finds_its_other_spellings(phrase: str, text: str) -> None:
    assert mentions(phrase, text)
    assert mentions(phrase, "", text)


@pytest.mark.parametrize(("phrase", "text"), MISSES)
def test_a_phrase_does_not_find_what_only_looks_like_it(phrase: str, text: str) -> None:
    assert mentions(phrase, text) == ()


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


_ALPHABET = st.sampled_from(list("ctCT LMas-.,医é\u0301β1\x00\n"))


@given(st.text(_ALPHABET, max_size=40), st.text(_ALPHABET, min_size=1, max_size=6))
def test_the_scan_and_the_spans_agree(text: str, phrase: str) -> None:
    pattern = phrase_pattern(phrase)
    if not pattern:
        return
    folded = f" {fold(text)} "
    scanned = re.search(bounded(pattern), folded) is not None
    assert scanned == bool(find_spans(re.compile(pattern), folded))
    index = PhraseIndex(RuleBook((Concept("it", (Phrase(phrase),)),)))
    assert scanned == bool(index.scan(join(Text("w", text))))


@given(st.text(max_size=60))
def test_evidence_offsets_point_into_the_original(text: str) -> None:
    index = PhraseIndex(RuleBook((Concept("it", (Phrase("medical"),)),)))
    abstract = f"{text} médical {text}"
    work = Text("w", text, abstract)
    folded = join(work)
    reading = Reading(index, work, folded, index.scan(folded))
    found = reading.evidence(reading.mentions("it"))
    assert "médical" in {one.phrase for one in found}
    for one in found:
        source = text if one.place == "title" else abstract
        assert source[one.start : one.end] == one.phrase
