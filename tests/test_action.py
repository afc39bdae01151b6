"""The action that runs a night without a server: its steps, and the one that asserts yesterday's warehouse."""

import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
EXAMPLE = yaml.safe_load((ROOT / "docs" / "examples" / "paper-ingest.yml").read_text())
STEPS = {step.get("name", step.get("uses", "")): step for step in ACTION["runs"]["steps"]}


@pytest.mark.parametrize(
    ("first_run", "has_warehouse", "code"),
    [
        ("false", True, 0),
        ("false", False, 1),
        ("true", False, 0),
        ("true", True, 0),
        ("", False, 1),
    ],
)
def test_a_run_without_yesterdays_warehouse_fails_loudly(
    tmp_path: Path, first_run: str, has_warehouse: bool, code: int
) -> None:
    if has_warehouse:
        (tmp_path / "warehouse").mkdir()
        (tmp_path / "warehouse" / "ingest.duckdb").write_bytes(b"rows")
    done = subprocess.run(
        ["bash", "-e", "-c", STEPS["Assert the warehouse"]["run"]],
        env={"HOME_DIR": str(tmp_path), "FIRST_RUN": first_run, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == code
    assert ("::error::" in done.stdout) is bool(code)


def test_the_warehouse_is_kept_under_a_key_that_the_next_run_finds() -> None:
    back, keep = STEPS["Bring back the warehouse"]["with"], STEPS["Keep the warehouse"]["with"]
    assert back["path"] == keep["path"]
    assert keep["key"].startswith(back["restore-keys"])
    names = list(STEPS)
    assert (
        names.index("Assert the warehouse") < names.index("Run") < names.index("Keep the warehouse")
    )
    assert "always()" in STEPS["Keep the warehouse"]["if"]


@pytest.mark.parametrize("name", ["paper-ingest.yml", "paper-ingest-submissions.yml"])
def test_an_example_has_one_turn_with_the_others_and_asks_for_no_more_than_the_action(
    name: str,
) -> None:
    example = yaml.safe_load((ROOT / "docs" / "examples" / name).read_text())
    assert example["concurrency"] == EXAMPLE["concurrency"]
    (job,) = example["jobs"].values()
    (use,) = [step["with"] for step in job["steps"] if "with" in step]
    assert set(use) <= set(ACTION["inputs"])
    assert {one for one, said in ACTION["inputs"].items() if said.get("required")} <= set(use)


def test_a_strangers_words_never_stand_in_a_command() -> None:
    text = (ROOT / "docs" / "examples" / "paper-ingest-submissions.yml").read_text()
    (job,) = yaml.safe_load(text)["jobs"].values()
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands
    assert not any("${{" in command for command in commands)
    assert "github.event.issue.title" not in text


def test_the_form_gives_the_label_that_starts_the_workflow() -> None:
    form = yaml.safe_load((ROOT / "docs" / "examples" / "submission.yml").read_text())
    workflow = (ROOT / "docs" / "examples" / "paper-ingest-submissions.yml").read_text()
    assert form["labels"] == ["submission"]
    assert "label.name == 'submission'" in workflow
    assert form["body"][0]["validations"]["required"] is True


def test_the_example_gives_what_the_action_asks_for() -> None:
    (use,) = [step["with"] for step in EXAMPLE["jobs"]["nightly"]["steps"] if "with" in step]
    assert set(use) <= set(ACTION["inputs"])
    assert {name for name, said in ACTION["inputs"].items() if said.get("required")} <= set(use)
    assert {"token"} <= set(use) or {"app-id", "app-key"} <= set(use)
    assert EXAMPLE["permissions"] == {
        "contents": "write", "pull-requests": "write", "issues": "read",
    }  # fmt: skip


def test_what_is_told_is_noted_before_the_warehouse_is_kept() -> None:
    names = list(STEPS)
    assert names.index("Run") < names.index("Show and tell") < names.index("Keep the warehouse")


@pytest.mark.parametrize("name", ["paper-ingest.yml", "paper-ingest-with-pages.yml"])
def test_an_example_gives_the_action_only_what_it_takes(name: str) -> None:
    example = yaml.safe_load((ROOT / "docs" / "examples" / name).read_text())
    (step,) = [
        one for one in example["jobs"]["nightly"]["steps"] if "paper-ingest@" in one.get("uses", "")
    ]
    assert set(step["with"]) <= set(ACTION["inputs"])


CHECK = yaml.safe_load((ROOT / "check" / "action.yml").read_text())


@pytest.mark.parametrize(
    ("inputs", "code", "asked"),
    [
        ({}, 12, "lists check --format github -- ."),
        ({"FAIL": "false"}, 0, "lists check --format github -- ."),
        (
            {"PATHS": "a.md docs", "IGNORE": "order count", "SARIF": "x y.sarif"},
            12,
            "lists check --format github --ignore order --ignore count --sarif x y.sarif -- a.md docs",
        ),
        ({"FAIL": "false", "CODE": "10"}, 10, "lists check --format github -- ."),
        ({"CODE": "0"}, 0, "lists check --format github -- ."),
    ],
)
def test_the_check_action_fails_on_findings_unless_it_is_told_not_to(
    tmp_path: Path, inputs: dict[str, str], code: int, asked: str
) -> None:
    program = tmp_path / "paper-ingest-check" / "bin" / "ingest"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$@"\nexit "${CODE}"\n')
    program.chmod(0o755)
    (step,) = [one for one in CHECK["runs"]["steps"] if one.get("name") == "Check"]
    given = {name.upper(): str(said["default"]) for name, said in CHECK["inputs"].items()}
    assert set(step["env"]) == set(given)
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        env=given | {"CODE": "12", "RUNNER_TEMP": str(tmp_path), "PATH": "/usr/bin:/bin"} | inputs,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (code, asked)


def test_the_example_of_a_lint_gives_the_action_only_what_it_takes() -> None:
    example = yaml.safe_load((ROOT / "docs" / "examples" / "lint.yml").read_text())
    (use,) = [one["with"] for one in example["jobs"]["lint"]["steps"] if "with" in one]
    assert set(use) <= set(CHECK["inputs"])
    assert example["permissions"] == {"contents": "read"}
