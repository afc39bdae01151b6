"""A list's dashboard issue: Markdown for its maintainers, the same words as `ingest status`."""

import re
from typing import Any

from ingest.report.lists import render_precision
from ingest.report.status import Status, is_stale, render_age

DASHBOARD_MARK = "<!-- paper-ingest:dashboard"
_TRIGGER = re.compile(r"[@#](?=\w)")


def render_dashboard(status: Status, list_name: str) -> tuple[str, str]:
    """Title and body; the hidden mark at its end is how the issue is found again."""
    row = next(one for one in status.lists if one["list"] == list_name)
    parts = [
        "Kept up to date by a program, paper-ingest; close this issue and it is left alone.",
        _now(row),
        _bullets("Held back", [f"{count} for {name}: {why}" for name, why, count in row["held"]]),
        _bullets("Refused", [f"{count}: {how}" for how, count in sorted(row["refused"].items())]),
        _sources(status),
        f"{DASHBOARD_MARK} {list_name} -->",
    ]
    return "paper-ingest: what is proposed, waits and is held back", "\n\n".join(
        filter(None, parts)
    )


def _now(row: dict[str, Any]) -> str:
    pull = row["url"] and f"[#{row['pull_number']}]({row['url']}), {row['pull_state']}"
    lines = [
        f"| Pull request | {pull or 'none yet'} |",
        "|:--|:--|",
        f"| Proposed | {row['ticked']} |",
        f"| Need a look | {row['needs_look']} |",
        f"| Waiting for room | {row['waiting']} |",
        f"| Precision so far | {render_precision(row) or 'nothing decided yet'} |",
    ]
    if row.get("standstill"):
        lines.append(f"| Stands still | {_plain(row['standstill'])} |")
    return "\n".join(lines)


def _bullets(title: str, lines: list[str]) -> str:
    return (
        "\n".join([f"**{title}**", "", *(f"- {_plain(line)}" for line in lines)]) if lines else ""
    )


def _sources(status: Status) -> str:
    lines = []
    for source in status.sources:
        age = render_age(status.now, source.newest_record_at)
        lines.append(
            f"{source.name}: newest record {age}{', too old' if is_stale(status, source) else ''}"
        )
    return _bullets("Data", lines)


def _plain(text: str) -> str:
    """Words of a list or a work, which must not mention, refer or build a table here."""
    escaped = re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)
    return _TRIGGER.sub(lambda match: f"{match[0]}&#8203;", escaped)
