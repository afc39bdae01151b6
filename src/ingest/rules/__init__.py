"""Concepts to matches to verdicts: parse_rules -> check_rules -> compile_rules -> classify; evaluate."""

from ingest.rules.book import (
    Category,
    Concept,
    Condition,
    Example,
    Phrase,
    Problem,
    RuleBook,
    SharedRule,
    Text,
    rules_digest,
)
from ingest.rules.checking import check_rules
from ingest.rules.closures import category_digests, changed_categories, sub_book
from ingest.rules.evaluation import Evaluation, Topic, evaluate, find_topic
from ingest.rules.evaluation_report import evaluation_record, render_evaluation
from ingest.rules.intervals import Score, Share
from ingest.rules.labelled import (
    Labelled,
    merge_labels,
    parse_labelled,
    render_labelled,
    sample_texts,
)
from ingest.rules.matcher import Matcher, compile_rules
from ingest.rules.moves import Move, find_moves, render_moves, taken_by
from ingest.rules.parsing import parse_rules
from ingest.rules.schema import json_schema

__all__ = [
    "Category",
    "Concept",
    "Condition",
    "Evaluation",
    "Example",
    "Labelled",
    "Matcher",
    "Move",
    "Phrase",
    "Problem",
    "RuleBook",
    "Score",
    "Share",
    "SharedRule",
    "Text",
    "Topic",
    "category_digests",
    "changed_categories",
    "check_rules",
    "compile_rules",
    "evaluate",
    "evaluation_record",
    "find_moves",
    "find_topic",
    "json_schema",
    "merge_labels",
    "parse_labelled",
    "parse_rules",
    "render_evaluation",
    "render_labelled",
    "render_moves",
    "rules_digest",
    "sample_texts",
    "sub_book",
    "taken_by",
]
