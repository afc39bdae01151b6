"""Git without the code under test, so that a fault there can't hide itself."""

import os
import subprocess
from pathlib import Path


def git(repo: Path, *arguments: str, feed: bytes = b"", **extra: str) -> str:
    people = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in (
        ("NAME", "Some Body"), ("EMAIL", "somebody@example.org"))}  # fmt: skip
    done = subprocess.run(
        ["git", f"--git-dir={repo}", *arguments],
        input=feed,
        capture_output=True,
        check=True,
        env={"PATH": os.environ["PATH"], "HOME": os.devnull} | people | extra,
    )
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def has(repo: Path, name: str) -> bool:
    command = ["git", f"--git-dir={repo}", "cat-file", "-e", name]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
