"""`ingest lists check|learn|try` alone on a file: no home, no config, no network."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.__main__ import main

CLEAN = """# Weather

## Rain

- [A Long Study of Rain in Spring](https://arxiv.org/abs/2401.00001)
- [A Long Study of Rain in Autumn](https://arxiv.org/abs/2401.00002)
- [A Long Study of Rain in Winter](https://arxiv.org/abs/2401.00003)
"""
TWICE = CLEAN + "- [A Long Study of Rain in Spring](https://arxiv.org/abs/2401.00001)\n"
BROKEN = TWICE + "- [A Long Study of Hail in Summer](https://arxiv.org/abs/2401.00004) [code]()\n"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and a list in it."""
    monkeypatch.chdir(tmp_path)
    path = Path("README.md")
    path.write_text(BROKEN, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "arguments", "code", "lines"),
    [
        (CLEAN, [], 0, []),
        (TWICE, [], 12, ["README.md:8: duplicate: "]),
        (BROKEN, [], 12, ["README.md:8: duplicate: ", "README.md:9: empty-link: "]),
        (BROKEN, ["--ignore", "empty-link"], 12, ["README.md:8: duplicate: "]),
        (BROKEN, ["--ignore", "empty-link", "--ignore", "duplicate"], 0, []),
    ],
)
def test_findings_stand_with_file_line_and_code_and_make_the_exit_code(
    page: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
    arguments: list[str],
    code: int,
    lines: list[str],
) -> None:
    page.write_text(text, encoding="utf-8")
    assert main(["lists", "check", str(page), *arguments]) == code
    *said, last = capsys.readouterr().out.splitlines()
    assert [one[: len(line)] for one, line in zip(said, lines, strict=True)] == lines
    assert last == f"1 file, {len(lines)} finding{'' if len(lines) == 1 else 's'}"


def test_all_formats_say_the_same(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = {}
    for form in ("text", "json", "sarif"):
        assert main(["lists", "check", "README.md", "--format", form]) == 12
        printed[form] = capsys.readouterr().out
    facts = json.loads(printed["json"])
    results = json.loads(printed["sarif"])["runs"][0]["results"]
    assert [one["code"] for one in facts] == [one["ruleId"] for one in results]
    others = [
        f" (see line {one['related'][0]})" if one["code"] == "duplicate" else "" for one in facts
    ]
    said = [f"README.md:{one['line']}: {one['code']}: {one['message']}" for one in facts]
    assert [line + other for line, other in zip(said, others, strict=True)] == (
        printed["text"].splitlines()[:-1]
    )


def test_sarif_goes_to_a_file_beside_the_printed_findings(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lists", "check", "README.md", "--sarif", "found.sarif", "--json"]) == 12
    assert len(json.loads(capsys.readouterr().out)) == 2
    log = json.loads(Path("found.sarif").read_text(encoding="utf-8"))
    assert (log["version"], len(log["runs"][0]["results"])) == ("2.1.0", 2)


def test_a_workflow_is_told_each_finding_beside_its_line(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a,b.md").write_text(BROKEN.replace("code", "50%"), encoding="utf-8")
    assert main(["lists", "check", str(Path.cwd() / "a,b.md"), "--format", "github"]) == 12
    first, second, last = capsys.readouterr().out.splitlines()
    assert first.startswith("::warning file=a%2Cb.md,line=8,title=duplicate::a,b.md:8: duplicate: ")
    assert first.endswith(" (see line 5)")
    assert second.startswith("::error file=a%2Cb.md,line=9,title=empty-link::")
    assert second.endswith("[50%25]()")
    assert last == "1 file, 2 findings"


def test_what_is_piped_in_is_checked(
    page: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page.read_bytes())))
    assert main(["lists", "check", "-"]) == 12
    assert capsys.readouterr().out.startswith("-:8: duplicate: ")
    assert main(["lists", "check", "-", "--fix"]) == 10
    assert "name the file" in capsys.readouterr().err


def test_what_can_only_have_been_meant_is_written_back_and_no_other_byte(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    badge = "![](https://img.shields.io/badge/Papers-9-green)\n\n"
    hail = "- [A Study of Hail](Https://arxiv.org/abs/2401.00004) [code]()\r\n"
    page.write_bytes((badge + TWICE + hail).encode() + b"\xe9\n")
    assert main(["lists", "check", "README.md", "--fix", "--ignore", "order"]) == 12
    told = capsys.readouterr()
    assert [line.partition(": mended: ")[0] for line in told.err.splitlines()] == [
        "README.md:1", "README.md:11", "README.md:10",
    ]  # fmt: skip
    assert told.out.splitlines()[-1] == "1 file, 3 lines mended, 2 findings"
    fixed = badge.replace("9", "4") + CLEAN + hail.replace("Https", "https")
    assert page.read_bytes() == fixed.encode() + b"\xe9\n"
    assert main(["lists", "check", "README.md", "--fix"]) == 12
    assert "0 lines mended, 2 findings" in capsys.readouterr().out
    assert page.read_bytes() == fixed.encode() + b"\xe9\n"


def test_a_finding_that_is_left_out_is_not_mended(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    excepted = BROKEN.replace("# Weather\n", "# Weather\n<!-- ingest: ignore duplicate -->\n")
    page.write_text(excepted, encoding="utf-8")
    assert main(["lists", "check", "README.md", "--fix"]) == 12
    assert page.read_text(encoding="utf-8") == excepted
    page.write_text(TWICE, encoding="utf-8")
    assert main(["lists", "check", "README.md", "--fix", "--ignore", "duplicate"]) == 0
    assert page.read_text(encoding="utf-8") == TWICE


def test_the_linter_needs_few_packages(page: Path) -> None:
    code = (
        "import sys; from ingest.__main__ import main; main(['lists', 'check', 'README.md', '--fix']);"
        "print(*{n.partition('.')[0] for n, m in sys.modules.items()"
        " if 'site-packages' in (getattr(m, '__file__', None) or '')})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    lock = (Path(__file__).parents[1] / "requirements-lint.txt").read_text(encoding="utf-8")
    locked = {
        re.split(r"[=\s]", line)[0].replace("-", "_")
        for line in lock.splitlines()
        if line[:1].isalpha()
    }
    used = {name for name in done.stdout.splitlines()[-1].split() if not name.startswith("_")}
    assert used - {"ingest", "markdown_it"} <= locked
    assert "markdown_it_py" in locked


def test_a_path_from_the_root_is_told_to_code_hosts_as_one_of_this_folder(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lists", "check", str(Path.cwd() / "README.md"), "--format", "sarif"]) == 12
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results]
    assert set(places) == {"README.md"}


def test_a_file_that_can_not_be_read_leaves_the_others_checked(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = ["nowhere.md", "README.md"]
    assert main(["lists", "check", *paths, "--sarif", "found.sarif"]) == 12
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == "1 file, 2 findings"
    assert "nowhere.md: the file can't be read" in printed.err
    (run,) = json.loads(Path("found.sarif").read_text(encoding="utf-8"))["runs"]
    (invocation,) = run["invocations"]
    assert not invocation["executionSuccessful"]
    assert "nowhere.md" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_a_folder_means_every_markdown_file_below_it(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("more/.hidden").mkdir(parents=True)
    Path("more/one.md").write_text(CLEAN, encoding="utf-8")
    for name in ("more/.hidden/two.md", "more/note.txt"):
        Path(name).write_text("- [x](htps://x.org)\n")
    assert main(["lists", "check", "more"]) == 0
    assert capsys.readouterr().out == "1 file, 0 findings\n"
    assert main(["lists", "check", ".", "more/one.md"]) == 12
    assert capsys.readouterr().out.splitlines()[-1] == "2 files, 2 findings"
    assert main(["lists", "try", "more"]) == 12
    assert "has no README.md" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["check", "nowhere.md"], 12, "can't be read"),
        (["check", "https://example.org/a.md"], 12, "https://example.org/a.md: an address"),
        (["check", "README.md", "--sarif", "no/where.sarif"], 10, "can't be written"),
        (["check", "README.md", "--ignore", "nope"], 10, "there is no finding 'nope'"),
        (["try", "nowhere.md"], 12, "can't be read"),
        (["learn", "nowhere.md"], 12, "can't be read"),
    ],
)
def test_what_can_not_be_done_is_said(
    page: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    assert main(["lists", *arguments]) == code
    assert words in capsys.readouterr().err


def test_a_trial_shows_the_row_and_the_proofs_and_changes_nothing(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.write_text(CLEAN, encoding="utf-8")
    assert main(["lists", "try", "README.md"]) == 0
    said = capsys.readouterr().out
    assert "README.md:3: Weather > Rain" in said
    assert (
        "- [A Made-Up Work: Trying Whether This List Can Be Edited](https://arxiv.org/abs/" in said
    )
    assert "  bytes: every other byte is where it was\n" in said
    assert "1 of 1 section: all proofs held" in said
    assert page.read_text(encoding="utf-8") == CLEAN
    assert main(["lists", "try", "README.md", "--json"]) == 0
    (facts,) = json.loads(capsys.readouterr().out)
    assert facts["is_held"]
    assert set(facts["proofs"].values()) == {True}


def test_a_section_that_refuses_makes_the_exit_code(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.write_text(f"{CLEAN}- [Cut](https://arxiv.org/abs/2401.00004) [truncated...]\n")
    assert main(["lists", "try", "README.md"]) == 12
    said = capsys.readouterr().out
    assert "REFUSED: the section" in said
    assert "Fetch the whole list; until then this section stays as it is." in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "# Tides\n\n| Method | Paper | Sea |\n|---|---|---|\n| TideNet | [Tides](https://arxiv.org/abs/2409.00011) | North |\n"
            "| MoonPull | [Moons](https://arxiv.org/abs/2411.00012) | South |\n",
            'the row above is written once `unknown: "-"` stands in its section',
        ),
        (
            "## 2024\n\n- [Tides of the North](https://arxiv.org/abs/2409.00011)\n",
            "nothing to try: its entries stand below years or months alone",
        ),
        (
            "# Tides\n\n- [Week of May 6](./weeks/0506.md)\n- [Week of May 13](./weeks/0513.md)\n- [Week of May 20](./weeks/0520.md)\n\n"
            "## May 13\n\n- [Tides of the North](https://arxiv.org/abs/2409.00011)\n",
            'not tried, as their entries link no works: "Tides", line 1',
        ),
    ],
)
def test_a_trial_says_what_it_took_and_why_there_is_none(
    page: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    page.write_text(text, encoding="utf-8")
    assert main(["lists", "try", "README.md"]) == 0
    assert said in capsys.readouterr().out


def test_a_style_is_shown_with_a_worked_example(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lists", "learn", "README.md", "--json"]) == 0
    styles = json.loads(capsys.readouterr().out)
    assert '# a new entry: "- [A Made-Up Work' in styles["Weather > Rain"]
    assert "kind: bullet" in styles["Weather > Rain"]


def test_sections_that_are_written_alike_are_shown_once(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hail = "## Hail\n\n- **[A Study of Hail](https://arxiv.org/abs/2402.00001)**\n"
    more = CLEAN.replace("# Weather\n\n", "").replace("2401", "2312")
    page.write_text(CLEAN + more.replace("Rain", "Snow") + hail, encoding="utf-8")
    assert main(["lists", "learn", "README.md"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line.startswith("#")] == [
        "# 3 sections, written in 2 ways",
        "# Weather > Rain",
        "# and 1 more alike: Snow",
        "# Weather > Hail",
    ]
    assert sum("a new entry:" in line for line in said) == 2


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("learn", b"", "no entry was found"),
        ("try", b"# Cooking\n\n- salt\n", "no entry was found"),
        ("learn", b"\x7fELF\0\0\x01", "binary, not text"),
        ("check", b"\x7fELF\0\0\x01", "binary, not text"),
    ],
)
def test_a_page_that_is_no_list_is_said_to_be_none(
    page: Path, capsys: pytest.CaptureFixture[str], command: str, text: bytes, said: str
) -> None:
    page.write_bytes(text)
    assert main(["lists", command, str(page)]) == 12
    assert said in capsys.readouterr().err
