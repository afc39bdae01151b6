"""Where the parts of a backfill are made: threads of this process, Dask, Ray. Only this module knows them.

https://distributed.dask.org/en/stable/client.html, https://docs.ray.io/en/latest/ray-core/walkthrough.html
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, Literal, Protocol, TypeVar

from ingest.errors import ConfigError, IngestError

RunnerKind = Literal["threads", "dask", "ray"]
T = TypeVar("T")
R = TypeVar("R")


class Pending(Protocol):
    """What a runner gives back at once."""

    def done(self) -> Any: ...
    def result(self) -> Any: ...
    def cancel(self) -> Any: ...


Submit = Callable[..., Pending]


@contextmanager
def open_runner(kind: RunnerKind, workers: int = 0, address: str = "") -> Iterator[Submit]:
    """A runner's `submit(function, *arguments)`; no workers means one for each core, of threads one more.

    `address` is a Dask scheduler's or a Ray cluster's; without it one is started on this machine and ended
    again. What runs there must be importable there: the same version of this program. ConfigError where
    the library is not installed or the cluster can't be reached.
    """
    count = workers or os.cpu_count() or 1
    if kind == "threads":
        # while one waits for the interpreter's lock its core has another to run
        with ThreadPoolExecutor(workers or count + 1, "backfill") as pool:
            yield pool.submit
        return
    with {"dask": _open_dask, "ray": _open_ray}[kind](count, address) as submit:
        yield submit


def run_ahead(
    submit: Submit, work: Callable[[T], R], inputs: Iterable[T], in_flight: int
) -> Iterator[R]:
    """The result for each input, in the order of the inputs.

    At most `in_flight` of them are being made or wait to be taken: whoever takes slowly is not run over.
    An IngestError of the inputs themselves is raised when everything before it was taken.
    """
    pending: deque[Pending] = deque()
    problem: IngestError | None = None
    remaining = iter(inputs)
    try:
        while problem is None:
            try:
                one = next(remaining)
            except StopIteration:
                break
            except IngestError as error:
                problem = error
                break
            pending.append(submit(work, one))
            while pending and (len(pending) >= in_flight or pending[0].done()):
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        for left in pending:
            left.cancel()
    if problem is not None:
        raise problem


@contextmanager
def _open_dask(workers: int, address: str) -> Iterator[Submit]:
    try:
        from distributed import Client
        from distributed.deploy.subprocess import SubprocessCluster
    except ImportError as error:
        raise _missing("dask") from error
    if address:
        try:
            client = Client(address, timeout="10s")
        except (OSError, ValueError) as error:
            raise _unreachable("dask", address, error) from error
        with client:
            yield partial(client.submit, pure=False)
        return
    # `LocalCluster` would import the caller's main script anew in each worker; no dashboard: no open port
    cluster = SubprocessCluster(
        n_workers=workers,
        threads_per_worker=1,
        worker_class="distributed.Worker",
        dashboard_address=None,
    )
    with cluster, Client(cluster) as client:
        yield partial(client.submit, pure=False)


@contextmanager
def _open_ray(workers: int, address: str) -> Iterator[Submit]:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise _missing("ray") from error
    try:
        own = {} if address else {"num_cpus": workers, "include_dashboard": False}
        ray.init(address=address or None, log_to_driver=False, logging_level="error", **own)
    except (ConnectionError, RuntimeError) as error:
        raise _unreachable("ray", address, error) from error

    call = ray.remote(_call)

    def submit(work: Callable[..., Any], *arguments: Any) -> Pending:
        pending: Pending = call.remote(work, *arguments).future()
        return pending

    try:
        yield submit
    finally:
        ray.shutdown()


def _call(work: Callable[..., R], *arguments: Any) -> R:
    """Ray takes functions only, nothing that is merely called like one."""
    return work(*arguments)


def _missing(kind: str) -> ConfigError:
    return ConfigError(
        f"the runner {kind} is not installed",
        where="config/sources.yaml: backfill.runner",
        todo=f"pip install 'paper-ingest[{kind}]', or use runner: threads",
    )


def _unreachable(kind: str, address: str, error: Exception) -> ConfigError:
    return ConfigError(
        f"the {kind} cluster does not answer: {error}",
        where=address or "config/sources.yaml: backfill",
        todo="start it, or leave backfill.address empty to have one on this machine",
    )
