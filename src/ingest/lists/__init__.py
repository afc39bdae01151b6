"""Curated lists: Markdown bytes in, sections, entries and style out; edits by byte range, proven."""

from ingest.lists.adopting.trial import Trial, try_list
from ingest.lists.checking.audit import audit_list
from ingest.lists.checking.codes import FINDING_CODES, FINDING_HELP
from ingest.lists.editing.editing import edit_list
from ingest.lists.editing.edits import (
    add_entry,
    apply_edit,
    find_work,
    remove_entry,
)
from ingest.lists.editing.inplace import fill_cell, replace_entry
from ingest.lists.editing.mend import correct_counts, renumber_section
from ingest.lists.editing.move import move_entry
from ingest.lists.editing.rewriting import find_lines, rewrite_lines, set_back_lines
from ingest.lists.learning.describe import describe_style
from ingest.lists.learning.learn import columns_to_store, learn_style
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
from ingest.lists.plan import ListPlan, SectionPlan, StyleOverride
from ingest.lists.reading.reader import read_list, read_once
from ingest.lists.reading.sections import find_section
from ingest.lists.writing.facts import read_facts
from ingest.lists.writing.rows import render_entry

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
