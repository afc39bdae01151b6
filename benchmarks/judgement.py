"""The rules against two other ways to judge, on the same labelled works.

    python benchmarks/judgement.py TRAIN.jsonl TEST.jsonl [--home DIR]

Peers: (a) the keyword filter of the usual bots, every word of a pair somewhere in the text; (b) TF-IDF
and logistic regression (scikit-learn, dev only) trained on TRAIN, its threshold chosen there by
five-fold cross-validation. Make both files with `ingest rules gold --before ...` and `--after ...`.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from ingest.rules import (
    Evaluation,
    Labelled,
    Topic,
    compile_rules,
    evaluate,
    find_topic,
    parse_labelled,
)
from ingest.settings import Config, Home, load_config
from ingest.works import Verdict

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

Verdicts = list[tuple[Verdict, ...]]


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
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline

    def model() -> object:
        words = TfidfVectorizer(
            ngram_range=(1, 2), min_df=2, sublinear_tf=True, stop_words="english"
        )
        return make_pipeline(
            words, LogisticRegression(C=20, max_iter=2000, class_weight="balanced")
        )

    texts = [f"{one.text.title}. {one.text.title}. {one.text.abstract}" for one in train]
    on_topic = numpy.array([bool(one.categories) for one in train])
    chances = cross_val_predict(model(), texts, on_topic, cv=5, method="predict_proba")[:, 1]
    limits = numpy.linspace(0.05, 0.95, 91)
    threshold = max(limits, key=lambda limit: _f1(on_topic, chances >= limit))
    is_medical = model().fit(texts, on_topic)
    placed = [
        (text, one.categories[0])
        for text, one in zip(texts, train, strict=True)
        if one.categories and one.categories[0] != topic.name
    ]
    which = model().fit([text for text, _ in placed], [name for _, name in placed])
    asked = [f"{one.text.title}. {one.text.title}. {one.text.abstract}" for one in test]
    topics = is_medical.predict_proba(asked)[:, 1]
    categories = which.predict_proba(asked)
    return [
        tuple(
            Verdict(one.text.work_id, str(which.classes_[place]), float(row[place]), "certain")
            for place in numpy.argsort(-row)
        )
        if chance >= threshold
        else ()
        for one, chance, row in zip(test, topics, categories, strict=True)
    ]


def _f1(truth: object, guess: object) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(truth, guess))


def summary(name: str, found: Evaluation) -> str:
    """One row of the table in docs/rules-quality.md."""

    def percent(value: float | None) -> str:
        return "-" if value is None else f"{100 * value:.1f}"

    def share(value: object, interval: tuple[float, float]) -> str:
        low, high = interval
        return f"{percent(value)} [{100 * low:.0f}-{100 * high:.0f}]"  # type: ignore[arg-type]

    cells = (
        share(found.topic.precision.value, found.topic.precision.interval),
        share(found.topic.recall.value, found.topic.recall.interval),
        percent(found.macro_f1),
        share(found.wrong_topic.value, found.wrong_topic.interval),
    )
    return f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("--home", type=Path, default=Path(__file__).parents[1])
    arguments = parser.parse_args()
    config: Config = load_config(Home(arguments.home))
    train, test = (
        parse_labelled(path.read_text(encoding="utf-8"), str(path))
        for path in (arguments.train, arguments.test)
    )
    topic = find_topic(config.book)
    served = {name for plan in config.lists for one in plan.sections for name in one.categories}
    judged = {
        "rules": list(compile_rules(config.book).classify([one.text for one in test])),
        "keyword-AND": keyword_verdicts(test),
        "TF-IDF + logistic regression": regression_verdicts(train, test, topic),
    }
    print(f"{len(test)} works, {sum(bool(one.categories) for one in test)} of them in a list")
    print("| | topic precision | topic recall | macro-F1 | wrong topic among certain |")
    print("|---|---|---|---|---|")
    for name, verdicts in judged.items():
        print(summary(name, evaluate(test, verdicts, topic, served)))


if __name__ == "__main__":
    main()
