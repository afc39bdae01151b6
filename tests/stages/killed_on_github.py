"""Run one night against the small GitHub in this process; test_killing_on_github.py starts and kills it.

Usage: killed_on_github.py HOME TIME URL
"""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.forges import Forge
from ingest.forges.access import Access
from ingest.forges.github import GithubForge
from ingest.forges.github.client import connect
from ingest.lists.plan import ListPlan
from ingest.stages import Wish, open_context, run_stages

HOME, AT, URL = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3]


def open_there(plan: ListPlan, **named: Any) -> Forge:
    """The real forge, without the pauses between writes; anything but GitHub is a mistake of the test."""
    assert plan.forge == "github" and not named["dry_run"]
    return GithubForge(plan, connect(plan, Access("a-token"), URL, pause=0), lambda: AT)


with open_context(Wish(HOME, is_polling=False), lambda progress: None) as opened:
    context = replace(opened, now=lambda: AT, open_forge=open_there, environment={})
    report = run_stages(context, ("reconcile", "classify", "propose", "publish"))
sys.stdout.write(" ".join(str(problem) for problem in report.problems))
