"""The deployments of prefect.yaml put on a Prefect server, for workers of one work pool: `python flows/deploy.py`.

https://docs.prefect.io/v3/how-to-guides/deployments/prefect-yaml
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
_WHOLE, _PARTS = "every-night", "in-parts"


def main() -> int:
    """Make the pool where there is none, then deploy; the night in parts comes in place of the whole one."""
    parser = argparse.ArgumentParser(description="Deploy prefect.yaml to the server of PREFECT_API_URL.")  # fmt: skip
    parser.add_argument("--home", type=Path, default=Path(os.environ.get("INGEST_HOME", ".")))
    parser.add_argument("--pool", default="lists", help="the work pool; a process pool is made where there is none")  # fmt: skip
    parser.add_argument("--whole", action="store_true", help="keep the night in one piece, for a warehouse that is a file")  # fmt: skip
    parser.add_argument("--only", action="append", metavar="NAME", help="a deployment; all when absent")  # fmt: skip
    wish = parser.parse_args()
    if not os.environ.get("PREFECT_API_URL"):
        parser.error("PREFECT_API_URL names no server")
    own = wish.home / "prefect.yaml"
    told = yaml.safe_load((own if own.exists() else ROOT / "prefect.yaml").read_text("utf-8"))
    arrange(told, wish.pool, is_whole=wish.whole, only=wish.only or ())
    made = _prefect("work-pool", "create", wish.pool, "--type", "process", "--set-as-default")
    if made.returncode and "already exists" not in made.stdout + made.stderr:
        sys.stderr.write(made.stdout + made.stderr)
        return made.returncode
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "prefect.yaml"
        file.write_text(yaml.safe_dump(told, sort_keys=False, allow_unicode=True), "utf-8")
        done = _prefect("--no-prompt", "deploy", "--all", "--prefect-file", str(file))
    sys.stderr.write(done.stdout + done.stderr if done.returncode else f"{len(told['deployments'])} deployments for the pool {wish.pool!r}\n")  # fmt: skip
    return done.returncode


def arrange(told: dict[str, Any], pool: str, *, is_whole: bool, only: tuple[str, ...]) -> None:
    """Give every deployment this pool, and the schedules of the night to the night in parts."""
    by_name = {one["name"]: one for one in told["deployments"]}
    if not is_whole and {_WHOLE, _PARTS} <= by_name.keys():
        by_name[_PARTS]["schedules"] = by_name[_WHOLE].pop("schedules", [])
    told["deployments"] = [one for name, one in by_name.items() if not only or name in only]
    for one in told["deployments"]:
        one["work_pool"] = {"name": pool}


def _prefect(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"INGEST_CHECKOUT": str(ROOT), **os.environ}
    command = [sys.executable, "-m", "prefect", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
