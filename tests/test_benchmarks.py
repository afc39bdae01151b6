"""The page of benchmarks: parts that are not run anew stay as they were."""

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"


def load_runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("runner", FOLDER / "__main__.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def runner(tmp_path: Path) -> ModuleType:
    module = load_runner()
    vars(module).update(ROOT=tmp_path, PAGE=tmp_path / "page.md")
    (tmp_path / "benchmarks").mkdir()
    for name in ("first", "second"):
        text = f'"""Says {name}."""\n\nprint("{name}\\n\\n## headed\\n\\n- by it")\n'
        (tmp_path / "benchmarks" / f"{name}.py").write_text(text)
    return module


def test_a_part_that_is_not_run_stays(runner: ModuleType) -> None:
    runner.main([])
    whole = runner.PAGE.read_text()
    assert "Says first." in whole
    assert "cores" in whole
    assert "\n## headed\n\n- by it\n```\n" in whole
    second = runner.read_parts(whole)["second"]
    (runner.ROOT / "benchmarks" / "first.py").write_text('"""Anew."""\n\nprint(3)\n')
    runner.main(["first"])
    parts = runner.read_parts(runner.PAGE.read_text())
    assert list(parts) == ["first", "second"]
    assert parts["second"] == second
    assert "Anew." in parts["first"]


def test_a_benchmark_that_fails_keeps_its_part_and_costs_no_other_one(
    runner: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    runner.main([])
    before = runner.read_parts(runner.PAGE.read_text())
    (runner.ROOT / "benchmarks" / "first.py").write_text("print(1)\nraise SystemExit(1)\n")
    (runner.ROOT / "benchmarks" / "second.py").write_text('"""Anew."""\n\nprint(3)\n')
    with pytest.raises(SystemExit, match=r"first\.py failed with 1: .* keeps what it said of it"):
        runner.main([])
    after = runner.read_parts(runner.PAGE.read_text())
    assert after["first"] == before["first"]
    assert "Anew." in after["second"]
    told = capsys.readouterr().out
    assert "== first (1 of 2)" in told
    assert "== first: failed with 1, 0 s" in told
    assert "== second: done, 0 s" in told


def test_an_unknown_name_is_answered_with_the_known_ones(runner: ModuleType) -> None:
    with pytest.raises(SystemExit, match="no benchmark third: use first, second"):
        runner.main(["third"])


def benchmarks() -> list[Path]:
    return [path for path in sorted(FOLDER.glob("*.py")) if path.stem != "__main__"]


@pytest.mark.parametrize("path", benchmarks(), ids=lambda path: path.stem)
def test_each_benchmark_names_its_peer(path: Path) -> None:
    assert re.search(r"\b[Pp]eers?\b", ast.get_docstring(ast.parse(path.read_text())) or "")


def test_the_page_has_every_benchmark_with_machine_versions_and_date() -> None:
    page = (FOLDER.parent / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    parts = load_runner().read_parts(page)
    assert list(parts) == [path.stem for path in benchmarks()]
    for name, part in parts.items():
        told = (
            r"^20\d\d-\d\d-\d\d, \d+ cores, \S+, \w+, Python 3\.[\d.]+, .*duckdb [\d.]+.*; \d+ s\.$"
        )
        assert re.search(told, part, re.MULTILINE), name
