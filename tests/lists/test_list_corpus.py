"""Twenty-two real lists and the four seeds, where they are at hand: read, tried, audited, undone."""

import re
from bisect import bisect_right
from collections import Counter
from pathlib import Path

import pytest

from ingest.errors import ListError
from ingest.lists import (
    CuratedList,
    Entry,
    Section,
    SectionPlan,
    add_entry,
    apply_edit,
    audit_list,
    find_section,
    find_work,
    learn_style,
    read_facts,
    read_list,
    remove_entry,
    try_list,
)
from ingest.lists.reading.counts import homes_of

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
SEEDS = sorted((SHARED / "seeds").glob("00[0-3]_*.txt"))
LISTS = sorted((SHARED / "data" / "lists").glob("*.md"))
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not LISTS, reason="no folder of real lists beside the checkout"),
]

_PAPER = re.compile(
    rb"(?:\]\(|href=\"?'?)<?(?:https?://)?[^)\s\"'>]*"
    rb"(?:arxiv\.org/|doi\.org/|openreview\.net/(?!group)|aclanthology\.org/|openaccess\.thecvf\.com/)"
)
_NOT_LISTED = re.compile(rb"\s*(?:>|#|<h\d|```)")
_HIDDEN = re.compile(rb"^(?:```|~~~).*?^(?:```|~~~)|<!--.*?-->", re.DOTALL | re.MULTILINE)


def read(path: Path) -> CuratedList:
    return read_list(path.read_bytes(), path.name)


def paper_lines(text: bytes) -> list[int]:
    """First bytes of the lines that link a paper, found without any of our own code."""
    shown = _HIDDEN.sub(lambda match: re.sub(rb"[^\n]", b" ", match[0]), text)
    starts, position = [], 0
    for line in shown.split(b"\n"):
        if _PAPER.search(line) and not _NOT_LISTED.match(line):
            starts.append(position)
        position += len(line) + 1
    return starts


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_nearly_every_line_with_a_paper_is_in_an_entry(path: Path) -> None:
    curated = read(path)
    entries = sorted((entry.start, entry.end) for entry in curated.entries)
    starts = [start for start, _ in entries]
    lines = paper_lines(curated.text)
    missed = [at for at in lines if not (i := bisect_right(starts, at)) or at >= entries[i - 1][1]]
    assert len(missed) <= 0.01 * len(lines) or len(missed) <= 1, [
        curated.text.count(b"\n", 0, at) + 1 for at in missed
    ]


@pytest.mark.parametrize("path", LISTS + SEEDS, ids=lambda path: path.stem)
def test_the_audit_reads_every_list(path: Path) -> None:
    curated = read(path)
    count = curated.text.count(b"\n") + 1
    assert all(1 <= finding.line <= count for finding in audit_list(curated))


def test_every_section_of_three_entries_takes_a_made_up_work() -> None:
    held = total = unclean = 0
    refusals: Counter[str] = Counter()
    for path in LISTS + SEEDS:
        for trial in try_list(read(path), min_entries=3):
            if "pages of the list's own" in trial.refusal or "is cut" in trial.refusal:
                continue  # an index of the list's other files; a scrape that stops in the middle
            if "don't fit together" in trial.refusal:
                unclean += 1  # news written each in its own way: nothing clean can be made of them
                continue
            total += 1
            held += trial.is_held
            if not trial.is_held:
                refusals[f"{path.stem[:30]}: {trial.refusal[:70]}"] += 1
    print(f"\n{held} of {total} sections hold", *refusals.items(), sep="\n")  # noqa: T201
    assert held == total
    assert unclean <= 0.01 * total


def undo(curated: CuratedList, section: Section, entry: Entry) -> str:
    """What becomes of an entry that is removed and added again from its own facts."""
    plan = SectionPlan(section.path, ())
    try:
        facts = read_facts(curated, entry, learn_style(curated, section, plan))
        removed = apply_edit(curated.text, remove_entry(curated, plan, entry.ids[:1]))
        shorter = read_list(removed, curated.where)
        restored = apply_edit(removed, add_entry(shorter, plan, facts))
    except ListError as refusal:
        return f"refused: {refusal.what[:30]}"
    if restored == curated.text:
        return "same bytes"
    home = find_section(read_list(restored, curated.where), plan)
    found = find_work(home, facts) if home else None
    old = curated.text[entry.start : entry.end].strip()
    if found and restored[found.start : found.end].strip() == old:
        return "same text, other place"
    return "other text"


@pytest.mark.parametrize(("seed", "share"), [("000", 0.35), ("001", 0.7), ("002", 0.7)])
def test_an_entry_comes_back_from_its_own_facts(seed: str, share: float) -> None:
    path = next(path for path in SEEDS if path.name.startswith(seed))
    curated = read(path)
    homes = homes_of(curated)
    entries = [entry for entry in curated.entries if entry.ids and entry.start in homes]
    chosen = entries[:: max(1, len(entries) // 40)]
    outcomes = Counter(undo(curated, homes[entry.start], entry) for entry in chosen)
    print("\n", path.name[:3], dict(outcomes))  # noqa: T201
    same = outcomes["same bytes"] + outcomes["same text, other place"]
    assert same >= share * sum(outcomes.values())


@pytest.mark.parametrize(
    ("seed", "code", "words"),
    [
        ("000", "same-link", "HuatuoGPT2"),
        ("000", "same-link", "2505.10717"),
        ("001", "same-link", "HealthGPT"),
        ("001", "anchor", "#contents"),
        ("002", "duplicate", "MMXU"),
        ("002", "same-link", "2303.09117"),
        ("002", "scheme", "Https://"),
        ("002", "link-form", "[[pdf](https://arxiv.org/abs/2310.13864)]"),
        ("002", "count", "269"),
    ],
)
def test_a_known_fault_of_a_seed_is_found(seed: str, code: str, words: str) -> None:
    path = next(path for path in SEEDS if path.name.startswith(seed))
    findings = audit_list(read(path))
    assert any(finding.code == code and words in finding.message for finding in findings)


@pytest.mark.parametrize("name", ["MedGemma", "PubMedVision", "HuatuoGPT-Vision", "medical-o1"])
def test_a_legitimate_repeat_is_no_finding(name: str) -> None:
    findings = [f for path in SEEDS[:3] for f in audit_list(read(path))]
    assert not any(name in finding.message for finding in findings)


def test_the_odd_year_of_a_real_list_is_found() -> None:
    path = next(path for path in LISTS if path.name.startswith("richard-peng-xia"))
    assert any("NeurIPS 202" in finding.message for finding in audit_list(read(path)))


def test_two_sections_of_the_cut_seed_stay_editable() -> None:
    trials = {trial.section.split(" > ")[-1]: trial for trial in try_list(read(SEEDS[3]))}
    assert sum(trial.is_held for trial in trials.values()) == 2
    cut = next(trial for name, trial in trials.items() if "医学大模型" in name)
    assert "cut" in cut.refusal
