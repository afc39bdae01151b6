"""URLs as compared and as shown: normal form for replay, secrets taken out.

https://www.rfc-editor.org/rfc/rfc3986#section-6
"""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

_PORTS = {"http": 80, "https": 443}
# `resumptionToken` (OAI-PMH) and `cursor` (the Hub) are places in a list, not secrets: a prefix
# counts only with a separator.
_SECRET = re.compile(
    r"([?&;](?:[\w-]*[-_.])?(?:token|api-?key|key|secret|password|passwd|credential|signature|sig)=)"
    r"[^&#\s<>\"';,]*",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"(https?://)[^/@\s<>\"?#]+@", re.IGNORECASE)


def redact(text: str) -> str:
    """The text with passwords and tokens in its URLs replaced, fit for an archive or a message."""
    return _SECRET.sub(r"\1REDACTED", _USERINFO.sub(r"\1", text))


def normalise_url(url: str) -> str:
    """The form under which two spellings of one URL are the same: the key of replay.

    Scheme and host in lower case, default port, fragment and secrets dropped, percent-encoding in
    one spelling, query parameters sorted. A URL that can't be split is returned as it is.
    """
    try:
        parts = urlsplit(redact(url.strip()))
        port = parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in (None, _PORTS.get(scheme)) else f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~") or "/"
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return urlunsplit((scheme, netloc, path, query, ""))


def find_host(url: str) -> str:
    """The host of a URL in lower case, without port; empty for what is no URL."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def find_origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: where a credential may be sent; for what is no URL, nowhere."""
    try:
        parts = urlsplit(url)
        return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return "", "", None


def join_url(base_url: str, location: str) -> str:
    """Where a redirect leads; a location that can't be read is returned as it is."""
    try:
        return urljoin(base_url, location)
    except ValueError:
        return location
