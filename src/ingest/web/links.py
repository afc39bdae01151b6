"""Whether a link still leads somewhere: HEAD, then a GET of one byte, redirects followed by hand.

Redirects that last: https://www.rfc-editor.org/rfc/rfc9110#section-15.4
"""

from dataclasses import dataclass
from typing import Literal

from ingest.web.gate import Gate
from ingest.web.messages import Request, Response, find_header
from ingest.web.urls import find_host, join_url, redact
from ingest.web.wire import Fault

State = Literal["there", "gone", "refused", "unreachable", "private"]
_REDIRECTS = {301, 302, 303, 307, 308}
_MAX_HOPS = 5
_GONE = {404, 410}
# What is no word about the link: logins, robots that are not wanted, throttling.
_REFUSED = {401, 403, 405, 406, 407, 408, 418, 421, 423, 425, 429, 451, 501, 999}
_ONE_BYTE = (("Range", "bytes=0-0"),)


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """What became of a link: `end_url` is where its redirects lead, the link itself without any."""

    state: State
    status: int | None  # of the last answer; None where there was none
    end_url: str
    reason: str = ""
    is_throttled: bool = False  # the host wants to be left alone for a while


def check_link(gate: Gate, url: str) -> LinkAnswer:
    """Ask a link, politely. A refusal or throttling says nothing about it; `gone` is 404, 410 or no host.

    Errors: SourceError when the run's time for the network is used up.
    """
    target = url
    for _ in range(_MAX_HOPS + 1):
        outcome = _ask(gate, target)
        if isinstance(outcome, Fault):
            return _of_fault(target, outcome)
        location = find_header(outcome.headers, "location")
        if outcome.status not in _REDIRECTS or not location:
            return _of_answer(target, outcome)
        target = join_url(target, location)
        if not find_host(target):
            return LinkAnswer("unreachable", outcome.status, url, "it redirects to no address")
    return LinkAnswer("unreachable", None, url, f"it redirects more than {_MAX_HOPS} times")


def _ask(gate: Gate, url: str) -> Response | Fault:
    """HEAD; where that is refused or not found, a ranged GET, for some servers know no HEAD."""
    head = gate.probe(Request("HEAD", url))
    if isinstance(head, Fault) and not head.is_passing:
        return head
    is_fine = isinstance(head, Response) and (head.status < 400 or head.status == 429)
    return head if is_fine else gate.probe(Request("GET", url, _ONE_BYTE))


def _of_answer(url: str, answer: Response) -> LinkAnswer:
    status = answer.status
    if status < 400 or status == 416:  # an empty page has no first byte
        return LinkAnswer("there", status, redact(url))
    said = f"it answers {status} {answer.reason}".rstrip()
    if status in _REFUSED:
        return LinkAnswer("refused", status, redact(url), said, is_throttled=status == 429)
    state: State = "gone" if status in _GONE else "unreachable"
    return LinkAnswer(state, status, redact(url), said)


def _of_fault(url: str, fault: Fault) -> LinkAnswer:
    state: State = "private" if fault.is_private else "unreachable"
    return LinkAnswer(state, None, redact(url), fault.what)
