"""Which stretches of a title and an abstract the verdicts rest on."""

from collections.abc import Iterable, Sequence

from ingest.works import Evidence, Verdict


def mark_text(text: str, evidence: Iterable[Evidence]) -> list[tuple[str, str]]:
    """The text in pieces: (words, concept), the concept empty where nothing matched.

    Evidence that overlaps an earlier stretch, or does not stand where it says, is left out; of two
    concepts with the same words the first given stays, so that the same text is always the same page.
    """
    pieces: list[tuple[str, str]] = []
    at = 0
    for one in sorted(evidence, key=lambda one: (one.start, -one.end)):
        if one.start < at or text[one.start : one.end] != one.phrase:
            continue
        if one.start > at:
            pieces.append((text[at : one.start], ""))
        pieces.append((one.phrase, one.concept))
        at = one.end
    if at < len(text):
        pieces.append((text[at:], ""))
    return pieces


def evidence_in(verdicts: Sequence[Verdict], *, is_title: bool) -> list[Evidence]:
    """All evidence of the verdicts that stands in the title, or in the abstract."""
    return [
        one
        for verdict in verdicts
        for one in verdict.evidence
        if (one.place == "title") == is_title
    ]
