"""Where a work appeared, read from the authors' comment, the journal reference and the DOI.

What the fields mean: https://info.arxiv.org/help/prep.html#comments
"""

import re
from dataclasses import dataclass

from ingest.artifacts.venue_names import ALIASES, DOI_PATTERNS, JOURNALS, ORDINARY
from ingest.artifacts.venue_patterns import (
    ACCEPTED,
    ACRONYM,
    ALONE,
    ANY_YEAR,
    BARE_REST,
    CHALLENGE_AFTER,
    CLAUSE,
    CONFERENCE_KEYS,
    DOI_TRACKS,
    FULL_NAME,
    GATHERING,
    HELD_WITH,
    IN_FULL,
    JOURNAL,
    LEFT_OVER,
    MAIN_PAPER,
    NO_VENUES,
    NOT_YET,
    OTHER_EVENT_AFTER,
    OTHER_VERSION,
    PENDING,
    PERIODICAL,
    PERIODICAL_WORDS,
    SETTLED,
    STRICT,
    TRACKS,
    UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue that has accepted the work, with the words that say so."""

    name: str  # "MICCAI", "TMI"
    year: int | None
    quote: str
    track: str | None = None  # "Findings", "Workshop", "Industry", ...: not the main proceedings

    @property
    def label(self) -> str:
        """Name and track as one: "ACL Findings"; what counts as the full conference bears its name alone."""
        is_apart = self.track and self.track not in IN_FULL
        return f"{self.name} {self.track}" if is_apart else self.name


_QUOTE = 120
_CLAUSE = 600  # characters of a clause, and of a comment, that are read
_COMMENT = 5_000
_BEFORE_FIRST_AAAI = 1986  # volume 38 of its proceedings is of 2024


def venue_of(
    comment: str | None, journal_ref: str | None = None, doi: str | None = None
) -> Venue | None:
    """The venue that accepted the work, None while it is only on arXiv, submitted or under review.

    A journal reference goes before the comment, the comment before the DOI (which only fills in
    where the others are silent). The main proceedings go before a workshop named in the same comment.
    """
    if journal_ref:
        journal_ref = journal_ref[:_CLAUSE]
        found = _of_clause(journal_ref, is_settled=True) or _of_journal_ref(journal_ref)
        if found:
            return found
    if comment and not (PENDING.search(comment) and not ACCEPTED.search(comment)):
        found_all = [venue for clause in _clauses(comment) if (venue := _of_clause(clause))]
        if found_all:
            return min(found_all, key=_track_place)
    return _of_doi(doi) if doi else None


def _clauses(comment: str) -> list[str]:
    return [clause[:_CLAUSE] for clause in CLAUSE.split(comment[:_COMMENT]) if clause.strip()]


def _track_place(venue: Venue) -> int:
    if venue.track is None or venue.track in IN_FULL:
        return 0
    return 1 if venue.track in {"Findings", "Industry", "Demo"} else 2


def _of_clause(clause: str, *, is_settled: bool = False) -> Venue | None:
    """The venue that one clause names as accepting; `is_settled` where the field itself says it is."""
    named = _named(clause)
    if named is None:
        return None if is_settled else _unknown(clause)
    if not is_settled and not _is_accepted(clause, named):
        return None
    track = None if named.is_journal else _track(clause, clause[named.end :])
    if named.is_workshop or (not track and not named.is_journal and _is_beside(clause, named)):
        track = "Workshop"
    return Venue(named.name, named.year or _year_in(clause), _quote(clause), track)


@dataclass(frozen=True, slots=True)
class _Named:
    """A venue's name and where it stands in a clause."""

    start: int
    end: int
    name: str
    year: int | None = None
    is_workshop: bool = False  # written with a W behind it
    is_journal: bool = False


def _named(clause: str) -> _Named | None:
    """The venue that the clause names first; an acronym beside its year goes before a name written out."""
    acronyms = [named for match in ACRONYM.finditer(clause) if (named := _of_acronym(match))]
    dated = [one for one in acronyms if one.year]
    found = (dated or acronyms)[:1]
    if not dated and (full := FULL_NAME.search(clause)):
        found.append(_Named(full.start(), full.end(), ALIASES[full[0].casefold()]))
    for match in JOURNAL.finditer(clause):
        if match[0].casefold() not in ORDINARY or _is_alone(clause, match):
            found.append(
                _Named(match.start(), match.end(), JOURNALS[match[0].casefold()], is_journal=True)
            )
            break
    return min(found, key=lambda one: one.start) if found else None


def _of_acronym(match: re.Match[str]) -> _Named | None:
    name = _conference(match["name"])
    written = match["year"] or match["before"] or (f"20{match['yy']}" if match["yy"] else None)
    if name is None:
        return None
    year = int(written) if written else None
    return _Named(match.start("name"), match.end(), name, year, is_workshop=bool(match["workshop"]))


def _conference(written: str) -> str | None:
    key = written.casefold()
    name = ALIASES.get(key) or CONFERENCE_KEYS.get(key)
    is_lower = written != (name or "") and not written.isupper()
    if name in STRICT or key == "mm":
        return None if written != written.upper() and written != name else name
    return name if not is_lower or len(written) > 4 or written[0].isupper() else None


def _is_alone(clause: str, match: re.Match[str]) -> bool:
    """Whether an ordinary word can only be the journal: "Nature (2026)", "Published in Nature"."""
    around = clause[: match.start()] + clause[match.end() :]
    rest = re.sub(
        r"\b(?:accepted|published|publication|for|by|in|at|the|journal|to|appear|be|has|been|this|paper|article|is|online)\b|[\W\d]+",
        "",
        around,
        flags=re.IGNORECASE,
    )
    return not rest and match[0][0].isupper()


def _is_accepted(clause: str, named: _Named) -> bool:
    before, after = clause[: named.start], clause[named.end :]
    if OTHER_VERSION.search(before):
        return False
    if _is_refused(before):
        return False
    if ACCEPTED.search(before) or SETTLED.search(before):
        return True
    if NOT_YET.search(after[:60]):
        return False
    if ACCEPTED.search(after[:60]) or SETTLED.search(after[:60]):
        return True
    rest = BARE_REST.sub("", before)
    if len(rest) <= 12:
        return True
    has_year = named.year is not None or _year_in(clause) is not None
    return has_year and (bool(GATHERING.search(clause)) or (len(rest) <= 60 and _ends_at(before)))


def _is_refused(words: str) -> bool:
    """Whether they say "not yet", and do not go on to say "accepted"."""
    refused = [match.end() for match in NOT_YET.finditer(words)]
    accepted = [match.end() for match in ACCEPTED.finditer(words)]
    return bool(refused) and (not accepted or max(accepted) < max(refused))


def _is_beside(clause: str, named: _Named) -> bool:
    """Whether the clause names an event held with the conference: "iMIMIC at MICCAI 2025"."""
    before, after = clause[: named.start], clause[named.end :]
    is_other_event = not named.year and OTHER_EVENT_AFTER.match(after)
    return bool(HELD_WITH.search(before) or is_other_event)


def _ends_at(before: str) -> bool:
    return bool(re.search(r"(?:\b(?:at|in|@)|,|\()\s*(?:the\s*)?[\w\s/]{0,20}$", before))


def _track(clause: str, after: str) -> str | None:
    """The track that a clause names; a prize in a challenge does not make an accepted paper less."""
    for track, pattern in TRACKS:
        is_prize = track == "Challenge" and not CHALLENGE_AFTER.match(after)
        if pattern.search(clause) and not (is_prize and MAIN_PAPER.search(clause)):
            return track
    return None


def _unknown(clause: str) -> Venue | None:
    """A venue that no table knows: an acronym with its year, or a journal's words behind "accepted"."""
    match = UNKNOWN.search(clause)
    start = match.start() if match else len(clause)
    if _is_refused(clause) or OTHER_VERSION.search(clause[: start + 20]):
        return None
    if match and (match["name"] or match["name2"]) not in NO_VENUES:
        year = match["year"] or match["year2"] or f"20{match['yy'] or match['yy2']}"
        return Venue(match["name"] or match["name2"], int(year), _quote(clause), _track(clause, ""))
    alone = ALONE.search(clause)
    journal = alone or PERIODICAL.search(clause)
    if journal and (alone or PERIODICAL_WORDS.search(journal["name"])):
        name = re.sub(LEFT_OVER, "", journal["name"])
        return Venue(name, _year_in(clause), _quote(clause))
    return None


def _of_journal_ref(text: str) -> Venue | None:
    """A journal that no table knows: the reference's words up to its first figure."""
    name = re.split(r"[,(\d]|\bvol\b|\bno\b", text, maxsplit=1, flags=re.IGNORECASE)[0].strip(
        " .:;-"
    )
    year = _year_in(text)
    return Venue(name, year, _quote(text)) if 2 < len(name) <= 80 else None


def _of_doi(doi: str) -> Venue | None:
    for pattern, name in DOI_PATTERNS:
        match = re.search(pattern, doi, re.IGNORECASE)
        if match:
            groups = match.groupdict()
            conference = groups.get("name")
            written, _, dated = (
                (CONFERENCE_KEYS[conference.casefold()], "", "")
                if conference
                else name.partition(" 20")
            )
            track = DOI_TRACKS.get((groups.get("track") or "").casefold())
            return Venue(written, _year_of_doi(groups, dated), f"DOI {doi}", track)
    return None


def _year_of_doi(groups: dict[str, str | None], dated: str) -> int | None:
    if groups.get("volume"):
        return _BEFORE_FIRST_AAAI + int(groups["volume"] or 0)
    short = groups.get("yy") or dated
    year = groups.get("year") or (f"20{short}" if short else None)
    return int(year) if year else None


def _year_in(text: str) -> int | None:
    years = ANY_YEAR.findall(text)
    if years:
        return int(years[-1])
    short = re.search(r"['’](\d\d)(?!\d)", text)
    return int(f"20{short[1]}") if short else None


def _quote(clause: str) -> str:
    text = " ".join(clause.split())
    return text if len(text) <= _QUOTE else text[: _QUOTE - 1] + "…"
