"""A hash of the code that makes verdicts: a release that judges otherwise must judge anew.

https://docs.python.org/3/library/importlib.resources.html
"""

import hashlib
from functools import cache
from importlib.resources import files

JUDGING = (  # modules of this room that a verdict depends on; a test compares them with the imports
    "asking",
    "calibration",
    "closures",
    "columns",
    "deciding",
    "doubting",
    "evidencing",
    "flattening",
    "folding",
    "gate",
    "hits",
    "index",
    "leads",
    "matcher",
    "matching",
    "mentions",
    "phrases",
    "plan",
    "ranking",
    "scanning",
    "spelling",
    "strengths",
    "texts",
    "weighing",
    "words",
)


@cache
def code_digest() -> str:
    """A hash of their source, in hexadecimal: comments count too, as judging anew costs seconds."""
    room = files("ingest.rules")
    hashed = hashlib.sha256()
    for name in JUDGING:
        hashed.update(hashlib.sha256(room.joinpath(f"{name}.py").read_bytes()).digest())
    return hashed.hexdigest()
