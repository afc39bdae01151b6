"""What people read of a run, a work and the state of things; plain text and Markdown."""

from ingest.report.answer import Answer, answer_facts, render_answer
from ingest.report.explain import (
    Explanation,
    ListStanding,
    explanation_facts,
    render_explanation,
)
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
    render_staleness,
    render_status,
    status_facts,
)

__all__ = [
    "Answer",
    "Explanation",
    "ListStanding",
    "RunReport",
    "SourceStatus",
    "StageReport",
    "Status",
    "answer_facts",
    "explanation_facts",
    "render_answer",
    "render_counts",
    "render_explanation",
    "render_staleness",
    "render_status",
    "render_summary",
    "run_facts",
    "stage_facts",
    "status_facts",
]
