"""The placeholders of a template: `{title}`, `{date:%Y.%m}`, `{?code}`; a doubled brace is one of the text."""

import re
from functools import lru_cache

TOKEN = re.compile(r"\{\{|\}\}|\{(?P<mark>[?!]?)(?P<field>\w+)(?::(?P<form>[^{}]*))?\}")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_TAG = re.compile(r"<[^<>]*>")


@lru_cache(maxsize=1024)
def words_of(template: str) -> tuple[str, ...]:
    """The words of a template's literals, HTML tags left out."""
    return tuple(_WORD.findall(_PLACEHOLDER.sub(" ", _TAG.sub(" ", template))))
