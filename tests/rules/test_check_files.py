"""`check_files` tells every mistake in a folder of rule files, each with file and line."""

from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.rules import check_files

GOOD = "concepts:\n  fruit: {phrases: [apple]}\n"


def found(*texts: str) -> list[tuple[str, str]]:
    files = [(f"{name}.yaml", text) for name, text in zip("abc", texts, strict=False)]
    return [(problem.where, problem.what) for problem in check_files(files)[1]]


def test_every_mistake_of_every_file_is_told() -> None:
    wrong = "concepts:\n  one: {phrase: [x]}\n  two: {phrases: x}\n  two: {phrases: [y]}\nrules:\n  far: {has: one, where: titel}\n"
    assert [where for where, _ in found(wrong, "- a list\n", "concepts:\n\tx: y\n")] == [
        *("a.yaml:2", "a.yaml:3", "a.yaml:4", "a.yaml:6", "b.yaml:1", "c.yaml:2")
    ]
    book, _ = check_files([("a.yaml", wrong)])
    assert book is None


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("rules: {a: frut}", 3, "no concept or rule is named 'frut'. Did you mean 'fruit'?"),
        ("categories: {a: {rule: fruit, over: [b]}}", 3, "no category is named 'b'"),
        ("rules: {a: b, b: a}", 3, "a circle: a is made of b is made of a"),
        ("rules: {fruit: fruit}", 3, "the name 'fruit' is taken at a.yaml:2"),
    ],
)
def test_a_name_that_cannot_be_is_told_when_all_can_be_read(
    text: str, line: int, says: str
) -> None:
    assert any(
        where == f"a.yaml:{line}" and says in what for where, what in found(f"{GOOD}{text}\n")
    )
    assert len(found(f"{GOOD}{text}\n", "- a list\n")) == 1


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("", "b.yaml:1", "the file holds no rules"),
        ("concepts: {tool: {phrases: ['*ware']}}", "b.yaml:1", "not at the end of a word"),
        ("concepts: {tool: {phrases: ['hard*ware']}}", "b.yaml:1", "not at the end of a word"),
        ("concepts: {tool: {phrases: [ELECTRA]}}", "b.yaml:1", "Write electra, or begin"),
    ],
)
def test_what_hardly_was_meant_is_told(text: str, where: str, says: str) -> None:
    assert any(one == where and says in what for one, what in found(GOOD, text))


def test_marks_before_a_file_and_other_line_ends_are_no_mistake() -> None:
    text = "concepts:\n  tool: {phrases: [=ELECTRA, hardwar*]}\nrules: {a: tool, b: fruit}\n"
    assert found(GOOD, "\ufeff" + text.replace("\n", "\r\n")) == []


def test_a_file_that_is_not_utf8_is_one_mistake_among_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_bytes("concepts:\n  one: {phrases: [Müller]}\n".encode("latin-1"))
    (tmp_path / "b.yaml").write_text("concepts:\n  two: {phrase: [x]}\n", encoding="utf-8")
    assert main(["rules", "check", str(tmp_path)]) == 10
    unread, wrong, told = capsys.readouterr().out.splitlines()
    assert unread.startswith(f"{tmp_path / 'a.yaml'}:2: not UTF-8 text")
    assert wrong.startswith(f"{tmp_path / 'b.yaml'}:2: unknown key")
    assert told.startswith("2 problems; ")
