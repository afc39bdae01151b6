"""Run every benchmark and write docs/benchmarks.md: `python benchmarks [NAME ...]`, or `make bench`.

Each file is a claim against a peer in the same run; here it only gets a machine, versions and a date. With
NAMEs only their parts of the page are written anew. The part of one that fails stays as it was, and the command fails at its end.
"""

import ast
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
PACKAGES = ("ahocorasick-rs", "duckdb", "markdown-it-py", "numpy", "pyarrow")
INTRODUCTION = """# Benchmarks

Written by `make bench`; each part is what one file in `benchmarks/` printed, on the machine and the day that it names. Figures are ratios
against the peer that the file names, taken in the same run: seconds belong to the machine, ratios travel.
"""


def find_benchmarks(names: Sequence[str]) -> list[Path]:
    """The benchmark files, or those of these names."""
    files = [path for path in sorted((ROOT / "benchmarks").glob("*.py")) if path.stem[0] != "_"]
    unknown = set(names) - {path.stem for path in files}
    if unknown:
        known = ", ".join(path.stem for path in files)
        sys.exit(f"there is no benchmark {', '.join(sorted(unknown))}: use {known}")
    return [path for path in files if not names or path.stem in names]


def run(path: Path) -> tuple[int, str, float]:
    """How a benchmark ended, what it printed, shown while it printed, and the seconds it took."""
    began = time.monotonic()
    lines = []
    command = [sys.executable, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            print(line, end="", flush=True)
            lines.append(line.replace(str(ROOT.parent), "..").rstrip())
    return running.returncode, "\n".join(lines), time.monotonic() - began


def describe_machine() -> str:
    """Machine, versions and date in one line."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES if _is_installed(name))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}"
    )


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except ModuleNotFoundError:
        return False
    return True


def render(path: Path, printed: str, seconds: float) -> str:
    """One benchmark's part of the page."""
    about = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
    return f"## {path.stem}\n\n{about}\n\n```\n{printed}\n```\n\n{describe_machine()}; {seconds:.0f} s.\n"


def read_parts(text: str) -> dict[str, str]:
    """The parts of a page by the names of their benchmarks; a heading that one printed begins none."""
    parts: dict[str, list[str]] = {}
    name, is_printed = "", False
    for line in text.splitlines():
        is_printed ^= line == "```"
        if not is_printed and (found := re.fullmatch(r"## (\w+)", line)):
            name = found[1]
        parts.setdefault(name, []).append(line)
    parts.pop("", None)
    return {name: "\n".join(lines).rstrip("\n") + "\n" for name, lines in parts.items()}


def main(names: Sequence[str]) -> None:
    """Run the benchmarks; the page is written anew after each that went through. Exits at the end where some failed."""
    chosen, failed = find_benchmarks(names), []
    for number, path in enumerate(chosen, 1):
        print(f"== {path.stem} ({number} of {len(chosen)})", flush=True)
        code, printed, seconds = run(path)
        print(
            f"== {path.stem}: {f'failed with {code}' if code else 'done'}, {seconds:.0f} s",
            flush=True,
        )
        if code:
            failed.append(f"{path.name} failed with {code}")
        else:
            save_part(path, render(path, printed, seconds))
    if failed:
        sys.exit(
            f"{'; '.join(failed)}: docs/benchmarks.md keeps what it said of {'it' if len(failed) == 1 else 'them'}"
        )


def save_part(path: Path, part: str) -> None:
    """Put one benchmark's part into the page; the others stay."""
    parts = read_parts(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    parts[path.stem] = part
    kept = [parts[path.stem] for path in find_benchmarks(()) if path.stem in parts]
    PAGE.write_text("\n".join([INTRODUCTION, *kept]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
