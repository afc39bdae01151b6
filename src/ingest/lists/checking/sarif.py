"""Findings as SARIF, which code hosts show beside the lines they are about.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from ingest.errors import ListError
from ingest.lists.checking.codes import FINDING_CODES, FINDING_HELP
from ingest.lists.model import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# A reader who clicks is misled (error), or only the page's looks suffer (note); else a warning.
_ERRORS = frozenset({"arxiv-id", "doi", "empty-link", "id-mismatch", "link", "same-link", "scheme"})
# What GitHub takes: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
_MOST_RESULTS, _MOST_RELATED, _LONGEST_MESSAGE = 25_000, 100, 1_000
_NOTES = frozenset({"count", "link-form", "numbering", "order"})


def find_level(code: str) -> str:
    """SARIF's level of a finding: error, warning or note."""
    if code in _ERRORS:
        return "error"
    return "note" if code in _NOTES else "warning"


def render_sarif(
    found: Iterable[tuple[str, Finding]], version: str, unread: Sequence[ListError] = ()
) -> dict[str, Any]:
    """One SARIF log of one run: (path as it was given, finding) pairs in, plain values out.

    `unread` are the files that could not be read: they make the run one that failed.
    """
    codes = list(FINDING_CODES)
    found, left_out = _within_limit(list(found))
    seen: Counter[tuple[str, str, str]] = Counter()
    results = []
    for path, finding in found:
        key = (path, finding.code, finding.message)
        results.append(_result(path, finding, codes.index(finding.code), seen[key]))
        seen[key] += 1
    driver = {
        "name": "paper-ingest",
        "version": version,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not unread,
                "toolExecutionNotifications": [
                    *({"level": "error", "message": {"text": str(one)}} for one in unread),
                    *({"level": "warning", "message": {"text": one}} for one in left_out),
                ],
            }
        ],
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _within_limit(
    found: list[tuple[str, Finding]],
) -> tuple[list[tuple[str, Finding]], list[str]]:
    """As many findings as code hosts take of one run, the worst first kept, and what is said of the others."""
    if len(found) <= _MOST_RESULTS:
        return found, []
    levels = ("error", "warning", "note")
    ranked = sorted(range(len(found)), key=lambda at: levels.index(find_level(found[at][1].code)))
    kept = [found[at] for at in sorted(ranked[:_MOST_RESULTS])]
    return kept, [f"{len(found) - len(kept)} findings more are left out: run it with --format text"]


def _rule(code: str) -> dict[str, Any]:
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in code.split("-")),
        "shortDescription": {"text": FINDING_CODES[code]},
        "fullDescription": {"text": f"{FINDING_CODES[code]}."},
        "help": {"text": FINDING_HELP[code], "markdown": FINDING_HELP[code]},
        "defaultConfiguration": {"level": find_level(code)},
        "properties": {"precision": "high", "tags": ["markdown", "curated-list"]},
    }


def _result(path: str, finding: Finding, rule: int, occurrence: int) -> dict[str, Any]:
    uri = _uri(path)
    # not the line: a finding that only moved stays the same finding
    told = "\0".join((finding.code, finding.message, str(occurrence)))
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": find_level(finding.code),
        "message": {"text": _clipped(finding.message)},
        "locations": [_location(uri, finding.line)],
        "partialFingerprints": {"finding/v1": hashlib.sha256(_bytes(told)).hexdigest()[:32]},
    }
    others = [line for line in dict.fromkeys(finding.related) if line != finding.line]
    if others:
        result["relatedLocations"] = [
            {"id": number, **_location(uri, line), "message": {"text": "belongs to this"}}
            for number, line in enumerate(others[:_MOST_RELATED], 1)
        ]
    return result


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 1]}…"


def _location(uri: str, line: int) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}
    return {"physicalLocation": place}


def _uri(path: str) -> str:
    """A path as SARIF wants it: relative to where the command ran, else a file address."""
    spelled = quote(path.replace("\\", "/").encode("utf-8", "surrogateescape"), safe="/")
    return f"file://{spelled}" if spelled.startswith("/") else spelled.removeprefix("./")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
