"""The placeholders of a template: `{title}`, `{date:%Y.%m}`, `{?code}`; a doubled brace is one of the text."""

import re
from functools import lru_cache

from ingest.lists.markup.inline import WORD

TOKEN = re.compile(r"\{\{|\}\}|\{(?P<mark>[?!]?)(?P<field>\w+)(?::(?P<form>[^{}]*))?\}")
ITEM_MARK = re.compile(
    r"\s*(?:[-*+]|\d+[.)]|#{1,6})\s+"
)  # what the template of a list item, or a heading, begins with
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
TAG = re.compile(r"<[^<>]*>")


@lru_cache(maxsize=1024)
def fields_in(template: str) -> tuple[str, ...]:
    """The facts that a template has a placeholder for, in their order."""
    return tuple(match["field"] for match in TOKEN.finditer(template) if match["field"])


@lru_cache(maxsize=1024)
def words_of(template: str) -> tuple[str, ...]:
    """The words of a template's literals, HTML tags left out."""
    return tuple(WORD.findall(PLACEHOLDER.sub(" ", TAG.sub(" ", template))))
