"""Write the links of an entry in the forms its neighbours use for the same kind of site."""

import re
from collections.abc import Sequence
from itertools import chain
from urllib.parse import quote

from ingest.ids import github_repo, id_of_url
from ingest.lists.learning.fitting import MARK
from ingest.lists.markup.escape import escape_text, escape_url
from ingest.lists.markup.inline import find_links
from ingest.lists.model import Style
from ingest.lists.placing.sort_keys import year_of
from ingest.lists.reading.dates import write_date
from ingest.lists.reading.fields import host_of, last_name
from ingest.lists.reading.short_months import FORM
from ingest.lists.splitting.debris import count_debris
from ingest.lists.splitting.link_forms import (
    KIND_WORDS,
    bare_label,
    form_for,
    mark_of,
    names_work,
    unmarked,
    with_label,
)
from ingest.lists.splitting.link_places import link_field_of
from ingest.lists.splitting.tokens import TOKEN, fields_in
from ingest.works import Artifact, RowFacts

_ARXIV_PAGE = re.compile(r"https?://arxiv\.org/abs/(?P<id>[^/?#]+(?:/\d+)?)$")
_VERSION = re.compile(r"(?<=\{arxiv\})v\d+")  # of one neighbour's paper
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(?:x(\d+(?:\.\d+)?))?\s?([KMBT])", re.IGNORECASE)
_PARTS = re.compile(r" ?(?:<br ?/?>|[|·•/,]) ?")
_SCALE = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}


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
    return shown[0].joiner or "" if shown else _parting(style, field)


def _parting(style: Style, field: str) -> str:
    """What stands before a kind of link where it parts links: a break, a bar; else a blank."""
    lead = dict(style.units).get(field, "").partition("{")[0]
    return lead if _PARTS.fullmatch(lead) else " "


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
    form = form_for(style, field, host_of(url)) if url else None
    if url is None or form is None:
        return None
    return _fill_link(form.form if artifact.label else form.plain, url, artifact.label, facts)


def _written_paper(style: Style, facts: RowFacts) -> str | None:
    if facts.paper_url is None:
        return None
    page = _ARXIV_PAGE.match(facts.paper_url)
    url = style.paper_url.replace("{id}", page["id"]) if page else escape_url(facts.paper_url)
    form = form_for(style, "paper", host_of(url)) if url else None
    if not form or not url:
        return None
    written = _fill_link(form.form, url, None, facts) or _fill_link(form.plain, url, None, facts)
    if written:
        return written
    others = (one.plain for one in style.links if one.field == "paper" and not names_work(one))
    known = *others, form.plain.replace("{name}", "{title}")
    return next(filter(None, (_fill_link(one, url, None, facts) for one in known)), None)


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
    others = [unmarked(form) for form in known if form.field in KIND_WORDS and form.field != field]
    forms += sorted(others, key=names_work)  # a title's marks are its own
    for form in forms:
        for text in dict.fromkeys((form.form, form.plain)):
            filled = _fill_link(text, url, size if "{label}" in text else None, facts)
            if filled and _is_labelled(filled, url, said):
                return _with_own_mark(filled, url, facts)
    for form in forms:
        relabelled = with_label(form.plain, said)
        filled = _fill_link(relabelled, url, None, facts) if relabelled else None
        if filled and _is_labelled(filled, url, said):
            return _with_own_mark(filled, url, facts)
    return None


def _with_own_mark(link: str, url: str, facts: RowFacts) -> str:
    """A link with the pictograph that its entry has before it."""
    mark = dict(facts.spelled).get(MARK + url)
    return mark + link.removeprefix(mark_of(link)) if mark else link


def _is_labelled(link: str, url: str, said: str) -> bool:
    found = find_links(link)
    if not found:  # a picture alone
        return not said and (github_repo(url) or url) in link
    return bool(found) and found[0].url == url and bare_label(found[0].label) == said


def _fill_link(form: str, url: str, label: str | None, facts: RowFacts) -> str | None:
    if not facts.is_from_entry:
        form = _VERSION.sub("", form)
    values = {
        name: url if name == "url" else _value(name, url, label, facts)
        for name in dict.fromkeys(fields_in(form))
    }
    if "date" in values:
        values["date"] = _date_in(form, facts)
    if not all(value or (name == "url" and facts.is_from_entry) for name, value in values.items()):
        return None

    def write(match: re.Match[str]) -> str:
        if not match["field"]:
            return match[0][0]
        value = values[match["field"]]
        is_address = match["form"] and match["field"] != "date"
        return in_badge(value, match["form"]) if is_address else value

    return TOKEN.sub(write, form)


def _date_in(form: str, facts: RowFacts) -> str:
    """The date of a label in its own pattern; "" where the work tells none as fine."""
    patterns = (match["form"] for match in TOKEN.finditer(form) if match["field"] == "date")
    return write_date(next(patterns) or "", facts.year, facts.month, facts.day) or ""


def in_badge(words: str, blank: str) -> str:
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
    if name == "month":
        return write_date(FORM, facts.year, facts.month, None) or ""
    if name == "year":
        return str(year_of(facts) or "")
    if name == "short_year":
        return write_date("%y", year_of(facts), None, None) or ""
    words = {"label": label, "title": facts.title, "name": facts.name}
    return escape_text(last_name(url) if name == "repo" else words.get(name) or "")
