"""The comment by which a list's maintainer says what is no fault."""

import re

EXCEPTION = re.compile(  # `<!-- ingest: ignore duplicate: one paper, two data sets -->`
    r"<!--\s*ingest:\s*ignore\b(?P<codes>[^:<>]*)(?::[^<>]*)?-->"
)
