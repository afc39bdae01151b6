"""The command line: light to start, facts as JSON, exit codes as errors.py has them."""

import errno
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ingest import __version__
from ingest.__main__ import main
from ingest.forges import review
from ingest.settings import shipped

NIGHT = [
    "--replay",
    str(shipped("samples") / "night.warc"),
    "--since",
    "2026-08-19",
    "--until",
    "2026-08-20",
]
LISTS = str(shipped("samples") / "lists")
IN_A_FILE = str(Path(__file__) / "below" / "it")  # no folder can be made here


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after its first night; the tests of this module only look at it."""
    path = tmp_path_factory.mktemp("cli") / "home"
    assert main(["init", str(path), "--lists-from", LISTS]) == 0
    assert main(["--home", str(path), "run", *NIGHT]) == 0
    return path


def test_help_does_not_pay_for_the_heavy_libraries() -> None:
    script = (
        "import sys; from ingest.__main__ import main; main(['--help']); "
        "sys.exit(str([m for m in ('prefect', 'duckdb', 'huggingface_hub') if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "[]"
    assert "reconcile" in done.stdout


def test_the_version_is_told_without_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"{__version__}\n"


@pytest.mark.parametrize(
    "command",
    [
        ["status"],
        ["explain", "2508.02669"],
        ["query", "select * from works_by_category"],
        ["prs", "list"],
        ["prs", "show", "awesome-ai4med"],
        ["rules", "check"],
    ],
)
def test_facts_come_as_json(
    home: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert main(["--home", str(home), *command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


def test_the_warehouse_leaves_and_comes_back(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["backup", str(tmp_path / "b.duckdb")], ["export", "--parquet", str(tmp_path)]):
        assert main(["--home", str(home), "warehouse", *command, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)
    other = tmp_path / "other"
    (other / "config").mkdir(parents=True)
    assert main(["--home", str(other), "warehouse", "restore", str(tmp_path / "b.duckdb")]) == 0
    assert "counts and digests are equal" in capsys.readouterr().out
    query = ["query", "select count(*) from works", "--json"]
    counted = []
    for one in (home, other):
        assert main(["--home", str(one), *query]) == 0
        counted.append(json.loads(capsys.readouterr().out))
    assert counted[0] == counted[1]
    assert main(["--home", str(other), "warehouse", "compact"]) == 0
    assert "bytes before" in capsys.readouterr().out
    assert main(["--home", str(other), "warehouse", "copy", "--to", "nowhere:x"]) == 10


def test_every_command_that_prints_facts_offers_json() -> None:
    reference = (Path(__file__).parents[1] / "docs" / "cli.md").read_text(encoding="utf-8")
    silent = {
        "",
        "rules gold",
        "rules calibrate",
        "prs",
        *(
            f"prs {verb}"
            for verb in ["tick", "untick", "move", "comment", "label", "merge", "close"]
        ),
        "rules",
        "lists",
        "warehouse",
        "serve",
    }
    for part in reference.split("\n## ingest")[1:]:
        name, _, text = part.partition("\n")
        assert "--json" in text or name.strip() in silent, name


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run", "--list", "nope"], 10, "there is no list 'nope'"),
        (["run", "--list", "awesome-medicl"], 10, "awesome-medical"),
        (["enrich", "--list", "nope", "--no-poll"], 10, "lists: there is no list 'nope'"),
        (["classify", "--list", "awesome-medical"], 2, "No such option"),
        (["run", "--no-poll", "--since", "2026-08-19"], 10, "--no-poll: nobody is asked"),
        (["replay", "--from", "2026-08-20", "--to", "2026-08-19"], 10, "end (2026-08-19) before they begin"),
        (["prs", "comment", "awesome-ai4med", " "], 10, "there is nothing to say"),
        (["--home", "nowhere", "query", "select 1"], 10, "there is no config folder here"),
        (["run", "--source", "nope"], 10, "there is no source 'nope'"),
        (["run", "--since", "2026-08-20", "--until", "2026-08-19"], 10, "ends (2026-08-19) before it begins"),
        (["run", "--replay", "nowhere.warc"], 11, "nowhere.warc"),
        (["import", "nowhere.json"], 11, "nowhere.json"),
        (["explain", "1234.56789"], 14, "no work is known"),
        (["query", "select * from nowhere"], 14, "does not exist"),
        (["query", "drop table works"], 14, "read-only"),
        (["prs", "show", "nope"], 10, "there is no list 'nope'"),
        (["prs", "untick", "awesome-ai4med", "999"], 13, "no item 999"),
        (["lists", "check", "nowhere.md"], 12, "nowhere.md"),
        (["prs", "show", "awesome-ai4med", "--number", "77"], 13, "77"),
        (["serve", "--port", "99999"], 2, "less than or equal to 65535"),
        (["fly"], 2, "No such command"),
        (["query", " "], 10, "there is no question"),
        (["site", "pages", "--url", "here"], 10, "no web address: 'here'"),
        (["rules", "suggest"], 14, "error: nobody decided anything yet"),
        (["lists", "accept", "nope"], 10, "there is no list 'nope'"),
        (["warehouse", "restore", "nowhere.duckdb"], 10, "there is no such backup"),
        (["site", IN_A_FILE], 10, "it can't be written"),
        (["warehouse", "backup", IN_A_FILE], 10, "it can't be written"),
        (["warehouse", "export", "--parquet", IN_A_FILE], 10, "it can't be written"),
        (["rules", "gold", "--out", IN_A_FILE, "awesome-medical"], 10, "it can't be written"),
        (["rules", "suggest", "--out", IN_A_FILE], 10, "it can't be written"),
        (["submit", "2508.02669", "--answer", IN_A_FILE], 10, "it can't be written"),
        (["lists", "check", f"{LISTS}/awesome-medical.md", "--sarif", IN_A_FILE], 10, "it can't be written"),
        (["init", IN_A_FILE], 10, "it can't be written"),
    ],
)  # fmt: skip
def test_mistakes_have_their_exit_codes(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    assert main(["--home", str(home), *arguments]) == code
    assert words in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["prs", "list"], 10, "there is no config folder here"),
        (["lists", "add", f"{LISTS}/awesome-medical.md"], 10, "there is no config folder here"),
        (["warehouse", "compact"], 10, "there is no config folder here"),
    ],
)
def test_a_folder_that_is_no_home_is_told_so_and_left_alone(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    words: str,
) -> None:
    assert main(["--home", str(tmp_path), *arguments]) == code
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_home_is_neither_its_own_site_nor_its_own_copy(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = {path.name for path in home.iterdir()}
    assert main(["--home", str(home), "site", f"{home}/."]) == 10
    target = f"duckdb:{home}/config/../warehouse/ingest.duckdb"
    assert main(["--home", str(home), "warehouse", "copy", "--to", target]) == 10
    assert capsys.readouterr().err.count("itself") == 2
    assert {path.name for path in home.iterdir()} == held


def test_what_the_machine_refuses_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", "/home/warehouse/raw/x.warc")

    monkeypatch.setattr("ingest.cli.run", full)
    assert main(["run"]) == 10
    assert capsys.readouterr().err == (
        "error: /home/warehouse/raw/x.warc: No space left on device\n"
        "To do: check permissions and free space\n"
    )


def test_a_home_is_not_made_over_something(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    assert main(["init", str(tmp_path), "--lists-from", LISTS]) == 10
    assert "not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_a_home_is_made_whole_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "README.md").write_text("# A list\n\n## Section of nobody\n")
    assert main(["init", str(tmp_path / "home"), "--lists-from", str(texts)]) == 12
    assert "no file here has the sections" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["texts"]


def test_explain_tells_the_whole_story(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "explain", "https://arxiv.org/abs/2508.02669v1"]) == 0
    story = capsys.readouterr().out
    for part in ("Seen", "Judged", "medical-mllm", "Links", "official", "Lists", "item"):
        assert part in story


def test_explain_says_why_a_withdrawn_work_is_not_proposed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(home), "explain", "2510.17532"]) == 0
    assert "WITHDRAWN" in capsys.readouterr().out


def test_a_bug_is_told_with_a_log(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> int:
        raise ZeroDivisionError("an unforeseen thing")

    monkeypatch.setattr("ingest.cli.run", broken)
    assert main(["status"]) == 3
    said = capsys.readouterr().err
    assert "an unforeseen thing" in said
    log = Path(said.rsplit("log in ", 1)[1].strip())
    assert "Traceback" in log.read_text(encoding="utf-8")
    log.unlink()


def test_some_items_are_ticked_together_or_not_at_all(home: Path) -> None:
    _, pull = review.list_pulls(home)[0]
    assert main(["--home", str(home), "prs", "untick", "awesome-ai4med", "1", "999"]) == 13
    assert review.show(home, "awesome-ai4med", 1).pull == pull


@pytest.mark.parametrize("command", [["site"], ["warehouse", "export", "--parquet"]])
def test_a_folder_that_got_nothing_is_not_left_behind(tmp_path: Path, command: list[str]) -> None:
    out = tmp_path / "new" / "out"
    assert main(["--home", str(tmp_path / "none"), *command, str(out)]) == 10
    assert not out.parent.exists()


def test_serving_where_somebody_else_does_is_refused_at_once(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["--home", str(home), "serve", "--port", port]) == 10
    assert f"can't stand at 127.0.0.1:{port}" in capsys.readouterr().err


def test_a_reader_who_leaves_early_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        assert main(["--version"]) == 0
