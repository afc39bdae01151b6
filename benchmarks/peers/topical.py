"""Many lists on many topics that nobody wrote about, with the works that stand in them."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from peers import invented

TOPICS = 500  # of the works, whether or not there are lists about them
LISTS_A_TOPIC = 2  # so many lists are about the same
ENTRIES = 30  # of a list
WORKS_A_TOPIC = 40  # in the store: those that stand in lists, and others that wait
PLAIN = 3_000  # works in the store that no list is about
NOTHING: Mapping[str, "Work"] = MappingProxyType({})
_SYLLABLES = [one + two for one in "bdfglmnprstvz" for two in ("a", "e", "i", "o", "u", "ar", "en", "or")]  # fmt: skip
_KINDS = {  # a section's heading, its category's last word, and how its works are called and begin
    "Methods": ("method", "{Fast} {topic} networks for {quality} {word}s", "We train {topic} networks on {word}s."),
    "Data": ("data", "A dataset of {topic} {word}s under {quality} {noun}s", "We release a dataset of {topic} {word}s."),
    "Reviews": ("review", "A survey of {topic} models and their {quality} {word}s", "This survey reviews {topic} models."),
}  # fmt: skip
_RULE = """  {name}:
    title: {topic} {kind}
    rule: {{all: [{topic}, of-{kind}]}}
"""


@dataclass(frozen=True, slots=True)
class Work:
    """A work on a topic, in a store or to come."""

    topic: int
    heading: str
    title: str
    abstract: str


def topic_word(number: int) -> str:
    """A word that stands for a topic and occurs nowhere else."""
    chance = random.Random(number)
    return "".join(chance.choice(_SYLLABLES) for _ in range(3)) + f"x{number}"


def rules(topics: int) -> str:
    """A rule file with three categories for each topic."""
    concepts = [f"  {topic_word(one)}: {{phrases: [{topic_word(one)}]}}\n" for one in range(topics)]
    kinds = "  of-method: {phrases: [networks]}\n  of-data: {phrases: [dataset]}\n  of-review: {phrases: [survey]}\n"
    categories = [
        _RULE.format(name=f"{topic_word(one)}-{kind}", topic=topic_word(one), kind=kind)
        for one in range(topics)
        for kind, _, _ in _KINDS.values()
    ]
    return f"concepts:\n{''.join(concepts)}{kinds}categories:\n{''.join(categories)}"


def plan(name: str, topic: int) -> str:
    """A list's config file."""
    sections = [
        f"  - heading: {heading}\n    categories: [{topic_word(topic)}-{kind}]\n"
        for heading, (kind, _, _) in _KINDS.items()
    ]
    return f"forge: local\nrepo: {name}\nsections:\n{''.join(sections)}"


def work(number: int, topic: int) -> Work:
    """A work on a topic; on none (-1) it is one that no list asks for."""
    chance = random.Random(number * 31 + topic)
    head = f"{chance.choice(invented.HEADS)} {number}"
    body = [chance.choice(invented.SENTENCES) for _ in range(8)]
    if topic < 0:
        return Work(-1, "", f"{head}: {chance.choice(invented.TAILS)}", " ".join(body))
    heading = chance.choice(list(_KINDS))
    _, title, first = _KINDS[heading]
    words = {
        "topic": topic_word(topic),
        "Fast": chance.choice(invented.QUALITIES).capitalize(),
        "quality": chance.choice(invented.QUALITIES),
        "word": chance.choice(invented.WORDS),
        "noun": chance.choice(invented.WORDS),
    }
    return Work(topic, heading, f"{head}: {title.format(**words)}", " ".join([first.format(**words), *body]))  # fmt: skip


@lru_cache(maxsize=1)
def stored() -> dict[str, Work]:
    """The works of a store by arXiv id: some on each topic, and as many on none as no list is about."""
    on_topic = [work(number, number % TOPICS) for number in range(TOPICS * WORKS_A_TOPIC)]
    plain = [work(number, -1) for number in range(PLAIN)]
    return {
        f"{2001 + 100 * (place // 90_000)}.{place % 90_000 + 1:05}": one
        for place, one in enumerate([*on_topic, *plain])
    }


def page(number: int, topic: int) -> bytes:
    """A list of older works on its topic, a table under each heading. Every third list writes bullets."""
    ours = [(name, one) for name, one in stored().items() if one.topic == topic][:ENTRIES]
    lines = [f"# Invented list {number}", "", "Papers that somebody once read.", ""]
    for heading in _KINDS:
        lines += [f"## {heading}", ""]
        lines += ["| Paper | Code |", "|:--|:--|"] if number % 3 else []
        start, end = ("| ", " | - |") if number % 3 else ("- ", "")
        lines += [
            f"{start}[{one.title}](https://arxiv.org/abs/{name}){end}"
            for name, one in ours
            if one.heading == heading
        ]
        lines.append("")
    return "\n".join(lines).encode()


def write_works(
    path: Path, works: Mapping[str, Work], at: datetime, newer: Mapping[str, Work] = NOTHING
) -> None:
    """Works, and new versions of others, as lines of the public metadata snapshot."""
    with path.open("w") as file:
        for version, some in ((1, works), (2, newer)):
            for place, (name, one) in enumerate(some.items()):
                record = _record(name, one, at + timedelta(minutes=place % 1000), version)
                file.write(f"{json.dumps(record)}\n")


def _record(arxiv_id: str, one: Work, at: datetime, version: int) -> dict[str, object]:
    created = f"{at:%a, %d %b %Y %H:%M:%S} GMT"
    return {
        "id": arxiv_id,
        "title": one.title,
        "abstract": one.abstract,
        "authors_parsed": [["Ito", "Ada", ""], ["Okafor", "Ben", ""]],
        "categories": "cs.CL cs.CV",
        "comments": f"version {version}" if version > 1 else None,
        "versions": [{"version": f"v{v}", "created": created} for v in range(1, version + 1)],
        "update_date": f"{at:%Y-%m-%d}",
    }
