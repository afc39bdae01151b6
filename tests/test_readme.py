"""The README is true: its commands run, its pull request is what the program writes."""

import re
import shlex
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.settings import shipped

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NIGHT = [
    "--replay",
    str(shipped("samples") / "night.warc"),
    "--since",
    "2026-08-19",
    "--until",
    "2026-08-20",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("readme") / "demo"
    assert main(["init", str(path), "--lists-from", str(shipped("samples") / "lists")]) == 0
    assert main(["--home", str(path), "run", *NIGHT]) == 0
    return path


def commands(marker: str) -> list[list[str]]:
    """The `ingest` commands of the console block behind a marker, comments dropped."""
    block = README.split(marker, 1)[1].split("```console\n", 1)[1].split("```", 1)[0]
    parts = [part for line in block.split("\n") for part in line.split(" && ")]
    words = [shlex.split(part, comments=True) for part in parts]
    return [one[1:] for one in words if one[:1] == ["ingest"]]


def test_the_readme_stays_short() -> None:
    assert len(README.split("\n")) < 150


def test_the_pull_request_in_the_readme_is_the_one_the_demo_opens(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--home", str(home), "prs", "show", "awesome-ai4med"])
    said = capsys.readouterr().out
    assert "paper-ingest:v1" not in said, "the machine block is for machines"
    shown = README.split("<!-- pull request -->", 1)[1].split("<!-- /pull request -->", 1)[0]
    lines = [
        line
        for line in shown.split("\n")
        if line.strip() not in ("", "…", "```", "````", "````markdown")
    ]
    assert len(lines) > 8
    missing = [line for line in lines if line not in said]
    assert missing == [], "run `make docs`"


def test_the_commands_of_the_demo_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGEST_HOME", str(home))
    run = commands("run in the demo's home")
    assert len(run) >= 8
    for command in run:
        assert main(command) == 0, command


def test_every_command_in_the_readme_exists(capsys: pytest.CaptureFixture[str]) -> None:
    named = set(re.findall(r"`ingest ((?:rules|lists|prs) \w+|\w+)", README))
    assert len(named) >= 4
    for command in named:
        assert main([*command.split(), "--help"]) == 0, command
    capsys.readouterr()


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?m)^make ([a-z]+)|`make ([a-z]+)`", README))
    assert len(named) >= 2
    for target in {first or second for first, second in named}:
        assert f"\n{target}:" in makefile, target


def test_every_link_in_the_readme_leads_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (ROOT / target).exists(), target
