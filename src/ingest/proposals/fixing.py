"""What the audit finds, set right in the list itself: for a maintainer who asks for it, without a pull request."""

from collections.abc import Collection
from dataclasses import dataclass

from ingest.errors import ListError
from ingest.lists import CuratedList, audit_list, rewrite_lines
from ingest.proposals.mends import Knowledge, find_mends


@dataclass(frozen=True, slots=True)
class Fixed:
    """The list after its mends: (line of the old text, what) of each, and of each that was refused."""

    text: bytes
    mended: tuple[tuple[int, str], ...]
    refused: tuple[tuple[int, str], ...]


def fix_list(curated: CuratedList, ignored: Collection[str] = ()) -> Fixed:
    """Mend where only one thing can have been meant, each mend with its proofs; findings of `ignored` codes stay."""
    findings = [one for one in audit_list(curated) if one.code not in ignored]
    text = curated.text
    mended, refused = [], []
    for mend in find_mends(curated, findings, Knowledge()):
        try:
            text = rewrite_lines(text, curated.where, mend.old, mend.new)
        except ListError as refusal:
            refused.append((mend.line, refusal.what))
        else:
            mended.append((mend.line, "; ".join(mend.why)))
    return Fixed(text, tuple(mended), tuple(refused))
