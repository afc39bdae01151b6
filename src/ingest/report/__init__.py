"""What people read of a run, a work and the state of things; plain text and Markdown."""

from ingest.report.alarms import Alarm, Limits, find_alarms, group_kinds, render_alarms
from ingest.report.answer import Answer, answer_facts, render_answer
from ingest.report.dashboard import DASHBOARD_MARK, render_dashboard
from ingest.report.explain import (
    Explanation,
    ListStanding,
    explanation_facts,
    outcome_of,
    render_explanation,
    state_of,
)
from ingest.report.notes import gather_notes
from ingest.report.run import (
    RunReport,
    StageReport,
    render_counts,
    render_summary,
    run_facts,
    stage_facts,
)
from ingest.report.status import (
    SourceStatus,
    Status,
    is_stale,
    render_age,
    render_staleness,
    render_status,
    status_facts,
)

__all__ = [
    "DASHBOARD_MARK",
    "Alarm",
    "Answer",
    "Explanation",
    "Limits",
    "ListStanding",
    "RunReport",
    "SourceStatus",
    "StageReport",
    "Status",
    "answer_facts",
    "explanation_facts",
    "find_alarms",
    "gather_notes",
    "group_kinds",
    "is_stale",
    "outcome_of",
    "render_age",
    "render_alarms",
    "render_answer",
    "render_counts",
    "render_dashboard",
    "render_explanation",
    "render_staleness",
    "render_status",
    "render_summary",
    "run_facts",
    "stage_facts",
    "state_of",
    "status_facts",
]
