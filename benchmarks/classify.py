"""How fast works are judged, against what else could do it, in one run: `python benchmarks/classify.py`.

The texts are the real ones of the folder `shared` beside the checkout, else generated ones of the
same lengths. Of our side everything counts that the stage does with them, from a table of raw texts, as the store
hands them over, to rows of the table `verdicts`; the peers only look for phrases, in texts folded for them: ahocorasick-rs (its bare scan), and
`re` with one pattern a phrase and with one of all phrases. One-core figures are CPU time, two-core figures wall time, each
the best of several turns, ratios from the same turn.
"""

import gzip
import json
import multiprocessing
import random
import re
import resource
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from ahocorasick_rs import AhoCorasick, Implementation

from ingest.rules import (
    Category,
    Concept,
    Condition,
    Phrase,
    RuleBook,
    SharedRule,
    Text,
    compile_rules,
    parse_rules,
)
from ingest.rules.finding.flattening import Flat, make_flat
from ingest.rules.finding.folding import flatten_letters, fold
from ingest.rules.finding.index import PhraseIndex
from ingest.rules.finding.matching import join
from ingest.rules.finding.phrases import BOUNDARY, phrase_pattern
from ingest.rules.judging.matcher import GROUP
from ingest.stages.cores import Cores, judge_here, keep_memory

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "data" / "arxiv_corpus_dev.jsonl.gz"
BOOKS = {"500 phrases, 4 lists": (500, 4), "20,000 phrases, 1,000 lists": (20_000, 1_000)}
KINDS = 5  # concepts that all lists share (survey, data set, ..), of 20 phrases each
TURNS = 7
WORD = re.compile(r"[a-z0-9]+")
TEXTS_AT_MOST = 50_000  # the whole folder of real ones; several cores are asked for many works only
TERMS_FROM = 20_000  # works, whose terms make the books
MORE = 4  # times all texts, judged once more for what they leave in memory
LOOP_SAMPLE, ALTERNATION_SAMPLE = 200, 1_000  # texts for the slow peers
LOOP_AT_MOST = 2_000  # phrases: compiling more of them with `re` takes longer than all the rest


def main() -> None:
    keep_memory()  # as whoever judges many works does
    texts, source = load_texts()
    characters = sum(len(text.title) + len(text.abstract) for text in texts) // len(texts)
    print(f"{len(texts):,} {source} works of {characters:,} characters on average")
    terms = common_terms(texts[:TERMS_FROM])
    books = {name: make_book(terms, *size) for name, size in BOOKS.items()}
    for name, book in books.items():
        report(name, book, texts)
    files = sorted((ROOT / "config" / "rules").glob("*.yaml"))
    shipped = parse_rules([(str(file), file.read_text(encoding="utf-8")) for file in files])
    report("the shipped rules", shipped, texts)
    compare(*books.values(), texts)


def report(name: str, book: RuleBook, texts: Sequence[Text]) -> None:
    """Print one book's figures."""
    started = time.process_time()
    matcher = compile_rules(book)
    compiled = time.process_time() - started
    find = PhraseIndex(book).find
    table, flats = as_table(texts), flatten(texts)
    automaton, lower = aho_corasick(book), [join(text).lower() for text in texts]
    whole, scan, other = best_of(
        lambda: judge_here(matcher, table),
        lambda: deque(map(find, flats), 0),
        lambda: [automaton.find_matches_as_indexes(text, overlapping=True) for text in lower],
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(MORE):
        fired = len(set(judge_here(matcher, table)["work_id"].to_pylist()))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    rate = len(texts) / whole
    print(f"\n{name}: {len(book.categories):,} categories, compiled in {compiled:.2f} s")
    print(f"  one core         {rate:>12,.0f} works/s, {fired / len(texts):.1%} with a verdict")
    print(
        f"  raw scan         {len(texts) / scan:>12,.0f} works/s; we reach {scan / whole:.0%} (goal >= 60%)"
    )
    print(
        f"  Aho-Corasick     {len(texts) / other:>12,.0f} works/s for its bare scan (ahocorasick-rs);"
        f" we judge {other / whole:.2f}x as fast as it scans"
    )
    slow_peers(book, texts, rate)
    for name, (turn, by_cpu), goal in (
        ("two cores", two_cores(book, texts), " (goal >= 1.8)"),
        ("two raw scans", two_scans(book, texts), ""),
    ):
        print(
            f"  {name:<16} {len(texts) / turn.two:>12,.0f} works/s, {turn.one / turn.two:.2f}x one"
            f"{goal}; {by_cpu:.2f}x by the CPU time of both, as if nobody else used the machine"
        )
    print(f"  memory           {grown:>12.1f} MB more after another {MORE * len(texts):,} works")


def aho_corasick(book: RuleBook) -> AhoCorasick:
    """The phrases as plain words between blanks: less than a rule's phrase finds, and no verdict."""
    words = {f" {p.text.lower()} " for concept in book.concepts for p in concept.phrases}
    return AhoCorasick(sorted(words), implementation=Implementation.DFA)


def best_of(*jobs: Callable[[], object]) -> list[float]:
    """CPU seconds of each job, best of all turns; the jobs take turns."""
    seconds: list[list[float]] = [[] for _ in jobs]
    for _ in range(TURNS):
        for job, times in zip(jobs, seconds, strict=True):
            started = time.process_time()
            job()
            times.append(time.process_time() - started)
    return [min(times) for times in seconds]


def slow_peers(book: RuleBook, texts: Sequence[Text], rate: float) -> None:
    """Print the two ways in which one would do it with `re`, measured on a sample."""
    patterns = [phrase_pattern(p.text) for concept in book.concepts for p in concept.phrases]
    if len(patterns) > LOOP_AT_MOST:
        return
    edge = BOUNDARY.removeprefix("[")
    compiled = [re.compile(f"(?<=[{edge}){pattern}(?=[{edge})") for pattern in patterns]
    folded = [join(text) for text in sample(texts, LOOP_SAMPLE)]
    (loop,) = best_of_few(lambda: [p.search(text) for text in folded for p in compiled])
    print_peer("re, one by one", len(folded) / loop, rate, f"of {len(folded)} texts (goal >= 300)")
    one = re.compile(f"(?<=[{edge})(?:{'|'.join(patterns)})(?=[{edge})")
    folded = [join(text) for text in sample(texts, ALTERNATION_SAMPLE)]
    (alternation,) = best_of_few(lambda: [one.findall(text) for text in folded])
    print_peer("re, one big a|b", len(folded) / alternation, rate, f"of {len(folded)} texts")


def best_of_few(job: Callable[[], object]) -> list[float]:
    started = time.process_time()
    job()
    return [time.process_time() - started]


def print_peer(name: str, peer: float, rate: float, sampled: str) -> None:
    print(
        f"  {name:<16} {peer:>12,.0f} works/s; we are {rate / peer:,.0f}x as fast; a sample {sampled}"
    )


def sample(texts: Sequence[Text], count: int) -> Sequence[Text]:
    return texts[:: max(1, len(texts) // count)][:count]


class Turn(NamedTuple):
    """Seconds of one core alone and of two together."""

    one: float
    two: float
    one_cpu: float
    both_cpu: float

    @property
    def by_cpu(self) -> float:
        """How many times as fast two are, as if nobody else used the machine."""
        return 2 * self.one_cpu / self.both_cpu


def two_cores(book: RuleBook, texts: Sequence[Text]) -> tuple[Turn, float]:
    """The turn with the median ratio by wall time, and the median ratio by CPU time; start not counted."""
    matcher, table = compile_rules(book), as_table(texts)
    with Cores(book, cores=2) as both:
        if both.judge(table) != judge_here(matcher, table):
            raise SystemExit("two cores do not find what one finds")
        return median_turn(
            lambda: judge_here(matcher, table),
            lambda: both.judge(table),
            lambda: sum(both.ask(time.process_time)),
        )


def two_scans(book: RuleBook, texts: Sequence[Text]) -> tuple[Turn, float]:
    """The same of the bare scan, each core with its own half of the texts in its own memory: the ceiling."""
    half = len(texts) // 2
    prepare_scan(book, texts[half:])
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        1, spawn, initializer=prepare_scan, initargs=(book, texts[:half])
    ) as other:

        def scan_both() -> None:
            there = other.submit(scan)
            scan()
            there.result()

        def scan_alone() -> None:
            scan()
            scan()

        scan_both()
        return median_turn(scan_alone, scan_both, lambda: other.submit(time.process_time).result())


def prepare_scan(book: RuleBook, texts: Sequence[Text]) -> None:
    """Let this process scan these texts by that book."""
    index, flats = PhraseIndex(book), flatten(texts)
    scans[:] = [lambda: deque(map(index.find, flats), 0)]


scans: list[Callable[[], object]] = []  # of this process


def scan() -> None:
    """What `prepare_scan` prepared."""
    scans[0]()


def median_turn(
    alone: Callable[[], object], together: Callable[[], object], cpu_there: Callable[[], float]
) -> tuple[Turn, float]:
    """The turn with the median ratio by wall time, and the median ratio by CPU time."""
    turns: list[Turn] = []
    for _ in range(TURNS):
        started, here = time.perf_counter(), time.process_time()
        alone()
        between, here_between = time.perf_counter(), time.process_time()
        there = cpu_there()
        together()
        ended = time.perf_counter()
        busy = cpu_there() - there
        cpu = time.process_time() - here_between + busy
        turns.append(Turn(between - started, ended - between, here_between - here, cpu))
    by_wall = sorted(turns, key=lambda turn: turn.one / turn.two)[len(turns) // 2]
    return by_wall, sorted(turn.by_cpu for turn in turns)[len(turns) // 2]


def as_table(texts: Sequence[Text]) -> pa.Table:
    """The texts as `load_texts` hands them over."""
    names, titles, abstracts, categories = zip(*texts, strict=True)
    sources = pa.array(map(list, categories), pa.list_(pa.string()))
    columns = [*map(pa.array, (names, titles, abstracts)), sources]
    return pa.table(columns, ["work_id", "title", "abstract", "categories"])


def flatten(texts: Sequence[Text]) -> list[Flat]:
    return [make_flat(texts[n : n + GROUP]) for n in range(0, len(texts), GROUP)]


def compare(small: RuleBook, large: RuleBook, texts: Sequence[Text]) -> None:
    """Print how many times longer a large book takes, the two in turns; and how much of that is what it
    finds, not how large it is: works of which neither book has anything to say are measured alone."""
    first, second = compile_rules(small), compile_rules(large)
    said = zip(texts, first.classify(texts), second.classify(texts), strict=True)
    quiet = [text for text, *verdicts in said if not any(verdicts)]
    every, without_any = as_table(texts), as_table(quiet)
    short, long, short_quiet, long_quiet = best_of(
        lambda: judge_here(first, every),
        lambda: judge_here(second, every),
        lambda: judge_here(first, without_any),
        lambda: judge_here(second, without_any),
    )
    without, telling = long_quiet / len(quiet), (long - long_quiet) / (len(texts) - len(quiet))
    print(
        f"\n20,000 phrases and 1,000 lists against 500 and 4: {long / short:.2f}x slower (goal <= 1.5);"
        f" {long_quiet / short_quiet:.2f}x for the works that get no verdict from either"
        f"\n  by the large book a work without a verdict costs {without * 1e6:.1f} microseconds,"
        f" one with verdicts {telling * 1e6:.1f}"
    )


def make_book(terms: Sequence[str], phrases: int, lists: int) -> RuleBook:
    """Lists of two categories each: the list's own subject, and a kind that all lists have.

    The kinds are terms of every day, the subjects rarer ones; all of them stand in the texts.
    """
    kinds = [terms[number * 20 : number * 20 + 20] for number in range(KINDS)]
    rare = terms[KINDS * 20 :]
    picked = random.Random(phrases).sample(rare, phrases - KINDS * 20)
    concepts = [concept(f"kind-{n}", found) for n, found in enumerate(kinds)]
    rules, categories = [], []
    for number in range(lists):
        subject = f"subject-{number}"
        concepts.append(concept(subject, picked[number::lists]))
        early = Condition(name=subject, place="title")
        often = Condition(name=subject, min=2)
        rules.append(SharedRule(f"about-{number}", Condition(any=(early, often))))
        for kind in (number % KINDS, (number + 1) % KINDS):
            parts = (Condition(name=f"about-{number}"), Condition(name=f"kind-{kind}"))
            categories.append(Category(f"list-{number}-{kind}", "", Condition(all=parts)))
    return RuleBook(tuple(concepts), tuple(rules), tuple(categories))


def concept(name: str, phrases: Sequence[str]) -> Concept:
    return Concept(name, tuple(map(Phrase, phrases)))


def common_terms(texts: Sequence[Text]) -> list[str]:
    """Pairs of long words in the texts: the most frequent first, then rare ones."""
    count = Counter[str]()
    for text in texts:
        words = WORD.findall(flatten_letters(f"{fold(text.title)} . {fold(text.abstract)}"))
        count.update({f"{a} {b}" for a, b in pairwise(words) if len(a) > 3 < len(b)})
    ranked = count.most_common()
    kinds = [term for term, _ in ranked[: KINDS * 20]]
    subjects = sorted(term for term, texts_with_it in ranked if 3 <= texts_with_it <= 8)
    return kinds + subjects


def load_texts() -> tuple[list[Text], str]:
    if not CORPUS.exists():
        return list(make_texts(TEXTS_AT_MOST)), "generated"
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, TEXTS_AT_MOST)]
    return [
        Text(r["id"], r["title"] or "", r["abstract"] or "", tuple(r["categories"] or ()))
        for r in records
    ], "real"


def make_texts(count: int) -> Iterator[Text]:
    """Words of a made-up language, used as often as words are: the n-th with a weight of 1/n."""
    draw = random.Random(0)
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "en", "i", "or", "us", "al")]
    words = ["".join(draw.choices(syllables, k=1 + n % 4)) for n in range(30_000)]
    weights = [1 / (n + 10) for n in range(len(words))]
    for number in range(count):
        size = max(40, int(draw.gauss(185, 50)))
        drawn = draw.choices(words, weights, k=size + 10)
        sentences = " ".join(w + "." if n % 20 == 19 else w for n, w in enumerate(drawn[10:]))
        yield Text(str(number), " ".join(drawn[:10]).title(), sentences)


if __name__ == "__main__":
    main()
