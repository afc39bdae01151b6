import pytest

from ingest.artifacts import claimed_quantity


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We build a corpus with 26 million QA pairs.", 26_000_000),
        ("It holds 1.29M image-text pairs.", 1_290_000),
        ("It covers over 25 million images across 10 modalities.", 25_000_000),
        ("A data set of 370K high-quality examples.", 370_000),
        ("It comprises 118,010 images.", 118_010),
        ("ReasonX, comprising 370k reasoning examples", 370_000),
        ("We collect $8,500$ images.", 8_500),
        ("one million high-quality images", 1_000_000),
        ("2,919-document collection of 2,919 documents", 2_919),
        ("a dataset of 118,010 carefully curated things", 118_010),
        ("5.6 million images with 273.4 million masks", 5_600_000),
        ("IMed-361M holds 6.4 million images and 361 million masks.", 361_000_000),
        ("The corpus contains 30,000 paragraph-level rows, with 6,491 pairs.", 30_000),
        ("features from 1,690 clinical trials", 1_690),
        ("15k high-quality Visual Question Answering samples", 15_000),
    ],
)
def test_a_count_of_items_is_read(text: str, count: int) -> None:
    claim = claimed_quantity(text)
    assert claim is not None
    assert claim[0] == count
    assert claim[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a model with 7 billion parameters",
        "trained on 1.5 trillion tokens",
        "trained on 300 billion tokens",
        "accuracy of 95.5% on images",
        "in 2024 images were taken",
        "since 2019 cases rose",
        "50 questions",
        "over 3,300 hours of speech",
        "spans 12 modalities and 200 categories",
        "ImageNet-1K results",
        "GPT-4 answers questions",
        "a benchmark of 300 billion tokens",
    ],
)
def test_other_figures_are_no_size(text: str) -> None:
    assert claimed_quantity(text) is None
