"""Findings as GitHub's workflow commands, which it shows beside the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from ingest.lists.checking.sarif import find_level
from ingest.lists.model import Finding


def render_annotation(path: str, finding: Finding) -> str:
    """One line that a workflow's log prints."""
    level = find_level(finding.code).replace("note", "notice")
    told = f"{path}:{finding.line}: {finding.code}: {finding.message}"
    place = f"file={_property(path)},line={finding.line},title={_property(finding.code)}"
    return f"::{level} {place}::{_data(told)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
