"""One answer at a time: fetched, judged, parsed, or a SourceError that says how it failed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.errors import SourceError
from ingest.sources.judge import Expected, judge_answer
from ingest.web import Gate, Receipt, Response
from ingest.works import Page, Sighting

Parse = Callable[[bytes, str], Page]
# Why a page that reads well, seen at that time, can't be all there is; or nothing.
Misses = Callable[[Page, datetime], str]

_AGAIN = "nothing to do now: the window stays open and the next run asks for it again"
_UNREAD = 3  # so many rejects and nothing else are no accident
_OPEN = ("throttled", "suspicious", "failed")


@dataclass(frozen=True, slots=True)
class Answer:
    """One payload and what it held."""

    url: str
    page: Page
    response: Response
    is_counted: bool = True  # whether its records decide if the window was empty
    sightings: tuple[Sighting, ...] | None = None  # those to keep, where not all are asked for

    @property
    def kept(self) -> Page:
        """The page as it is stored."""
        if self.sightings is None:
            return self.page
        return Page(sightings=self.sightings, rejects=self.page.rejects)


def record_count(page: Page) -> int:
    """How many records a page has, bad ones too."""
    return len(page.sightings) + len(page.rejects)


def suspect(why: str, where: str) -> SourceError:
    """An answer that says all is well when it can't be."""
    return SourceError(f"suspicious: {why}", where=where, todo=_AGAIN)


def ask_page(
    gate: Gate, url: str, parse: Parse, expects: Expected, misses: Misses = lambda page, seen_at: ""
) -> Answer:
    """Fetch and parse one page; what is throttled or suspicious is asked for again by the gate first.

    Errors: SourceError whose `what` begins with the window's outcome.
    """

    def doubt(response: Response) -> str:
        return _doubt(response, parse, expects, misses)

    response = gate.fetch(url, doubt=doubt)
    answer = read_page(response, url, parse, expects)
    if why := misses(answer.page, response.fetched_at):
        raise suspect(why, url)
    return answer


def read_page(response: Response, url: str, parse: Parse, expects: Expected) -> Answer:
    """Judge and parse one answer, live or archived; errors as for `ask_page`."""
    outcome, reason = judge_answer(response.status, dict(response.headers), response.body, expects)
    if outcome == "failed" and b"/api/errors#" in response.body:
        parse(response.body, url)  # says in arXiv's own words what is wrong
    if outcome != "ok":
        raise SourceError(f"{outcome}: {reason}", where=url, todo=_AGAIN)
    try:
        page = parse(response.body, url)
    except SourceError as error:
        raise _told(error) from error
    if why := _unread(page) or _repeated(page):
        raise suspect(why, url)
    return Answer(url, page, response)


def _doubt(response: Response, parse: Parse, expects: Expected, misses: Misses) -> str:
    outcome, reason = judge_answer(response.status, dict(response.headers), response.body, expects)
    if outcome == "failed":
        return ""
    if outcome != "ok":
        return f"{outcome}: {reason}"
    try:
        page = parse(response.body, response.url)
    except SourceError as error:
        return error.what
    return _unread(page) or _repeated(page) or misses(page, response.fetched_at)


def _unread(page: Page) -> str:
    """A page of nothing but rejects: its format has changed, which is no matter of single records."""
    count = len(page.rejects)
    if page.sightings or count < _UNREAD:
        return ""
    return f"not one of {count} records could be read: {page.rejects[0].reason}"


def _repeated(page: Page) -> str:
    """arXiv sends a record once; twice means that the feed was cut together wrongly."""
    ids = [one.ids[0] for one in page.sightings if one.source == "arxiv" and one.ids]
    return "" if len(set(ids)) == len(ids) else "a record came twice on one page"


def _told(error: SourceError) -> SourceError:
    """A parser's refusal: an error in words is a failure, anything else is suspicious."""
    outcome = "failed" if "error" in error.what and "not data" in error.what else "suspicious"
    return SourceError(f"{outcome}: {error.what}", where=error.where, todo=error.todo)


def outcome_of(problem: SourceError, receipts: Sequence[Receipt]) -> str:
    """How a window ended that a problem stopped; `receipts` are those of this window."""
    judged = problem.what.partition(":")[0]
    if judged in _OPEN:
        return judged
    is_refused = receipts and receipts[-1].status in (429, 503) and "still answers" in problem.what
    return "throttled" if is_refused else "failed"


def response_row(response: Response) -> dict[str, object]:
    """A response as the table `responses` has it."""
    return {
        "url": response.url,
        "digest": response.digest,
        "status": response.status,
        "byte_count": len(response.body),
        "fetched_at": response.fetched_at,
    }
