"""How git is run: no shell, no prompt, nobody's settings, a time limit, and its own words on failure.

Environment variables: https://git-scm.com/docs/git#_environment_variables
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ingest.errors import PublishError

_TIMEOUT_SECONDS = 120
# Nobody's settings may change what is written: no hooks, no signing, no housekeeping on the way.
_SETTINGS = (
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.attributesFile=/dev/null",
    "-c", "core.useReplaceRefs=false",
    "-c", "gc.auto=0",
    "-c", "i18n.commitEncoding=UTF-8",
    "-c", "log.showSignature=false",
)  # fmt: skip
_KEPT_VARIABLES = (
    "PATH", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT",
    "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "GIT_SSL_CAINFO",
)  # fmt: skip


def run_git(
    repo: Path | None,
    *arguments: str,
    feed: bytes = b"",
    extra: Mapping[str, str] | None = None,
    allow: tuple[int, ...] = (),
    todo: str = "",
) -> subprocess.CompletedProcess[bytes]:
    where = str(repo or "")
    verb = next(word for word in arguments if not word.startswith("-"))
    try:
        done = subprocess.run(
            ["git", *_SETTINGS, *arguments],
            input=feed,
            capture_output=True,
            env=_environment() | dict(extra or {}),
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise PublishError(
            "git is not installed", where=where, todo="Install git 2.30 or newer."
        ) from error
    except subprocess.TimeoutExpired as error:
        raise PublishError(
            f"git {verb} did not end within {_TIMEOUT_SECONDS} s",
            where=where,
            todo="Check that the disk answers, then run again.",
        ) from error
    if done.returncode not in (0, *allow):
        said = done.stderr.decode("utf-8", "replace").strip()
        todo = todo or "Check the repository with `git fsck`, then run again."
        raise PublishError(f"git {verb} failed: {said}", where=where, todo=todo)
    return done


def _environment() -> dict[str, str]:
    """Only what git needs: inherited GIT_* variables (we may run inside a hook) and user settings stay out."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return kept | {
        "HOME": os.devnull,  # before git 2.32 there is no other way to leave the user's settings out
        "XDG_CONFIG_HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_EDITOR": "false",
        "LC_ALL": "C",
    }
