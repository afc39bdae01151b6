"""Whether an upstream's answer may be believed, before anything is read from it.

arXiv answers 200 with `Rate exceeded.`, an HTML page or nothing at all while it throttles, so a status
alone says little. Whether an empty answer was to be expected is the windows' question, not this one's.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from ingest.errors import SourceError
from ingest.sources.bodies import (
    BLANK,
    is_html,
    is_throttle_text,
    parse_json,
    parse_xml,
    why_not_data,
)

_TAIL = 4_000  # bytes in which a page ends

Outcome = Literal["ok", "throttled", "failed", "suspicious"]
Expected = Literal["any", "xml", "json", "html", "text"]


class Judgement(NamedTuple):
    """The outcome of one answer, and why in one phrase (empty for `ok`)."""

    outcome: Outcome
    reason: str = ""


def judge_answer(
    status: int, headers: Mapping[str, str], body: bytes, expects: Expected = "any"
) -> Judgement:
    """Judge one whole answer; `expects` is what was asked for (`any`: by the Content-Type it claims).

    throttled: ask later, honouring Retry-After. failed: the upstream says so. suspicious: it says all
    is well and the body says otherwise (empty, cut short, HTML, an error in data's clothes).
    """
    named = {name.lower(): value for name, value in headers.items()}
    if status in (429, 503) or is_throttle_text(body):
        wait = f", Retry-After {named['retry-after']}" if "retry-after" in named else ""
        return Judgement("throttled", f"HTTP {status}{wait}")
    if not 200 <= status < 300:
        return Judgement("failed", f"HTTP {status}")
    announced = named.get("content-length", "")
    is_plain = named.get("content-encoding", "identity") == "identity"
    if is_plain and announced.isdigit() and int(announced) != len(body):
        return Judgement("suspicious", f"{len(body)} bytes of {announced} announced")
    return _judge_body(body, _kind(named) if expects == "any" else expects)


def _kind(named: Mapping[str, str]) -> Expected:
    content_type = named.get("content-type", "").lower()
    kinds: tuple[Expected, ...] = ("html", "json", "xml")  # xhtml+xml is a page
    return next((kind for kind in kinds if kind in content_type), "any")


def _judge_body(body: bytes, expects: Expected) -> Judgement:
    if expects in {"html", "text"}:
        if not body.strip():
            return Judgement("suspicious", "an empty body")
        if expects == "text":
            return Judgement("ok")
        if not is_html(body):
            return Judgement("suspicious", "no HTML where a page was due")
        # a page read by its cards would be believed as far as it goes
        is_whole = b"</html" in body[-_TAIL:].lower()
        return Judgement("ok") if is_whole else Judgement("suspicious", "a page that has no end")
    reason = why_not_data(body)
    if reason:
        return Judgement("suspicious", reason)
    try:
        return _judge_data(body, expects)
    except SourceError as error:
        return Judgement("suspicious", error.what)


def _judge_data(body: bytes, expects: Expected) -> Judgement:
    first = body.lstrip(BLANK)[:1]
    if expects == "xml" or (expects == "any" and first == b"<"):
        parse_xml(body, "answer")
        if b"/api/errors#" in body[:4_000]:
            return Judgement("failed", "arXiv's error feed")
    elif expects == "json" or (expects == "any" and first in b"{["):
        value = parse_json(body, "answer")
        if isinstance(value, dict) and isinstance(value.get("error"), str):
            return Judgement("failed", f"an error answer: {value['error'][:200]}")
    return Judgement("ok")
