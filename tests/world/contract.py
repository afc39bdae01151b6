"""Requests and answers judged by GitHub's own published description of its API.

The description (OpenAPI 3.0.3) and the GraphQL schema are fetched by `make contract`, never kept here.
https://github.com/github/rest-api-description
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_schema, parse, validate
from jsonschema import FormatChecker
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

FOLDER = Path(__file__).parents[2] / ".contract"
MISSING = "GitHub's description of its API is not here; `make contract` fetches it (needs npm)"
_NOT_HERE = "http://description.invalid/"
# A parameter of a path that may hold slashes, as GitHub takes it.
_LONG = {"ref", "basehead", "path", "branch"}


def is_here() -> bool:
    return (FOLDER / "github.json").is_file() and (FOLDER / "schema.graphql").is_file()


@dataclass
class Description:
    """The description, and everything that went against it."""

    url: str = ""
    faults: list[str] = field(default_factory=list)
    judged: set[str] = field(default_factory=set)  # "GET /repos/{owner}/{repo}/pulls 200"

    @cached_property
    def whole(self) -> dict[str, Any]:
        whole: dict[str, Any] = json.loads((FOLDER / "github.json").read_bytes())
        return whole

    @cached_property
    def registry(self) -> Any:
        return Registry().with_resource(_NOT_HERE, DRAFT202012.create_resource(self.whole))

    @cached_property
    def routes(self) -> list[tuple[re.Pattern[str], str]]:
        """Paths as patterns, those with the most fixed words first."""
        templates = sorted(self.whole["paths"], key=lambda path: (path.count("{"), -len(path)))
        return [(re.compile(_pattern(template)), template) for template in templates]

    @cached_property
    def graphql(self) -> GraphQLSchema:
        return build_schema((FOLDER / "schema.graphql").read_text(), assume_valid=True)

    def judge(
        self, method: str, path: str, query: dict[str, str], sent: Any, status: int, told: Any
    ) -> Any:
        """The answer, completed; what is wrong with it or with the request is added to `faults`."""
        if path == "/graphql":
            self._judge_graphql(sent)
            return told
        template = next((name for found, name in self.routes if found.fullmatch(path)), None)
        operation = self.whole["paths"].get(template, {}).get(method.lower())
        if not template or not operation:
            self.faults.append(f"{method} {path}: there is no such request")
            return told
        where = f"{method} {template}"
        self._judge_request(where, template, operation, query, sent)
        return self._judge_answer(where, operation, status, told)

    def _judge_request(
        self, where: str, template: str, operation: Any, query: dict[str, str], sent: Any
    ) -> None:
        shared = self.whole["paths"][template].get("parameters", [])
        parameters = [self._resolved(one) for one in (*shared, *operation.get("parameters", []))]
        known = {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}
        for name, value in query.items():
            if name not in known:
                self.faults.append(f"{where}: no parameter {name!r} is known")
                continue
            is_number = self._resolved(known[name]).get("type") == "integer"
            self._check(f"{where}?{name}", known[name], int(value) if is_number else value)
        body = operation.get("requestBody")
        if body is None:
            if sent is not None:
                self.faults.append(f"{where}: no body is asked for, one was sent")
            return
        schema = body["content"]["application/json"]["schema"]
        if sent is None and not body.get("required"):
            return
        self._check(f"{where} request", schema, sent)
        self._check_names(f"{where} request", schema, sent)

    def _judge_answer(self, where: str, operation: Any, status: int, told: Any) -> Any:
        self.judged.add(f"{where} {status}")
        answer = operation["responses"].get(str(status))
        if answer is None:
            self.faults.append(f"{where}: {status} is no answer to it")
            return told
        content = self._resolved(answer).get("content", {}).get("application/json")
        if content is None:
            if told is not None:
                self.faults.append(f"{where} {status}: a body, where none comes")
            return told
        self._check_names(f"{where} {status}", content["schema"], told)
        whole = self.complete(content["schema"], told)
        self._check(f"{where} {status}", content["schema"], whole)
        return whole

    def _judge_graphql(self, sent: Any) -> None:
        document = parse(sent["query"])
        self.faults += [f"graphql: {one.message}" for one in validate(self.graphql, document)]
        self.faults += [f"graphql: {one}" for one in _bad_variables(self.graphql, document, sent)]
        self.judged.add(f"graphql {document.definitions[0].name.value}")  # type: ignore[union-attr]

    def judge_error(self, status: int, schema_name: str, told: Any) -> None:
        """An error body by itself, by the schema that GitHub gives for such."""
        schema = {"$ref": f"#/components/schemas/{schema_name}"}
        self._check(f"error {status}", schema, told)

    def _check(self, where: str, schema: Any, value: Any) -> None:
        absolute = json.loads(json.dumps(schema).replace('"#/', f'"{_NOT_HERE}#/'))
        judge = OAS30Validator(absolute, registry=self.registry, format_checker=FormatChecker())
        for error in judge.iter_errors(value):
            place = "/".join(str(part) for part in error.absolute_path)
            self.faults.append(f"{where} at {place or 'the top'}: {error.message[:200]}")

    def _check_names(self, where: str, schema: Any, value: Any) -> None:
        """A field that the description does not know is one that we made up."""
        schema = self._resolved(schema)
        if isinstance(value, list):
            for one in value:
                self._check_names(where, schema.get("items", {}), one)
        if not isinstance(value, dict):
            return
        known = dict(self._properties(schema))
        for name, inner in value.items():
            if name not in known and known and not schema.get("additionalProperties"):
                self.faults.append(f"{where}: the field {name!r} is not known")
            elif name in known:
                self._check_names(f"{where}/{name}", known[name], inner)

    def _properties(self, schema: Any) -> Iterator[tuple[str, Any]]:
        schema = self._resolved(schema)
        yield from schema.get("properties", {}).items()
        for one in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
            yield from self._properties(one)

    def complete(self, schema: Any, value: Any) -> Any:
        """The value with the fields that GitHub always sends and that the small one leaves out."""
        schema = self._resolved(schema)
        if isinstance(value, list):
            return [self.complete(schema.get("items", {}), one) for one in value]
        if not isinstance(value, dict):
            return value
        ways = (*schema.get("oneOf", ()), *schema.get("anyOf", ()))
        if ways:
            return self.complete(_meant(schema, ways, value), value)
        parts = [self._resolved(one) for one in schema.get("allOf", ())] or [schema]
        whole = dict(value)
        for part in parts:
            properties = part.get("properties", {})
            for name in part.get("required", ()):
                if name not in whole:
                    whole[name] = self.make(properties.get(name, {}), name)
            for name, inner in list(whole.items()):
                if name in properties:
                    whole[name] = self.complete(properties[name], inner)
        return whole

    def make(self, schema: Any, name: str = "") -> Any:
        """The least value that a schema allows."""
        schema = self._resolved(schema)
        for way in ("oneOf", "anyOf"):
            if way in schema:
                return self.make(schema[way][0], name)
        if schema.get("nullable"):
            return None
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type", "object" if "properties" in schema or "allOf" in schema else "")
        plain = {"integer": 0, "number": 0, "boolean": False, "array": []}
        if kind in plain:
            return plain[kind]
        if kind == "object":
            return self.complete(schema, {})
        if schema.get("format") == "date-time":
            return "2026-08-21T03:00:00Z"
        if schema.get("format") == "uri" or name.endswith("url"):
            return f"{self.url}/made-up"
        return "x"

    def _resolved(self, schema: Any) -> Any:
        while "$ref" in schema:
            place: Any = self.whole
            for part in schema["$ref"].removeprefix("#/").split("/"):
                place = place[part.replace("~1", "/").replace("~0", "~")]
            schema = place
        return schema


def _meant(schema: Any, ways: Any, value: Any) -> Any:
    """Which of several schemas a value is of: what its discriminator says, else the first."""
    told = schema.get("discriminator", {})
    name = told.get("mapping", {}).get(value.get(told.get("propertyName")))
    return {"$ref": name} if name else ways[0]


def _pattern(template: str) -> str:
    """A path's template as a regular expression."""
    parts = re.split(r"\{(\w+)\}", template)
    return "".join(
        re.escape(part) if place % 2 == 0 else ".+" if part in _LONG else "[^/]+"
        for place, part in enumerate(parts)
    )


def _bad_variables(schema: GraphQLSchema, document: Any, sent: Any) -> Iterator[str]:
    """Variables that do not fit their declared types."""
    from graphql.execution.values import get_variable_values

    declared = document.definitions[0].variable_definitions or ()
    found = get_variable_values(schema, declared, sent.get("variables") or {})
    if isinstance(found, list):
        yield from (error.message for error in found)


__all__ = ["FOLDER", "MISSING", "Description", "is_here"]
