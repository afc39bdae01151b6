"""What reconcile, propose and publish share: a list's forge, and its text on the base branch."""

import hashlib
from collections.abc import Sequence
from itertools import groupby

from ingest.errors import ListError
from ingest.forges import Forge, PullRequest, Snapshot
from ingest.forges.dry import DryForge
from ingest.forges.fenced import FencedForge
from ingest.lists.plan import ListPlan
from ingest.settings import github_access
from ingest.stages.context import Context


def forge_of(context: Context, plan: ListPlan) -> Forge:
    """The forge that a list lives on; in a dry run, or without its consent, one that writes nothing.

    It is written to only while this process holds its lease.
    """
    forge = context.open_forge(
        plan,
        home=context.home.path,
        access=github_access(plan, context.environment),
        now=context.now,
        dry_run=context.is_dry_run or not plan.publish,
        # So many at once each wait so much longer: the host hears one write a second from all of them.
        pause=float(context.config.sources.forges.lists_at_once_per_host),
    )
    return forge if isinstance(forge, DryForge) else FencedForge(forge, context.store.check_lease)


def by_repository(plans: Sequence[ListPlan]) -> list[tuple[ListPlan, ...]]:
    """The lists of one repository together: pull requests are numbered there and branches moved, one at a time."""

    def repository(plan: ListPlan) -> tuple[str, str]:
        return plan.forge, plan.repo

    return [tuple(group) for _, group in groupby(sorted(plans, key=repository), key=repository)]


def list_where(plan: ListPlan) -> str:
    """How error messages name the list's file."""
    return f"{plan.repo}/{plan.path}"


def text_of(plan: ListPlan, snapshot: Snapshot) -> bytes:
    """The list's bytes at a commit. ListError when the file is not there."""
    if snapshot.text is None:
        raise ListError(
            f"the file {plan.path} is not on the branch {plan.base}",
            where=plan.where,
            todo="mend `path` or `base` in the list's config file",
        )
    return snapshot.text


def digest_of(text: str) -> str:
    """How two versions of a body are told apart."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def pull_row(context: Context, plan: ListPlan, pull: PullRequest) -> dict[str, object]:
    """A pull request as the table `pulls` has it."""
    return {
        "list_name": plan.name,
        "pull_number": pull.number,
        "state": pull.state,
        "title": pull.title,
        "url": pull.url,
        "ended_at": pull.closed_at,
        "read_at": context.now(),
    }
