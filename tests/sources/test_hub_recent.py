"""What is new on the Hub without a paper, and what a card says in running text."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.sources.hub_card import card_owner, card_url, parse_card
from ingest.sources.hub_recent import next_url, recent_url, without_paper
from ingest.sources.hub_repos import parse_repos

SINCE = datetime(2026, 11, 13, tzinfo=UTC)
MADE = "2026-11-18T10:00:00.000Z"


def repo(**changes: Any) -> dict[str, Any]:
    return {"id": "lab/wards-7b", "createdAt": MADE, "likes": 5, "tags": ["medical"]} | changes


@pytest.mark.parametrize(
    ("record", "is_kept"),
    [
        (repo(), True),
        (repo(moods=[1], trendingScore={"x": 1}), True),  # fields that nobody knows
        (repo(tags=["medical", "base_model:lab/base", "base_model:finetune:lab/base"]), True),
        (repo(tags=["medical", "arxiv:2611.00001"]), False),  # the paper's artifact
        (repo(tags=["base_model:quantized:lab/wards-7b"]), False),
        (repo(tags=["base_model:adapter:lab/base"]), False),
        (repo(tags=["base_model:merge:lab/base"]), False),
        (repo(tags=["gguf"]), False),
        (repo(likes=2), False),
        (repo(likes=None), False),
        (repo(createdAt="2026-11-12T23:59:59.000Z"), False),
        (repo(createdAt=None), False),
    ],
)
def test_a_work_of_its_own_is_new_liked_and_cites_no_paper(
    record: dict[str, Any], is_kept: bool
) -> None:
    page = parse_repos(json.dumps([record]).encode(), "x", "model")
    assert len(without_paper(page, SINCE, 3)) == is_kept


def test_the_newest_are_asked_for_first_with_all_that_tells_them_apart() -> None:
    url = recent_url("https://hub.example/", "dataset", {"search": "eye clinic"}, 100)
    assert url.startswith(
        "https://hub.example/api/datasets?search=eye+clinic&sort=createdAt&direction=-1&limit=100"
    )
    assert "expand=description" in url and "expand=tags" in url
    assert "expand=baseModels" in recent_url("https://hub.example", "model", {"filter": "x"}, 1)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ('<https://h/api/models?cursor=a%3D>; rel="next"', "https://h/api/models?cursor=a%3D"),
        ("<https://h/2>; rel=next", "https://h/2"),
        ('<https://h/0>; rel="prev", <https://h/2>; rel="next"', "https://h/2"),
        ('<https://h/0>; rel="prev"', None),
        ("", None),
    ],
)
def test_the_next_page_is_where_the_link_header_says(link: str, url: str | None) -> None:
    assert next_url({"Link": link} if link else {}) == url


CARD = """---
license: apache-2.0
tags: [medical]
---
# Wards 7B

[![badge](https://img.example/x.svg)](https://x.example) <img src="logo.png">

**Wards 7B** is a language model for
[hospital notes](https://x.example), trained on invented ones.

- a list entry that is long enough to be a sentence of its own
- another one

| size | score of the model on the first of all tests |
|---|---|
| 7B | 1 |

```python
this is code and not one word of prose, however long it is
```

It answers in three languages and says when it does not know.

Too short.
"""


@pytest.mark.parametrize(
    ("body", "abstract"),
    [
        (CARD.encode(), "Wards 7B is a language model for hospital notes, trained on invented ones. "
         "It answers in three languages and says when it does not know."),
        (CARD.replace("\n", "\r\n").encode(), "Wards 7B is a language model for hospital notes, trained on invented ones. "
         "It answers in three languages and says when it does not know."),
        (b"", ""),
        (b"---\nlicense: mit\n---\n", ""),
        (b"---\nlicense: mit\n", ""),
        (b"\xff\xfe\x00 one two three four five six", "\ufffd\ufffd\ufffd one two three four five six"),
        (b"<p align='center'>Some words of HTML that nobody asked for in here</p>", ""),
    ],
)  # fmt: skip
def test_a_card_is_read_for_its_prose(body: bytes, abstract: str) -> None:
    (card,) = parse_card(body, "hub:model/lab/wards-7b").sightings
    assert (card.title, card.kind, card.ids) == (
        "lab/wards-7b",
        "card",
        ("hub:model/lab/wards-7b",),
    )
    assert card.abstract == abstract


def test_a_long_card_is_no_longer_than_a_long_abstract() -> None:
    (card,) = parse_card(
        ("Seven words stand in this one sentence. " * 9 + "\n\n").encode() * 40, "hub:model/a/b"
    ).sightings
    assert 1_000 < len(card.abstract) <= 1_500


@pytest.mark.parametrize(
    "owner", ["hub:model/lab/wards-7b", "hub:dataset/lab/notes", "hub:space/lab/demo"]
)
def test_whose_card_a_url_is(owner: str) -> None:
    url = card_url("https://hub.example/", owner)
    assert card_owner("https://hub.example", url) == owner
    assert card_owner("https://elsewhere.example", url) is None
