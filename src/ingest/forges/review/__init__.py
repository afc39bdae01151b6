"""The maintainer's side of the local forge: what `ingest prs` does, and a person's own commits."""

from ingest.forges.review.boxes import edit_body, edit_ticks, set_labels, set_move, set_tick
from ingest.forges.review.ending import close, merge
from ingest.forges.review.heads import MAINTAINER, utc_now
from ingest.forges.review.people import (
    comment,
    edit_file,
    has_repo,
    open_other,
    person,
    seed_repo,
)
from ingest.forges.review.showing import PullView, list_pulls, show

__all__ = [
    "MAINTAINER",
    "PullView",
    "close",
    "comment",
    "edit_body",
    "edit_file",
    "edit_ticks",
    "has_repo",
    "list_pulls",
    "merge",
    "open_other",
    "person",
    "seed_repo",
    "set_labels",
    "set_move",
    "set_tick",
    "show",
    "utc_now",
]
