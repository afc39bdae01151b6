"""Proposals: what to change in a list, the pull request's title and body, what a review decided."""

from ingest.proposals.apply import apply_proposal, find_changes, remove_items
from ingest.proposals.body import render_body
from ingest.proposals.candidates import takes
from ingest.proposals.decide import decide, keep_standing
from ingest.proposals.items import Changes, Item, Proposal, Review, from_record, to_record
from ingest.proposals.known import known_ids
from ingest.proposals.propose import make_proposal
from ingest.proposals.review import carry_ticks, read_body
from ingest.proposals.title import render_commit_message, render_title

__all__ = [
    "Changes",
    "Item",
    "Proposal",
    "Review",
    "apply_proposal",
    "carry_ticks",
    "decide",
    "find_changes",
    "from_record",
    "keep_standing",
    "known_ids",
    "make_proposal",
    "read_body",
    "remove_items",
    "render_body",
    "render_commit_message",
    "render_title",
    "takes",
    "to_record",
]
