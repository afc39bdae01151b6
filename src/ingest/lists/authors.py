"""Names of authors as a list writes them: how many, in which order, and what stands for the others."""

import re
from collections.abc import Sequence

from ingest.lists.escape import clean
from ingest.lists.model import NameForm
from ingest.lists.voting import vote

_OTHERS = re.compile(r"(?P<mark>,?\s*(?:\bet al\b\.?|\band others\b|等人?))")
_SURNAME_FIRST = re.compile(r"[^\W\d_][\w'’ -]* [A-Z]{1,3}(?=,| et al|\s*等|$)")
_BETWEEN = re.compile(r"\s*[,，、;]\s*(?:and )?|\s+(?:and|&)\s+")
OTHERS = "et al."  # the last of a work's names where an entry stops there


def learn_names(values: Sequence[str]) -> NameForm:
    """How the nearest entries write their authors, nearest first.

    A single name without "et al." (a team's, most often) says nothing of where a list of names stops;
    where all neighbours have one, so does a new entry.
    """
    cut = [(value, match) for value in values if (match := _OTHERS.search(value))]
    counts = [len(_names(value[: match.start()])) for value, match in cut]
    whole = [value for value in values if not _OTHERS.search(value) and len(_names(value)) > 1]
    count = vote(counts) or 0
    if len(whole) > len(cut):
        count = 0
    elif not cut and not whole and len(values) > 1:
        count = 1
    joiners = [match[0] for value in values if (match := re.search(r"\s*[,，、;]\s*", value))]
    return NameForm(
        count,
        vote(match["mark"] for _, match in cut) or " et al.",
        vote(joiners) or ", ",
        vote(bool(_SURNAME_FIRST.match(value)) for value in values) or False,
    )


def _names(value: str) -> list[str]:
    return [name.strip() for name in _BETWEEN.split(value) if name.strip()]


def read_names(value: str) -> tuple[str, ...]:
    """The names an entry shows, given name first, "et al." at the end where it stops there."""
    match = _OTHERS.search(value)
    head = value[: match.start()] if match else value
    names = tuple(
        _given_first(name) if _SURNAME_FIRST.fullmatch(name) else name for name in _names(head)
    )
    return (*names, OTHERS) if match else names


def _given_first(name: str) -> str:
    family, _, initials = name.rpartition(" ")
    return f"{initials} {family}"


def write_names(form: NameForm, authors: Sequence[str], is_whole: bool = False) -> str | None:
    """The authors in the learnt form; `is_whole` writes as many as there are."""
    names = [clean(name) for name in authors]
    if not names:
        return None
    is_short = names[-1] == OTHERS
    names = names[:-1] if is_short else names
    if form.is_surname_first:
        names = [_surname_first(name) for name in names]
    if form.count and len(names) > form.count and not is_whole:
        names, is_short = names[: form.count], True
    return form.joiner.join(names) + (form.others if is_short else "")


def _surname_first(name: str) -> str:
    given, _, family = name.rpartition(" ")
    initials, _, rest = name.partition(" ")
    if re.fullmatch(r"[A-Z]{1,3}", initials) and rest:
        return f"{rest} {initials}"
    return f"{family} {''.join(part[0] for part in given.split(' ')[:2] if part)}".strip()
