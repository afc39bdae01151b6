"""Works that nobody wrote, as long as real ones: 82 characters of title, 1,250 of abstract, 27 in 1,000 on topic."""

import json
import random
from datetime import UTC, datetime, timedelta

ON_TOPIC = (
    27  # of 1,000 works: the share of a month of arXiv's computing that some shipped rule takes
)
WORDS = [
    "analysis",
    "approach",
    "bound",
    "carrier",
    "channel",
    "class",
    "cluster",
    "code",
    "complex",
    "condition",
    "constraint",
    "control",
    "core",
    "curve",
    "data",
    "decay",
    "density",
    "design",
    "device",
    "domain",
    "dynamics",
    "edge",
    "energy",
    "error",
    "estimate",
    "experiment",
    "factor",
    "field",
    "filter",
    "flow",
    "force",
    "frame",
    "function",
    "gain",
    "gap",
    "geometry",
    "graph",
    "grid",
    "group",
    "index",
    "kernel",
    "lattice",
    "layer",
    "limit",
    "line",
    "link",
    "loss",
    "map",
    "mass",
    "matrix",
    "measure",
    "mechanism",
    "medium",
    "method",
    "metric",
    "mode",
    "model",
    "moment",
    "motion",
    "network",
    "node",
    "noise",
    "object",
    "operator",
    "orbit",
    "order",
    "parameter",
    "particle",
    "path",
    "phase",
    "plane",
    "point",
    "policy",
    "potential",
    "power",
    "problem",
    "process",
    "profile",
    "proof",
    "protocol",
    "pulse",
    "quantity",
    "range",
    "rate",
    "ratio",
    "region",
    "response",
    "result",
    "rule",
    "sample",
    "scale",
    "scheme",
    "search",
    "sensor",
    "sequence",
    "series",
    "set",
    "shape",
    "signal",
    "solution",
    "source",
    "space",
    "spectrum",
    "speed",
    "spin",
    "stage",
    "state",
    "step",
    "structure",
    "surface",
    "symmetry",
    "system",
    "task",
    "term",
    "theory",
    "time",
    "token",
    "track",
    "transfer",
    "transition",
    "unit",
    "value",
    "variable",
    "vector",
    "velocity",
    "wave",
    "weight",
    "window",
    "zone",
]
_VERBS = ["bounds", "describes", "explains", "extends", "follows", "gives", "improves", "limits", "links", "maps", "measures", "predicts", "reduces", "refines", "shows", "solves", "tests", "uses"]  # fmt: skip
QUALITIES = ["adaptive", "bounded", "coarse", "coupled", "discrete", "efficient", "exact", "fast", "fine", "finite", "global", "hidden", "joint", "linear", "local", "mean", "mixed", "narrow", "open", "optimal", "partial", "random", "robust", "sharp", "simple", "smooth", "sparse", "stable", "static", "steady", "strong", "thin", "tight", "uniform", "weak", "wide"]  # fmt: skip

TOPICS = (
    ("A Medical Large Language Model for Clinical Questions",
     "We present a medical large language model for clinical questions. The medical LLM is fine-tuned on notes of physicians."),
    ("A Medical Vision-Language Model for Radiology",
     "We present a medical multimodal large language model. It reads radiology images and answers questions of physicians."),
    ("Radiology Report Generation from Chest X-rays",
     "We generate radiology reports from chest X-rays. Report generation is judged by radiologists."),
    ("Medical Visual Question Answering with Large Models",
     "We study medical visual question answering. A vision-language model answers questions about medical images."),
    ("A Medical Agent that Plans a Diagnosis",
     "A medical agent based on a large language model plans a diagnosis with tools. The LLM agent asks for tests of a patient."),
    ("A Multi-Agent System for Clinical Decisions",
     "Several LLM agents discuss clinical cases. The medical multi-agent system decides together about a patient."),
    ("A Survey of Large Language Models in Medicine",
     "This survey reviews medical large language models and their clinical use. We review data, training and evaluation."),
    ("A Benchmark for Medical Language Models",
     "We introduce a benchmark that evaluates medical large language models on clinical questions."),
    ("Retrieval-Augmented Generation for Clinical Notes",
     "We use retrieval-augmented generation with a medical large language model to answer questions about clinical notes."),
    ("A Dataset of Clinical Dialogues",
     "We release a dataset of clinical dialogues between patients and physicians to train medical large language models."),
    ("Clinical Outcomes after Surgery",
     "We predict clinical outcomes of patients in a hospital after surgery with machine learning."),
    ("Segmentation of Lesions in Medical Images",
     "We segment lesions in medical images of patients, in CT and MRI scans of a hospital."),
)  # fmt: skip


def _sentence(chance: random.Random) -> str:
    parts = [
        f"the {chance.choice(QUALITIES)} {chance.choice(WORDS)} of a {chance.choice(WORDS)} {chance.choice(_VERBS)} "
        f"the {chance.choice(WORDS)} {chance.choice(WORDS)}"
        for _ in range(chance.choice((2, 3, 3)))
    ]
    return f"{', while '.join(parts).capitalize()}."


_CHANCE = random.Random(9)
SENTENCES = [_sentence(_CHANCE) for _ in range(3_000)]
HEADS = [f"{_CHANCE.choice(WORDS).capitalize()}{_CHANCE.choice(WORDS).capitalize()}" for _ in range(500)]  # fmt: skip
TAILS = [
    f"the {_CHANCE.choice(QUALITIES)} {_CHANCE.choice(WORDS)} of {_CHANCE.choice(QUALITIES)} {_CHANCE.choice(WORDS)} {_CHANCE.choice(WORDS)}s"
    for _ in range(2_000)
]


def record(number: int, arxiv_id: str, at: datetime, *, version: int = 1) -> dict[str, object]:
    """One line of the public metadata snapshot."""
    chance = random.Random(number * 7 + version)
    topic = chance.choice(TOPICS) if chance.randrange(1000) < ON_TOPIC else None
    title, first = topic or (chance.choice(TAILS), "")
    created = f"{at:%a, %d %b %Y %H:%M:%S} GMT"
    return {
        "id": arxiv_id,
        "title": f"{chance.choice(HEADS)} {number}: {title}",
        "abstract": " ".join([first, *(chance.choice(SENTENCES) for _ in range(8))]).strip(),
        "authors_parsed": [["Ito", "Ada", ""], ["Okafor", "Ben", ""], ["Wu", "Chen", ""]],
        "categories": "cs.CL cs.CV",
        "comments": "12 pages, 4 figures" if number % 4 == 0 else None,
        "versions": [{"version": f"v{one}", "created": created} for one in range(1, version + 1)],
        "update_date": f"{at:%Y-%m-%d}",
    }


def night(first: int, count: int, known: list[str], at: datetime) -> bytes:
    """A night's lines: new works, and new versions of known ones."""
    new = [
        record(first + one, name, at + timedelta(minutes=one % 1000))
        for one, name in enumerate(new_ids(at, count))
    ]
    newer = [record(5_000_000 + first + one, name, at, version=2) for one, name in enumerate(known)]
    return "".join(f"{json.dumps(line)}\n" for line in (*new, *newer)).encode()


def new_ids(at: datetime, count: int) -> list[str]:
    """Ids of the works of one night, which no other night has: a month has room for 3,000 a day."""
    assert count <= 3_000
    return [f"{at:%y%m}.{at.day * 3_000 + one:05}" for one in range(count)]


def page(number: int, headings: list[str], entries: list[tuple[str, str]]) -> bytes:
    """A list that has some of these works under each heading."""
    lines = [f"# Invented list {number}", ""]
    for place, heading in enumerate(headings):
        lines += [f"## {heading}", "", "| Paper | Code |", "|:--|:--|"]
        lines += [
            f"| [{title}](https://arxiv.org/abs/{name.removeprefix('arxiv:')}) | - |"
            for name, title in entries[place :: len(headings)]
        ]
        lines.append("")
    return "\n".join(lines).encode()


def feed(titles: list[str]) -> bytes:
    """A trending feed as text: titles and abstracts without any id."""
    return "\n\n".join(
        f"{title}\n{SENTENCES[place]} {SENTENCES[place + 1]}" for place, title in enumerate(titles)
    ).encode()


START = datetime(2026, 8, 3, tzinfo=UTC)
