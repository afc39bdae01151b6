"""The label and the address of a link as forms: what in them belongs to the work, as placeholders."""

import re

from ingest.ids import github_repo
from ingest.lists.markup.inline import WORD
from ingest.lists.reading.dates import find_date
from ingest.lists.reading.labels import title_label, venue_label
from ingest.lists.reading.short_months import find_month_of_label
from ingest.lists.reading.titles import find_title
from ingest.lists.splitting.part import escape
from ingest.lists.splitting.venue_parts import YEAR_ALONE

_OWN_WORDS = 3  # of a label, around a title: more are one work's own


def dated_badge(badge: re.Match[str]) -> str:
    """A badge with the venue and the year of its work as placeholders, the first with its way to write a blank."""
    blank = "%20" if "%20" in badge["venue"] + badge["blank"] else "_"
    return f"{badge['label']}{{venue:{blank}}}{badge['blank']}{{year}}"


def titled(label: str, url: str) -> tuple[str, str]:
    """A label that holds a title as a form, and the form for a work of which no name or year is known."""
    month, mark = find_month_of_label(label, url)
    if month:
        form, plain = titled(label.removeprefix(month + mark), "")
        return f"{{month}}{mark}{form}", f"{{month}}{mark}{plain}"
    around = title_label(label)
    words = label[around.start : around.end]
    start, end = find_title(words.replace("\n", " "), ())
    if len(WORD.findall(words[:start] + words[end:])) > _OWN_WORDS:  # a whole citation
        return ("{title}",) * 2
    lead = _dated_lead(words[:start]) if start else ""
    if lead:  # the time of one work: another's stands there, or nothing
        return f"{around.before}{lead}{{title}}{escape(words[end:])}{around.behind}", "{title}"
    title = f"{escape(words[:start])}{{title}}{escape(words[end:])}"
    return around.before + title + around.behind, title


def _dated_lead(before: str) -> str:
    """What stands in a label before its title with date, or venue and year, as placeholders (`[2023.12] `); "" where it has none."""
    bare = before.strip(" []()|:-")
    if date := find_date(bare):
        told = f"{bare[: date.start]}{{date:{date.pattern}}}{bare[date.end :]}"
        return before.replace(bare, told) if bare == bare[date.start : date.end] else ""
    said = venue_label(bare)
    if said is None and not YEAR_ALONE.fullmatch(bare):
        return ""
    return before.replace(bare, said.form if said else "{year}")


def urled(markup: str, url: str) -> str:
    """Markup with the last place of the URL as a placeholder, the arXiv id elsewhere as another."""
    if not url:
        return escape(markup).replace("]()", "]({url})")
    at = markup.rfind(url) if not markup.startswith("<a") else markup.find(url)
    if at < 0:
        return escape(markup)
    around = markup[:at], markup[at + len(url) :]  # its label may be the address too
    if url in around[0] or url in around[1]:
        before, after = ("{url}".join(map(escape, part.split(url))) for part in around)
    else:
        before, after = map(escape, around)
    if before.endswith(" ") and before.rstrip(" ").endswith("]("):  # mistyped
        before = before.rstrip(" ")
    repo = github_repo(url) if "<img" in markup or "![" in markup else None
    if repo:  # a badge that counts this repository's stars
        before, after = before.replace(repo, "{slug}"), after.replace(repo, "{slug}")
    return before + "{url}" + after
