"""The card of a model on the Hub: what it says of itself in running text, which its API leaves out.

https://huggingface.co/docs/hub/model-cards
"""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.ids import hub_id, hub_page
from ingest.sources.plain import one_line
from ingest.works import Page, Sighting

_FRONT = re.compile(r"\A---\s*\n.*?\n---\s*(?:\n|\Z)", re.DOTALL)
_ENOUGH = 1_500  # characters; an abstract has as many
_FEW = 5  # words; what has no more is a caption or a button
_RAW = "/raw/main/README.md"
_MARKDOWN = MarkdownIt("commonmark").enable("table")


def card_url(endpoint: str, owner: str) -> str:
    """Where the card of `hub:model/owner/name` stands as it was written."""
    page = hub_page(owner).removeprefix("https://huggingface.co")
    return f"{endpoint.rstrip('/')}{page}{_RAW}"


def card_owner(endpoint: str, url: str) -> str | None:
    """Whose card stands under a URL, the inverse of `card_url`; None for any other URL."""
    path = url.removeprefix(endpoint.rstrip("/"))
    if path == url or not path.endswith(_RAW):
        return None
    return hub_id(f"https://huggingface.co{path.removesuffix(_RAW)}")


def parse_card(body: bytes, owner: str) -> Page:
    """A card as one sighting of its repository: the first paragraphs of prose are its abstract.

    Never fails: a card without prose is a sighting without an abstract, so that it is asked for once.
    """
    text = _FRONT.sub("", body.decode("utf-8", "replace"))
    found = ""
    for paragraph in _paragraphs(text):
        if len(found) + len(paragraph) > _ENOUGH and found:
            break
        found = f"{found} {paragraph}".strip()
    title = owner.partition("/")[2]
    return Page((Sighting("hub", "card", title, ids=(owner,), abstract=found[: 2 * _ENOUGH]),))


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs that say something: no lists, tables, badges or bare links."""
    tokens = _MARKDOWN.parse(text)
    for place, token in enumerate(tokens):
        is_prose = token.type == "inline" and tokens[place - 1].type == "paragraph_open"
        if is_prose and tokens[place - 1].level == 0:
            words = one_line(BeautifulSoup(_words(token), "lxml").get_text(" "))
            if words.count(" ") >= _FEW:
                yield words


def _words(inline: Token) -> str:
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children or ()
        if child.type != "image"
    )
