"""Write the links of an entry in the forms its neighbours use for the same kind of site."""

import re
from urllib.parse import urlsplit

from ingest.ids import github_repo
from ingest.lists.escape import escape_text, escape_url
from ingest.lists.fields import host_of
from ingest.lists.inline import fold
from ingest.lists.model import LinkForm, Style
from ingest.works import Artifact, RowFacts

TOKEN = re.compile(r"\{\{|\}\}|\{(?P<mark>[?!]?)(?P<field>\w+)(?::(?P<form>[^{}]*))?\}")
_ARXIV_PAGE = re.compile(r"https?://arxiv\.org/abs/(?P<id>[^/?#]+(?:/\d+)?)$")
_LABEL = re.compile(r"\[([^\[\]]*)\](?=\]?\(\{url\}\))")
_NEUTRAL = frozenset(
    {
        "pdf",
        "paper",
        "link",
        "code",
        "project",
        "data",
        "dataset",
        "weights",
        "model",
        "论文",
        "代码",
    }
)
_WORDS = {
    "weights": "Weights",
    "data": "Data",
    "code": "Code",
    "project": "Project",
    "paper": "Paper",
}
_HOST_WORDS = {"arxiv": "arXiv", "hf": "HF", "github": "Github", "doi": "Paper"}


def written_links(style: Style, field: str, facts: RowFacts) -> str | None:
    """All links of a field, in the form of the nearest neighbour that links the same kind of site."""
    if field == "paper":
        return _written_paper(style, facts)
    if field == "other_link":
        forms = [
            form.form for form in style.links if form.field == field and "{arxiv}" in form.form
        ]
        return _fill_link(forms[0], "", None, facts) if forms else None
    found = [artifact for artifact in facts.links if artifact.kind == field]
    texts = [text for artifact in found if (text := _written_link(style, field, artifact, facts))]
    joiners = [form.joiner for form in style.links if form.field == field]
    return (joiners[0] if joiners else "").join(dict.fromkeys(texts)) or None


def _written_link(style: Style, field: str, artifact: Artifact, facts: RowFacts) -> str | None:
    url = escape_url(artifact.url)
    if url is None:
        return None
    form = _form_for(style, field, host_of(url))
    return _fill_link(form.form if artifact.label else form.plain, url, artifact.label, facts)


def _written_paper(style: Style, facts: RowFacts) -> str | None:
    if facts.paper_url is None:
        return None
    page = _ARXIV_PAGE.match(facts.paper_url)
    url = style.paper_url.replace("{id}", page["id"]) if page else escape_url(facts.paper_url)
    if url is None:
        return None
    return _fill_link(_form_for(style, "paper", host_of(url)).form, url, None, facts)


def _form_for(style: Style, field: str, host: str) -> LinkForm:
    """The learnt form of a field and host; another host's with its word exchanged; else a plain link."""
    same = [form for form in style.links if form.field == field]
    exact = [form for form in same if form.host == host]
    if exact:
        return exact[0]
    if same and (len({form.plain for form in same}) == 1 or _is_neutral(same[0])):
        return same[0]
    if same:
        return _reworded(same[0], field, host)
    other = [form for form in style.links if form.host == host and not _names_work(form)]
    word = _WORDS.get(field, "Link")
    plain = f'<a href="{{url}}">{word}</a>' if style.kind == "html" else f"[{word}]({{url}})"
    return other[0] if other else LinkForm(field, host, plain, plain)


def _names_work(form: LinkForm) -> bool:
    return any(mark in form.form for mark in ("{title}", "{name}", "{repo}"))


def _is_neutral(form: LinkForm) -> bool:
    """True for a label that fits any host: the work's name, `pdf`, `paper`, `code`."""
    label = _LABEL.search(form.plain)
    return _names_work(form) or bool(label and fold(label[1]) in _NEUTRAL)


def _reworded(form: LinkForm, field: str, host: str) -> LinkForm:
    """A form whose label names its host, with the word for another."""
    word = _HOST_WORDS.get(host, "Paper" if field == "paper" else "Website")

    def reword(text: str) -> str:
        return _LABEL.sub(
            lambda m: f"[{word}{' ({label})' if '{label}' in m[1] else ''}]", text, count=1
        )

    return LinkForm(field, host, reword(form.form), reword(form.plain), form.joiner)


def _last_name(url: str) -> str:
    """The last part of an address: a repository's or data set's name; the host where there is none."""
    repo = github_repo(url)
    parts = [part for part in urlsplit(url).path.split("/") if part]
    return repo.split("/")[1] if repo else parts[-1] if parts else urlsplit(url).netloc


def _fill_link(form: str, url: str, label: str | None, facts: RowFacts) -> str | None:
    arxiv = next((i.removeprefix("arxiv:") for i in facts.ids if i.startswith("arxiv:")), None)
    values = {
        "url": url,
        "label": escape_text(label or ""),
        "title": escape_text(facts.title),
        "name": escape_text(facts.name or ""),
        "arxiv": arxiv or "",
        "repo": escape_text(_last_name(url)),
    }
    needed = {match["field"] for match in TOKEN.finditer(form) if match["field"]}
    if any(not values.get(name) for name in needed):
        return None
    return TOKEN.sub(lambda m: values[m["field"]] if m["field"] else m[0][0], form)
