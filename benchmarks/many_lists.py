"""Publishing to many lists of the embedded forge in one night, several at once against one after another.

    python benchmarks/many_lists.py [--lists 200] [--at-once 4]

The peer is the same night with `lists_at_once: 1`, in the same run, on a copy of the same home. In both, three
repositories are missing and one list's file has lost its headings; every other list must get its pull request.
"""

import argparse
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from ingest.forges.pulls import load_pulls, repo_path
from ingest.forges.review import seed_repo
from ingest.report import RunReport, gather_notes, render_summary
from ingest.settings import Home, load_config, shipped
from ingest.stages import Progress, Wish, init_home, open_context, run_stages

ROOT = Path(__file__).resolve().parents[1]
MISSING = (17, 18, 19)  # numbers of lists whose repository is gone
BEFORE = ("reconcile", "poll", "classify", "enrich", "propose")


def make_home(home: Path, count: int) -> list[str]:
    """The shipped lists again and again under other names; the names of all."""
    init_home(home, shipped("samples") / "lists")
    plans = load_config(Home(home)).lists
    texts = {
        plan.name: (home / "config" / "lists" / f"{plan.name}.yaml").read_text() for plan in plans
    }
    pages = {plan.name: _page(home, plan.repo) for plan in plans}
    names = [plan.name for plan in plans]
    for number in range(len(plans), count):
        like = plans[number % len(plans)]
        name = f"copy-{number:04}-of-{like.name}"
        text = texts[like.name].replace(f"repo: {like.repo}", f"repo: {name}")
        (home / "config" / "lists" / f"{name}.yaml").write_text(text)
        page = b"# Another page\n" if number == MISSING[0] - 1 else pages[like.name]
        seed_repo(home, name, like.path, page, like.base)
        names.append(name)
    return names


def _page(home: Path, repo: str) -> bytes:
    from ingest import repo as git

    page = git.read_file(repo_path(home, repo), "refs/heads/main", "README.md")
    assert page is not None
    return page


def publish(home: Path, at_once: int, show: bool) -> tuple[float, RunReport]:
    """Seconds of publishing with so many lists at once, and its report."""
    path = home / "config" / "sources.yaml"
    text = path.read_text()
    path.write_text(text.replace("lists_at_once: 4 ", f"lists_at_once: {at_once} "))
    assert f"lists_at_once: {at_once} " in path.read_text()

    def notify(progress: Progress) -> None:
        if show and progress.total and progress.done % 100 == 0:
            print(f"  {progress.stage} {progress.done} of {progress.total}", file=sys.stderr)

    with open_context(Wish(home, is_polling=False), notify) as context:
        began = time.perf_counter()
        report = run_stages(context, ("publish",), kind="publish")
        return time.perf_counter() - began, report


def main(count: int, at_once: int, folder: Path) -> None:
    """Make a home, propose, copy it, publish twice, compare what was published."""
    homes = [folder / "at-once", folder / "in-turn"]
    names = make_home(homes[0], count)
    for number in MISSING:
        shutil.rmtree(repo_path(homes[0], names[number]))
    wish = Wish(
        homes[0],
        replay=shipped("samples") / "night.warc",
        since=date(2026, 8, 19),
        until=date(2026, 8, 20),
    )
    with open_context(wish, lambda progress: None) as context:
        began = time.perf_counter()
        before = run_stages(context, BEFORE)
        print(f"before publishing: {time.perf_counter() - began:.0f} s for {count:,} lists")
    shutil.copytree(homes[0], homes[1])
    quick, report = publish(homes[0], at_once, show=True)
    slow, other = publish(homes[1], 1, show=True)
    bodies = [[_body(home, name) for name in names] for home in homes]
    opened = sum(body is not None for body in bodies[0])
    assert bodies[0] == bodies[1], "the two nights published something else"
    assert report.stages == other.stages
    assert opened == count - len(MISSING) - 1, "a list in trouble touched another"
    print(f"pull requests opened: {opened:,}; lists in trouble: {count - opened}")
    for line in gather_notes([str(problem) for problem in before.problems]):
        print(f"  {line.splitlines()[0]}".replace(f"{homes[0]}/", ""))
    print(
        f"publishing {at_once} at once: {quick:.1f} s, one after another {slow:.1f} s: {quick / slow:.2f} of the peer's time"
    )
    print()
    print(render_summary(report))


def _body(home: Path, name: str) -> str | None:
    pulls = load_pulls(home, name)
    return pulls[-1].pull.body if pulls else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--lists", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=4)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        main(arguments.lists, arguments.at_once, Path(name))
