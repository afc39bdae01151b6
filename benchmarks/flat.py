"""What a night of 1,200 new works costs on a store of 3 thousand, 300 thousand and 3 million works.

    python benchmarks/flat.py [--works N ...] [--turns N] [--keep DIR]

The peer is the smallest store, in the same run: each night is a process of its own, that reads a payload of new
works (and of new versions of older ones, and titles without an id) and runs every stage but polling. The stores take
turns with one and the same night, each time on a copy; of each store the turn with the least processor time counts.
"""

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from ingest.forges import review
from ingest.rules import Matcher, Text, category_digests, compile_rules, rules_digest
from ingest.settings import Home, load_config, shipped
from ingest.stages import Wish, import_files, init_home, open_context, run_stages
from ingest.store import Store, as_json, bulk_loading, open_store, save_rule_parts, set_judged
from peers import invented, topical

SIZES = (3_000, 300_000)  # 3 million take ten minutes to build: --works 3000 300000 3000000
TURNS = 3
LISTS = (4, 40)  # --lists 4 1000 takes half an hour
NEW_WORKS, NEW_VERSIONS = 1_200, 100
A_YEAR = timedelta(days=365)
Night = dict[str, dict[str, float]]
STAGES = ("reconcile", "classify", "enrich", "propose", "publish")
A_MONTH = 8_000  # works of one month of the store
LAST_MONTH = 2026 * 12 + 6  # July 2026, counted from 0
CHUNK = 100_000


def month_sql(works: int) -> str:
    """The month of work i, so that the last works are of the last month."""
    return f"({LAST_MONTH} - ({works} - 1 - i) // {A_MONTH})"


def build_store(store: Store, works: int, matcher: Matcher, digest: str) -> None:
    """Fill an empty store with works that are sighted, judged and, where on topic, enriched."""
    run = store.connection.execute
    run("set preserve_insertion_order = true")
    run("set variable words = ?", [invented.SENTENCES])
    run("set variable digest = ?", [digest])
    run("set variable heads = ?", [invented.HEADS])
    run("set variable tails = ?", [invented.TAILS])
    run("create temp table topics (n integer, title varchar, text varchar)")
    run("create temp table ruled (n integer, category varchar, place integer, score double, state varchar, reason varchar, runner_up varchar, runner_up_score double, evidence varchar)")  # fmt: skip
    for number, (title, text) in enumerate(invented.TOPICS):
        run("insert into topics values (?, ?, ?)", [number, title, text])
        for place, one in enumerate(matcher.classify([Text("t", title, text)])[0], 1):
            evidence = as_json([_plain(each) for each in one.evidence])
            row = [number, one.category, place, one.score, one.state, one.reason, one.runner_up, one.runner_up_score, evidence]  # fmt: skip
            run(f"insert into ruled values ({', '.join('?' * len(row))})", row)
    for start in range(0, works, CHUNK):
        end = min(works, start + CHUNK)
        with store.transaction():
            run(_made_sql(works, start, end))
            run(_FILL)
            run("drop table made")
    run("drop table topics")
    run("drop table ruled")


def _plain(evidence: object) -> dict[str, object]:
    return {
        name: getattr(evidence, name) for name in ("concept", "phrase", "place", "start", "end")
    }


def _made_sql(works: int, start: int, end: int) -> str:
    words = ", ".join(
        f"getvariable('words')[1 + (hash(i * 16 + {k}) % {len(invented.SENTENCES)})::integer]"
        for k in range(8)
    )
    return f"""
    create temp table made as
    with numbered as (
        select i::integer as i, {month_sql(works)} as month, (i % {A_MONTH})::integer as place,
            case when hash(i * 16 + 9) % 1000 < {invented.ON_TOPIC} then (hash(i * 16 + 10) % {len(invented.TOPICS)})::integer end as n
        from range({start}, {end}) t(i)
    ), written as (
        select i, n,
            printf('arxiv:%02d%02d.%05d', (month // 12) % 100, month % 12 + 1, place + 1) as work_id,
            make_timestamp(month // 12, month % 12 + 1, 1, 0, 0, 0) + to_minutes(place * 5) as published_at,
            concat(getvariable('heads')[1 + (hash(i * 16 + 11) % {len(invented.HEADS)})::integer], ' ', i, ': ',
                coalesce(topics.title, getvariable('tails')[1 + (hash(i * 16 + 12) % {len(invented.TAILS)})::integer])) as title,
            concat_ws(' ', topics.text, {words}) as abstract,
            case when i % 3 = 0 then printf('10.5555/%d', i) end as doi,
            case when i % 4 = 0 then 'Accepted for publication, 12 pages' end as comment,
            ['cs.CL', 'cs.CV'] as categories, ['Ada Ito', 'Ben Okafor', 'Chen Wu', 'Dana Petrov'] as authors
        from numbered left join topics using (n) order by i
    ) select *, regexp_replace(lower(title), '[^a-z0-9]', '', 'g') as title_key,
        case when doi is null then [work_id] else [work_id, 'doi:' || doi] end as ids,
        sha256(concat(title, chr(0), abstract, chr(0), 'cs.CL', chr(0), 'cs.CV'))[:16] as digest,
        sha256(concat(title, chr(0), abstract, chr(0), coalesce(comment, '')))[:16] as links_digest
    from written"""


_FILL = """
insert into works by name select work_id, title, title_key, ids, abstract, authors, categories, comment, doi, 1 as version,
    published_at, published_at as updated_at, published_at as first_seen_at, false as is_withdrawn, ['arxiv'] as sources,
    digest as text_digest, (md5_number_lower(title_key) % 2147483647)::integer as title_hash from made order by i;
insert into work_ids by name select id, work_id, (md5_number_lower(id) % 2147483647)::integer as id_hash
    from (select i, unnest(ids) as id, work_id from made) order by i;
insert into sightings by name select md5(i::varchar) as sighting_id, work_id, 'arxiv' as source, 'snapshot' as kind,
    published_at as seen_at, 'snapshot.json' as origin, title, ids, abstract, false as is_abstract_cut, authors, categories,
    comment, doi, 1 as version, published_at, published_at as updated_at, false as is_withdrawn from made order by i;
insert into judgements select work_id, digest, getvariable('digest'), published_at from made order by i;
insert into verdicts select work_id, category, ruled.place, score, state, reason, runner_up, runner_up_score, evidence
    from made join ruled using (n) order by i, ruled.place;
insert into enrichments by name select work_id, published_at as asked_at, 'complete' as outcome, '' as reason,
    links_digest as text_digest, 3 as tries, timestamp '2100-01-01' as next_at from made where n is not null order by i;
insert into watched by name select work_id, 1 as change_no, links_digest, timestamp '2100-01-01' as due_at, false as is_withdrawn,
    published_at from made where n is not null order by i;
insert into artifacts by name select work_id, 'code' as kind, 'https://github.com/lab/code-' || i as url, 'official' as tier,
    'named in the abstract' as evidence, published_at as found_at from made where n is not null and i % 2 = 0 order by i;
"""


def make_home(home: Path, works: int) -> None:
    """A home with the shipped lists and a store of so many works."""
    init_home(home, shipped("samples") / "lists")
    config = load_config(Home(home))
    digest = rules_digest(config.book)
    store = open_store(Home(home).database, shipped("warehouse"))
    try:
        with bulk_loading(store):
            build_store(store, works, compile_rules(config.book), digest)
        with store.transaction():
            save_rule_parts(store, digest, category_digests(config.book))
            set_judged(store, digest)
    finally:
        store.close()


def make_lists(home: Path, lists: int) -> None:
    """A home with so many lists on topics of their own, in a store with the works of all topics."""
    init_home(home, shipped("samples") / "lists")
    for folder in ("lists", "rules"):
        for path in (home / "config" / folder).glob("*.yaml"):
            path.unlink()
    asked = -(-lists // topical.LISTS_A_TOPIC)
    (home / "config" / "rules" / "topics.yaml").write_text(topical.rules(asked))
    for number in range(lists):
        name, topic = f"list-{number:04}", number // topical.LISTS_A_TOPIC
        (home / "config" / "lists" / f"{name}.yaml").write_text(topical.plan(name, topic))
        review.seed_repo(home, name, "README.md", topical.page(number, topic), "main")
    topical.write_works(home / "stored.json", topical.stored(), invented.START - A_YEAR)
    with open_context(Wish(home, is_polling=False), lambda progress: None) as context:
        _refuse(import_files(context, [home / "stored.json"]).problems)
        _refuse(run_stages(context, ["classify"]).problems)


def write_topical_night(home: Path, number: int) -> list[Path]:
    """1,200 new works, as many of them on a topic as the rules take of a real month; 100 new versions; titles."""
    chance = random.Random(number)
    at = invented.START + timedelta(days=number)
    new = {
        name: topical.work(10_000 * number + one, _topic(chance))
        for one, name in enumerate(invented.new_ids(at, NEW_WORKS))
    }
    stored = topical.stored()
    plain, on_topic = ([name for name, one in stored.items() if (one.topic < 0) == is_plain] for is_plain in (True, False))  # fmt: skip
    share = invented.ON_TOPIC * NEW_VERSIONS // 1000
    again = chance.sample(plain, NEW_VERSIONS - share) + chance.sample(on_topic, share)
    papers, feed = home / f"night-{number}.json", home / f"feed-{number}.txt"
    topical.write_works(papers, new, at, {name: stored[name] for name in again})
    feed.write_bytes(invented.feed([one.title for one in list(new.values())[:40]]))
    return [papers, feed]


def _topic(chance: random.Random) -> int:
    return chance.randrange(topical.TOPICS) if chance.randrange(1000) < invented.ON_TOPIC else -1


def write_night(home: Path, number: int, works: int) -> list[Path]:
    """The payloads of one night."""
    chance = random.Random(number)
    at = invented.START + timedelta(days=number)
    # New versions come for four months on average.
    ages = [int(chance.expovariate(1 / (4 * A_MONTH))) % works for _ in range(100)]
    known = [_id_of(works, works - 1 - age) for age in ages]
    first = 10_000 * number
    papers = home / f"night-{number}.json"
    papers.write_bytes(invented.night(first, NEW_WORKS, sorted(set(known)), at))
    titles = [str(invented.record(first + one, "x", at)["title"]) for one in range(40)]
    feed = home / f"feed-{number}.txt"
    feed.write_bytes(invented.feed(titles))
    return [papers, feed]


def _id_of(works: int, place: int) -> str:
    month = LAST_MONTH - (works - 1 - place) // A_MONTH
    return f"{month // 12 % 100:02}{month % 12 + 1:02}.{place % A_MONTH + 1:05}"


def run_night(home: Path, payloads: Sequence[Path], *, is_anew: bool = False) -> Night:
    """Seconds, processor seconds and peak memory (MB, so far) of each step of a night in this process."""
    steps: Night = {}

    @contextmanager
    def step(name: str) -> Iterator[None]:
        began, used = time.perf_counter(), _used()
        yield
        steps[name] = {"wall": time.perf_counter() - began, "cpu": _used() - used, "peak": _peak()}

    context = open_context(Wish(home, is_polling=False, is_anew=is_anew), lambda progress: None)
    with step("open"):
        opened = context.__enter__()
    with step("import"):
        _refuse(import_files(opened, payloads).problems)
    for name in STAGES:
        with step(name):
            report = run_stages(opened, [name])
        _refuse(report.problems)
        for count in ("left_alone", "only_counted"):
            steps[name][count] = report.stages[0].counts.get(count, 0)
    with step("close"):
        context.__exit__(None, None, None)
    return steps


def _peak() -> float:
    """MB. Linux counts in `ru_maxrss` what the process was started from, too; its own is in /proc."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024


def _used() -> float:
    return sum(
        getattr(resource.getrusage(who), kind)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        for kind in ("ru_utime", "ru_stime")
    )


def _refuse(problems: Sequence[Exception]) -> None:
    if problems:
        sys.exit(f"the night had problems: {problems[0]}")


def night_in_a_process(home: Path, payloads: Sequence[Path], *options: str) -> Night:
    """The same in a process of its own, so that its memory is its own."""
    command = [sys.executable, __file__, *options, "--night", str(home), *map(str, payloads)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: Night = json.loads(printed.splitlines()[-1])
    return found


def measure(sizes: Sequence[int], turns: int, folder: Path) -> dict[int, Night]:
    """The third night of stores of so many works, which are built unless they are there."""
    kept = {works: keep_store(works, folder) for works in sizes}
    home, best = folder / "home", dict[int, Night]()
    for _ in range(turns):
        for works, store in kept.items():
            if home.exists():
                shutil.rmtree(home)
            shutil.copytree(store, home)
            payloads = write_night(home, 3, works)
            os.sync()  # else the night waits until the copy of the store is on the disk
            night = night_in_a_process(home, payloads)
            best[works] = min(best.get(works, night), night, key=_spent)
    return best


def keep_store(works: int, folder: Path) -> Path:
    """A store after two nights: lists were read for the first time, pull requests opened and read back."""
    kept = folder / f"store-{works}"
    if not kept.exists():
        began = time.monotonic()
        make_home(kept, works)
        for number in (1, 2):
            night_in_a_process(kept, write_night(kept, number, works))
        size = Home(kept).database.stat().st_size / 1e6
        print(f"store of {works:,} works: {size:,.0f} MB, made in {time.monotonic() - began:.0f} s", flush=True)  # fmt: skip
    return kept


def _spent(night: Night) -> float:
    return sum(step["cpu"] for step in night.values())


def measure_lists(counts: Sequence[int], folder: Path) -> None:
    """What lists cost before publishing: the first night, and the third, when most of them have no news."""
    nights: dict[str, list[Night]] = {name: [] for name in ("the first night", "the third night", "… looking at every list")}  # fmt: skip
    for count in counts:
        home, other = folder / f"lists-{count}", folder / f"lists-{count}-anew"
        make_lists(home, count)
        first, _ = (
            night_in_a_process(home, write_topical_night(home, number)) for number in (1, 2)
        )
        shutil.copytree(home, other)
        payloads = write_topical_night(home, 3)
        third = night_in_a_process(home, payloads)
        every = night_in_a_process(other, payloads, "--anew")
        for kept, night in zip(nights.values(), (first, third, every), strict=True):
            kept.append(night)
        shutil.rmtree(other)
    for name, of_counts in nights.items():
        print_lists(name, counts, of_counts)
    _, (_, *_, third), (_, *_, every) = nights.values()
    for stage in ("reconcile", "propose"):
        left = third[stage]["left_alone"] + third[stage]["only_counted"]
        looked = 1000 * (every[stage]["cpu"] - third[stage]["cpu"]) / left if left else 0.0
        print(
            f"{stage}: a list that is looked at costs {looked:.0f} ms more than one that is left alone"
        )


def print_lists(name: str, counts: Sequence[int], nights: Sequence[Night]) -> None:
    """A night before publishing, for each number of lists: processor time, and how many lists were looked at."""
    spent = [
        sum(step["cpu"] for key, step in night.items() if key != "publish") for night in nights
    ]
    print(f"{name}, before publishing: {spent[-1] / spent[0]:.1f}x of {counts[0]:,} lists")
    for count, cpu, night in zip(counts, spent, nights, strict=True):
        news = {one: count - int(night[one]["left_alone"]) for one in ("reconcile", "propose")}
        counted = int(night["propose"]["only_counted"])
        looked = f"{news['reconcile']:,} in reconcile, {news['propose'] - counted:,} in propose, {counted:,} only counted there"
        steps = ", ".join(f"{key} {step['cpu']:.2f}" for key, step in night.items() if key != "publish")  # fmt: skip
        print(f"  {count:>6,} lists {cpu:7.2f} s of processor time; looked at: {looked}; {steps}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, nargs="*", default=SIZES)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--lists", type=int, nargs="*", default=LISTS)
    parser.add_argument("--keep", type=Path, help="a folder for the stores, kept for the next time")
    parser.add_argument("--anew", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--night", nargs="+", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.night:
        home, *payloads = arguments.night
        print(json.dumps(run_night(home, payloads, is_anew=arguments.anew)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if arguments.works:
            print_table(measure(arguments.works, arguments.turns, folder))
        if arguments.lists:
            measure_lists(arguments.lists, folder)


def print_table(nights: dict[int, Night]) -> None:
    """Each step's seconds, processor seconds and peak memory for each store, and the ratios of the whole night."""
    sizes = list(nights)
    print(f"{'':>12}" + "".join(f"{works:>20,}" for works in sizes))
    for name in nights[sizes[0]]:
        cells = [nights[works][name] for works in sizes]
        print(f"{name:>12}" + "".join(f"{one['wall']:8.2f}{one['cpu']:6.2f}{one['peak']:6.0f}" for one in cells))  # fmt: skip
    first = nights[sizes[0]]
    for kind, total in (("wall", sum), ("cpu", sum), ("peak", max)):
        base = total(one[kind] for one in first.values())
        cells = [total(one[kind] for one in nights[works].values()) for works in sizes]
        print(f"{kind:>12}" + "".join(f"{one:12.2f} {one / base:6.2f}x" for one in cells))


if __name__ == "__main__":
    main()
