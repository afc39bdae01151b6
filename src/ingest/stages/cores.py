"""Judge very many works on several cores: this process works too, so only half of the texts travel.

The other processes first start and compile the rules themselves, which takes as long as judging tens
of thousands of works. They are spawned, not forked, as the warehouse has threads.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager

from ingest import rules
from ingest.works import Verdict

MANY = 200_000  # works: below that one core is done before another has started
_CHUNK = 512  # texts: the last chunk is all that one core may wait for another

Judge = Callable[[Sequence[rules.Text]], list[tuple[Verdict, ...]]]
Row = tuple[str, str, str, tuple[str, ...]]
Found = list[tuple[int, tuple[Verdict, ...]]]  # position in the chunk, where there are any

_matcher: rules.Matcher | None = None  # of a process of the pool


@contextmanager
def open_judge(
    book: rules.RuleBook, work_count: int, *, many: int = MANY, cores: int | None = None
) -> Iterator[Judge]:
    """What judges as `Matcher.classify` does, on all cores if that many works are to come."""
    matcher = rules.compile_rules(book)
    cores = cores or os.cpu_count() or 1
    if work_count < many or cores < 2:
        yield matcher.classify
        return
    with open_pool(book, cores) as pool:
        yield lambda texts: classify_parallel(matcher, texts, pool, workers=cores - 1)


def open_pool(book: rules.RuleBook, cores: int | None = None) -> ProcessPoolExecutor:
    """Processes that can judge by this book, one less than there are cores; close it after use."""
    count = max(1, (cores or os.cpu_count() or 1) - 1)
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=spawn, initializer=_compile, initargs=(book,))


def classify_parallel(
    matcher: rules.Matcher, texts: Sequence[rules.Text], pool: ProcessPoolExecutor, workers: int = 1
) -> list[tuple[Verdict, ...]]:
    """What `matcher.classify(texts)` returns, from all cores; the pool is of the same book."""
    verdicts: list[tuple[Verdict, ...]] = [()] * len(texts)
    starts = deque(range(0, len(texts), _CHUNK))
    away: dict[Future[Found], int] = {}
    while starts or away:
        while starts and len(away) <= workers:  # one more than are at work, so that none waits
            start = starts.popleft()
            away[pool.submit(_judge, _rows(texts[start : start + _CHUNK]))] = start
        if starts:
            start = starts.popleft()
            verdicts[start : start + _CHUNK] = matcher.classify(texts[start : start + _CHUNK])
        done, _ = wait(away, timeout=0 if starts else None, return_when=FIRST_COMPLETED)
        for future in done:
            start = away.pop(future)
            for position, found in future.result():
                verdicts[start + position] = found
    return verdicts


def _rows(texts: Sequence[rules.Text]) -> list[Row]:
    """As tuples, which need not travel with the names of their fields."""
    return [(text.work_id, text.title, text.abstract, text.categories) for text in texts]


def _compile(book: rules.RuleBook) -> None:
    global _matcher
    _matcher = rules.compile_rules(book)


def _judge(rows: list[Row]) -> Found:
    if _matcher is None:
        raise RuntimeError("this process was not started by open_pool")
    verdicts = _matcher.classify([rules.Text(*row) for row in rows])
    return [(position, found) for position, found in enumerate(verdicts) if found]
