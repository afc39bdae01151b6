"""Works with the categories that people gave them: JSON Lines, one work a line.

`{"title": ..., "abstract": ..., "categories": [...]}`; no category means "belongs nowhere". Where
several are given, each is right. Further keys, all optional: `id`, `source_categories` (cs.CV, ...),
`among` (the categories that the labelling list could choose from), `origin`, `month` (2025-03).
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.errors import ConfigError
from ingest.rules.book import Text

_TEXT_KEYS = ("id", "title", "abstract", "origin", "month")
_LIST_KEYS = ("categories", "source_categories", "among")
_SHAPE = 'Write {"title": "...", "abstract": "...", "categories": ["..."]}, one work a line.'


@dataclass(frozen=True, slots=True)
class Labelled:
    """One work and where people put it."""

    text: Text
    categories: tuple[str, ...] = ()
    among: tuple[str, ...] = ()  # empty: every category was open
    origin: str = ""  # "list: section", or how it was sampled
    month: str = ""


def parse_labelled(text: str, where: str) -> tuple[Labelled, ...]:
    """Read JSON Lines. ConfigError names the line that is not a labelled work."""
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    return tuple(_parse_line(line, f"{where}:{number}") for number, line in lines)


def _parse_line(line: str, where: str) -> Labelled:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise ConfigError(f"not JSON: {error}", where=where, todo=_SHAPE) from None
    problem = _problem(record)
    if problem:
        raise ConfigError(
            problem,
            where=where,
            todo=_SHAPE,
        )
    listed = {key: tuple(record.get(key) or ()) for key in _LIST_KEYS}
    return Labelled(
        text=Text(
            record.get("id") or where,
            record["title"],
            record.get("abstract") or "",
            listed["source_categories"],
        ),
        categories=listed["categories"],
        among=listed["among"],
        origin=record.get("origin") or "",
        month=record.get("month") or "",
    )


def _problem(record: Any) -> str:
    if not isinstance(record, dict):
        return "not an object"
    unknown = sorted(record.keys() - {*_TEXT_KEYS, *_LIST_KEYS})
    if unknown:
        return f"unknown key {unknown[0]!r}"
    if not record.get("title") or "categories" not in record:
        return "a labelled work needs `title` and `categories`"
    for key in _TEXT_KEYS:
        if not isinstance(record.get(key) or "", str):
            return f"{key!r} must be a text"
    for key in _LIST_KEYS:
        values = record.get(key) or []
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            return f"{key!r} must be a list of texts"
    return ""


def render_labelled(labelled: Iterable[Labelled]) -> str:
    """The JSON Lines that `parse_labelled` reads back."""
    return "".join(
        json.dumps(
            {
                "id": one.text.work_id,
                "title": one.text.title,
                "abstract": one.text.abstract,
                "categories": list(one.categories),
                "source_categories": list(one.text.categories),
                "among": list(one.among),
                "origin": one.origin,
                "month": one.month,
            },
            ensure_ascii=False,
        )
        + "\n"
        for one in labelled
    )


def sample_texts(texts: Iterable[Text], size: int, seed: int) -> tuple[Text, ...]:
    """`size` texts, chosen by a hash of seed and id: a larger store keeps most of the choice."""

    def place(text: Text) -> str:
        return hashlib.sha256(f"{seed}:{text.work_id}".encode()).hexdigest()

    return tuple(sorted(texts, key=place)[:size])


def merge_labels(labelled: Sequence[Labelled]) -> tuple[Labelled, ...]:
    """One line a work: what any list said of it is right, what all could choose from was open."""
    merged: dict[str, Labelled] = {}
    for one in labelled:
        name = one.text.work_id
        before = merged.get(name)
        merged[name] = one if before is None else _both(before, one)
    return tuple(merged.values())


def _both(first: Labelled, second: Labelled) -> Labelled:
    return Labelled(
        text=first.text,
        categories=tuple(dict.fromkeys((*first.categories, *second.categories))),
        among=tuple(dict.fromkeys((*first.among, *second.among))),
        origin="; ".join(dict.fromkeys((first.origin, second.origin))),
        month=first.month or second.month,
    )
