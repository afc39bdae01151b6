"""How many requests a night sends to GitHub, against the same night asking about each list by itself.

    python benchmarks/github_requests.py [--lists 4 40]

The peer is `--anew` in the same run: every list is read by requests of its own, as nights did before where lists stand was
asked for many at once; the questions that only the other way needs are taken off. GitHub is the small one of the tests, on this
machine; each list has a repository of its own and an open pull request. What GitHub counts as points is its own estimate.
"""

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "world"))
hosted = import_module("hosted")  # what the tests run against


def count(lists: int, folder: Path) -> tuple[int, int, int, int]:
    """Requests of a night without news, of the peer, of one with a new work for each list, and of the one after it."""
    with hosted.served(hosted.make_hosted(folder / "home", lists)) as home:
        counts = []

        def night(**wish: object) -> None:
            report = home.night(**wish)
            if report.problems:
                raise report.problems[0]
            counts.append(len(home.hub.requests))

        home.bring(1)
        night()
        night()
        night(is_anew=True)
        home.bring(2)
        night()
        night()
    _, quiet, anew, news, after = counts
    return quiet, anew - quiet, news, after


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lists", type=int, nargs="+", default=[4, 40])
    for lists in parser.parse_args().lists:
        with tempfile.TemporaryDirectory() as folder:
            quiet, before, news, after = count(lists, Path(folder))
        print(
            f"{lists} lists, a night without news: {quiet} requests, {before} asking about each by itself ({before / quiet:.0f}x)"
        )
        print(
            f"{lists} lists, each with a new work: {news} requests ({news / lists:.1f} a list), {after} in the night after"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
