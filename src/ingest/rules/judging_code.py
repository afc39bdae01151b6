"""A hash of the code that makes verdicts: a release that judges otherwise must judge anew.

https://docs.python.org/3/library/importlib.resources.html
"""

import hashlib
from functools import cache
from importlib.resources import files

ROOMS = ("finding", "judging")  # a verdict depends on nothing else but what a book is made of


@cache
def code_digest() -> str:
    """A hash of their source, in hexadecimal: comments count too, as judging anew costs seconds."""
    rules = files("ingest.rules")
    modules = [rules / "calibration.py"]
    for room in ROOMS:
        inside = sorted((rules / room).iterdir(), key=lambda module: module.name)
        modules += [module for module in inside if module.name.endswith(".py")]
    hashed = hashlib.sha256()
    for module in modules:
        hashed.update(hashlib.sha256(module.read_bytes()).digest())
    return hashed.hexdigest()
