"""Proposals: what to change in a list, the pull request's title and body, what a review decided."""

from ingest.proposals.apply import apply_changes, apply_proposal, find_changes, remove_items
from ingest.proposals.assessing import (
    Assessed,
    assess,
    form_of,
    plain_places,
    read_places,
    write_places,
)
from ingest.proposals.body import render_body
from ingest.proposals.candidates import (
    Place,
    find_places,
    first_awakening,
    names_decided,
    sections_chosen,
    takes,
)
from ingest.proposals.commands import Command, parse_commands
from ingest.proposals.decide import decide, keep_standing
from ingest.proposals.elsewhere import Elsewhere, read_elsewhere
from ingest.proposals.guards import guard_base, guard_change
from ingest.proposals.items import Beside, Changes, Item, Proposal, Review, from_record, to_record
from ingest.proposals.known import ids_of_list, known_ids, names_of_item, under_id
from ingest.proposals.machine import line_marks, read_title
from ingest.proposals.notes import Notes, find_notes
from ingest.proposals.obey import Outcome, obey
from ingest.proposals.propose import find_room, make_proposal
from ingest.proposals.review import carry_ticks, read_body
from ingest.proposals.rows import Row, find_edits, find_rows
from ingest.proposals.sanitise import inline
from ingest.proposals.title import render_commit_message, render_title
from ingest.proposals.updates import decided_atoms, find_updates

__all__ = [
    "Assessed",
    "Beside",
    "Changes",
    "Command",
    "Elsewhere",
    "Item",
    "Notes",
    "Outcome",
    "Place",
    "Proposal",
    "Review",
    "Row",
    "apply_changes",
    "apply_proposal",
    "assess",
    "carry_ticks",
    "decide",
    "decided_atoms",
    "find_changes",
    "find_edits",
    "find_notes",
    "find_places",
    "find_room",
    "find_rows",
    "find_updates",
    "first_awakening",
    "form_of",
    "from_record",
    "guard_base",
    "guard_change",
    "ids_of_list",
    "inline",
    "keep_standing",
    "known_ids",
    "line_marks",
    "make_proposal",
    "names_decided",
    "names_of_item",
    "obey",
    "parse_commands",
    "plain_places",
    "read_body",
    "read_elsewhere",
    "read_places",
    "read_title",
    "remove_items",
    "render_body",
    "render_commit_message",
    "render_title",
    "sections_chosen",
    "takes",
    "to_record",
    "under_id",
    "write_places",
]
