"""The page of benchmarks: parts that are not run anew stay as they were."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture
def runner(tmp_path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("runner", FOLDER / "__main__.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module).update(ROOT=tmp_path, PAGE=tmp_path / "page.md")
    (tmp_path / "benchmarks").mkdir()
    for name in ("first", "second"):
        text = f'"""Says {name}."""\n\nprint("{name}", "## no part")\n'
        (tmp_path / "benchmarks" / f"{name}.py").write_text(text)
    return module


def test_a_part_that_is_not_run_stays(runner: ModuleType) -> None:
    runner.main([])
    whole = runner.PAGE.read_text()
    assert "Says first." in whole
    assert "cores" in whole
    second = runner.read_parts(whole)["second"]
    (runner.ROOT / "benchmarks" / "first.py").write_text('"""Anew."""\n\nprint(3)\n')
    runner.main(["first"])
    parts = runner.read_parts(runner.PAGE.read_text())
    assert list(parts) == ["first", "second"]
    assert parts["second"] == second
    assert "Anew." in parts["first"]


def test_a_benchmark_that_fails_leaves_the_page_as_it_was(runner: ModuleType) -> None:
    runner.main([])
    before = runner.PAGE.read_text()
    (runner.ROOT / "benchmarks" / "second.py").write_text("raise SystemExit(1)\n")
    with pytest.raises(SystemExit, match=r"second\.py failed with 1"):
        runner.main([])
    assert runner.PAGE.read_text() == before


def test_an_unknown_name_is_answered_with_the_known_ones(runner: ModuleType) -> None:
    with pytest.raises(SystemExit, match="no benchmark third: use first, second"):
        runner.main(["third"])
