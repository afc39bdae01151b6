"""docs/sources.md tells of every fault what the tests prove."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_table_of_faults_is_the_one_that_is_tested() -> None:
    table = runpy.run_path(str(Path(__file__).with_name("test_faults.py")))["render_table"]()
    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    assert f"\n\n{table}\n\n" in page
