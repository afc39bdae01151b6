"""Links of lists, checked a few a night: the never checked first, then failing ones, then old ones."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from ingest.artifacts import LinkHealth, is_due, update_health
from ingest.errors import SourceError
from ingest.ids import id_of_url
from ingest.stages.context import Context, Progress, StageReport
from ingest.store import load_link_checks, save_link_check
from ingest.web import Gate, check_link, redact

_NEVER = datetime.min.replace(tzinfo=UTC)


def check_links(
    context: Context, gate: Gate, urls: Iterable[str], report: StageReport
) -> StageReport:
    """Look at the links that are due, each host only so often; what an archive holds is not asked anew."""
    if gate.is_replay:
        return report
    settings = context.config.sources.upkeep
    known = load_link_checks(context.store)
    due = _due(context, urls, known)
    per_host: Counter[str] = Counter()
    tired: set[str] = set()  # hosts that want to be left alone
    done = 0
    for url in due:
        host = _host(url)
        if host in tired or per_host[host] >= settings.max_links_per_host:
            continue
        if done >= settings.max_links_per_night:
            break
        context.notify(
            Progress(
                report.stage, f"link {host}", done, min(len(due), settings.max_links_per_night)
            )
        )
        try:
            answer = check_link(gate, url)
        except SourceError as problem:
            return report.troubled(problem)
        done += 1
        per_host[host] += 1
        if answer.is_throttled:
            tired.add(host)
        now = LinkHealth(
            url, answer.state, context.now(), answer.status, answer.reason, answer.end_url
        )
        health = update_health(known.get(url), now)
        with context.store.transaction():
            save_link_check(context.store, health)
        report = report.counted(links_checked=1, links_failing=int(health.failed_days > 0))
    return report.counted(links_waiting=len(due) - done)


def _due(context: Context, urls: Iterable[str], known: dict[str, LinkHealth]) -> list[str]:
    max_age = context.config.sources.upkeep.link_max_age_days
    now = context.now()
    found = [url for url in dict.fromkeys(urls) if _is_asked(url)]
    due = [url for url in found if is_due(known.get(url), now, max_age)]
    return sorted(due, key=lambda url: known[url].checked_at if url in known else _NEVER)


def _is_asked(url: str) -> bool:
    """Whether to follow a link: of the web, with no secret in it, and no paper that arXiv tells of by id."""
    is_web = url.lower().startswith(("http://", "https://")) and bool(_host(url))
    return is_web and redact(url) == url and not (id_of_url(url) or "").startswith("arxiv:")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
