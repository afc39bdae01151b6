"""SARIF as code hosts take it; https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html"""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ingest.lists import FINDING_CODES, Finding, audit_list, read_list
from ingest.lists.checking.sarif import find_level, render_sarif

# The schema that OASIS publishes: `make contract` fetches it.
PUBLISHED = Path(__file__).parents[2] / ".contract" / "sarif.json"
# What the standard's own schema demands of the parts we write, in our words.
TEXT = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1}},
}
LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "id": {"type": "integer", "minimum": -1},
        "message": TEXT,
        "physicalLocation": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {"type": "object", "required": ["uri"], "properties": {"uri": {"type": "string", "pattern": "^[!-~]+$"}}},
                "region": {"type": "object", "required": ["startLine"], "properties": {"startLine": {"type": "integer", "minimum": 1}}},
            },
        },
    },
}  # fmt: skip
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = {
    "type": "object",
    "required": [
        "id",
        "name",
        "shortDescription",
        "fullDescription",
        "help",
        "defaultConfiguration",
    ],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string", "pattern": "^[A-Z][A-Za-z]+$"},
        "shortDescription": TEXT,
        "fullDescription": TEXT,
        "help": TEXT,
        "defaultConfiguration": {"type": "object", "properties": {"level": LEVEL}},
        "properties": {
            "type": "object",
            "properties": {
                "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
            },
        },
    },
    "additionalProperties": False,
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
    "properties": {
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "items": LOCATION, "minItems": 1},
        "relatedLocations": {"type": "array", "items": LOCATION, "uniqueItems": True},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {"driver": {"type": "object", "required": ["name"], "properties": {"rules": {"type": "array", "items": RULE, "uniqueItems": True}}}},
                    },
                    "results": {"type": "array", "items": RESULT},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                },
            },
        },
    },
}  # fmt: skip
TWICE = (
    "# L\n\n## Papers\n\n- [A Long Enough Title of Rain](https://arxiv.org/abs/2401.00001)\n" * 1
)
LIST = TWICE + "- [A Long Enough Title of Rain](https://arxiv.org/abs/2401.00001)\n- [Broken]()\n"


def log_of(*found: tuple[str, Finding]) -> dict[str, Any]:
    log = json.loads(json.dumps(render_sarif(found, "1.2.3")))
    jsonschema.validate(log, SCHEMA)
    return log


def results_of(*found: tuple[str, Finding]) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = log_of(*found)["runs"][0]["results"]
    return results


@pytest.mark.skipif(
    not PUBLISHED.is_file(), reason="`make contract` fetches the schema (needs npm)"
)
def test_a_log_is_valid_by_the_published_schema() -> None:
    published = json.loads(PUBLISHED.read_bytes())
    judge = jsonschema.validators.validator_for(published)(published)
    of_list = audit_list(read_list(LIST.encode(), "README.md"))
    every = [Finding(code, 3, "said", (3, 9)) for code in FINDING_CODES]
    for found in (
        [],
        of_list,
        every,
        [Finding("order", line, "said") for line in range(1, 25_003)],
    ):
        log = json.loads(json.dumps(render_sarif([("a list.md", one) for one in found], "1.2.3")))
        del log["runs"][0]["results"][100:]  # alike
        assert [error.message for error in judge.iter_errors(log)] == []
    del log["runs"][0]["results"][0]["message"]
    assert not judge.is_valid(log)


def test_a_log_is_valid_and_says_what_the_audit_says() -> None:
    found = audit_list(read_list(LIST.encode(), "README.md"))
    assert found
    log = log_of(*(("README.md", one) for one in found))
    (run,) = log["runs"]
    said = [
        (one["ruleId"], one["locations"][0]["physicalLocation"]["region"]["startLine"])
        for one in run["results"]
    ]
    assert said == [(one.code, one.line) for one in found]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])


def test_a_clean_list_is_a_valid_log_with_all_rules() -> None:
    run = log_of()["runs"][0]
    assert run["results"] == []
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(FINDING_CODES)


@pytest.mark.parametrize("code", list(FINDING_CODES))
def test_every_finding_has_a_rule_and_a_level(code: str) -> None:
    (result,) = results_of(("a.md", Finding(code, 3, "said")))
    assert (result["ruleId"], result["level"]) == (code, find_level(code))


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("README.md", "README.md"),
        ("./docs/README.md", "docs/README.md"),
        ("docs/a list.md", "docs/a%20list.md"),
        ("文/列.md", "%E6%96%87/%E5%88%97.md"),
        ("/srv/lists/a.md", "file:///srv/lists/a.md"),
    ],
)
def test_paths_are_addresses(path: str, uri: str) -> None:
    (result,) = results_of((path, Finding("table", 1, "said")))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_finding_that_only_moved_keeps_its_fingerprint_and_equal_ones_differ() -> None:
    one, moved = Finding("table", 7, "said"), Finding("table", 9, "said")
    here, there = results_of(("a.md", one)), results_of(("a.md", moved))
    assert here[0]["partialFingerprints"] == there[0]["partialFingerprints"]
    first, second = results_of(("a.md", one), ("a.md", moved))
    assert first["partialFingerprints"] != second["partialFingerprints"]


def test_other_lines_of_a_finding_are_related_locations() -> None:
    (result,) = results_of(("a.md", Finding("duplicate", 9, "twice", (5, 9))))
    lines = [one["physicalLocation"]["region"]["startLine"] for one in result["relatedLocations"]]
    assert lines == [5]


def test_no_more_is_written_than_code_hosts_take() -> None:
    notes = [("a.md", Finding("order", line, "note")) for line in range(1, 25_003)]
    worst = ("a.md", Finding("link", 25_003, "w" * 2000, tuple(range(1, 1500))))
    log = render_sarif([*notes, worst], "1.2.3")
    results = log["runs"][0]["results"]
    assert len(results) == 25_000
    assert results[-1]["ruleId"] == "link"
    assert len(results[-1]["relatedLocations"]) == 100
    assert len(results[-1]["message"]["text"]) == 1000
    (told,) = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"].startswith("3 findings more")


def test_the_page_for_maintainers_names_every_code_with_its_level() -> None:
    page = (Path(__file__).parents[2] / "docs" / "lint-a-list.md").read_text(encoding="utf-8")
    rows = [line.split(" | ")[:2] for line in page.split("\n") if line.startswith("| `")]
    assert rows == [[f"| `{code}`", find_level(code)] for code in FINDING_CODES]
