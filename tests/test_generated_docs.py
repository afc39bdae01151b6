"""What `make docs` writes is what is committed."""

import json
import re
import runpy
from pathlib import Path

from ingest.settings import config_schemas

ROOT = Path(__file__).parents[1]


def test_the_command_reference_is_current() -> None:
    generate = runpy.run_path(str(ROOT / "docs" / "generate.py"))
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == generate["render_cli"]()


def test_the_schemas_are_current() -> None:
    for name, schema in config_schemas().items():
        assert json.loads((ROOT / "config" / name).read_text(encoding="utf-8")) == schema, name


def test_the_config_reference_is_current_and_says_what_every_key_means() -> None:
    generate = runpy.run_path(str(ROOT / "docs" / "generate.py"))
    written = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
    assert written == generate["render_config"](), "run `make docs`"
    assert not re.search(r"(?m)^\| `\w+` \|  \|", written), "a key has no words in config_words.py"


def test_every_variable_that_is_read_is_in_the_reference() -> None:
    sources = (*(ROOT / "src").rglob("*.py"), *(ROOT / "flows").glob("*.py"))
    read = {
        name for path in sources for name in re.findall(r"\bINGEST_[A-Z_]+\b", path.read_text())
    }
    written = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
    assert len(read) > 6
    assert {name for name in read if f"`{name}`" not in written} == set()
