"""The six stages of the night, each a function from the store to the store, and what runs them."""

from ingest.stages.backfill import Estimate, backfill, plan_backfill
from ingest.stages.classify import classify
from ingest.stages.context import SOURCES, Context, Progress, StageReport
from ingest.stages.enrich import enrich
from ingest.stages.importing import import_files
from ingest.stages.opening import Wish, find_list_texts, init_home, open_context, utc_now
from ingest.stages.poll import poll
from ingest.stages.polling.verify import verify
from ingest.stages.propose import propose
from ingest.stages.publish import publish
from ingest.stages.reconcile import reconcile
from ingest.stages.replay import replay_nights
from ingest.stages.run import STAGES, record_run, run_stages
from ingest.stages.snapshot import left_to_read, read_snapshot
from ingest.stages.submitting import look_up, tell

__all__ = [
    "SOURCES",
    "STAGES",
    "Context",
    "Estimate",
    "Progress",
    "StageReport",
    "Wish",
    "backfill",
    "classify",
    "enrich",
    "find_list_texts",
    "import_files",
    "init_home",
    "left_to_read",
    "look_up",
    "open_context",
    "plan_backfill",
    "poll",
    "propose",
    "publish",
    "read_snapshot",
    "reconcile",
    "record_run",
    "replay_nights",
    "run_stages",
    "tell",
    "utc_now",
    "verify",
]
