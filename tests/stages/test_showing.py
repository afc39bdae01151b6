"""The site of a real warehouse: what stands in it, what a second writing changes, what it leaves alone."""

import re
from pathlib import Path
from typing import Any

import pytest

from ingest.__main__ import main
from ingest.errors import ConfigError
from ingest.report import render_explanation
from ingest.settings import Home, load_config
from ingest.stages.explaining import explain
from ingest.stages.showing import write_site
from ingest.store import open_reader


def make_site(small: Any, out: Path) -> Any:
    home = Home(small.home)
    reader = open_reader(home.database)
    try:
        return write_site(reader, load_config(home), out, small.at, lambda progress: None)
    finally:
        reader.close()


def read(out: Path, path: str) -> str:
    return (out / path).read_text(encoding="utf-8")


def test_every_work_has_a_page_that_says_where_it_stands(small: Any, tmp_path: Path) -> None:
    make_site(small, tmp_path / "site")
    pages = {path.stem: path.read_text() for path in (tmp_path / "site" / "works").rglob("*.html")}
    assert len(pages) == 6
    home = Home(small.home)
    reader = open_reader(home.database)
    for name, text in pages.items():
        story = render_explanation(explain(reader, load_config(home), name))
        outcome = story.rsplit("small: ", 1)[1]
        assert outcome.replace("'", "&#39;") in text
    reader.close()


def test_a_second_writing_touches_only_the_pages_that_carry_the_time(
    small: Any, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    first = make_site(small, out)
    assert (first.unchanged, first.removed) == (0, 0)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    small.later()
    second = make_site(small, out)
    touched = {path.name for path, at in before.items() if path.stat().st_mtime_ns != at}
    assert second.written == 2
    assert touched == {"index.html", "health.html"}


def test_a_merge_moves_works_from_proposed_to_in_and_into_the_judgement(
    small: Any, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    refused = small.shown()[1]
    small.untick(1)
    small.merge()
    small.run()
    make_site(small, out)
    page = read(out, "lists/small.html")
    assert "Nothing is proposed." in page
    assert page.count("refused by ann") == 1
    assert "Nothing was merged" not in read(out, "trends.html")
    assert "5 works merged" in read(out, "trends.html")
    judged = read(out, "judgement.html")
    assert "% agreed" in judged
    assert "refused by ann on" in read(
        out, f"works/arxiv/2605/{refused.removeprefix('arxiv:')}.html"
    )


def test_a_list_page_has_proposals_in_the_order_of_the_pull_request(
    small: Any, tmp_path: Path
) -> None:
    make_site(small, tmp_path / "site")
    page = read(tmp_path / "site", "lists/small.html")
    ticked = re.findall(r"(?m)^- \[x\] \*\*(\d+)\.\*\*", small.pull.body)
    assert len(ticked) > 2
    assert re.findall(r"item (\d+) of #1, ticked", page) == ticked


def test_pages_that_nothing_needs_any_more_go_and_foreign_files_stay(
    small: Any, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    make_site(small, out)
    (out / "CNAME").write_text("papers.example\n")
    gone = out / "works" / "arxiv" / "0001" / "0001.00001.html"
    gone.parent.mkdir()
    gone.write_text("an old page")
    manifest = out / ".paper-ingest-site"
    manifest.write_text(
        manifest.read_text() + "works/arxiv/0001/0001.00001.html\n../payload.json\n"
    )
    (tmp_path / "payload.json").write_text("{}")
    assert make_site(small, out).removed == 1
    assert not gone.exists()
    assert (out / "CNAME").exists()
    assert (tmp_path / "payload.json").exists()


def test_somebody_elses_pages_are_not_written_over(small: Any, tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / "index.html").write_text("mine")
    with pytest.raises(ConfigError, match="did not write"):
        make_site(small, out)
    assert read(out, "index.html") == "mine"


def test_the_command_says_what_it_wrote(
    small: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "site"
    arguments = ["--home", str(small.home), "site", str(out), "--url", "https://x.example/papers"]
    assert main(arguments) == 0
    assert "0 unchanged" in capsys.readouterr().out
    assert 'href="https://x.example/papers/works/' in read(out, "feeds/all.xml")
