"""Choices between links that are all the work's own: one repository, one link per size."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.artifacts.candidates import Candidate
from ingest.artifacts.labels import size_label
from ingest.artifacts.name_match import extra_words
from ingest.ids import id_of_url
from ingest.works import LinkKind

_TIER_ORDER = {"official": 0, "likely": 1, "unknown": 2, "derivative": 3}
_CHAT = frozenset({"it", "instruct", "chat", "instruction"})
# What a model takes in: of two that differ in this, the work's row may mean either.
_SENSES = frozenset(
    ["text", "vision", "vl", "vlm", "mm", "multimodal", "omni", "image", "audio", "speech", "video", "llm"]
)  # fmt: skip
_RAW = frozenset({"pt", "base", "pretrain", "pretrained", "delta", "sft"})


def tier_rank(candidate: Candidate) -> int:
    """Place of a candidate's tier: official first, derivative last."""
    return _TIER_ORDER[candidate.tier]


def once_each(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each URL once per kind under its best tier, the evidence of the second-best kept beside it.

    A derivative card stays derivative whatever a text calls it, but a demo or a copy named beside
    the real page does not harm that page: they differ in kind or URL.
    """
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in candidates:
        if candidate.kind:
            key = (candidate.kind, (id_of_url(candidate.url) or candidate.url).casefold())
            groups.setdefault(key, []).append(candidate)
    return [_merged(group) for group in groups.values()]


def _merged(group: list[Candidate]) -> Candidate:
    ranked = sorted(group, key=tier_rank)
    best = ranked[0]
    repo = next((one.repo for one in ranked if one.repo), None)
    reasons = list(dict.fromkeys(one.evidence for one in ranked if one.tier == best.tier))
    return replace(best, repo=repo, evidence="; ".join(reasons[:2]))


def prefer_named_repository(links: Sequence[Candidate]) -> list[Candidate]:
    """Where the authors' own text names code, a different repository of another source is only likely."""
    in_text = any(_is_official(one, "code") and one.origin == "text" for one in links)
    return [
        replace(one, tier="likely", evidence=f"{one.evidence}; the paper's text names another")
        if in_text and _is_official(one, "code") and one.origin == "page"
        else one
        for one in links
    ]


def prefer_data_hosts(links: Sequence[Candidate]) -> list[Candidate]:
    """A code repository is said to hold data only where that is sure and the data has no page of its own."""
    code = {one.url for one in links if one.kind == "code"}
    has_page = any(_is_official(one, "data") and one.url not in code for one in links)
    return [
        one
        for one in links
        if one.kind != "data" or one.url not in code or (_is_official(one, "data") and not has_page)
    ]


def one_per_size(links: Sequence[Candidate], name: str) -> list[Candidate]:
    """Of several official weights of one size, the one a reader wants; the others become likely.

    Wanted most is what bears just the name and the size, then what can be talked to, then other variants,
    then raw stages (base, pre-trained, delta), the most downloaded first. Where they differ in what they
    take in (`-text-it`, `-it`), nobody but the maintainer knows which a row means: all become likely.
    """
    by_size: dict[str | None, list[Candidate]] = {}
    for one in links:
        if _is_official(one, "weights"):
            by_size.setdefault(label_of(one), []).append(one)
    unlabelled = by_size.get(None, []) if len(by_size) > 1 else []
    losers = {one.url for one in unlabelled if one.origin == "card"}
    for group in by_size.values():
        losers |= {one.url for one in sorted(group, key=lambda one: _wanted(one, name))[1:]}
    if any(len({_senses(one, name) for one in group}) > 1 for group in by_size.values()):
        return [
            replace(
                one,
                tier="likely",
                evidence=f"{one.evidence}; its variants differ in what they take in",
            )
            if _is_official(one, "weights")
            else one
            for one in links
        ]
    return [
        replace(
            one, tier="likely", evidence=f"{one.evidence}; another variant of this size is shown"
        )
        if one.kind == "weights" and one.url in losers
        else one
        for one in links
    ]


def _senses(candidate: Candidate, name: str) -> frozenset[str]:
    extras = extra_words(candidate.repo.name, name) if candidate.repo else None
    return frozenset(extras or ()) & _SENSES


def _is_official(candidate: Candidate, kind: LinkKind) -> bool:
    return candidate.kind == kind and candidate.tier == "official"


def label_of(candidate: Candidate) -> str | None:
    """The size label of a weights link."""
    return size_label(candidate.repo) if candidate.repo else None


def _wanted(candidate: Candidate, name: str) -> tuple[int, int, int, str]:
    repo = candidate.repo
    if repo is None:
        return 0, 0, 0, candidate.url
    extras = set(extra_words(repo.name, name) or ())
    stage = 0 if not extras else 3 if _RAW & extras else 1 if _CHAT & extras else 2
    return stage, len(extras), -(repo.downloads or 0), repo.hub_id
