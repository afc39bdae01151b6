"""The rules against three other ways to judge, on the same labelled works.

    python benchmarks/judgement.py [TRAIN.jsonl TEST.jsonl] [--home DIR]

Without files: the titles of lists in benchmarks/labels/read, TEST the lists on which no rule was tuned.
Peers: (a) the keyword filter of the usual bots, every word of a pair somewhere in the text; (b) TF-IDF
and logistic regression (scikit-learn, dev only) trained on TRAIN, its threshold chosen there by
five-fold cross-validation; (c) sentence embeddings, zero-shot: the category whose title is nearest, if
it is nearer than a threshold chosen on TRAIN. (c) is left out, with the reason, where the packages
that benchmarks/peers/minilm.py names are not installed; no lock has them. Works with abstracts:
`ingest rules gold --before ...` and `--after ...` make both files.
"""

import argparse
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest.rules import (
    Category,
    Evaluation,
    Labelled,
    Share,
    Topic,
    compile_rules,
    evaluate,
    find_topic,
    parse_labelled,
)
from ingest.settings import Config, Home, load_config
from ingest.works import Verdict
from peers import minilm

TOPIC_WORDS = ("medical", "medicine", "clinical", "biomedical", "health", "radiology", "patient")
CATEGORY_WORDS = (  # in the order in which the first that fits is taken
    ("survey", ("survey", "review")),
    ("benchmark", ("benchmark",)),
    ("dataset-multimodal", ("image dataset", "multimodal dataset", "image-text dataset")),
    ("dataset-text", ("dataset",)),
    ("medical-agent-multi", ("multi-agent",)),
    ("medical-agent-single", ("agent",)),
    ("report-generation", ("report generation",)),
    ("medical-vqa", ("visual question answering", "vqa")),
    ("retrieval-augmentation", ("retrieval-augmented", "rag")),
    ("model-editing", ("model editing", "knowledge editing")),
    ("continual-training", ("continual", "continued pre-training")),
    ("modular-model", ("mixture of experts", "model merging")),
    ("medical-mllm", ("vision-language", "multimodal")),
    ("medical-llm", ("large language model", "llm")),
)

_READ = Path(__file__).parent / "labels" / "read"
TRAIN = tuple(_READ / f"{name}.jsonl" for name in ("titles", "fresh-lists-a", "fresh-lists-c"))
TEST = tuple(_READ / f"{name}.jsonl" for name in ("fresh-lists-b", "fresh-lists-d"))

Verdicts = list[tuple[Verdict, ...]]
_LEARNT = 300  # works of TRAIN that choose the threshold of (c)


def keyword_verdicts(test: Sequence[Labelled]) -> Verdicts:
    """A topic word and a category word, each anywhere, as substrings."""
    return [_keywords(one) for one in test]


def _keywords(one: Labelled) -> tuple[Verdict, ...]:
    text = f"{one.text.title} {one.text.abstract}".lower()
    if not any(word in text for word in TOPIC_WORDS):
        return ()
    names = [name for name, words in CATEGORY_WORDS if any(word in text for word in words)]
    return tuple(Verdict(one.text.work_id, name, 1.0, "certain") for name in names)


def regression_verdicts(
    train: Sequence[Labelled], test: Sequence[Labelled], topic: Topic
) -> Verdicts:
    """One regression says whether a work is on the topic, another, among those, which category."""
    import numpy
    from sklearn.metrics import f1_score
    from sklearn.model_selection import cross_val_predict

    words = [_words(one) for one in train]
    on_topic = numpy.array([bool(one.categories) for one in train])
    chances = cross_val_predict(_model(), words, on_topic, cv=5, method="predict_proba")[:, 1]
    limits = numpy.linspace(0.05, 0.95, 91)
    threshold = max(limits, key=lambda limit: f1_score(on_topic, chances >= limit))
    placed = [one for one in train if one.categories and one.categories[0] != topic.name]
    which = _model().fit([_words(one) for one in placed], [one.categories[0] for one in placed])
    asked = [_words(one) for one in test]
    topics = _model().fit(words, on_topic).predict_proba(asked)[:, 1]
    rows = which.predict_proba(asked)
    return [
        tuple(
            Verdict(one.text.work_id, str(which.classes_[place]), float(row[place]), "certain")
            for place in numpy.argsort(-row)
        )
        if chance >= threshold
        else ()
        for one, chance, row in zip(test, topics, rows, strict=True)
    ]


def embedding_verdicts(
    train: Sequence[Labelled], test: Sequence[Labelled], categories: Sequence[Category]
) -> Verdicts:
    """The title of a category that a work is nearest to; nothing where even that is far."""
    import numpy
    from sklearn.metrics import f1_score

    titles = minilm.embed([category.title for category in categories])
    learnt = sorted(train, key=lambda one: sha256(one.text.work_id.encode()).digest())[:_LEARNT]
    nearness = (minilm.embed([_plain(one) for one in learnt]) @ titles.T).max(axis=1)
    on_topic = numpy.array([bool(one.categories) for one in learnt])
    limits = numpy.linspace(0.05, 0.95, 91)
    threshold = max(limits, key=lambda limit: f1_score(on_topic, nearness >= limit))
    rows = minilm.embed([_plain(one) for one in test]) @ titles.T
    return [
        tuple(
            Verdict(one.text.work_id, categories[place].name, float(row[place]), "certain")
            for place in numpy.argsort(-row)
        )
        if row.max() >= threshold
        else ()
        for one, row in zip(test, rows, strict=True)
    ]


def _plain(one: Labelled) -> str:
    return f"{one.text.title}. {one.text.abstract}"


def _words(one: Labelled) -> str:
    return f"{one.text.title}. {one.text.title}. {one.text.abstract}"  # the title counts twice


def _model() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, stop_words="english")
    return make_pipeline(words, LogisticRegression(C=20, max_iter=2000, class_weight="balanced"))


def summary(name: str, found: Evaluation) -> str:
    """One row of the table in docs/rules-quality.md."""

    shares = (found.topic.precision, found.topic.recall, found.wrong_topic)
    precision, recall, wrong = map(_share, shares)
    macro = "-" if found.macro_f1 is None else f"{100 * found.macro_f1:.1f}"
    return f"| {name} | {precision} | {recall} | {macro} | {wrong} |"


def _share(share: Share) -> str:
    low, high = share.interval
    return (
        "-"
        if share.value is None
        else f"{100 * share.value:.1f} [{100 * low:.0f}-{100 * high:.0f}]"
    )


def _read(*files: Path) -> list[Labelled]:
    """The labelled works of some files."""
    return [one for file in files for one in parse_labelled(file.read_text("utf-8"), str(file))]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path, nargs="?")
    parser.add_argument("test", type=Path, nargs="?")
    parser.add_argument("--home", type=Path, default=Path(__file__).parents[1])
    arguments = parser.parse_args()
    config: Config = load_config(Home(arguments.home))
    if arguments.train and not arguments.test:
        parser.error("TEST is missing: both files are needed, or none")
    train = _read(*([arguments.train] if arguments.train else TRAIN))
    test = _read(*([arguments.test] if arguments.test else TEST))
    topic = find_topic(config.book)
    served = {name for plan in config.lists for one in plan.sections for name in one.categories}
    judged = {
        "rules": list(compile_rules(config.book).classify([one.text for one in test])),
        "keyword-AND": keyword_verdicts(test),
        "TF-IDF + logistic regression": regression_verdicts(train, test, topic),
    }
    if reason := minilm.missing():
        print(f"sentence embeddings: left out, {reason} is not installed (see peers/minilm.py)")
    else:
        asked = [one for one in config.book.categories if one.name in served]
        judged["sentence embeddings, zero-shot"] = embedding_verdicts(train, test, asked)
    print(f"{len(test)} works, {sum(bool(one.categories) for one in test)} of them in a list")
    print("| | topic precision | topic recall | macro-F1 | wrong topic among certain |")
    print("|---|---|---|---|---|")
    for name, verdicts in judged.items():
        print(summary(name, evaluate(test, verdicts, topic, served)))


if __name__ == "__main__":
    main()
