"""A paper is withdrawn where its own words say so, and only there."""

import pytest

from ingest.sources.withdrawn import is_withdrawn


@pytest.mark.parametrize(
    "text",
    [
        "This paper has been withdrawn",
        "This paper has been withdrawn by the author due to a crucial error in Lemma 2.",
        "12 pages. This submission has been withdrawn by arXiv administrators.",
        "This manuscript is withdrawn, as its scope changes.",
        "The paper is withdrawn pending a review.",
        "The manuscript is being withdrawn at the request of its first author.",
        "Our article has now been withdrawn from arXiv.",
        "Withdrawn by the authors. A theorem fails.",
        "withdrawn",
        "[Withdrawn]",
        "Paper withdrawn due to an error in Eq. 3",
        "9 pages; withdrawn by the author",
        "We would like to withdraw this submission because of an error.",
        "We withdraw this paper.",
        "Errors were found. We are withdrawing this version to run everything again.",
        "The authors have decided to withdraw this version.",
    ],
)
def test_a_withdrawal_is_seen_in_comment_and_abstract(text: str) -> None:
    assert is_withdrawn(text, "")
    assert is_withdrawn("", text)


def test_a_request_counts_in_a_comment_only() -> None:
    assert is_withdrawn("We request withdrawal because of a flaw.", "")
    assert not is_withdrawn("", "Patients who request withdrawal of treatment are heard.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We study alcohol withdrawal in intensive care.",
        "We withdrew data from 12 patients.",
        "We withdraw data from three sites before training.",
        "Deposits are withdrawn early in a bank run.",
        "Withdrawn funds are modelled as a jump process.",
        "An earlier claim is withdrawn: controls showed it was noise.",
        "When support is withdrawn, performance falls.",
        "A dataset of withdrawn papers and their reasons",
        "Replaces the withdrawn paper of last year",
        "This paper was withdrawn from ICLR 2024 and is now under review",
        "The previous version has been withdrawn",
        "We do not withdraw this claim.",
        "We withdraw our submission from the challenge.",
        "Participants withdrawn by the investigator were excluded.",
    ],
)
def test_a_near_miss_is_no_withdrawal(text: str) -> None:
    assert not is_withdrawn(text, "")
    assert not is_withdrawn("", text)
