"""Reading arXiv's metadata snapshot, against DuckDB alone on the same lines, in one run.

`python benchmarks/snapshot.py [RECORDS] [--file FILE]`: a generated snapshot of realistic lengths (300,000 records without an argument, 3,000,000 is
the real one's size; kept where `--file` says so), read with the shipped categories. The peers are DuckDB parsing every column of every line, and
DuckDB writing the lines of our categories into one table of a file. CPU time, since that is what two readings of one file can be compared by on a
machine that does other things, and wall time; each side the best of its turns, taken alternately.
"""

import argparse
import json
import random
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from ingest.settings import Home, load_config, shipped
from ingest.stages import Context, Progress
from ingest.stages.pieces import cut_pieces, read_piece
from ingest.stages.snapshot import Sizes, read_snapshot
from ingest.runners import open_runner, run_ahead
from ingest.store import Wanted, open_store

RECORDS = 300_000
TURNS = 3
# Categories and how many papers of a hundred have them; every fifth is of those that are shipped.
SHARES = (
    (("math.CO", "math.AG", "math.PR", "math.NT", "math.AP"), 20),
    (("cond-mat.mtrl-sci", "cond-mat.str-el", "cond-mat.stat-mech"), 13),
    (("astro-ph.GA", "astro-ph.CO", "astro-ph.HE"), 13),
    (("hep-th", "hep-ph", "hep-ex", "gr-qc"), 14),
    (("physics.optics", "physics.flu-dyn"), 9),
    (("quant-ph",), 5),
    (("cs.CR", "cs.RO", "cs.IT", "cs.DS", "cs.SE"), 6),
    (("cs.LG", "cs.CV", "cs.CL", "cs.AI", "cs.LG stat.ML", "cs.CV cs.LG", "cs.CL cs.AI"), 20),
)
COLUMNS = (
    "{id: 'VARCHAR', submitter: 'VARCHAR', authors: 'VARCHAR', title: 'VARCHAR', comments: 'VARCHAR', "
    "'journal-ref': 'VARCHAR', doi: 'VARCHAR', 'report-no': 'VARCHAR', categories: 'VARCHAR', "
    "license: 'VARCHAR', abstract: 'VARCHAR', versions: 'STRUCT(version VARCHAR, created VARCHAR)[]', "
    "update_date: 'VARCHAR', authors_parsed: 'VARCHAR[][]'}"
)
TEXTS = (
    "id submitter authors title comments journal-ref doi report-no categories license abstract update_date"
).split()
LIMIT_MEGABYTES = 3_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("records", nargs="?", type=int, default=RECORDS)
    arguments.add_argument(
        "--file", type=Path, help="where the snapshot is, or is written and kept"
    )
    arguments.add_argument("--turns", type=int, default=TURNS)
    wish = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ingest-snapshot-"))
    try:
        path = wish.file or folder / "snapshot.jsonl"
        if not path.exists():
            write_snapshot(path, wish.records)
        report(path, folder, wish.turns)
    finally:
        shutil.rmtree(folder)


def write_snapshot(path: Path, count: int) -> None:
    """So many records in the format of the public snapshot, lengths as in real ones."""
    with path.open("w", encoding="ascii") as stream:
        for record in make_records(count):
            stream.write(json.dumps(record, separators=(",", ":")) + "\n")


def make_records(count: int) -> Iterator[dict[str, object]]:
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 11))) for _ in range(20_000)]
    sentences = [make_sentence(chance, words) for _ in range(30_000)]
    names = [
        word.capitalize() + ("é" if number % 15 == 0 else "") for number, word in enumerate(words)
    ]
    pools, weights = zip(*SHARES, strict=True)
    first_at = datetime(2008, 1, 1)
    for number in range(count):
        made_at = first_at + timedelta(minutes=number * 9_000_000 / count + chance.random())
        digits = 5 if made_at.year > 2014 else 4
        people = [
            [chance.choice(names), f"{chance.choice(names)[0]}.", ""]
            for _ in range(min(40, 1 + int(chance.expovariate(1 / 3.6))))
        ]
        title = " ".join(chance.choices(words, k=chance.randint(5, 14))).capitalize()
        yield {
            "id": f"{made_at:%y%m}.{number % 10**digits:0{digits}}",
            "submitter": f"{people[0][1]} {people[0][0]}",
            "authors": ", ".join(f"{one[1]} {one[0]}" for one in people),
            "title": title + (f"\n  {chance.choice(words)}" if chance.random() < 0.35 else ""),
            "comments": _maybe(chance, 0.7, f"{chance.randint(4, 40)} pages, {chance.randint(1, 12)} figures"),
            "journal-ref": _maybe(chance, 0.3, f"Phys.Rev.D{chance.randint(10, 99)}:{number},{made_at.year}"),
            "doi": _maybe(chance, 0.45, f"10.1103/PhysRevD.{chance.randint(10, 99)}.{number}"),
            "report-no": _maybe(chance, 0.07, f"ANL-HEP-PR-07-{chance.randint(1, 99)}"),
            "categories": chance.choice(chance.choices(pools, weights)[0]),
            "license": _maybe(chance, 0.85, "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"),
            "abstract": f"  {' '.join(chance.choices(sentences, k=chance.randint(5, 11)))}\n",
            "versions": [
                {"version": f"v{one + 1}", "created": _rfc(made_at + timedelta(days=40 * one))}
                for one in range(1 + int(chance.expovariate(1 / 0.6)))
            ],
            "update_date": f"{made_at + timedelta(days=50):%Y-%m-%d}",
            "authors_parsed": people,
        }  # fmt: skip


def make_sentence(chance: random.Random, words: list[str]) -> str:
    """Eight to thirty words, a line end after every eleventh, some LaTeX and some apostrophes."""
    chosen = chance.choices(words, k=chance.randint(8, 30))
    if chance.random() < 0.1:
        chosen[3] = f"$\\alpha_{{{chance.randint(1, 99)}}}$"
    if chance.random() < 0.03:
        chosen[4] += "'s"
    lines = (" ".join(chosen[start : start + 11]) for start in range(0, len(chosen), 11))
    return "\n".join(lines).capitalize() + "."


def _maybe(chance: random.Random, share: float, text: str) -> str | None:
    return text if chance.random() < share else None


def _rfc(moment: datetime) -> str:
    return f"{moment:%a}, {moment.day} {moment:%b %Y %H:%M:%S} GMT"


def report(path: Path, folder: Path, turns: int) -> None:
    pass


if __name__ == "__main__":
    main()
