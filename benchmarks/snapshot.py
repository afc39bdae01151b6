"""Reading arXiv's metadata snapshot, against DuckDB alone on the same lines, in one run.

`python benchmarks/snapshot.py [RECORDS] [--file FILE] [--turns N] [--sides SIDE ...]`: a generated snapshot of realistic lengths (300,000 records
without an argument; 3,000,000 is the real one's size, for which `--sides peer_read read` is the figure that counts, in a minute), read with the shipped categories, every fifth paper. The peers are DuckDB parsing every column of every
line, and DuckDB storing the lines of our categories in one table of a file. Besides: every paper wanted, so that no line can be left unread, and the
same file as gzip, against DuckDB reading that. Each side has a process of its own in each turn and all take turns;
what counts is CPU time, since machines do other things besides, and the best of the turns.
"""

import argparse
import gzip
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import duckdb

from ingest.runners import open_runner, run_ahead
from ingest.settings import Home, load_config, shipped
from ingest.stages import Context, Progress
from ingest.stages.pieces import cut_pieces, read_piece
from ingest.stages.snapshot import Sizes, read_snapshot
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
TEXTS = [
    "id",
    "submitter",
    "authors",
    "title",
    "comments",
    "journal-ref",
    "doi",
    "report-no",
    "categories",
    "license",
    "abstract",
    "update_date",
]
WANTED_MEGABYTES, WANTED_SECONDS = 3_000, 2.0
Measured = dict[str, float]
Side = Callable[[], Measured]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("records", nargs="?", type=int, default=RECORDS)
    arguments.add_argument(
        "--file", type=Path, help="where the snapshot is, or is written and kept"
    )
    arguments.add_argument("--turns", type=int, default=TURNS)
    arguments.add_argument(
        "--sides", nargs="+", choices=SIDES, default=[*SIDES], help="peer_read among them"
    )
    arguments.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    wish = arguments.parse_args()
    if wish.side:
        print(json.dumps(measure(SIDES[wish.side], wish.file)))
        return
    folder = Path(tempfile.mkdtemp(prefix="ingest-snapshot-"))
    try:
        path = wish.file or folder / "snapshot.jsonl"
        if not path.exists():
            write_snapshot(path, wish.records)
        if not packed(path).exists() and any("packed" in side for side in wish.sides):
            with path.open("rb") as plain, gzip.open(packed(path), "wb", compresslevel=6) as stream:
                shutil.copyfileobj(plain, stream, 1 << 20)
        report(path, wish.turns, wish.sides)
    finally:
        shutil.rmtree(folder)


def report(path: Path, turns: int, sides: Sequence[str]) -> None:
    best: dict[str, Measured] = {}
    for _ in range(turns):
        for side in sides:
            command = [sys.executable, __file__, "--side", side, "--file", str(path)]
            found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
            best[side] = least(best.get(side, found), found)
    counts: Measured = {}
    for one in reversed(best.values()):
        counts |= one  # the first that counts is right: later sides want other papers
    records, kept = counts["records"], counts.get("kept", 0)
    print(
        f"{records:,.0f} records, {path.stat().st_size / 1e6:,.0f} MB, {kept:,.0f} of our categories"
    )
    for side, one in best.items():
        rate = f"{one['cpu'] / records * 1e6:5.1f} us CPU a record"
        print(
            f"{TITLES[side]:66} {one['cpu']:6.1f} s CPU, {one['wall']:6.1f} s, {rate}, {one['megabytes']:5,.0f} MB"
        )
    for title, peer, ours in RATIOS:
        if peer in best and ours in best:
            print(f"{title}: {compare(best[peer], best[ours])}")
    if whole := best.get("whole"):
        print(f"most memory (wanted: under {WANTED_MEGABYTES:,} MB): {whole['megabytes']:,.0f} MB")
        print(f"longest silence (wanted: under {WANTED_SECONDS:.0f} s): {whole['silence']:.1f} s")


def least(one: Measured, other: Measured) -> Measured:
    """The turn with the least CPU time, and the least time by the clock of the two."""
    best = min(one, other, key=lambda turn: turn["cpu"])
    return best | {"wall": min(one["wall"], other["wall"])}


def compare(peer: Measured, ours: Measured) -> str:
    return f"{peer['cpu'] / ours['cpu']:.0%} of CPU time, {peer['wall'] / ours['wall']:.0%} by the clock"


def measure(side: Callable[[Path, Path], Side], path: Path) -> Measured:
    """What a side found, with the CPU and wall seconds of its work and the most memory its process had."""
    with tempfile.TemporaryDirectory(prefix="ingest-side-") as folder:
        work = side(path, Path(folder))
        cpu, wall = _cpu(), time.monotonic()
        found = work()
        return found | {
            "cpu": _cpu() - cpu,
            "wall": time.monotonic() - wall,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peer_read(path: Path, folder: Path) -> Side:
    lengths = ", ".join(f'sum(length("{name}"))' for name in TEXTS)
    peer = _peer(":memory:")
    asked = f"select count(*), sum(len(versions)), sum(len(authors_parsed)), {lengths} from {_lines(path)}"
    return lambda: {"records": peer.execute(asked).fetchone()[0]}


def peer_stored(path: Path, folder: Path) -> Side:
    ours = "|".join(name.replace(".", r"\.") for name in _categories())
    peer = _peer(str(folder / "peer.duckdb"))

    def work() -> Measured:
        peer.execute(
            f"create table kept as select * from {_lines(path)} "
            f"where regexp_matches(categories, '(?:^| )(?:{ours})(?: |$)')"
        )
        ((count,),) = peer.execute("select count(*) from kept").fetchall()
        peer.close()
        return {"kept": count}

    return work


def peer_packed(path: Path, folder: Path) -> Side:
    return peer_read(packed(path), folder)


def read_all(path: Path, folder: Path) -> Side:
    return read(
        path,
        folder,
        tuple({name for pool, _ in SHARES for names in pool for name in names.split()}),
    )


def read_packed(path: Path, folder: Path) -> Side:
    return read(packed(path), folder)


def packed(path: Path) -> Path:
    """The same file as gzip, beside it."""
    return path.with_name(f"{path.name}.gz")


def read(path: Path, folder: Path, categories: tuple[str, ...] = ()) -> Side:
    """Every piece read into rows of sightings, and the rows let go."""
    made = partial(read_piece, wanted=Wanted(categories or _categories()))

    def work() -> Measured:
        records, kept = 0, 0
        pieces = cut_pieces(path, 0, Sizes().piece_bytes, lambda read_to: None)
        with open_runner("threads") as submit:
            for piece in run_ahead(submit, made, pieces, 4):
                records += piece.lines.line_count
                kept += len(piece.lines.rows)
        return {"records": records, "kept": kept}

    return work


def whole(path: Path, folder: Path) -> Side:
    """`ingest backfill --snapshot`: into a new warehouse, everything committed."""
    home = Home(folder)
    config = load_config(Home(shipped("config").parent))
    store = open_store(home.database, shipped("warehouse"))
    told, silences = [time.monotonic()], [0.0]

    def tell(progress: Progress) -> None:
        silences.append(time.monotonic() - told[-1])
        told.append(time.monotonic())

    def work() -> Measured:
        context = Context(home, config, store, lambda: datetime.now(UTC), notify=tell)
        counts = read_snapshot(context, path).counts
        silences.append(time.monotonic() - told[-1])
        ((works,),) = store.rows("select count(*) from works")
        assert works == counts["kept"], "generated papers share no id"
        store.close()
        return {"records": counts["records"], "kept": counts["kept"], "silence": max(silences)}

    return work


def _peer(database: str) -> duckdb.DuckDBPyConnection:
    peer = duckdb.connect(database)
    peer.execute("set enable_progress_bar = false")
    return peer


def _lines(path: Path) -> str:
    return f"read_json('{path}', format = 'newline_delimited', columns = {COLUMNS})"


def _categories() -> tuple[str, ...]:
    return load_config(Home(shipped("config").parent)).sources.arxiv.categories


SIDES = {
    "peer_read": peer_read,
    "read": read,
    "read_all": read_all,
    "peer_packed": peer_packed,
    "read_packed": read_packed,
    "peer_stored": peer_stored,
    "whole": whole,
}
TITLES = {
    "peer_read": "DuckDB alone: every column of every line parsed",
    "read": "we: lines to rows of sightings",
    "read_all": "we: lines to rows of sightings, every paper wanted",
    "peer_packed": "DuckDB alone: every column of every line parsed, from gzip",
    "read_packed": "we: lines to rows of sightings, from gzip",
    "peer_stored": "DuckDB alone: lines of our categories stored in one table",
    "whole": "we: file to sightings, works and ids committed",
}

RATIOS = (
    ("reading, of DuckDB's speed in reading (wanted: 50 %)", "peer_read", "read"),
    ("reading when every paper is wanted", "peer_read", "read_all"),
    ("reading gzip, of DuckDB's speed in reading it", "peer_packed", "read_packed"),
    (
        "file to committed works (three tables), of DuckDB's speed in storing one",
        "peer_stored",
        "whole",
    ),
    ("file to committed works, of DuckDB's speed in reading", "peer_read", "whole"),
    (
        "DuckDB's own speed in storing one table, of its speed in reading",
        "peer_read",
        "peer_stored",
    ),
)


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
    first_at = datetime(2015, 1, 1)  # five digits: room for 100,000 papers a month
    for number in range(count):
        made_at = first_at + timedelta(minutes=number * 6_000_000 / count + chance.random())
        people = [
            [chance.choice(names), f"{chance.choice(names)[0]}.", ""]
            for _ in range(min(40, 1 + int(chance.expovariate(1 / 3.6))))
        ]
        title = " ".join(chance.choices(words, k=chance.randint(5, 14))).capitalize()
        yield {
            "id": f"{made_at:%y%m}.{number % 100_000:05}",
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


if __name__ == "__main__":
    main()
