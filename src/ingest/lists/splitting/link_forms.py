"""Which of the learnt forms a link is written in: by its kind and host, else with a word exchanged."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.lists.markup.inline import fold
from ingest.lists.model import LinkForm, Style
from ingest.lists.reading.fields import label_field

_LABEL = re.compile(
    r"\[(?P<open>(?:\\\[|[\[*_`~\"“])*)(?P<words>[^\[\]\\]*?)(?:\\\]|[\]*_`~\"”])*\](?=\]?\(<?\{url\})"
    r"|\{url\}[^<>]*>(?P<tags>(?:<(?!img)[^<>]*>)*)(?P<inner>[^<>]*)<"
)
_FRAME = re.compile(
    r"(?P<before><a\b[^<>]*>|\[{1,2}).*?(?P<after></a>|\]\(\{url\}\)\]?)", re.DOTALL
)
_BEFORE = re.compile(r"^[^\[<{]+(?=\[)")
_SPECIAL = re.compile(
    r"(baidu ?(yun|pan|drive|netdisk|disk)?|google ?drive|one ?drive|dropbox|百度(云|网盘)?|网盘|bilibili|zhihu|知乎|medium|"
    r"blog|video|slides?|poster|tweet|twitter|x|youtube|supp\w*|bib(tex)?|cite|talk|post|news|colab)s?"
)
_NEUTRAL = frozenset({
    "pdf", "paper", "link", "code", "project", "data", "dataset", "weights", "model", "论文", "代码",
})  # fmt: skip
_PAGE = re.compile(  # of a work's own page, whatever its host is called
    r"(?:(?:project|home|web) ?)?(?:page|site)|projects?|(?:项目)?(?:主页|页面)|项目"
)
_ANYTHING = frozenset({"link", "links", "url", "链接", "html"})
KIND_WORDS = {"weights": "Weights", "data": "Data", "code": "Code", "project": "Project", "paper": "Paper"}  # fmt: skip
_HOST_WORDS = {
    "arxiv": "arXiv",
    "hf": "HF",
    "github": "Github",
    "doi": "Paper",
    "openreview.net": "OpenReview",
    "openxlab.org.cn": "OpenXLab",
    "modelscope.cn": "ModelScope",
    "modelscope.com": "ModelScope",
}


def bare_label(label: str) -> str:
    """A link's label without the marks around it, which are the list's."""
    bare = label.strip('[]"“”\\')
    while len(bare) > 2 and bare[0] == bare[-1] and bare[0] in "*_`~":
        bare = bare[1:-1]
    return bare.strip('[]"“”\\')


@lru_cache(maxsize=1024)
def label_of(form: str) -> str:
    """The words of a form's label; "" for a picture or a bare address."""
    match = _LABEL.search(form)
    return (match["words"] or match["inner"] or "") if match else ""


def with_label(form: str, label: str) -> str | None:
    """The form with other words for its label; None for one that shows a picture or no label."""
    label = label.replace("{", "{{").replace("}", "}}")
    framed = _FRAME.fullmatch(form)
    if framed and ("<img" in label or "![" in label):  # a picture of the entry's own
        return framed["before"] + label + framed["after"]
    return _set_label(form, label) if label and label_of(form) else None


def _set_label(form: str, label: str) -> str | None:
    match = _LABEL.search(form)
    if not match:
        return None
    start, end = match.span("words" if match["words"] is not None else "inner")
    return form[:start] + label + form[end:]


def form_for(style: Style, field: str, host: str) -> LinkForm | None:
    """The learnt form of a field and host; another host's with its word exchanged; else a plain link.

    None where all that is known is one neighbour's own label.
    """
    every = [_called_rightly(form) for form in style.links if form.field == field]
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
    if same and (is_neutral(same[0]) or _fits_all(same)):
        return same[0]
    if same:
        return _reworded(same[0], field, host)
    other = [form for form in style.links if form.host == host and form.is_shared]
    other = [form for form in other if not names_work(form)]
    other = [form for form in other if (label_field(label_of(form.plain)) or field) == field]
    word = KIND_WORDS.get(field, "Link")
    plain = f'<a href="{{url}}">{word}</a>' if style.kind == "html" else f"[{word}]({{url}})"
    return unmarked(other[0]) if other else LinkForm(field, host, plain, plain)


def _called_rightly(form: LinkForm) -> LinkForm:
    """A form for a link that one entry calls its paper and that is none: by the word for what it is."""
    if form.field == "paper":
        return form
    label = label_of(form.plain)
    if label_field(label) != "paper" or set(fold(label).split()) <= _ANYTHING:
        return form
    word = KIND_WORDS[form.field]
    plain = _set_label(form.plain, word) or form.plain
    return form._replace(form=_set_label(form.form, word) or form.form, plain=plain)


def unmarked(form: LinkForm) -> LinkForm:
    """A form for a link of another kind: without the pictograph before it, which says what kind it is."""
    if form.plain.startswith(("[", "<", "!", "{")):
        return form
    return form._replace(form=_BEFORE.sub("", form.form), plain=_BEFORE.sub("", form.plain))


def mark_of(markup: str) -> str:
    """The pictograph before a link; "" where its brackets, tag or address begin at once."""
    before = None if markup.startswith(("[", "<", "!", "h")) else _BEFORE.match(markup)
    return before[0] if before else ""


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


def is_neutral(form: LinkForm) -> bool:
    """True for a label that fits any host: the work's name, id or venue, `pdf`, `paper`, `code`."""
    is_told = names_work(form) or "{venue" in form.form or "{id}" in form.form
    label = fold(label_of(form.plain))
    return is_told or label in _NEUTRAL or bool(form.field == "project" and _PAGE.fullmatch(label))


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
