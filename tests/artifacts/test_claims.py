import pytest

from ingest.artifacts.claims import claim_of
from ingest.artifacts.mentions import Place, find_mentions

URL = "https://github.com/a/b"


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (f"Our code is available at {URL}.", "own"),
        (f"Code: {URL}", "own"),
        (f"The data set and weights are released at {URL}.", "own"),
        (f"We open-source everything under {URL}.", "own"),
        (f"Project page: {URL}", "own"),
        (f"The R package can be downloaded from {URL}.", "own"),
        (f"We present BubbleSet ({URL}), ten simulations.", "own"),
        (f"It is better. {URL}", "own"),
        (f"Our implementation is based on our library at {URL}.", "own"),
        (f"We evaluate on ten tasks and release code at {URL}.", "own"),
        (f"We maintain a list of papers at {URL}.", "own"),
        (f"Code will be released at {URL}.", "promised"),
        (f"The code will soon be made public at {URL}.", "promised"),
        (f"Code to be released at {URL}.", "promised"),
        (f"Code is available at {URL} upon acceptance.", "promised"),
        (f"We plan to open the code at {URL}.", "promised"),
        (f"We use the tokenizer of {URL}.", "other"),
        (f"We use the public data set available at {URL}.", "other"),
        (f"All models were evaluated on the corpus hosted at {URL}.", "other"),
        (f"The scripts were adapted from {URL}.", "other"),
        (f"Our loss extends ideas of others such as {URL}, with care.", "own"),
        (f"Prior systems such as {URL} fail.", "other"),
        (f"The harness ({URL}) encodes messages.", "bare"),
    ],
)
def test_a_sentence_of_an_abstract_tells_whose_the_url_is(text: str, claim: str) -> None:
    assert claim_of(find_mentions(text, "abstract")[0]) == claim


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (URL, "own"),
        (f"10 pages. {URL}", "own"),
        (f"Code to be released at {URL}", "promised"),
        (f"Built on {URL}", "other"),
    ],
)
def test_a_comment_is_the_authors_own_unless_it_says_otherwise(text: str, claim: str) -> None:
    place: Place = "comment"
    assert claim_of(find_mentions(text, place)[0]) == claim
