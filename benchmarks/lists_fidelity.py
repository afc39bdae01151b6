"""How faithfully a list's own entries are written again: taken out, then added from their own facts.

    python benchmarks/lists_fidelity.py [--entries 20] [PATH ...]

Without paths: the folder `shared` beside the checkout where it is there, else the lists of the samples.
The peer is the entry as its maintainer wrote it, ratios are shares of entries. An entry is right where it comes back as the same text in the same place: "same bytes"; or as the same
text where no place is the right one: "unordered", a section that shows no order at all, a place among
its equals by the order it shows, or an entry that tells nothing of what the order goes by. There any place is one its maintainer could have chosen, and no fact of a
work tells which. "Other place" is wrong: the section shows an order, and the entry stood out of it. Works
listed more than once in a section can't be named and don't count.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ingest.lists import read_list
from ingest.lists.adopting.fidelity import Rewriting, rewrite_entries

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
BLANKS = "blanks"  # all that an "other text" differs in: a page that shows it is the same
OUTCOMES = ("same bytes", "unordered", "other place", "other text", "refused")


def find_lists() -> list[Path]:
    """The lists to measure on when none are named."""
    shared = [*(SHARED / "data" / "lists").glob("*.md"), *(SHARED / "seeds").glob("00[0-3]_*.txt")]
    own = [*(ROOT / "samples" / "lists").glob("*.md"), *(ROOT / "tests/data/lists").glob("*.md")]
    return sorted(shared or own)


def measure(path: Path, entry_count: int) -> list[Rewriting]:
    """The rewritings of a list's entries, those of works listed more than once left out."""
    curated = read_list(path.read_bytes(), path.name)
    found = rewrite_entries(curated, entry_count)
    return [one for one in found if one.reason != "listed more than once"]


def print_table(name: str, rows: dict[str, Counter[str]]) -> None:
    """One line for each key: how many, each outcome's share, that of the right ones and of those right but for blanks."""
    head = "".join(f"{outcome:>13}" for outcome in OUTCOMES)
    print(f"{name:44}{'count':>6}{head}  right  but for blanks")
    for key, counts in rows.items():
        total = sum(counts[outcome] for outcome in OUTCOMES)
        shares = "".join(f"{counts[outcome] / total:13.0%}" for outcome in OUTCOMES)
        right = counts["same bytes"] + counts["unordered"]
        but_for_blanks = (right + counts[BLANKS]) / total
        print(f"{key[:43]:44}{total:6}{shares}{right / total:7.1%}{but_for_blanks:16.1%}")
    print()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables by format, by list and by reason; always 0."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--entries", type=int, default=20, help="about so many of each list")
    options = parser.parse_args(arguments)
    formats: dict[str, Counter[str]] = {}
    lists: dict[str, Counter[str]] = {}
    reasons: Counter[tuple[str, str]] = Counter()
    for path in options.paths or find_lists():
        for one in measure(path, options.entries):
            for table, key in ((formats, one.entry.kind), (lists, path.stem)):
                counts = table.setdefault(key, Counter())
                counts[one.outcome] += 1
                counts[BLANKS] += one.reason == BLANKS
            if one.outcome != "same bytes":
                reasons[one.outcome, one.reason.split(' "')[0]] += 1
    print_table("format", formats)
    print_table("list", lists)
    for (outcome, reason), count in reasons.most_common():
        print(f"{count:5}  {outcome}: {reason[:90]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
