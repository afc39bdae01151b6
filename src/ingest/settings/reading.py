"""YAML files as checked values; every error names file, line and cure."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import ConfigError

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a tenth of the time, where libyaml is there
_Model = TypeVar("_Model", bound=BaseModel)


class Strict(BaseModel):
    """Part of a config file: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_yaml(path: Path, model: type[_Model]) -> _Model:
    """The file as a checked value; ConfigError with its line where it is none."""
    text = read_text(path)
    try:
        values = yaml.load(text, Loader=_FAST)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error)
        raise ConfigError(
            f"not valid YAML: {problem}", where=f"{path}:{line}", todo="mend the line"
        ) from None
    try:
        return model.model_validate(values if values is not None else {})
    except ValidationError as error:
        first = error.errors()[0]
        node = yaml.compose(text, Loader=_FAST)
        where = f"{path}:{_line_of(node, first['loc'])}"
        raise ConfigError(_problem(first, model), where=where, todo=_cure(first, model)) from None


def read_text(path: Path) -> str:
    """The text of a UTF-8 file; ConfigError where it is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            "the file is missing",
            where=str(path),
            todo="restore it, or run `ingest init` in a new folder",
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(
            f"not UTF-8 text: byte {error.start}", where=f"{path}:{line}", todo="Save it as UTF-8."
        ) from None


def find_line(path: Path, text: str) -> int:
    """The first line (from 1) that holds `text`; 1 where none does."""
    lines = read_text(path).split("\n")
    return next((number for number, line in enumerate(lines, 1) if text in line), 1)


def _problem(error: Any, model: type[BaseModel]) -> str:
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"unknown key {name!r}"
    if error["type"] == "missing":
        return f"the key {name!r} is missing"
    return f"{name}: {error['msg'].lower()} (got {error['input']!r})"


def _cure(error: Any, model: type[BaseModel]) -> str:
    if error["type"] != "extra_forbidden":
        return "mend the value; the JSON Schema beside the file says what is allowed"
    allowed = _keys(model, error["loc"][:-1])
    near = get_close_matches(str(error["loc"][-1]), allowed, n=1)
    return f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(allowed)}"


def _keys(model: type[BaseModel], loc: tuple[Any, ...]) -> list[str]:
    """The keys allowed at a place in the file."""
    for part in loc:
        if isinstance(part, str) and part in model.model_fields:
            inner = model.model_fields[part].annotation
            inner = next(
                (arg for arg in getattr(inner, "__args__", ()) if isinstance(arg, type)), inner
            )
            if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
                return []
            model = inner
    return list(model.model_fields)


def _line_of(node: yaml.Node | None, loc: tuple[Any, ...]) -> int:
    """The 1-based line of a place in a YAML document; the nearest parent where it does not exist."""
    line = node.start_mark.line + 1 if node else 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value)
        ):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
