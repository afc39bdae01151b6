"""Concepts to matches to verdicts: parse_rules -> check_rules -> compile_rules -> classify."""

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
from ingest.rules.matcher import Matcher, compile_rules
from ingest.rules.parsing import parse_rules
from ingest.rules.schema import json_schema

__all__ = [
    "Category",
    "Concept",
    "Condition",
    "Example",
    "Matcher",
    "Phrase",
    "Problem",
    "RuleBook",
    "SharedRule",
    "Text",
    "check_rules",
    "compile_rules",
    "json_schema",
    "parse_rules",
    "rules_digest",
]
