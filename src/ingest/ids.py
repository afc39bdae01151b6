"""Canonical ids: every spelling of an arXiv id, DOI, Hub id, repository or title becomes one string.

A canonical id carries its issuer: `arxiv:2305.15075`, `doi:10.1038/sdata.2018.251`,
`hub:model/org/name`, `hub:dataset/org/name`, `hub:space/org/name`, `github:owner/name` (lower case),
`openreview:forumid`, `acl:2024.acl-long.1`, `pmc:pmc123`, `title:key`, `url:host/path`.

arXiv identifiers: https://info.arxiv.org/help/arxiv_identifier.html
"""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas"
    "|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin"
    "|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_NEW = r"(?P<new>\d{4}\.\d{4,5})"
_OLD = rf"(?P<old>(?:{_ARCHIVES})(?:\.[A-Za-z-]{{2,}})?/\d{{7}})"
_VERSION = r"(?:v(?P<version>[1-9]\d?))?"
_ARXIV_WHOLE = re.compile(rf"(?:oai:)?(?:arxiv[:.\s]\s*)?(?:{_NEW}|{_OLD}){_VERSION}", re.IGNORECASE)
_ARXIV_IN_PATH = re.compile(
    rf"^/(?:abs|pdf|html|ps|src|e-print|format|list|papers|paper|overview|abs/pdf)?/*"
    rf"(?:arxiv[:.])?(?:{_NEW}|{_OLD}){_VERSION}(?:\.pdf)*/?(?:[.,;)\]]*)$",
    re.IGNORECASE,
)
_ARXIV_IN_TEXT = re.compile(rf"(?<![\w./-])(?:arxiv[:.\s]\s*)?(?:{_NEW}|{_OLD}){_VERSION}(?![\w-])", re.IGNORECASE)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`]+", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"^10\.48550/arxiv\.(.+)$", re.IGNORECASE)
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
_NAME = re.compile(r"^[\w.-]+$")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv identifier without its version, and the version where one was written."""

    arxiv_id: str
    version: int | None = None


def parse_arxiv_id(text: str) -> ArxivId | None:
    """Read a bare id in any spelling (`arXiv:2305.15075v2`, `hep-th/9901001`, `oai:arXiv.org:...`).

    None when the text is no arXiv id, or one that arXiv's scheme can't have issued (month 13, or
    five digits before 2015 and four after).
    """
    stripped = text.strip()
    if stripped.lower().startswith("oai:arxiv.org:"):
        stripped = stripped[len("oai:arxiv.org:") :]
    if "://" in stripped:
        return _arxiv_of_url(stripped)
    match = _ARXIV_WHOLE.fullmatch(stripped)
    return _arxiv_of_match(match) if match else None


def find_arxiv_ids(text: str) -> tuple[str, ...]:
    """Canonical `arxiv:` ids named in running text, in order, each once."""
    found = (_arxiv_of_match(match) for match in _ARXIV_IN_TEXT.finditer(text))
    return tuple(dict.fromkeys(f"arxiv:{parsed.arxiv_id}" for parsed in found if parsed))


def _arxiv_of_match(match: re.Match[str]) -> ArxivId | None:
    version = int(match["version"]) if match["version"] else None
    if match["old"]:
        archive, number = match["old"].lower().split("/")
        archive = archive.split(".")[0]
        return ArxivId(f"{archive}/{number}", version) if _is_month(number[2:4]) else None
    year_month, number = match["new"].split(".")
    digits = 4 if "0704" <= year_month <= "1412" else 5 if "1501" <= year_month <= "6912" else 0
    if len(number) != digits or not _is_month(year_month[2:]):
        return None
    return ArxivId(match["new"], version)


def _is_month(text: str) -> bool:
    return "01" <= text <= "12"


def _split(url: str) -> tuple[str, str, str]:
    """Host (lower case, no www.), path (unquoted) and query of a URL; empty strings for no URL."""
    text = unescape(url.strip().strip("<>"))
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "", "", ""
    host = parts.netloc.lower().split("@")[-1].split(":")[0].removeprefix("www.")
    return host, unquote(parts.path), parts.query


def _arxiv_of_url(url: str) -> ArxivId | None:
    host, path, query = _split(url)
    is_arxiv = host == "arxiv.org" or host.endswith(".arxiv.org")
    mirrors = {"alphaxiv.org", "ar5iv.org", "arxiv.gg", "browse.arxiv.org", "papers.cool"}
    if is_arxiv or host in mirrors or host.removeprefix("export.") in mirrors or host.startswith("ar5iv."):
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
    match = _DOI.search(unquote(text))
    if not match:
        return None
    value = match[0].rstrip(".,;)]").lower()
    inner = _ARXIV_DOI.match(value)
    if inner:
        parsed = parse_arxiv_id(inner[1])
        return f"arxiv:{parsed.arxiv_id}" if parsed else None
    return f"doi:{value}"


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


def id_of_url(url: str) -> str | None:
    """The canonical id that a URL names, `url:host/path` where it names no known issuer's.

    None for text that is no URL. The same page written with another scheme, `www.`, a trailing
    slash, a fragment or a tracking parameter gives the same id.
    """
    arxiv = _arxiv_of_url(url)
    if arxiv:
        return f"arxiv:{arxiv.arxiv_id}"
    hub = hub_id(url)
    if hub:
        return hub
    repo = github_repo(url)
    if repo:
        return f"github:{repo.lower()}"
    host, path, query = _split(url)
    if not _HOST.fullmatch(host):
        return None
    if host in {"doi.org", "dx.doi.org"}:
        return canonical_doi(path)
    if host == "openreview.net":
        forum = parse_qs(query).get("id", [""])[0]
        return f"openreview:{forum}" if forum else f"url:{host}{path.rstrip('/')}"
    if host == "aclanthology.org" or host == "aclweb.org":
        name = path.strip("/").removeprefix("anthology/").removesuffix(".pdf").rstrip("/")
        return f"acl:{name.lower()}" if name else None
    pmc = re.search(r"/(PMC\d+)", path, re.IGNORECASE)
    if pmc and host.endswith("nih.gov"):
        return f"pmc:{pmc[1].lower()}"
    tail = f"?{query}" if query and not path.strip("/").endswith(".pdf") else ""
    return f"url:{host}{path.rstrip('/').removesuffix('.pdf')}{tail}"


_LATEX_COMMAND = re.compile(r"\\[a-zA-Z]+\s*")
_NOT_WORD = re.compile(r"[\W_]+")


def title_key(title: str) -> str:
    """A title as compared: LaTeX, accents, case, hyphens, spaces and punctuation folded away."""
    text = title
    if "\\" in text or "$" in text or "&" in text:
        text = _LATEX_COMMAND.sub("", unescape(text)).translate({36: None, 123: None, 125: None})
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in text if not unicodedata.combining(char))
    return _NOT_WORD.sub("", text.casefold())
