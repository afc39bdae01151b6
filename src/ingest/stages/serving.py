"""One piece of work for every list of a run, several lists at once; what goes wrong in one stays there.

Each host has workers of its own, so that a slow one holds up nobody else's lists. Lists of one
repository follow each other. When an account's limit is used up its other lists are passed over, and
come first in the next run.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from ingest.errors import IngestError, RateLimitError
from ingest.lists.plan import ListPlan
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.listing import by_repository
from ingest.stages.repairing import with_repairs
from ingest.store import load_passed_over, save_turns

Work = Callable[[Context, ListPlan, StageReport], StageReport]

_Repo = tuple[ListPlan, ...]  # the lists of one repository


@dataclass(slots=True)
class _Limits:
    """Accounts whose limit is used up, and the lists that were passed over for it."""

    spent: dict[tuple[str, ...], str] = field(default_factory=dict)  # account: what the forge said
    passed: dict[str, str] = field(default_factory=dict)  # list: why


def serve_lists(
    context: Context,
    report: StageReport,
    work: Work,
    *,
    is_waiting: bool = True,
    is_last: bool = False,
    left: Mapping[str, StageReport] = MappingProxyType({}),
) -> StageReport:
    """Do `work` for every list; `report` with what each added, in the order of the lists' names.

    `left` has the reports of lists for which nothing is to be done, by their names.

    Work that waits for hosts is done for several lists at once; work that only thinks gains nothing by it.
    A list that was passed over has had its turn when the last work of a night is done for it.
    """
    plans = with_repairs(context.plans())
    waiting = load_passed_over(context.store)
    repos = by_repository([plan for plan in plans if plan.name not in left])
    now = context.now()
    repos.sort(key=lambda group: min(waiting.get(plan.name, now) for plan in group))
    limits = _Limits()
    serve = _serve_at_once if is_waiting and context.store.has_siblings else _serve_in_turn
    done = dict(left)
    context.notify(Progress(report.stage, "", len(done), len(plans)))
    for some in serve(context, repos, limits, work):
        done |= some
        context.notify(Progress(report.stage, next(reversed(some)), len(done), len(plans)))
    for plan in plans:
        report = report.joined(done[plan.name])
    served = [name for name in waiting if is_last and name in done and name not in limits.passed]
    if limits.passed or served:
        with context.store.transaction():
            save_turns(context.store, limits.passed, served, now)
    return report


def _serve_in_turn(
    context: Context, repos: Sequence[_Repo], limits: _Limits, work: Work
) -> Iterator[dict[str, StageReport]]:
    for group in repos:
        yield {plan.name: _serve_list(context, plan, limits, work) for plan in group}


def _serve_at_once(
    context: Context, repos: Sequence[_Repo], limits: _Limits, work: Work
) -> Iterator[dict[str, StageReport]]:
    """Each host's lists by its own workers; each repository's lists on a connection of their own."""

    def serve_repo(group: _Repo) -> dict[str, StageReport]:
        with context.store.sibling() as store:
            own = replace(context, store=store)
            return {plan.name: _serve_list(own, plan, limits, work) for plan in group}

    settings = context.config.sources.forges
    with ExitStack() as stack:
        pools = {}
        for host in {group[0].forge for group in repos}:
            workers = settings.lists_at_once_per_host
            if host == "local":
                workers = settings.lists_at_once
            pools[host] = stack.enter_context(ThreadPoolExecutor(workers, f"lists-{host}"))
        futures = [pools[group[0].forge].submit(serve_repo, group) for group in repos]
        stack.callback(
            lambda: [future.cancel() for future in futures]
        )  # Ctrl-C: nothing new begins
        for future in as_completed(futures):
            yield future.result()


def _serve_list(context: Context, plan: ListPlan, limits: _Limits, work: Work) -> StageReport:
    empty = StageReport("")
    account = _account(context, plan)
    if account in limits.spent:
        limits.passed[plan.name] = limits.spent[account]
        return empty.noted(f"{plan.name}: left for the next run, {limits.spent[account]}")
    try:
        return work(context, plan, empty)
    except RateLimitError as problem:
        limits.spent[account] = problem.what
        limits.passed[plan.name] = problem.what
        return empty.troubled(problem)
    except IngestError as problem:
        return empty.troubled(problem)
    except Exception as bug:  # noqa: BLE001 - of one list; the others have their turn, the run fails
        return empty.troubled(_as_problem(plan, bug))


def _account(context: Context, plan: ListPlan) -> tuple[str, ...]:
    """Lists with the same value share a rate limit: a token's, or an App's in one organisation."""
    owner = plan.repo.split("/")[0] if "INGEST_GITHUB_APP_ID" in context.environment else ""
    return plan.forge, plan.token_variable, owner


def _as_problem(plan: ListPlan, bug: Exception) -> IngestError:
    """A bug as a problem of its list, with the places it came through, innermost first."""
    frames = reversed(traceback.extract_tb(bug.__traceback__)[-4:])
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    last = traceback.format_exception_only(bug)[-1].strip()
    problem = IngestError(
        f"{plan.name}: a bug in ingest: {last} ({places})",
        where=plan.where,
        todo="report it with this line; the other lists were served",
    )
    problem.__cause__ = bug
    return problem
