"""Write the links of an entry in the forms its neighbours use for the same kind of site."""

import re
from collections.abc import Sequence
from itertools import chain
from urllib.parse import quote

from ingest.ids import github_repo, id_of_url
from ingest.lists.debris import count_debris
from ingest.lists.escape import escape_text, escape_url
from ingest.lists.fields import host_of, label_field, last_name
from ingest.lists.inline import find_links, fold
from ingest.lists.link_places import link_field_of
from ingest.lists.model import LinkForm, Style
from ingest.lists.ranking import year_of
from ingest.lists.tokens import TOKEN
from ingest.works import Artifact, RowFacts

_ARXIV_PAGE = re.compile(r"https?://arxiv\.org/abs/(?P<id>[^/?#]+(?:/\d+)?)$")
_LABEL = re.compile(
    r"\[(?P<open>(?:\\\[|[\[*_`~\"“])*)(?P<words>[^\[\]\\]*?)(?:\\\]|[\]*_`~\"”])*\](?=\]?\(<?\{url\})"
    r"|\{url\}[^<>]*>(?P<tags>(?:<(?!img)[^<>]*>)*)(?P<inner>[^<>]*)<"
)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(?:x(\d+(?:\.\d+)?))?\s?([KMBT])", re.IGNORECASE)
_FRAME = re.compile(
    r"(?P<before><a\b[^<>]*>|\[{1,2}).*?(?P<after></a>|\]\(\{url\}\)\]?)", re.DOTALL
)
_SCALE = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}
_SPECIAL = re.compile(
    r"(blog|video|slides?|poster|tweet|twitter|x|youtube|supp\w*|bib(tex)?|cite|talk|post|news|colab)s?"
)
_NEUTRAL = frozenset({
    "pdf", "paper", "link", "code", "project", "data", "dataset", "weights", "model", "论文", "代码",
})  # fmt: skip
_WORDS = {"weights": "Weights", "data": "Data", "code": "Code", "project": "Project", "paper": "Paper"}  # fmt: skip
_HOST_WORDS = {
    "arxiv": "arXiv",
    "hf": "HF",
    "github": "Github",
    "doi": "Paper",
    "openxlab.org.cn": "OpenXLab",
    "modelscope.cn": "ModelScope",
    "modelscope.com": "ModelScope",
}


def bare_label(label: str) -> str:
    """A link's label without the marks around it, which are the list's."""
    bare = label.strip('[]"“”\\')
    while len(bare) > 2 and bare[0] == bare[-1] and bare[0] in "*_`~":
        bare = bare[1:-1]
    return bare


def label_of(form: str) -> str:
    """The words of a form's label; "" for a picture or a bare address."""
    match = _LABEL.search(form)
    return (match["words"] or match["inner"] or "") if match else ""


def written_links(style: Style, field: str, facts: RowFacts) -> str | None:
    """All links of a field, in the form of the nearest neighbour that links the same kind of site.

    Sizes rise. Of links that would read alike only the first is written: nobody could tell them
    apart. A kind of link that only one neighbour shows, by a label of its own, is left out.
    """
    if facts.is_from_entry:
        return _written_place(style, field, facts)
    if field == "paper":
        return _written_paper(style, facts)
    if field == "other_link":
        return _written_again(style, facts)
    found = [artifact for artifact in facts.links if artifact.kind == field]
    texts = _told_apart([_written_link(style, field, one, facts) for one in _rising(found)])
    return _joiner(style, field).join(texts) or None


def _joiner(style: Style, field: str) -> str:
    forms = chain(style.links, style.more_links)
    shown = [form for form in forms if form.joiner is not None]
    shown.sort(key=lambda form: form.field != field)
    return shown[0].joiner or "" if shown else " "


def _written_place(style: Style, place: str, facts: RowFacts) -> str | None:
    """The links that an entry has in one place, each by the words it has for it."""
    field = link_field_of(place)
    sizes = {one.url: one.label for one in facts.links}
    here = [(url, said) for name, url, said in facts.places if name == place]
    if not here and place == field:  # a template that knows no places
        here = [(url, said) for name, url, said in facts.places if link_field_of(name) == field]
    texts = [_as_labelled(style, field, link, sizes.get(link[0]), facts) for link in here]
    if place == field:  # what has become known since
        shown = {url for _, url, _ in facts.places}
        new = [one for one in facts.links if one.kind == field and one.url not in shown]
        texts += _told_apart([_written_link(style, field, one, facts) for one in _rising(new)])
    if None in texts:
        return None
    return _joiner(style, field).join(text for text in texts if text) or None


def _rising(found: Sequence[Artifact]) -> list[Artifact]:
    """Sizes from small to large, behind what has none; the order of anything else stays."""
    return sorted(found, key=lambda artifact: _size(artifact.label or ""))


def _size(label: str) -> float:
    match = _SIZE.fullmatch(label.strip())
    return float(match[1]) * float(match[2] or 1) * _SCALE[match[3].lower()] if match else 0.0


def _told_apart(texts: Sequence[str | None]) -> list[str]:
    seen: dict[str, str] = {}
    for text in texts:
        if text:
            seen.setdefault(re.sub(r"https?://[^\s)\"'>]*", "", text), text)
    return list(seen.values())


def _written_link(style: Style, field: str, artifact: Artifact, facts: RowFacts) -> str | None:
    url = escape_url(artifact.url)
    form = _form_for(style, field, host_of(url)) if url else None
    if url is None or form is None:
        return None
    return _fill_link(form.form if artifact.label else form.plain, url, artifact.label, facts)


def _written_paper(style: Style, facts: RowFacts) -> str | None:
    if facts.paper_url is None:
        return None
    page = _ARXIV_PAGE.match(facts.paper_url)
    url = style.paper_url.replace("{id}", page["id"]) if page else escape_url(facts.paper_url)
    form = _form_for(style, "paper", host_of(url)) if url else None
    if not form or not url:
        return None
    return _fill_link(form.form, url, None, facts) or _fill_link(form.plain, url, None, facts)


def _written_again(style: Style, facts: RowFacts) -> str | None:
    """The paper once more, where the list links it by its arXiv id in a second place."""
    forms = [
        form.form for form in style.links if form.field == "other_link" and "{arxiv}" in form.form
    ]
    return _fill_link(forms[0], "", None, facts) if forms else None


def _as_labelled(
    style: Style, field: str, link: tuple[str, str], size: str | None, facts: RowFacts
) -> str | None:
    """A link by the words its entry has for it, in the nearest form with these words, else any form."""
    url, said = link
    known = (*style.links, *style.more_links)
    forms = [form for form in known if form.field == field]
    forms.sort(key=lambda form: count_debris(form.plain))
    others = [form for form in known if form.field in _WORDS and form.field != field]
    forms += sorted(others, key=names_work)  # a title's marks are its own
    for form in forms:
        for text in dict.fromkeys((form.form, form.plain)):
            filled = _fill_link(text, url, size if "{label}" in text else None, facts)
            if filled and _is_labelled(filled, url, said):
                return filled
    for form in forms:
        relabelled = _with_label(form.plain, said)
        filled = _fill_link(relabelled, url, None, facts) if relabelled else None
        if filled and _is_labelled(filled, url, said):
            return filled
    return None


def _is_labelled(link: str, url: str, said: str) -> bool:
    found = find_links(link)
    if not found:  # a picture alone
        return not said and (github_repo(url) or url) in link
    return bool(found) and found[0].url == url and bare_label(found[0].label) == said


def _with_label(form: str, label: str) -> str | None:
    """The form with other words for its label; None for one that shows a picture or no label."""
    match = _LABEL.search(form)
    label = label.replace("{", "{{").replace("}", "}}")
    framed = _FRAME.fullmatch(form)
    if framed and ("<img" in label or "![" in label):  # a picture of the entry's own
        return framed["before"] + label + framed["after"]
    if not match or not label:
        return None
    start, end = match.span("words" if match["words"] is not None else "inner")
    return form[:start] + label + form[end:] if start < end else None


def _form_for(style: Style, field: str, host: str) -> LinkForm | None:
    """The learnt form of a field and host; another host's with its word exchanged; else a plain link.

    None where all that is known is one neighbour's own label.
    """
    every = [form for form in style.links if form.field == field]
    same = [form for form in every if form.is_shared]
    is_row = style.kind in {"row", "html"}
    if every and not same and (field == "paper" or not is_row):
        return None
    exact = [form for form in same if form.host == host] or [form for form in same if not form.host]
    if exact and (host != "web" or not exact[0].host or not _is_special(exact[0])):
        return exact[0]
    if same and all(_is_special(form) for form in same):
        return _reworded(same[0], field, host)
    same = [form for form in same if not _is_special(form)]
    if same and (_is_neutral(same[0]) or _fits_all(same)):
        return same[0]
    if same:
        return _reworded(same[0], field, host)
    other = [form for form in style.links if form.host == host and form.is_shared]
    other = [form for form in other if not names_work(form)]
    other = [form for form in other if (label_field(label_of(form.plain)) or field) == field]
    word = _WORDS.get(field, "Link")
    plain = f'<a href="{{url}}">{word}</a>' if style.kind == "html" else f"[{word}]({{url}})"
    return other[0] if other else LinkForm(field, host, plain, plain)


def _is_special(form: LinkForm) -> bool:
    """True for a label that says more than that here is the work's page: a blog, a video, a tweet."""
    return form.field == "project" and bool(_SPECIAL.fullmatch(fold(label_of(form.plain))))


def _fits_all(forms: Sequence[LinkForm]) -> bool:
    """True where several hosts are linked alike, or by a label that names none."""
    if len({form.plain for form in forms}) > 1:
        return False
    words = {fold(word) for word in _HOST_WORDS.values()} | {form.host for form in forms}
    return len(forms) > 1 or fold(label_of(forms[0].plain)) not in words - _NEUTRAL


def names_work(form: LinkForm) -> bool:
    """True for a link whose label is the work's own name or picture."""
    return any(mark in form.form for mark in ("{title}", "{name}", "{repo}", "{slug}"))


def is_picture(form: LinkForm) -> bool:
    """True for a picture that shows a repository without a link to it."""
    return "{slug}" in form.plain and "{url}" not in form.plain


def _is_neutral(form: LinkForm) -> bool:
    """True for a label that fits any host: the work's name or venue, `pdf`, `paper`, `code`."""
    return names_work(form) or "{venue" in form.form or fold(label_of(form.plain)) in _NEUTRAL


def _reworded(form: LinkForm, field: str, host: str) -> LinkForm:
    """A form whose label names its host, with the word for another."""
    word = _HOST_WORDS.get(host, "Paper" if field == "paper" else "Website")
    sized = f"{word} ({{label}})" if "{label}" in form.form else word
    return LinkForm(
        field,
        host,
        _set_label(form.form, sized) or form.form,
        _set_label(form.plain, word) or form.plain,
        form.joiner,
    )


def _set_label(form: str, label: str) -> str | None:
    match = _LABEL.search(form)
    if not match:
        return None
    start, end = match.span("words" if match["words"] is not None else "inner")
    return form[:start] + label + form[end:]


def _fill_link(form: str, url: str, label: str | None, facts: RowFacts) -> str | None:
    needed = {match["field"] for match in TOKEN.finditer(form) if match["field"]}
    values = {name: url if name == "url" else _value(name, url, label, facts) for name in needed}
    if not all(value or (name == "url" and facts.is_from_entry) for name, value in values.items()):
        return None

    def write(match: re.Match[str]) -> str:
        if not match["field"]:
            return match[0][0]
        value = values[match["field"]]
        return _in_badge(value, match["form"]) if match["form"] else value

    return TOKEN.sub(write, form)


def _in_badge(words: str, blank: str) -> str:
    """Words as they stand in the address of a badge: https://shields.io/badges/static-badge."""
    return quote(words.replace("-", "--").replace("_", "__"), safe="@&").replace("%20", blank)


def _shown_id(url: str) -> str:
    """An address's id as a reader quotes it: a bare DOI, `arXiv:2501.01234`; "" for what has none."""
    issuer, _, found = (id_of_url(url) or "").partition(":")
    return escape_text({"arxiv": f"arXiv:{found}", "doi": found}.get(issuer, ""))


def _value(name: str, url: str, label: str | None, facts: RowFacts) -> str:
    """What stands for a placeholder of a link's form; "" where that is not known."""
    if name == "arxiv":
        return next((i.removeprefix("arxiv:") for i in facts.ids if i.startswith("arxiv:")), "")
    if name == "id":
        return _shown_id(url)
    if name == "slug":
        return github_repo(url) or ""
    if name == "venue":
        return escape_text(facts.venue or ("arXiv" if _value("arxiv", url, label, facts) else ""))
    if name == "year":
        return str(year_of(facts) or "")
    words = {"label": label, "title": facts.title, "name": facts.name}
    return escape_text(last_name(url) if name == "repo" else words.get(name) or "")
