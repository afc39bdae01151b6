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
from ingest.rules.calibration import (
    Knot,
    calibrate,
    calibration_error,
    cross_error,
    fit_knots,
    reliability,
    render_calibration,
)
from ingest.rules.checking.checking import check_files, check_rules
from ingest.rules.checking.moves import Move, find_moves, render_moves
from ingest.rules.evaluating.evaluation import Evaluation, Topic, evaluate, find_topic, score_pairs
from ingest.rules.evaluating.evaluation_report import evaluation_record, render_evaluation
from ingest.rules.evaluating.labelled import (
    Labelled,
    merge_labels,
    parse_labelled,
    render_labelled,
    sample_texts,
)
from ingest.rules.finding.matching import PLACE_NAMES
from ingest.rules.finding.texts import TextColumns, columns_of
from ingest.rules.intervals import Score, Share
from ingest.rules.judging.closures import category_digests, changed_categories, names_in, sub_book
from ingest.rules.judging.columns import Verdicts, as_tuples
from ingest.rules.judging.evidencing import Shown
from ingest.rules.judging.matcher import Matcher, compile_rules
from ingest.rules.judging.ranking import NOBODY
from ingest.rules.learning.learned_report import (
    learned_record,
    render_learned,
    render_suggestions,
    suggestion_record,
)
from ingest.rules.learning.lessons import (
    Lesson,
    first_verdict,
    score_phrases,
    score_rules,
    texts_of,
)
from ingest.rules.learning.suggesting import Suggestion, suggest
from ingest.rules.reading.parsing import parse_rules
from ingest.rules.reading.rewriting import PhraseEdit, apply_edits, render_diff
from ingest.rules.reading.schema import json_schema

__all__ = [
    "NOBODY",
    "PLACE_NAMES",
    "Category",
    "Concept",
    "Condition",
    "Evaluation",
    "Example",
    "Knot",
    "Labelled",
    "Lesson",
    "Matcher",
    "Move",
    "Phrase",
    "PhraseEdit",
    "Problem",
    "RuleBook",
    "Score",
    "Share",
    "SharedRule",
    "Shown",
    "Suggestion",
    "Text",
    "TextColumns",
    "Topic",
    "Verdicts",
    "apply_edits",
    "as_tuples",
    "calibrate",
    "calibration_error",
    "category_digests",
    "changed_categories",
    "check_files",
    "check_rules",
    "columns_of",
    "compile_rules",
    "cross_error",
    "evaluate",
    "evaluation_record",
    "find_moves",
    "find_topic",
    "first_verdict",
    "fit_knots",
    "json_schema",
    "learned_record",
    "merge_labels",
    "names_in",
    "parse_labelled",
    "parse_rules",
    "reliability",
    "render_calibration",
    "render_diff",
    "render_evaluation",
    "render_labelled",
    "render_learned",
    "render_moves",
    "render_suggestions",
    "rules_digest",
    "sample_texts",
    "score_pairs",
    "score_phrases",
    "score_rules",
    "sub_book",
    "suggest",
    "suggestion_record",
    "texts_of",
]
