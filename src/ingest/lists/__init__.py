"""Curated lists: Markdown bytes in, sections, entries and style out; edits by byte range, proven."""

from ingest.lists.audit import audit_list
from ingest.lists.codes import FINDING_CODES, FINDING_HELP
from ingest.lists.describe import describe_style
from ingest.lists.editing import edit_list
from ingest.lists.edits import (
    add_entry,
    apply_edit,
    find_work,
    remove_entry,
)
from ingest.lists.facts import read_facts
from ingest.lists.inplace import fill_cell, replace_entry
from ingest.lists.learn import columns_to_store, learn_style
from ingest.lists.mend import correct_counts, renumber_section
from ingest.lists.model import (
    Column,
    CuratedList,
    Edit,
    EditedList,
    Entry,
    Finding,
    Link,
    Section,
    Style,
    Table,
)
from ingest.lists.move import move_entry
from ingest.lists.plan import ListPlan, SectionPlan, StyleOverride
from ingest.lists.reader import read_list, read_once
from ingest.lists.rewriting import find_lines, rewrite_lines, set_back_lines
from ingest.lists.rows import render_entry
from ingest.lists.sections import find_section
from ingest.lists.trial import Trial, try_list

__all__ = [
    "FINDING_CODES",
    "FINDING_HELP",
    "Column",
    "CuratedList",
    "Edit",
    "EditedList",
    "Entry",
    "Finding",
    "Link",
    "ListPlan",
    "Section",
    "SectionPlan",
    "Style",
    "StyleOverride",
    "Table",
    "Trial",
    "add_entry",
    "apply_edit",
    "audit_list",
    "columns_to_store",
    "correct_counts",
    "describe_style",
    "edit_list",
    "fill_cell",
    "find_lines",
    "find_section",
    "find_work",
    "learn_style",
    "move_entry",
    "read_facts",
    "read_list",
    "read_once",
    "remove_entry",
    "render_entry",
    "renumber_section",
    "replace_entry",
    "rewrite_lines",
    "set_back_lines",
    "try_list",
]
