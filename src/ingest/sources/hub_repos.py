"""The Hub's models and data sets as its JSON API lists them: https://huggingface.co/docs/hub/api"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from ingest.errors import SourceError
from ingest.ids import parse_arxiv_id
from ingest.sources.bodies import parse_json
from ingest.sources.pages import make_page
from ingest.sources.plain import make_reject, one_line
from ingest.sources.times import read_time, unread_times
from ingest.works import Page, Reject, Sighting

_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)?")
_VALUES = (
    ("pipeline_tag", "pipeline_tag"),
    ("library_name", "library_name"),
    ("gated", "gated"),
    ("downloads", "downloads"),
    ("likes", "likes"),
    ("createdAt", "created_at"),
)
_TIMES = ("createdAt", "lastModified")
RepoKind = Literal["model", "dataset"]
_LISTED = ("recentlyTrending", "models", "datasets", "data", "items")


def parse_repos(body: bytes, where: str, kind: RepoKind) -> Page:
    """An answer of /api/models or /api/datasets: an array, one repository, or the trending object."""
    value = parse_json(body, where)
    records = repo_records(value)
    if records is None:
        error = value.get("error") if isinstance(value, dict) else None
        what = f"an error answer, not data: {error}" if error else "JSON without repositories"
        raise SourceError(what, where=where, todo="save the answer of /api/models as it is")
    made = [
        repo_sighting(record, kind, place)
        if isinstance(record, dict)
        else make_reject("hub", kind, place, "not a JSON object", record)
        for place, record in enumerate(records, start=1)
    ]
    return make_page(made)


def repo_records(value: Any) -> list[Any] | None:
    """The repositories in an answer of any known shape; None where it has none of them."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("id") or value.get("modelId"), str):
        return [value]
    for name in _LISTED:
        listed = value.get(name)
        if isinstance(listed, list):
            return listed
    members = list(value.values())
    is_archive = bool(members) and all(
        isinstance(each, dict) and "repoData" in each for each in members
    )
    return members if is_archive else None


def repo_sighting(record: Mapping[str, Any], kind: RepoKind, position: int) -> Sighting | Reject:
    """One model or data set; the papers its tags cite are facts, since a citing card is not the paper.

    Facts, each as often as there are values: `tags`, `arxiv_ids` (canonical), `base_models` (the relation
    before the id where stated: `quantized:org/name`), `parameters` (their number), `rows` (items of a data set), `created_at` and the
    API's other plain fields by their own names.
    """
    inner = record.get("repoData")
    repo: Mapping[str, Any] = inner if isinstance(inner, dict) else record
    if record.get("repoType") in ("model", "dataset"):
        kind = record["repoType"]
    hub_id = next((repo[n] for n in ("id", "modelId") if isinstance(repo.get(n), str)), "").strip()
    if not _NAME.fullmatch(hub_id):
        reason = f"no repository id: {hub_id[:60]!r}" if hub_id else "no id"
        return make_reject("hub", kind, position, reason, record)
    likes = repo.get("likes")
    author = repo.get("author")
    owner = author if isinstance(author, str) else hub_id.split("/")[0] if "/" in hub_id else None
    folder = "datasets/" if kind == "dataset" else ""
    description = repo.get("description")
    return Sighting(
        source="hub",
        kind=kind,
        title=hub_id,
        ids=(f"hub:{kind}/{hub_id}",),
        abstract=one_line(description) if isinstance(description, str) else "",
        published_at=_time(repo, "createdAt"),
        updated_at=_time(repo, "lastModified"),
        rank=position if "repoData" in record else None,
        upvotes=likes if isinstance(likes, int) and not isinstance(likes, bool) else None,
        organisation=owner,
        links=((kind, f"https://huggingface.co/{folder}{hub_id}"),),
        facts=tuple(dict.fromkeys((*_value_facts(repo), *_tag_facts(repo)))),
    )


def _time(repo: Mapping[str, Any], name: str) -> datetime | None:
    value = repo.get(name)
    return read_time(value) if isinstance(value, str) else None


def _value_facts(repo: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field, fact in _VALUES:
        value = repo.get(field)
        if isinstance(value, bool):
            yield fact, str(value).lower()
        elif isinstance(value, str | int):
            yield fact, one_line(str(value))
    yield from unread_times((name, str(repo.get(name) or "")) for name in _TIMES)
    counts = [repo.get("numParameters")]
    counts += [
        each.get("total")
        for each in map(repo.get, ("safetensors", "gguf"))
        if isinstance(each, dict)
    ]
    parameters = next((count for count in reversed(counts) if isinstance(count, int)), None)
    if parameters is not None:
        yield "parameters", str(parameters)
    rows = count_rows(repo.get("cardData"))
    if rows:
        yield "rows", str(rows)


def count_rows(card: object) -> int | None:
    """The items of a data set as its card counts them: the splits of its largest configuration.

    `dataset_info` is one mapping or one for each configuration:
    https://huggingface.co/docs/datasets/about_dataset_load
    """
    info = card.get("dataset_info") if isinstance(card, dict) else None
    totals = []
    for one in info if isinstance(info, list) else [info]:
        splits = one.get("splits") if isinstance(one, dict) else None
        counts = [
            split["num_examples"]
            for split in (splits if isinstance(splits, list) else [])
            if isinstance(split, dict) and isinstance(split.get("num_examples"), int)
        ]
        totals.append(sum(counts))
    return max(totals, default=0) or None


def _tag_facts(repo: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    tags = repo.get("tags")
    for tag in tags if isinstance(tags, list) else []:
        if not isinstance(tag, str):
            continue
        yield "tags", one_line(tag)
        name, _, value = tag.partition(":")
        arxiv_id = parse_arxiv_id(value) if name == "arxiv" else None
        if arxiv_id:
            yield "arxiv_ids", f"arxiv:{arxiv_id.arxiv_id}"
        elif name == "base_model" and value:
            yield "base_models", one_line(value)
    bases = repo.get("baseModels")
    if not isinstance(bases, dict):
        return
    relation = f"{bases['relation']}:" if isinstance(bases.get("relation"), str) else ""
    models = bases.get("models")
    for model in models if isinstance(models, list) else []:
        if isinstance(model, dict) and isinstance(model.get("id"), str):
            yield "base_models", f"{relation}{model['id']}"
