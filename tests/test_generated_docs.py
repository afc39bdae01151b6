"""What `make docs` writes is what is committed."""

import json
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
