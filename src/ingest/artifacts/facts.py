"""What an entry can say of a work: its own links, name, date, venue, size."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from ingest.artifacts.abstract_names import name_in_abstract, name_of_both
from ingest.artifacts.find import arxiv_id_of
from ingest.artifacts.name_match import key_of
from ingest.artifacts.names import clean_title, short_name, spelled_as
from ingest.artifacts.quantities import claimed_quantity
from ingest.artifacts.venues import venue_of
from ingest.ids import github_repo, hub_id
from ingest.works import Artifact, Found, RowFacts, Work

_LLM = re.compile(
    r"\b(?:large[- ](?:[\w-]+[- ]){0,2}(?:language|vision-language|multi-?modal|reasoning)[- ]models?|[mv]?l?llms?|mllms?|lmms?|lvlms?|slms?"
    r"|(?:multi-?modal (?:large )?language|generative language) models?|chatgpt|gpt-?[345]\w*|llama|llava|qwen|vicuna|gemini"
    r"|deepseek|(?:open)?flamingo|med-palm|mistral|gemma|medgemma|paligemma|alpaca|internvl|chatglm|baichuan|language model agents?|instruction[- ]tun\w+|\w+-r1|grpo)\b",
    re.IGNORECASE,
)
# A vision-language model may be a CLIP: that counts only where the abstract names a large one.
_VLM = re.compile(
    r"\b(?:vlms?|(?:vision|visual)[- ]language models?|foundation models?|multi-?modal models?)\b",
    re.IGNORECASE,
)
_LLM_HINTS = (
    "llm",
    "language",
    "gpt",
    "lmm",
    "lvlm",
    "slm",
    "multimodal",
    "multi-modal",
    "reasoning",
    "llama",
    "llava",
    "qwen",
    "vicuna",
    "gemini",
    "deepseek",
    "flamingo",
    "palm-",
    "mistral",
    "gemma",
    "alpaca",
    "internvl",
    "chatglm",
    "baichuan",
    "instruction",
    "-r1",
    "grpo",
)
_NEW_ARXIV = re.compile(r"(\d\d)(\d\d)\.\d{4,5}")
_PAGES = {
    "doi:": "https://doi.org/{}",
    "openreview:": "https://openreview.net/forum?id={}",
    "acl:": "https://aclanthology.org/{}",
    "pmc:": "https://pmc.ncbi.nlm.nih.gov/articles/{}",
    "hub:model/": "https://huggingface.co/{}",
    "hub:dataset/": "https://huggingface.co/datasets/{}",
    "url:": "https://{}",
}
_ENOUGH_MENTIONS = 2


def row_facts(found: Found) -> RowFacts:
    """What a list may say of a work: official links only, venue None while it is only on arXiv.

    `label` of a link is kept only where it tells several apart in one cell: always for weights, for data
    where there is more than one link.
    """
    return _facts_of(found.work, found.artifacts)


@lru_cache(maxsize=4096)  # a work is asked for by every list that may take it
def _facts_of(work: Work, artifacts: tuple[Artifact, ...]) -> RowFacts:
    links = _shown(artifacts)
    venue = venue_of(work.comment, work.journal_ref, work.doi)
    year, month = published_month(work)
    return RowFacts(
        work_id=work.work_id,
        ids=work.ids or (work.work_id,),
        title=clean_title(_title(work)),
        paper_url=paper_url(work),
        name=_name(work, links),
        authors=work.authors,
        year=year,
        month=month,
        venue=venue.label if venue else None,
        venue_year=venue.year if venue else None,
        links=links,
        quantity=_quantity(work, links),
        is_llm=is_llm_paper(work),
    )


def _title(work: Work) -> str:
    """A model or data set without a paper is called as its repository, without the account."""
    named = work.work_id.partition("/")[2] if work.work_id.startswith("hub:") else ""
    return named.rsplit("/", 1)[-1] if named and work.title == named else work.title


def _quantity(work: Work, links: Sequence[Artifact]) -> int | None:
    """Items of a data set: what the Hub counts of its one page, else what the abstract claims."""
    rows = next((value for key, value in work.facts if key == "rows" and value.isdecimal()), None)
    if rows:
        return int(rows)
    counts = [one.row_count for one in links if one.kind == "data"]
    if len(counts) == 1 and counts[0]:
        return counts[0]
    claimed = claimed_quantity(work.abstract)
    return claimed[0] if claimed else None


def _name(work: Work, links: Sequence[Artifact]) -> str | None:
    """The title's name as the abstract spells it, else the abstract's own, else the repositories'."""
    if work.work_id.startswith("hub:"):
        return _without_base(short_name("", _own_names(links)), work)
    name = (
        short_name(work.title)
        or name_of_both(work.title, work.abstract)
        or name_in_abstract(work.abstract, work.title)
        or short_name("", _own_names(links))
    )
    return spelled_as(name, work.abstract) if name else None


def _without_base(name: str | None, work: Work) -> str | None:
    """`OpenBio` of `Llama3-OpenBio`, where the card states a Llama 3 as its base model."""
    bases = [key_of(value) for key, value in work.facts if key == "base_models"]
    words = (name or "").split("-")
    while len(words) > 1 and any(
        len(key_of(words[0])) > 3 and key_of(words[0]) in base for base in bases
    ):
        words = words[1:]
    return "-".join(words) or None


def paper_url(work: Work) -> str | None:
    """The page of the paper: arXiv's abstract without version, else the strongest id's page, else None."""
    arxiv_id = arxiv_id_of(work)
    if arxiv_id:
        return f"https://arxiv.org/abs/{arxiv_id}"
    for canonical in (work.work_id, *work.ids):
        for issuer, page in _PAGES.items():
            if canonical.startswith(issuer):
                return page.format(canonical.removeprefix(issuer))
    return f"https://doi.org/{work.doi}" if work.doi else None


def published_month(work: Work) -> tuple[int | None, int | None]:
    """Year and month of the first version, read from the arXiv id where no source gave the date."""
    if work.published_at:
        return work.published_at.year, work.published_at.month
    match = _NEW_ARXIV.fullmatch(arxiv_id_of(work) or "")
    return (2000 + int(match[1]), int(match[2])) if match else (None, None)


def is_llm_paper(work: Work) -> bool:
    """Whether the work is about large language models: its title says so, or its abstract keeps saying it."""
    if _llm_mentions(work.title):
        return True
    mentions = _llm_mentions(work.abstract)
    return mentions >= _ENOUGH_MENTIONS or (mentions > 0 and bool(_VLM.search(work.title)))


def _llm_mentions(text: str) -> int:
    """How often a text names them, counted up to what is enough."""
    lowered = text.lower()
    if not any(hint in lowered for hint in _LLM_HINTS):
        return 0
    return sum(1 for _ in islice(_LLM.finditer(text), _ENOUGH_MENTIONS))


def _shown(artifacts: Sequence[Artifact]) -> tuple[Artifact, ...]:
    official = [one for one in artifacts if one.tier == "official"]
    is_single = sum(one.kind == "data" for one in official) == 1
    return tuple(
        replace(one, label=None) if one.kind == "data" and is_single else one for one in official
    )


def _own_names(links: Sequence[Artifact]) -> tuple[str, ...]:
    """Names of the work's own repositories: weights say more of a name than data, data more than code."""
    for kind in ("weights", "data", "code"):
        named = []
        for one in links:
            repo = hub_id(one.url) or github_repo(one.url) if one.kind == kind else None
            if repo:
                named.append(repo.rsplit("/", 1)[-1])
        if named:
            return tuple(named)
    return ()
