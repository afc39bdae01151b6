"""How long to wait before the next try, from what the upstream said and how often we asked.

Retry-After: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
RateLimit: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
"""

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

from ingest.web.messages import Headers, find_header

# 408 is no server error, but the Hub's client would retry it by itself for 23 s if it got through.
_RETRIED = {408, 429}
_RATE_LIMIT = re.compile(r"\br\s*=\s*0\s*;\s*t\s*=\s*(\d+)")


def is_retried(status: int) -> bool:
    """Whether the same request may be answered better a little later."""
    return status in _RETRIED or status >= 500


def parse_retry_after(value: str, now: float) -> float | None:
    """Seconds until a Retry-After (seconds or an HTTP date); never negative, None if unreadable.

    `now` is Unix time.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # "-0000" reads as naive
    return max(0.0, moment.timestamp() - now)


def find_asked_wait(headers: Headers, now: float) -> float | None:
    """Seconds the upstream asks us to wait, from Retry-After or, on the Hub, RateLimit."""
    retry_after = find_header(headers, "retry-after")
    if retry_after is not None:
        return parse_retry_after(retry_after, now)
    spent = _RATE_LIMIT.search(find_header(headers, "ratelimit") or "")
    return float(spent[1]) + 1 if spent else None  # the header rounds down


def find_backoff(attempt: int, bounds: tuple[float, float], jitter: float) -> float:
    """Seconds after the `attempt`-th failure (from 1): doubling, capped, half of it by chance.

    `jitter` is in 0..1; without it every client an outage threw out would come back together.
    """
    first, longest = bounds
    doubled: float = min(longest, first * 2.0 ** min(attempt - 1, 30))
    return doubled * (0.5 + jitter / 2)
