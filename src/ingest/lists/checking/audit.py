"""Look for what is wrong in a list: duplicates, malformed links, wrong ids, order breaks, miscounts."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.ids import title_key
from ingest.lists.checking.anchors import find_lost_anchors
from ingest.lists.checking.encoding_audit import find_damage
from ingest.lists.checking.exceptions import leave_out
from ingest.lists.checking.id_audit import find_wrong_ids
from ingest.lists.checking.order_audit import find_order_breaks
from ingest.lists.checking.table_audit import find_broken_tables
from ingest.lists.markup.faults import find_faults, find_link_faults
from ingest.lists.markup.inline import shorten
from ingest.lists.markup.lines import decode, outside_fences, split_lines
from ingest.lists.model import CuratedList, Entry, Finding, Section
from ingest.lists.reading.counts import find_counters, homes_of, is_news, paper_id, ways_to_count
from ingest.lists.reading.lines_of import line_at
from ingest.lists.reading.nesting import own_entries
from ingest.lists.reading.section_counts import wrong_counts

_FORM = re.compile(
    r"(?P<inside>\[\[[^\[\]]{1,30}\]\(https?://[^()\s]*\)\])|(?P<outside>\[\[[^\[\]]{1,30}\]\]\(https?://[^()\s]*\))"
)
_YEAR_END = re.compile(r"(?<=\D)(?:19|20)\d\d$")  # of a title's key


def audit_list(curated: CuratedList) -> tuple[Finding, ...]:
    """Everything suspicious that no comment of the list excepts, by line; always the same for the same list."""
    findings = [
        *_duplicates(curated),
        *_same_link_other_title(curated),
        *_malformed(curated),
        *_link_forms(curated),
        *find_wrong_ids(curated),
        *find_broken_tables(curated),
        *_numbering(curated),
        *find_order_breaks(curated),
        *_miscounts(curated),
        *find_lost_anchors(curated),
        *find_damage(curated),
    ]
    told = leave_out(curated, findings)
    unique = {(finding.code, finding.line, finding.message): finding for finding in told}
    return tuple(sorted(unique.values(), key=lambda f: (f.line, f.code, f.message)))


def _duplicates(curated: CuratedList) -> Iterator[Finding]:
    """The same paper, the same title or the same words twice in one section."""
    homes = homes_of(curated)
    by_id: dict[tuple[int, str], list[Entry]] = defaultdict(list)
    by_title: dict[tuple[int, str], list[Entry]] = defaultdict(list)
    by_text: dict[tuple[int, bytes], list[Entry]] = defaultdict(list)
    for entry in curated.entries:
        home = homes.get(entry.start)
        if is_news(home):
            continue
        key = home.start if home else 0
        if paper_id(entry):
            by_id[key, paper_id(entry)].append(entry)
        if len(title_key(entry.title)) > 15:
            by_title[key, title_key(entry.title)].append(entry)
        elif any(url.startswith("http") for url in entry.urls):
            by_text[key, curated.text[entry.start : entry.end].strip()].append(entry)
    seen: set[tuple[int, ...]] = set()
    for (_, found), entries in by_id.items():
        if len(entries) > 1:
            lines = tuple(entry.line for entry in entries)
            seen.add(lines)
            names = list({title_key(entry.title): None for entry in entries})
            if len(names) == 1 or (min(map(len, names)) > 15 and _are_variants(names)):
                yield Finding(
                    "duplicate",
                    lines[1],
                    f'"{shorten(entries[1].title)}" is listed twice ({found})',
                    lines,
                )
            elif not (_are_siblings(entries) or _are_told_together(curated, found, entries)):
                titles = " and ".join(f'"{shorten(entry.title)}"' for entry in entries[:3])
                yield Finding(
                    "same-link", lines[1], f"{titles} have the same link ({found})", lines
                )
    for entries in (*by_title.values(), *by_text.values()):
        lines = tuple(entry.line for entry in entries)
        if len(entries) > 1 and lines not in seen:
            yield Finding(
                "duplicate", lines[1], f'"{shorten(entries[1].title)}" is listed twice', lines
            )


def _same_link_other_title(curated: CuratedList) -> Iterator[Finding]:
    """One paper's link under different full titles in different sections; short names may differ."""
    homes = homes_of(curated)
    by_id: dict[str, list[Entry]] = defaultdict(list)
    for entry in curated.entries:
        words = len(entry.title.split())
        if _is_prose(curated, entry, homes.get(entry.start)):
            continue
        if paper_id(entry) and words >= 4 and not is_news(homes.get(entry.start)):
            by_id[paper_id(entry)].append(entry)
    for found, entries in by_id.items():
        titles = {title_key(entry.title): entry for entry in entries}
        places = {homes[e.start].start if e.start in homes else 0 for e in entries}
        if len(titles) > 1 and len(places) > 1 and not _are_variants(list(titles)):
            lines = tuple(entry.line for entry in entries)
            named = " and ".join(f'"{shorten(entry.title)}"' for entry in list(titles.values())[:3])
            yield Finding("same-link", lines[-1], f"{named} have the same link ({found})", lines)


def _is_prose(curated: CuratedList, entry: Entry, home: Section | None) -> bool:
    """A sentence with a link in it: one that leads to it, or a paragraph that stands alone."""
    if "](" in entry.title:
        return True
    return entry.kind == "paragraph" and home is not None and len(own_entries(curated, home)) == 1


def _are_variants(keys: Sequence[str]) -> bool:
    """True where one title holds the other: a subtitle left out is no mistake, nor a year behind it."""
    bare = [_YEAR_END.sub("", key) for key in keys]
    return all(one in two or two in one for one in bare for two in bare)


def _are_siblings(entries: Sequence[Entry]) -> bool:
    """True for names of one family (`Flan-T5`, `Flan-PaLM`): one paper may bring several models or data sets."""
    keys = [title_key(entry.title) for entry in entries]
    if any(len(entry.title.split()) > 4 for entry in entries):
        return False
    return all(
        one[:4] == two[:4] or one[-3:] == two[-3:] for one, two in pairwise(keys) if one and two
    )


def _are_told_together(curated: CuratedList, paper: str, entries: Sequence[Entry]) -> bool:
    """True for names that the list has in one other entry of the same paper: it brought them both."""
    own = {entry.start for entry in entries}
    keys = [title_key(entry.title) for entry in entries]
    others = [e for e in curated.entries if paper in e.ids and e.start not in own]
    texts = (title_key(decode(curated.text[e.start : e.end])) for e in others)
    return any(all(key and key in text for key in keys) for text in texts)


def _malformed(curated: CuratedList) -> Iterator[Finding]:
    """What is wrong with the Markdown of entries, and with links anywhere else on the page."""
    covered: set[int] = set()
    for entry in curated.entries:
        text = decode(curated.text[entry.start : entry.end])
        covered.update(range(entry.line, entry.line + 1 + text.rstrip().count("\n")))
        for code, offset, message in find_faults(text):
            yield Finding(code, entry.line + offset, message)
    for number, line in outside_fences(split_lines(curated.text, curated.where).shown_lines):
        if "](" in line.replace("] (", "](") and number not in covered:
            for code, message in find_link_faults(line):
                yield Finding(code, number, message)


def _entry_lines(curated: CuratedList) -> Iterator[tuple[int, str]]:
    for entry in curated.entries:
        text = decode(curated.text[entry.start : entry.end])
        for offset, line in enumerate(text.split("\n")):
            yield entry.line + offset, line.rstrip("\r")


def _link_forms(curated: CuratedList) -> Iterator[Finding]:
    """`[[pdf](..)]` where the list writes `[[pdf]](..)`, or the other way round, in one link of ten at most."""
    seen = [
        (number, match) for number, line in _entry_lines(curated) for match in _FORM.finditer(line)
    ]
    count = Counter("inside" if match["inside"] else "outside" for _, match in seen)
    rare, common = (
        ("inside", "outside") if count["inside"] < count["outside"] else ("outside", "inside")
    )
    if count[common] < 10 or count[rare] * 10 > count[common]:
        return
    for number, match in seen:
        if match[rare]:
            yield Finding(
                "link-form", number, f"brackets unlike the rest of the list: {match[0][:60]}"
            )


def _numbering(curated: CuratedList) -> Iterator[Finding]:
    """Numbered headings that don't count 1, 2, 3; Markdown itself renumbers numbered bullets."""
    homes = homes_of(curated)
    runs: dict[int, list[Entry]] = defaultdict(list)
    for entry in curated.entries:
        if entry.kind == "item" and entry.number is not None:
            runs[homes[entry.start].start if entry.start in homes else 0].append(entry)
    for run in runs.values():
        for before, entry in pairwise(run):
            expected = (before.number or 0) + 1
            if entry.number != expected:
                message = f"number {entry.number} follows {before.number}"
                yield Finding("numbering", entry.line, message, (before.line,))


def _miscounts(curated: CuratedList) -> Iterator[Finding]:
    """A badge that counts the entries and is wrong however one counts; a section's count among others that are right."""
    for counter in find_counters(curated):
        counts = ways_to_count(curated, counter)
        if counter.claimed not in counts:
            near = min(counts, key=lambda count: abs(count - counter.claimed))
            message = f'"{counter.label}" says {counter.claimed}; the list holds {near}'
            yield Finding("count", counter.line, message)
    for one in wrong_counts(curated):
        line = line_at(curated.text, one.start)
        name = one.place[1][0].rpartition(" > ")[2]
        yield Finding("count", line, f'"{name}" says {one.claimed}; its section holds {one.held}')
