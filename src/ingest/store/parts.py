"""Parts of a night that workers have ended: each once, whoever ran it."""

import json
from datetime import datetime
from typing import Any

from ingest.store.connection import Store
from ingest.store.rows import as_json, merge_rows


def save_part(
    store: Store, night: str, part: str, *, started_at: datetime, ended_at: datetime, stages: object
) -> None:
    """Note that a part has ended, and what its stages did."""
    row = {
        "night": night,
        "part": part,
        "started_at": started_at,
        "ended_at": ended_at,
        "stages": as_json(stages),
    }
    merge_rows(store, "parts", [row], key=["night", "part"])


def load_parts(store: Store, night: str) -> dict[str, list[dict[str, Any]]]:
    """What the stages of each ended part did, in the order in which the parts ended."""
    rows = store.rows("select part, stages from parts where night = ? order by ended_at", night)
    return {part: json.loads(stages or "[]") for part, stages in rows}
