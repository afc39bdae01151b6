"""Run one night in this process with a forge that kills it at its n-th call; test_killing.py starts it.

Usage: killed_publish.py HOME TIME CALL before|after
"""

import os
import signal
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.forges import open_forge
from ingest.stages import Wish, open_context, run_stages

HOME, AT, CALL, WHEN = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3]), sys.argv[4]  # fmt: skip
CALLS: list[str] = []


class Killing:
    """Every function of a forge, and the end of the process before or after one of them."""

    def __init__(self, forge: Any) -> None:
        self.forge = forge

    def __getattr__(self, name: str) -> Any:
        function = getattr(self.forge, name)

        def call(*arguments: Any, **named: Any) -> Any:
            CALLS.append(name)
            if len(CALLS) == CALL and WHEN == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            answer = function(*arguments, **named)
            if len(CALLS) == CALL and WHEN == "after":
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return call


with open_context(Wish(HOME, is_polling=False), lambda progress: None) as opened:
    context = replace(
        opened,
        now=lambda: AT,
        open_forge=lambda *arguments, **named: Killing(open_forge(*arguments, **named)),
    )
    report = run_stages(context, ("reconcile", "classify", "propose", "publish"))
sys.stdout.write(" ".join([*CALLS, *(str(problem) for problem in report.problems)]))
