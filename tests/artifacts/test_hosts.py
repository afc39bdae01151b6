import pytest

from ingest.artifacts.hosts import target_of


@pytest.mark.parametrize(
    ("url", "words", "kind", "written"),
    [
        ("https://github.com/a/b.git", "", "code", "https://github.com/a/b"),
        ("http://www.github.com/a/b/tree/main/x", "", "code", "https://github.com/a/b"),
        ("https://github.com/a/b/blob/main/README.md", "", "code", "https://github.com/a/b"),
        ("github.com/a/b", "", "code", "https://github.com/a/b"),
        ("https://gitlab.com/a/b", "", "code", "https://gitlab.com/a/b"),
        ("https://huggingface.co/org/name", "", "weights", "https://huggingface.co/org/name"),
        ("https://hf.co/org/name/tree/main", "", "weights", "https://huggingface.co/org/name"),
        (
            "https://huggingface.co/datasets/org/name",
            "model",
            "data",
            "https://huggingface.co/datasets/org/name",
        ),
        ("https://jane.github.io/x/", "code", "project", "https://jane.github.io/x/"),
        ("https://sites.google.com/view/x", "", "project", "https://sites.google.com/view/x"),
        ("https://zenodo.org/records/1", "our data set", "data", "https://zenodo.org/records/1"),
        ("https://zenodo.org/records/1", "the weights", "weights", "https://zenodo.org/records/1"),
        ("https://zenodo.org/records/1", "all code", "code", "https://zenodo.org/records/1"),
        ("https://doi.org/10.5281/zenodo.1", "data", "data", "https://doi.org/10.5281/zenodo.1"),
        ("https://physionet.org/content/x", "", "data", "https://physionet.org/content/x"),
        (
            "https://www.kaggle.com/datasets/a/b",
            "models",
            "data",
            "https://www.kaggle.com/datasets/a/b",
        ),
        (
            "https://modelscope.cn/models/a/b",
            "data",
            "weights",
            "https://modelscope.cn/models/a/b",
        ),
        (
            "https://openxlab.org.cn/datasets/a/b",
            "",
            "data",
            "https://openxlab.org.cn/datasets/a/b",
        ),
        ("https://example.org/x", "", "project", "https://example.org/x"),
    ],
)
def test_a_url_stands_for_what_its_host_and_path_say(
    url: str, words: str, kind: str, written: str
) -> None:
    target = target_of(url, words)
    assert target is not None
    assert (target.kind, target.url) == (kind, written)


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2305.15075",
        "https://youtu.be/abc",
        "https://www.youtube.com/watch?v=1",
        "https://openreview.net/forum?id=x",
        "https://doi.org/10.1038/s41591-023-1",
        "https://anonymous/CodeData",
        "https://huggingface.co/papers/2305.15075",
        "https://github.com/",
        "https://[broken",
    ],
)
def test_papers_videos_and_nonsense_stand_for_nothing(url: str) -> None:
    assert target_of(url, "our code is available at") is None


@pytest.mark.parametrize(
    "url", ["https://github.com/org", "https://github.com/orgs/org", "https://huggingface.co/org"]
)
def test_an_organisation_page_gives_an_owner_and_no_link(url: str) -> None:
    target = target_of(url, "code will be released at")
    assert target is not None
    assert (target.kind, target.owner) == (None, "org")


@pytest.mark.parametrize(
    ("url", "mark"),
    [
        ("https://huggingface.co/spaces/a/demo", "is_demo"),
        ("https://colab.research.google.com/drive/1", "is_demo"),
        ("https://anonymous.4open.science/r/X-1", "is_anonymous"),
        ("https://huggingface.co/collections/a/b-1", "is_collection"),
    ],
)
def test_pages_that_may_not_fill_a_cell_are_marked(url: str, mark: str) -> None:
    target = target_of(url, "")
    assert target is not None
    assert getattr(target, mark)
