"""Models and data sets of the Hub as this room needs them.

Fields of the Hub's API: https://huggingface.co/docs/hub/api
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from ingest.works import Sighting

_RELATIONS = ("finetune:", "quantized:", "adapter:", "merge:")


@dataclass(frozen=True, slots=True)
class HubRepo:
    """One model or data set of the Hub and what its card's metadata says."""

    hub_id: str  # "org/name", case kept
    kind: Literal["model", "dataset"]
    tags: tuple[str, ...] = ()
    base_models: tuple[str, ...] = ()  # "org/name", the relation ("quantized:") kept where stated
    arxiv_ids: tuple[str, ...] = ()  # bare ids from its `arxiv:` tags
    created_at: datetime | None = None
    downloads: int | None = None
    likes: int | None = None
    parameter_count: int | None = None  # safetensors total
    organisation: str = ""
    is_gated: bool = False
    rows: int | None = None  # of a data set, where the Hub knows

    @property
    def owner(self) -> str:
        """The account that the repository stands under."""
        return self.hub_id.split("/", 1)[0]

    @property
    def name(self) -> str:
        """The repository without its account."""
        return self.hub_id.rsplit("/", 1)[-1]

    @property
    def url(self) -> str:
        """The page of the repository."""
        folder = "datasets/" if self.kind == "dataset" else ""
        return f"https://huggingface.co/{folder}{self.hub_id}"


def hub_repo_of_sighting(sighting: Sighting) -> HubRepo | None:
    """The Hub repository that a `model` or `dataset` sighting speaks of; None for any other sighting.

    Reads the string pairs of `Sighting.facts`; comma-separated where a key holds several.
    """
    kind: Literal["model", "dataset"] = "dataset" if sighting.kind == "dataset" else "model"
    prefix = f"hub:{kind}/"
    hub_id = next(
        (one.removeprefix(prefix) for one in sighting.ids if one.startswith(prefix)), None
    )
    if hub_id is None or sighting.kind not in {"model", "dataset"}:
        return None
    repo = hub_repo_of_facts(hub_id, kind, sighting.facts)
    named = [one.removeprefix("arxiv:") for one in sighting.ids if one.startswith("arxiv:")]
    return replace(
        repo,
        arxiv_ids=tuple(dict.fromkeys([*repo.arxiv_ids, *named])),
        created_at=repo.created_at or sighting.published_at,
        likes=repo.likes if repo.likes is not None else sighting.upvotes,
        organisation=sighting.organisation or repo.owner,
    )


def hub_repo_of_facts(
    hub_id: str, kind: Literal["model", "dataset"], pairs: Iterable[tuple[str, str]]
) -> HubRepo:
    """The repository `hub_id` with what string pairs say of it; keys that are not known are left alone."""
    facts: dict[str, list[str]] = {}
    for key, value in pairs:
        facts.setdefault(key, []).extend(part.strip() for part in value.split(",") if part.strip())
    tags = tuple(facts.get("tags", ()))
    cited = [one.removeprefix("arxiv:") for one in facts.get("arxiv_ids", ())]
    return HubRepo(
        hub_id=hub_id,
        kind=kind,
        tags=tags,
        base_models=tuple(facts.get("base_models", ())) or _tagged(tags, "base_model:"),
        arxiv_ids=tuple(dict.fromkeys([*cited, *_tagged(tags, "arxiv:")])),
        created_at=_time(facts.get("created_at")),
        downloads=_number(facts.get("downloads")),
        likes=_number(facts.get("likes")),
        parameter_count=_number(facts.get("parameters")),
        organisation=hub_id.split("/", 1)[0],
        is_gated=facts.get("gated", [""])[0].lower() not in {"", "false", "0", "none"},
        rows=_number(facts.get("rows")),
    )


def _tagged(tags: tuple[str, ...], prefix: str) -> tuple[str, ...]:
    return tuple(tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix))


def _number(values: list[str] | None) -> int | None:
    digits = "".join(values or ())  # "7,615,616,512" was split at its commas
    return int(digits) if digits.isdecimal() else None


def _time(values: list[str] | None) -> datetime | None:
    if not values:
        return None
    try:
        moment = datetime.fromisoformat(values[0])
    except ValueError:
        return None  # a date the Hub never writes is no date; the card's other facts stand
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def base_model_id(stated: str) -> str:
    """`org/name` of a stated base model, its relation dropped."""
    for relation in _RELATIONS:
        stated = stated.removeprefix(relation)
    return stated
