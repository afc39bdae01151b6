"""What a run did, as values and as one Markdown page."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from ingest.errors import IngestError
from ingest.report.notes import gather_notes

_QUIET = {"left_alone", "only_counted"}  # news for a person where there are some


@dataclass(frozen=True, slots=True)
class StageReport:
    """What one stage did: counts for machines, notes for people, problems that did not stop it."""

    stage: str
    counts: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problems: tuple[IngestError, ...] = ()
    pages: tuple[str, ...] = ()  # longer texts: the dry run's diffs and bodies

    def counted(self, **more: int) -> "StageReport":
        """A copy with these counts added."""
        counts = dict(self.counts)
        for name, number in more.items():
            counts[name] = counts.get(name, 0) + number
        return replace(self, counts=counts)

    def noted(self, *notes: str) -> "StageReport":
        """A copy with these notes added."""
        return replace(self, notes=self.notes + notes)

    def troubled(self, problem: IngestError) -> "StageReport":
        """A copy with this problem added."""
        return replace(self, problems=(*self.problems, problem))

    def joined(self, other: "StageReport") -> "StageReport":
        """A copy with everything that another report of the same stage has."""
        more = self.counted(**other.counts)
        return replace(
            more,
            notes=self.notes + other.notes,
            problems=self.problems + other.problems,
            pages=self.pages + other.pages,
        )


@dataclass(frozen=True, slots=True)
class RunReport:
    """A whole run: its stages in order."""

    run_id: str
    kind: str
    started_at: datetime
    ended_at: datetime
    stages: tuple[StageReport, ...]

    @property
    def problems(self) -> tuple[IngestError, ...]:
        return tuple(problem for stage in self.stages for problem in stage.problems)

    @property
    def exit_code(self) -> int:
        """0, or the exit code of the first problem: a night with one bad list is not a good night."""
        return self.problems[0].exit_code if self.problems else 0

    @property
    def outcome(self) -> str:
        return "complete" if not self.problems else "partial"


def run_facts(report: RunReport) -> dict[str, object]:
    """The report as plain data, for `--json` and for the table `runs`."""
    return {
        "run_id": report.run_id,
        "kind": report.kind,
        "started_at": report.started_at.isoformat(),
        "ended_at": report.ended_at.isoformat(),
        "outcome": report.outcome,
        "stages": [stage_facts(stage) for stage in report.stages],
    }


def stage_facts(stage: StageReport) -> dict[str, object]:
    """One stage as plain data."""
    return {
        "stage": stage.stage,
        "counts": stage.counts,
        "notes": list(stage.notes),
        "problems": [str(problem) for problem in stage.problems],
    }


def render_summary(report: RunReport) -> str:
    """A run as Markdown: what was seen, decided, proposed, rejected, and what went wrong."""
    took = report.ended_at - report.started_at
    lines = [
        f"# Run of {report.started_at:%Y-%m-%d %H:%M} UTC: {report.outcome}",
        "",
        f"`{report.run_id}`, {took.total_seconds():.1f} s",
        "",
        "| stage | counts |",
        "|---|---|",
    ]
    lines += [f"| {stage.stage} | {render_counts(stage.counts)} |" for stage in report.stages]
    for stage in report.stages:
        if stage.notes:
            lines += [
                "",
                f"## {stage.stage}",
                "",
                *(f"- {note}" for note in gather_notes(stage.notes)),
            ]
    if report.problems:
        lines += ["", "## Problems", ""]
        told = [str(problem).replace("\n", " ") for problem in report.problems]
        lines += [f"- {text}" for text in gather_notes(told)]
    return "\n".join(lines) + "\n"


def render_counts(counts: dict[str, int]) -> str:
    """`works 49,251 · certain 812`, in the order they were counted."""
    told = [
        f"{name.replace('_', ' ')} {number:,}"
        for name, number in counts.items()
        if number or name not in _QUIET
    ]
    return " · ".join(told) or "nothing to do"
