"""What stands on lists' hosts, asked for many lists at once and before any of them is looked at."""

from collections.abc import Callable, Sequence
from datetime import datetime

from ingest.forges import GITHUB_URL, Written
from ingest.forges.access import Access
from ingest.forges.states import Asked
from ingest.lists.plan import ListPlan


def fetch_states(
    plans: Sequence[tuple[ListPlan, Access]],
    *,
    now: Callable[[], datetime],
    tell: Callable[[int, int], None] = lambda done, total: None,
    is_after: bool = False,
    base_url: str = GITHUB_URL,
    pause: float = 1.0,
) -> Asked:
    """Where the lists on GitHub stand, of each account in as few questions as it may be asked.

    Nothing is raised for what a host refuses or fails to say: its lists are missing in the answer. Without a
    token there is no such question, and nothing is told. `tell` hears how many lists are done. After something was
    written (`is_after`) there is a rest first, as a moment that has just passed tells nothing apart, and bodies are asked for.
    """
    hosted = [(plan, access) for plan, access in plans if plan.forge == "github"]
    asked = [(plan, access) for plan, access in hosted if not access.is_nobody]
    if not asked:
        return Asked({})
    from ingest.forges.github.asking import ask_accounts

    return ask_accounts(
        asked, now=now, tell=tell, is_after=is_after, base_url=base_url, pause=pause
    )


def is_all_ours(plan: ListPlan, written: Written) -> bool:
    """As `Forge.is_all_ours`, for states that were asked for here."""
    from ingest.forges.github.question import is_all_ours

    return is_all_ours(plan, written)
