"""Write facts.json: what the Hub would tell of the works in lists, from what their rows say, and noise.

    python tests/data/hub/generate.py LIST.md...

Every row gives its own repositories with plausible metadata; around them stand what the Hub really
shows beside them: quantisations, merges, adapters, copies, leaderboard data, cards that list many
papers, another group's model of the same name. Nothing is copied from the Hub and nothing is chosen by
chance: each figure comes from a digest of its name. Only facts (ids, names, addresses) are kept.
"""

import hashlib
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.errors import ListError
from ingest.ids import github_repo, hub_id
from ingest.lists import SectionPlan, learn_style, read_facts, read_list
from ingest.lists.reading.counts import paper_id
from ingest.works import RowFacts

OUT = Path(__file__).with_name("facts.json")
# Totals of the tensors as models of these sizes have them.
_TOTALS = {
    "0.5B": 494032768, "2B": 2208985600, "3B": 3212749824, "3.8B": 3821079552, "4B": 4300079472,
    "7B": 7615616512, "8B": 8030261248, "13B": 13015864320, "14B": 14770033664,
    "27B": 27432406640, "32B": 32763876352, "34B": 34388917248, "38B": 38388164608,
    "70B": 70553706496, "72B": 72706203648,
}  # fmt: skip
_QUANTISERS = (
    ("mradermacher", "GGUF", "gguf"),
    ("TheBloke", "AWQ", "awq"),
    ("bartowski", "GPTQ", "gptq"),
)


def digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])


def repo(name: str, kind: str, arxiv_id: str, **more: Any) -> dict[str, Any]:
    number = digest(name)
    tags = [f"arxiv:{arxiv_id}", *more.pop("tags", ())]
    made = {"id": name, "kind": kind, "tags": tags, "downloads": number % 50_000}
    made["createdAt"] = f"2025-{1 + number % 12:02}-{1 + number % 28:02}T00:00:00.000Z"
    return made | more


def own_repos(facts: RowFacts, arxiv_id: str) -> list[dict[str, Any]]:
    """The row's own repositories; one card in four forgets to cite the paper."""
    made = []
    for link in facts.links:
        named = hub_id(link.url)
        if named is None or named.startswith("hub:space/"):
            continue
        kind, _, name = named.removeprefix("hub:").partition("/")
        more: dict[str, Any] = {}
        total = _TOTALS.get(link.label or "")
        if kind == "model" and total:
            more["parameters"] = total + digest(name) % 1000
        if kind == "dataset" and facts.quantity:
            more["rows"] = facts.quantity
        made.append(repo(name, kind, arxiv_id, **more))
        if digest(name) % 4 == 0:
            made[-1]["tags"] = []
    return made


def noise(facts: RowFacts, arxiv_id: str, own: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What stands beside the real ones."""
    made = []
    for one in [one for one in own if one["kind"] == "model"]:
        name = one["id"].rsplit("/", 1)[-1]
        for account, suffix, tag in _QUANTISERS:
            base = f"base_model:quantized:{one['id']}"
            made.append(repo(f"{account}/{name}-{suffix}", "model", arxiv_id, tags=[tag, base]))
        made.append(repo(f"mlx-community/{name}-4bit", "model", arxiv_id, tags=["mlx"]))
        made.append(
            repo(
                f"someone{digest(name) % 97}/{name}-lora", "model", arxiv_id, tags=["lora", "peft"]
            )
        )
        tuned = f"base_model:finetune:{one['id']}"
        made.append(
            repo(f"clinic{digest(name) % 89}/{name}-tuned", "model", arxiv_id, tags=[tuned])
        )
        made.append(
            repo(f"blend{digest(name) % 83}/{name}-slerp", "model", arxiv_id, tags=["merge"])
        )
        made.append(repo(f"copies{digest(name) % 79}/{name}", "model", arxiv_id))
        made.append(repo(f"open-llm-leaderboard/{name}-details", "dataset", arxiv_id))
    name = facts.name or facts.title.split(":")[0]
    slug = re.sub(r"[^\w.-]+", "-", name).strip("-") or "model"
    made.append(repo(f"othergroup/{slug}-7B", "model", "2001.99999"))
    many = [f"arxiv:23{n:02}.{10000 + n}" for n in range(1, 7)]
    made.append(repo("reading-room/papers-we-liked", "dataset", arxiv_id, tags=many))
    return made


def work_of(facts: RowFacts, name: str, arxiv_id: str) -> dict[str, Any]:
    """A work as the sources would tell it: code in the abstract or on its page, a README that links all."""
    own = own_repos(facts, arxiv_id)
    code = next((one.url for one in facts.links if one.kind == "code" and github_repo(one.url)), "")
    projects = [one.url for one in facts.links if one.kind == "project"]
    is_told = bool(code) and digest(arxiv_id) % 3 > 0
    abstract = f"We present {name}."
    abstract += f" Our code is available at {code}." if is_told else ""
    links = [["githubRepo", code]] if code and not is_told else []
    links += [["projectPage", url] for url in projects[:1]]
    pages = [
        f"https://huggingface.co/{'datasets/' if r['kind'] == 'dataset' else ''}{r['id']}"
        for r in own
    ]
    readme = "".join(f"- {page}\n" for page in [*pages, "https://huggingface.co/Qwen/Qwen2.5-7B"])
    if not code and own and digest(arxiv_id) % 2:  # weights named by the authors themselves
        abstract += f" The model is released at {pages[0]}."
    repos = sorted([*own, *noise(facts, arxiv_id, own)], key=lambda one: digest(one["id"]))
    return {
        "title": facts.title if len(facts.title.split()) > 3 else f"{name}: what it does",
        "abstract": abstract,
        "links": links,
        "readme": readme if code else "",
        "repos": repos,
    }


def main(paths: list[str]) -> None:
    rows: dict[str, tuple[RowFacts, str]] = {}
    for path in sorted(paths):
        curated = read_list(Path(path).read_bytes(), path)
        for section in curated.sections:
            if not section.entries or section.is_cut:
                continue
            try:
                style = learn_style(curated, section, SectionPlan(section.path, ()))
            except ListError:
                continue  # its entries stand under sub-headings, which come by themselves
            for entry in section.entries:
                paper = paper_id(entry)
                if not paper.startswith("arxiv:"):
                    continue
                facts = read_facts(curated, entry, style)
                key = f"{paper}|{entry.title}"
                name = facts.name or entry.title.split(":")[0]
                before = rows.get(key, (facts, name))[0]
                links = {one.url: one for one in (*before.links, *facts.links)}
                rows[key] = replace(facts, links=tuple(links.values())), name
    works = {
        key: work_of(facts, name, key.partition("|")[0].removeprefix("arxiv:"))
        for key, (facts, name) in rows.items()
    }
    text = json.dumps(works, ensure_ascii=False, indent=0, sort_keys=True)
    OUT.write_text(text.encode("utf-8", "replace").decode() + "\n", encoding="utf-8")
    sys.stdout.write(f"{OUT}: {len(works)} works\n")


if __name__ == "__main__":
    main(sys.argv[1:])
