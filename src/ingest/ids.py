"""Canonical ids: every spelling of an arXiv id, DOI, Hub id, repository or title becomes one string.

A canonical id carries its issuer: `arxiv:2305.15075`, `doi:10.1038/sdata.2018.251`,
`hub:model/org/name`, `hub:dataset/org/name`, `hub:space/org/name`, `github:owner/name` (lower case),
`openreview:forumid`, `acl:2024.acl-long.1`, `pmc:pmc123`, `title:key`, `url:host/path`.

arXiv identifiers: https://info.arxiv.org/help/arxiv_identifier.html
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas"
    "|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin"
    "|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_NEW = r"(?P<new>\d{4}\.\d{4,5})"
_OLD = rf"(?P<old>(?:{ARCHIVES})(?:\.[A-Za-z-]{{2,}})?/\d{{7}})"
_VERSION = r"(?:v(?P<version>[1-9]\d?))?"
_ARXIV_WHOLE = re.compile(
    rf"(?:oai:)?(?:arxiv[:.\s]\s*)?(?:{_NEW}|{_OLD}){_VERSION}(?:\.pdf)*", re.IGNORECASE
)
_ARXIV_IN_PATH = re.compile(
    rf"^/(?:abs|pdf|html|ps|src|e-print|format|list|papers|paper|overview|abs/pdf)?/*"
    rf"(?:arxiv[:.])?(?:{_NEW}|{_OLD}){_VERSION}(?:\.pdf)*/?(?:[.,;)\]]*)$",
    re.IGNORECASE,
)
_ARXIV_IN_TEXT = re.compile(
    r"(?:(?P<said>(?<!\w)arxiv(?:\s*[:.]\s*|\s+)"
    r"|\b(?:arxiv\.org|alphaxiv\.org|ar5iv\.org|huggingface\.co|hf\.co)/(?:[a-z-]+/){1,2}(?:arxiv:)?)"
    rf"|(?<![\w./-]))(?:{_NEW}|{_OLD}){_VERSION}(?!\w)",
    re.IGNORECASE,
)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`]+", re.IGNORECASE)
_DOI_WHOLE = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org)?/*(?:doi:)?(10\.\d{4,9}/[^\s\"{}|\\^`]+)", re.IGNORECASE
)
_ARXIV_DOI = re.compile(r"^10\.48550/arxiv\.(.+)$", re.IGNORECASE)
_ARXIV_MIRRORS = {"alphaxiv.org", "ar5iv.org", "arxiv.gg", "browse.arxiv.org", "papers.cool"}
_HUB_HOSTS = {"huggingface.co", "hf.co", "hf-mirror.com"}
_HUB_RESERVED = {
    "api", "blog", "chat", "collections", "docs", "enterprise", "inference", "join", "learn",
    "login", "models", "new", "organizations", "papers", "posts", "pricing", "search", "settings",
    "spaces", "tasks", "datasets",
}  # fmt: skip
_GITHUB_RESERVED = {
    "about", "apps", "collections", "explore", "features", "login", "marketplace", "orgs",
    "search", "settings", "sponsors", "topics", "trending", "user-attachments", "users",
}  # fmt: skip
_OPENREVIEW_PAGES = (
    "/group",
    "/profile",
    "/venue",
    "/submissions",
)  # of many papers, or of a person
_ANTHOLOGY_HOSTS = {"aclanthology.org", "aclweb.org"}
_ANTHOLOGY_PAGES = ("/events/", "/people/", "/sigs/", "/venues/", "/volumes/")
_NAME = re.compile(r"^[\w.-]+$")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}")
_SSH = re.compile(r"^(?:ssh://)?git@(?P<host>[\w.-]+)[:/]+(?P<path>\D.*)$")
_NO_HOST = re.compile(r"^[a-z][a-z0-9+-]*:(?!\d|//)", re.IGNORECASE)  # mailto:, javascript:
_ENTITY = re.compile(r"&#?\w+;")
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref_src|spm)=")


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv identifier without its version, and the version where one was written."""

    arxiv_id: str
    version: int | None = None


def parse_arxiv_id(text: str) -> ArxivId | None:
    """Read an id in any spelling: bare (`arXiv:2305.15075v2`, `hep-th/9901001`), OAI, DOI or URL.

    None when the text is no arXiv id, or one that arXiv's scheme can't have issued (month 13,
    five digits before 2015 and four after, an old-style id after March 2007).
    """
    stripped = text.strip()
    if stripped.lower().startswith("oai:arxiv.org:"):
        stripped = stripped[len("oai:arxiv.org:") :]
    match = _ARXIV_WHOLE.fullmatch(stripped)
    if match:
        return _arxiv_of_match(match)
    inner = _ARXIV_DOI.match(stripped)
    return parse_arxiv_id(inner[1]) if inner else _arxiv_of_url(stripped)


def find_arxiv_ids(text: str) -> tuple[str, ...]:
    """Canonical `arxiv:` ids named in running text, in order, each once.

    A new-style id counts only where the text says what it is (`arXiv:`, a URL): 2011.12345 may be
    a measurement.
    """
    matches = _ARXIV_IN_TEXT.finditer(text)
    found = (_arxiv_of_match(match) for match in matches if match["said"] or match["old"])
    return tuple(dict.fromkeys(f"arxiv:{parsed.arxiv_id}" for parsed in found if parsed))


def _arxiv_of_match(match: re.Match[str]) -> ArxivId | None:
    version = int(match["version"]) if match["version"] else None
    if match["old"]:
        archive, number = match["old"].lower().split("/")
        archive = archive.split(".")[0]
        is_issued = "9101" <= number[:4] <= "9912" or number[:4] <= "0703"
        return (
            ArxivId(f"{archive}/{number}", version)
            if is_issued and _is_month(number[2:4])
            else None
        )
    return ArxivId(match["new"], version) if _is_new_id(match["new"]) else None


def _is_new_id(text: str) -> bool:
    """True for `1501.00001` where arXiv's scheme can have issued it."""
    year_month, number = text.split(".")
    digits = 4 if "0704" <= year_month <= "1412" else 5 if "1501" <= year_month <= "6912" else 0
    return len(number) == digits and _is_month(year_month[2:])


def _is_month(text: str) -> bool:
    return "01" <= text <= "12"


# An address with nothing in it to decode, as most are.
_PLAIN_PAGE = re.compile(
    r"https?://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?P<path>/[\w./~-]*)?(?:\?(?P<query>[\w=.-]*))?",
    re.ASCII,
)


@lru_cache(maxsize=256)  # every kind of id asks it of the same URL
def _split(url: str) -> tuple[str, str, str]:
    """Host (lower case, no www.), path (unquoted) and query of a URL; empty strings for no URL."""
    if plain := _PLAIN_PAGE.fullmatch(url):
        return plain["host"].removeprefix("www."), plain["path"] or "", plain["query"] or ""
    text = _unescape(url.strip().strip("<>"))
    ssh = _SSH.match(text)
    if ssh:
        text = f"https://{ssh['host']}/{ssh['path']}"
    if _NO_HOST.match(text):
        return "", "", ""
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "", "", ""
    host = parts.netloc.lower().split("@")[-1].split(":")[0].removeprefix("www.")
    return host, unquote(parts.path).strip(), parts.query


def _unescape(text: str) -> str:
    """HTML entities that end in a semicolon; `&noteId=1` in a URL is none."""
    return _ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def _arxiv_of_url(url: str) -> ArxivId | None:
    host, path, query = _split(url)
    is_arxiv = host == "arxiv.org" or host.endswith(".arxiv.org")
    if (
        is_arxiv
        or host in _ARXIV_MIRRORS
        or host.removeprefix("export.") in _ARXIV_MIRRORS
        or host.startswith("ar5iv.")
    ):
        if path == "/api/query":
            ids = parse_qs(query).get("id_list", [""])[0].split(",")
            return parse_arxiv_id(ids[0]) if len(ids) == 1 else None
        path = path.removeprefix("/arxiv")
        match = _ARXIV_IN_PATH.match(path)
        return _arxiv_of_match(match) if match else None
    if host in _HUB_HOSTS and path.startswith("/papers/"):
        match = _ARXIV_IN_PATH.match(path)
        return _arxiv_of_match(match) if match else None
    if host in {"doi.org", "dx.doi.org"}:
        inner = _ARXIV_DOI.match(path.strip("/"))
        return parse_arxiv_id(inner[1]) if inner else None
    return None


def canonical_doi(text: str) -> str | None:
    """`doi:10....` of a DOI or DOI URL; an arXiv DOI comes back as its `arxiv:` id."""
    unquoted = unquote(text).strip()
    whole = _DOI_WHOLE.fullmatch(unquoted)
    match = whole or _DOI.search(unquoted)
    if not match:
        return None
    value = _without_tail(match[1] if whole else match[0]).lower()
    inner = _ARXIV_DOI.match(value)
    if inner:
        parsed = parse_arxiv_id(inner[1])
        return f"arxiv:{parsed.arxiv_id}" if parsed else None
    return f"doi:{value}"


def _without_tail(value: str) -> str:
    """The DOI without the punctuation of the sentence around it; brackets of its own stay."""
    while value:
        opening = {")": "(", "]": "[", ">": "<"}.get(value[-1])
        is_stray = opening is not None and value.count(value[-1]) > value.count(opening)
        if value[-1] not in ".,;" and not is_stray:
            break
        value = value[:-1]
    return value


def hub_id(url: str) -> str | None:
    """`hub:model/org/name` (or dataset, space) of a Hub URL, case kept; None for any other page."""
    host, path, _ = _split(url)
    if host not in _HUB_HOSTS:
        return None
    parts = [part for part in path.split("/") if part]
    kind = "model"
    if parts and parts[0] in {"datasets", "spaces"}:
        kind = parts.pop(0).removesuffix("s")
    if len(parts) < 2 or parts[0] in _HUB_RESERVED:
        return None
    owner, name = parts[0], parts[1].rstrip(".,;)]")
    return f"hub:{kind}/{owner}/{name}" if _NAME.match(owner) and _NAME.match(name) else None


def hub_page(named: str) -> str:
    """The page of `hub:model/owner/name`, the inverse of `hub_id`."""
    kind, _, name = named.removeprefix("hub:").partition("/")
    return f"https://huggingface.co/{'' if kind == 'model' else f'{kind}s/'}{name}"


@lru_cache(maxsize=16384)
def github_repo(url: str) -> str | None:
    """`owner/name` of a GitHub URL, case kept, `.git`, tree and blob paths and punctuation dropped."""
    host, path, _ = _split(url)
    if host != "github.com":
        return None
    parts = [part for part in path.split("/") if part]
    if len(parts) < 2 or parts[0].lower() in _GITHUB_RESERVED:
        return None
    name = parts[1].rstrip(".,;:)]}'\"").removesuffix(".git")
    return f"{parts[0]}/{name}" if _NAME.match(parts[0]) and name and _NAME.match(name) else None


# The two kinds of address that most links of a list are, as they are mostly written: told without taking the URL apart.
_PLAIN_URL = re.compile(
    r"https?://(?:(?:www\.)?arxiv\.org/(?:abs|pdf)/(?P<arxiv>\d{4}\.\d{4,5})"
    r"|github\.com/(?P<owner>[A-Za-z0-9-]+)/(?P<repo>[A-Za-z0-9_-]+))",
    re.ASCII,
)


@lru_cache(maxsize=16384)  # one page's links are asked for again and again
def id_of_url(url: str) -> str | None:
    """The canonical id that a URL names, `url:host/path` where it names no known issuer's.

    None for text that is no URL. The same page written with another scheme, `www.`, a trailing
    slash, a fragment or a tracking parameter gives the same id.
    """
    plain = _PLAIN_URL.fullmatch(url)
    if plain and plain["arxiv"] and _is_new_id(plain["arxiv"]):
        return f"arxiv:{plain['arxiv']}"
    if plain and plain["owner"] and plain["owner"].lower() not in _GITHUB_RESERVED:
        return f"github:{plain['owner']}/{plain['repo']}".lower()
    host, path, query = _split(url)
    if arxiv := _arxiv_of_url(url):
        return f"arxiv:{arxiv.arxiv_id}"
    if host in _HUB_HOSTS and (hub := hub_id(url)):
        return hub
    if host == "github.com" and (repo := github_repo(url)):
        return f"github:{repo.lower()}"
    if not _HOST.fullmatch(host):
        return None
    if host in {"doi.org", "dx.doi.org"}:
        return canonical_doi(path)
    if host == "openreview.net" and not path.startswith(_OPENREVIEW_PAGES):
        forum = parse_qs(query).get("id", [""])[0]
        return f"openreview:{forum}" if forum else f"url:{host}{path.rstrip('/')}"
    if host in _ANTHOLOGY_HOSTS and not path.startswith(_ANTHOLOGY_PAGES):
        name = path.strip("/").removeprefix("anthology/").removesuffix(".pdf").rstrip("/")
        return f"acl:{name.lower()}" if name else None
    if host.endswith("nih.gov") and (pmc := re.search(r"/(PMC\d+)", path, re.IGNORECASE)):
        return f"pmc:{pmc[1].lower()}"
    asked = "&".join(part for part in query.split("&") if part and not _TRACKING.match(part))
    tail = f"?{asked}" if asked and not path.strip("/").endswith(".pdf") else ""
    return f"url:{host}{path.rstrip('/').removesuffix('.pdf')}{tail}"


_LATEX_COMMAND = re.compile(r"\\([a-zA-Z]+)\s*")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_NOT_WORD = re.compile(r"[\W_]+")
_LETTERS = {"l": "l", "o": "o", "ae": "ae", "oe": "oe", "ss": "ss", "aa": "a", "i": "i", "j": "j"}
_UNDIVIDED = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"})


@lru_cache(maxsize=8192)
def title_key(title: str) -> str:
    """A title as compared: LaTeX, accents, case, hyphens, spaces and punctuation folded away."""
    text = title
    if "\\" in text or "$" in text or "&" in text:
        text = _LATEX_COMMAND.sub(_latex_letter, _unescape(text))
        text = text.translate({36: None, 123: None, 125: None})
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = _FOREIGN.sub(lambda m: "" if unicodedata.combining(m[0]) else m[0], text)
        text = text.casefold().translate(_UNDIVIDED)
    return _NOT_WORD.sub("", text.casefold())


def _latex_letter(command: re.Match[str]) -> str:
    """The letter that a LaTeX command prints (`\\alpha`, `\\L`); nothing for commands that print none."""
    name = command[1]
    if name.lower() in _LETTERS:
        return _LETTERS[name.lower()]
    try:
        return unicodedata.lookup(f"GREEK SMALL LETTER {name.removeprefix('var')}")
    except KeyError:
        return ""
