"""The same job on real payloads and the four real lists; skipped where the folder is not beside the checkout."""

import subprocess
import sys
from pathlib import Path

import pytest

from ingest import repo as git
from ingest import store
from ingest.forges import review
from ingest.forges.pulls import repo_path
from ingest.lists import find_section, read_list
from ingest.proposals import read_body
from ingest.settings import Home, load_config

SHARED = Path(__file__).resolve().parents[2] / "shared"
DATA = SHARED / "data"
MEMORY_KB = 2_000_000

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="no folder of real payloads"),
]


def payloads() -> list[str]:
    patterns = (
        "data/hf/daily_papers/*.json",
        "data/arxiv_api/xml/*.xml",
        "data/arxiv_oai/*.xml",
        "data/arxiv_rss/*.xml",
        "data/arxiv_corpus_dev.jsonl.gz",
        "seeds/004*.txt",
    )
    return [str(path) for pattern in patterns for path in sorted(SHARED.glob(pattern))]


def ingest(*arguments: str) -> None:
    """One command in its own process, its memory bounded by what the system reports of it."""
    script = (
        "import resource, sys; from ingest.__main__ import main; code = main(sys.argv[1:]); "
        f"peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; "
        f"sys.exit(code or (f'{{peak}} kB of memory' if sys.platform == 'linux' and peak > {MEMORY_KB} else 0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("real") / "home"
    ingest("init", str(path), "--lists-from", str(SHARED / "seeds"))
    ingest("--home", str(path), "import", *payloads())
    ingest("--home", str(path), "run", "--no-poll")
    return path


def test_about_fifty_thousand_works_come_in_and_nothing_is_lost(home: Path) -> None:
    reader = store.open_reader(Home(home).database)
    works, rejects = store.count(reader, "works"), store.count(reader, "rejects")
    reader.close()
    assert 49_251 < works < 53_000
    assert rejects == 3


def test_four_pull_requests_whose_diffs_add_or_rewrite_items_in_the_right_sections(
    home: Path,
) -> None:
    plans = {plan.repo: plan for plan in load_config(Home(home)).lists}
    pulls = review.list_pulls(home)
    assert [repo for repo, _ in pulls] == sorted(plans)
    for repo, pull in pulls:
        diff = review.show(home, repo, pull.number).diff
        lines = [line for line in diff.split("\n") if not line.startswith(("+++", "---"))]
        rewritten = {item.old_row for item in read_body(pull.body).items if item.kind != "add"}
        assert {line[1:] for line in lines if line.startswith("-")} <= rewritten
        bare, path = repo_path(home, repo), plans[repo].path
        before = git.read_file(bare, "refs/heads/main", path) or b""
        after = git.read_file(bare, f"refs/heads/{pull.head}", path) or b""
        assert _outside(before, repo, plans) == _outside(after, repo, plans)


def _outside(text: bytes, repo: str, plans: dict) -> list[bytes]:  # type: ignore[type-arg]
    """Everything outside the sections that the list's config names, byte for byte."""
    curated = read_list(text, repo)
    sections = [find_section(curated, one) for one in plans[repo].sections]
    parts, at = [], 0
    for start, end in sorted((one.start, one.end) for one in sections if one):
        parts.append(text[at:start])
        at = end
    return [*parts, text[at:]]


def test_a_second_run_changes_nothing(home: Path) -> None:
    before = [(repo, pull.body, pull.updated_at) for repo, pull in review.list_pulls(home)]
    ingest("--home", str(home), "run", "--no-poll")
    assert [(repo, pull.body, pull.updated_at) for repo, pull in review.list_pulls(home)] == before
