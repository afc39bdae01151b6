"""The JSON Schema of a rule file, from which editors complete: https://json-schema.org/draft/2020-12."""

from typing import Any

from ingest.rules.book import PLACES

Schema = dict[str, Any]


def json_schema() -> Schema:
    """What config/rules.schema.json holds."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rules of paper-ingest",
        "description": "Concepts, shared rules and categories; the manual is docs/rules.md.",
        "$defs": {
            "phrases": _list_of(_TEXT, "Phrases; the singular also finds the plural."),
            "names": _list_of(_TEXT, "Names defined in any rule file."),
            "concept": _CONCEPT,
            "condition": _CONDITION,
            "example": _EXAMPLE,
            "category": _CATEGORY,
        },
        **_object(
            {
                "concepts": _map_of("concept", "Named sets of phrases."),
                "rules": _map_of("condition", "Named conditions for use in many categories."),
                "categories": _map_of("category", "What a list's section can ask for."),
                "calibration": _list_of(
                    _KNOT, "What raw scores were worth, as `ingest rules calibrate` prints it."
                ),
                "title_calibration": _list_of(
                    _KNOT,
                    "The same of titles without an abstract; `calibration` where it is missing.",
                ),
            }
        ),
    }


_TEXT: Schema = {"type": "string", "minLength": 1}


def _object(properties: Schema, **more: object) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": properties, **more}


def _list_of(items: Schema, description: str) -> Schema:
    return {"type": "array", "items": items, "description": description}


def _ref(name: str, description: str = "") -> Schema:
    ref: Schema = {"$ref": f"#/$defs/{name}"}
    return {**ref, "description": description} if description else ref


def _map_of(name: str, description: str) -> Schema:
    return {"type": "object", "additionalProperties": _ref(name), "description": description}


_CONCEPT = _object(
    {
        "phrases": _ref("phrases", "Any of these is a mention of the concept."),
        "not": _ref("phrases", "A match inside one of these is no mention."),
        "include": _ref("names", "Concepts whose phrases belong to this one too."),
    },
    anyOf=[{"required": ["phrases"]}, {"required": ["include"]}],
)

_CONDITION: Schema = {
    "anyOf": [
        {**_TEXT, "description": "A concept or shared rule, anywhere."},
        _object(
            {
                "has": {**_TEXT, "description": "A concept or shared rule."},
                "all": _list_of(_ref("condition"), "Each of these must hold."),
                "any": _list_of(_ref("condition"), "At least `min` of these must hold."),
                "none": _list_of(_ref("condition"), "None of these may hold."),
                "where": {
                    "enum": list(PLACES),
                    "description": "lead is the title or the abstract's first two sentences.",
                },
                "min": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 50,
                    "description": "Distinct phrases of `has`, or conditions of `any`.",
                },
                "weight": {
                    "type": "number",
                    "minimum": 0,
                    "maximum": 10,
                    "description": "In the score of the `all` around it; 1 if not given.",
                },
            },
            anyOf=[{"required": [key]} for key in ("has", "all", "any", "none")],
        ),
    ]
}

_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}

_KNOT = _object({"raw": _SHARE, "right": _SHARE}, required=["raw", "right"])

_EXAMPLE: Schema = {
    "anyOf": [
        {**_TEXT, "description": "A title alone."},
        _object({"title": _TEXT, "text": _TEXT}),
    ]
}

_CATEGORY = _object(
    {
        "title": {**_TEXT, "description": "For people."},
        "rule": _ref("condition"),
        "over": _ref("names", "Categories that stand behind this one where both hold."),
        "sources": _list_of(_TEXT, "arXiv categories that make it a little likelier."),
        "hits": _list_of(_ref("example"), "Texts that must be found."),
        "near_misses": _list_of(_ref("example"), "Texts that must not be found."),
    },
    required=["rule"],
)
