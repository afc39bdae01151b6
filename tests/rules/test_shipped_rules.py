"""The rules in config/rules: they check clean, know the traps, and are fast enough."""

import gzip
import json
import time
from pathlib import Path

import jsonschema
import pytest
import yaml

from ingest.rules import (
    Matcher,
    RuleBook,
    Text,
    check_rules,
    compile_rules,
    json_schema,
    parse_rules,
)
from ingest.rules.reading import parsing
from ingest.rules.reading.conditions import CONDITION_KEYS

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "config" / "rules").glob("*.yaml"))
SHARED = ROOT / ".." / "shared"
CATEGORIES = {
    "medical-llm",
    "medical-mllm",
    "dataset-text",
    "dataset-multimodal",
    "benchmark",
    "survey",
    "report-generation",
    "medical-vqa",
    "medical-agent-single",
    "medical-agent-multi",
    "agent-foundation",
    "continual-training",
    "retrieval-augmentation",
    "model-editing",
    "modular-model",
    "clinical-application",
    "medical-picture-task",  # this and the next two are rivals only
    "medical-one-task",
    "medical-model-safety",
}


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return parse_rules([(path.name, path.read_text(encoding="utf-8")) for path in FILES])


@pytest.fixture(scope="module")
def matcher(book: RuleBook) -> Matcher:
    return compile_rules(book)


def test_the_shipped_rules_do_as_they_say(book: RuleBook) -> None:
    assert check_rules(book) == ()
    assert {category.name for category in book.categories} == CATEGORIES


def test_the_schema_file_is_current() -> None:
    stored = json.loads((ROOT / "config" / "rules.schema.json").read_text(encoding="utf-8"))
    assert stored == json_schema()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_schema_accepts_what_is_shipped(path: Path) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), json_schema())


def test_the_schema_and_the_parser_know_the_same_keys() -> None:
    schema = json_schema()
    kinds = schema["$defs"]
    assert set(schema["properties"]) == set(parsing.FILE_KEYS)
    assert set(kinds["concept"]["properties"]) == set(parsing.CONCEPT_KEYS)
    assert set(kinds["condition"]["anyOf"][1]["properties"]) == set(CONDITION_KEYS)
    assert set(kinds["category"]["properties"]) == set(parsing.CATEGORY_KEYS)
    assert set(kinds["example"]["anyOf"][1]["properties"]) == set(parsing.EXAMPLE_KEYS)
    knot = schema["properties"]["calibration"]["items"]
    assert set(knot["properties"]) == set(parsing.KNOT_KEYS)


TRAPS = [
    ("Pruning language models with surgical precision", "We fine-tune what is left."),
    ("A healthy baseline for LLM pre-training", "We train LLMs on the web."),
    ("LLMs for the diagnosis of software faults", "Patients are programs, we fine-tune on logs."),
    ("Treatment effects of LLM tutors", "The heterogeneous treatment effect is large."),
    ("R1 for everyone", "We train LLMs with reinforcement learning until they reason like R1."),
    ("ACTING on SECTIONS: a language model", "The VECTOR of a FACT has no CT in it."),
    ("Operation of a fleet of language models", "Operations are planned by LLM agents."),
    ("Contrast agents", "A contrast agent is chosen by a language model."),
    ("Heterogeneous agents and patient investors", "LLM agents trade patiently in economics."),
    ("Reducing agents in green chemistry", "A language model suggests a chemical agent."),
    ("Segmentation of the market for LLMs", "We segment customers of a vision-language model."),
    ("A geophysical survey by language model", "Magnetic surveys are summarised by LLMs."),
    ("We benchmark our method", "We benchmark our method on language modelling."),
    ("Report generation for software tests", "LLMs write the bug report."),
    ("Singular-value surgery on language models", "We fine-tune what the surgery leaves."),
    ("Training pathologies of LLMs", "On-policy distillation cures the pathologies of an LLM."),
    ("A mimic: LLMs that MIMIC people", "MIMIC is a test of LLMs that mimic a meeting."),
    ("Vision meets language for coffee disease diagnosis", "A VLM helps farmers to save leaves."),
    (
        "Honest language models",
        "LLMs guess. We train them not to. They abstain from what they do not know. It helps on"
        " every benchmark we tried. Later work may try law, finance or the medical field.",
    ),
]


@pytest.mark.parametrize(("title", "abstract"), TRAPS, ids=[title for title, _ in TRAPS])
def test_a_generic_word_does_not_make_a_work_medical(
    matcher: Matcher, title: str, abstract: str
) -> None:
    texts = [Text("trap", title, abstract)]
    assert {v.category for v in matcher.classify(texts)[0]} <= {"agent-foundation"}
    assert matcher.holds("medical", texts) == [False]


@pytest.mark.parametrize(
    ("title", "abstract", "first"),
    [
        ("Large language models in medicine: a survey", "", "survey"),
        ("A benchmark for medical vision-language models", "", "benchmark"),
        ("Radiology report generation with a language model", "", "report-generation"),
        ("Multi-agent debate of LLMs for rare diseases in the hospital", "", "medical-agent-multi"),
        ("医疗大模型的检索增强生成", "", "retrieval-augmentation"),
        ("医学大模型综述", "", "survey"),
    ],
)
def test_the_special_goes_before_the_general(
    matcher: Matcher, title: str, abstract: str, first: str
) -> None:
    verdicts = matcher.classify([Text("w", title, abstract)])[0]
    assert verdicts[0].category == first
    assert verdicts[0].state == "certain"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="no folder of real payloads beside the checkout")
def test_the_corpus_is_classified_in_seconds(matcher: Matcher) -> None:
    with gzip.open(SHARED / "data" / "arxiv_corpus_dev.jsonl.gz", "rt") as lines:
        texts = [
            Text(r["id"], r["title"] or "", r["abstract"] or "", tuple(r["categories"] or ()))
            for r in map(json.loads, lines)
        ]
    started = time.process_time()
    verdicts = matcher.classify(texts)
    assert time.process_time() - started < 10  # about 2.5 s on one core of 2023
    share = sum(map(bool, verdicts)) / len(texts)
    assert 0.015 < share < 0.04
