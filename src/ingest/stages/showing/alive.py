"""What the program says of itself in every mail, so that its silence means something."""

from ingest.report import Status, is_stale, render_age


def tell_alive(state: Status) -> tuple[str, ...]:
    """The last run, the age of each source's data, and each list at which nothing is published."""
    facts = []
    if state.last_run:
        run = state.last_run
        ago = render_age(state.now, run["ended_at"]).replace(" old", " ago")
        facts.append(f"last run {run['outcome']}, {ago}")
    for source in state.sources:
        too_old = ", too old" if is_stale(state, source) else ""
        facts.append(f"{source.name} {render_age(state.now, source.newest_record_at)}{too_old}")
    facts += [
        f"{row['list']}: nothing is published, {row['standstill']}"
        for row in state.lists
        if row["standstill"]
    ]
    return tuple(facts)
