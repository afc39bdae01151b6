"""Every spelling of an id becomes one string, and what nobody issued becomes none."""

import pytest

from ingest.ids import (
    ArxivId,
    canonical_doi,
    find_arxiv_ids,
    github_repo,
    hub_id,
    id_of_url,
    parse_arxiv_id,
    title_key,
)


@pytest.mark.parametrize(
    ("text", "arxiv_id", "version"),
    [
        ("2305.15075", "2305.15075", None),
        (" arXiv:2305.15075v2 ", "2305.15075", 2),
        ("arXiv: 2305.15075", "2305.15075", None),
        ("ARXIV.2305.15075", "2305.15075", None),
        ("2305.15075v12.pdf", "2305.15075", 12),
        ("0704.0001", "0704.0001", None),
        ("1412.9999", "1412.9999", None),
        ("1501.00001", "1501.00001", None),
        ("hep-th/9901001v2", "hep-th/9901001", 2),
        ("math.GT/0309136", "math/0309136", None),
        ("MATH/0703999", "math/0703999", None),
        ("oai:arXiv.org:2305.15075", "2305.15075", None),
        ("oai:arXiv.org:hep-th/9901001", "hep-th/9901001", None),
        ("10.48550/arXiv.2305.15075", "2305.15075", None),
        ("arxiv.org/abs/2305.15075", "2305.15075", None),
        ("http://www.arxiv.org/abs/2305.15075v3#S1", "2305.15075", 3),
        ("https://arxiv.org/pdf/2305.15075v1.pdf.pdf", "2305.15075", 1),
        ("https://arxiv.org/pdf/2305.15075.pdf?download=1", "2305.15075", None),
        ("https://arxiv.org/html/2305.15075v1/", "2305.15075", 1),
        ("https://arxiv.org/abs/2305.15075%20", "2305.15075", None),
        ("https://arxiv.org/abs/2305.15075),", "2305.15075", None),
        ("<https://export.arxiv.org/abs/math.GT/0309136>", "math/0309136", None),
        ("https://arxiv.org/abs/arXiv:2305.15075", "2305.15075", None),
        ("https://export.arxiv.org/api/query?id_list=2305.15075v2", "2305.15075", 2),
        ("https://ar5iv.labs.arxiv.org/html/2305.15075", "2305.15075", None),
        ("https://ar5iv.org/abs/2305.15075", "2305.15075", None),
        ("https://www.alphaxiv.org/overview/2305.15075v2", "2305.15075", 2),
        ("https://alphaxiv.org/abs/2305.15075", "2305.15075", None),
        ("https://huggingface.co/papers/2305.15075", "2305.15075", None),
        ("https://hf.co/papers/2305.15075?ref=x", "2305.15075", None),
        ("https://papers.cool/arxiv/2305.15075", "2305.15075", None),
        ("https://doi.org/10.48550/arXiv.2305.15075", "2305.15075", None),
    ],
)
def test_every_spelling_of_an_arxiv_id_is_read(
    text: str, arxiv_id: str, version: int | None
) -> None:
    assert parse_arxiv_id(text) == ArxivId(arxiv_id, version)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2313.00001",  # no thirteenth month
        "2300.00001",
        "1412.12345",  # five digits before 2015
        "1501.1234",  # four digits since 2015
        "0811.36489",
        "0703.1234",  # new style before April 2007
        "2305.150755",
        "2305.15075v0",
        "hep-th/0803123",  # old style after March 2007
        "hep-th/9913001",
        "hep-th/990100",
        "nosucharchive/9901001",
        "10.1000/2305.15075",
        "https://arxiv.org/list/cs.CL/recent",
        "https://arxiv.org/abs/2313.00001",
        "https://example.org/abs/2305.15075",
        "https://huggingface.co/org/2305.15075",
        "https://huggingface.co/papers/trending",
        "https://arxiv.org/html/2305.15075v1/x1.png",
        "https://[broken",
        "a sentence about 2305.15075",
    ],
)
def test_what_arxiv_never_issued_is_no_id(text: str) -> None:
    assert parse_arxiv_id(text) is None


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("As in arXiv:2305.15075v2, and arxiv 2507.05201.", ("2305.15075", "2507.05201")),
        ("See https://arxiv.org/abs/2305.15075v1.", ("2305.15075",)),
        ("https://arxiv.org/pdf/2305.15075.pdf and arXiv:2305.15075", ("2305.15075",)),
        ("doi 10.48550/arXiv.2305.15075", ("2305.15075",)),
        ("on huggingface.co/papers/2305.15075", ("2305.15075",)),
        ("supersedes hep-th/9901001", ("hep-th/9901001",)),
        ("https://arxiv.org/abs/math.GT/0309136", ("math/0309136",)),
        ("a wave number of 2011.12345 per cm", ()),
        ("10.1000/2305.15075", ()),
        ("arXiv:2305.150755", ()),
        ("arXiv:2313.00001", ()),
    ],
)
def test_ids_in_running_text_count_where_the_text_says_what_they_are(
    text: str, ids: tuple[str, ...]
) -> None:
    assert find_arxiv_ids(text) == tuple(f"arxiv:{arxiv_id}" for arxiv_id in ids)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("10.1038/sdata.2018.251", "doi:10.1038/sdata.2018.251"),
        ("https://doi.org/10.1038/SDATA.2018.251.", "doi:10.1038/sdata.2018.251"),
        ("doi:10.1016/S0140-6736(20)30183-5", "doi:10.1016/s0140-6736(20)30183-5"),
        ("(10.1093/jamia/ocab112);", "doi:10.1093/jamia/ocab112"),
        (
            "10.1061/(ASCE)0733-9399(1994)120:12(2612)",
            "doi:10.1061/(asce)0733-9399(1994)120:12(2612)",
        ),
        (
            "https://doi.org/10.1061/%28ASCE%290733-9399%281994%29120%3A12%282612%29",
            "doi:10.1061/(asce)0733-9399(1994)120:12(2612)",
        ),
        (
            "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2",
            "doi:10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2",
        ),
        ("10.48550/arXiv.2305.15075", "arxiv:2305.15075"),
        ("10.48550/arXiv.2313.00001", None),
        ("10.123/too-short-a-prefix", None),
        ("no doi", None),
    ],
)
def test_a_doi_loses_the_sentence_around_it_and_nothing_of_its_own(
    text: str, canonical: str | None
) -> None:
    assert canonical_doi(text) == canonical


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://huggingface.co/Org/Name-7B/tree/main", "hub:model/Org/Name-7B"),
        ("huggingface.co/Org/Name-7B", "hub:model/Org/Name-7B"),
        ("https://hf.co/datasets/org/name?row=1", "hub:dataset/org/name"),
        ("https://hf-mirror.com/org/name).", "hub:model/org/name"),
        ("https://huggingface.co/spaces/org/demo", "hub:space/org/demo"),
        ("https://huggingface.co/org", None),
        ("https://huggingface.co/papers/2305.15075", None),
        ("https://huggingface.co/collections/org/name-1", None),
        ("https://huggingface.co/docs/hub/api", None),
        ("https://huggingface.co/datasets/squad", None),
        ("https://example.org/org/name", None),
    ],
)
def test_a_hub_page_names_its_repository(url: str, canonical: str | None) -> None:
    assert hub_id(url) == canonical


@pytest.mark.parametrize(
    ("url", "repo"),
    [
        ("https://github.com/Owner/Name", "Owner/Name"),
        ("http://www.github.com/Owner/Name.git", "Owner/Name"),
        ("github.com/Owner/Name/tree/main/src#readme", "Owner/Name"),
        ("https://github.com/Owner/Name.js/", "Owner/Name.js"),
        ("https://github.com/Owner/Name).", "Owner/Name"),
        ("git@github.com:Owner/Name.git", "Owner/Name"),
        ("ssh://git@github.com/Owner/Name.git", "Owner/Name"),
        ("https://github.com/Owner", None),
        ("https://github.com/orgs/Owner/people", None),
        ("https://github.com/topics/medical", None),
        ("https://gist.github.com/Owner/1234", None),
        ("https://owner.github.io/name", None),
    ],
)
def test_a_github_page_names_its_repository(url: str, repo: str | None) -> None:
    assert github_repo(url) == repo


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://arxiv.org/pdf/2305.15075v2.pdf", "arxiv:2305.15075"),
        ("https://huggingface.co/papers/2305.15075", "arxiv:2305.15075"),
        ("https://doi.org/10.48550/arXiv.2305.15075", "arxiv:2305.15075"),
        ("https://doi.org/10.1038/X.1", "doi:10.1038/x.1"),
        ("https://GitHub.com/Owner/Name.git", "github:owner/name"),
        ("https://huggingface.co/datasets/Org/Name", "hub:dataset/Org/Name"),
        ("https://openreview.net/forum?id=AbC&noteId=1", "openreview:AbC"),
        ("https://openreview.net/pdf?id=AbC", "openreview:AbC"),
        (
            "https://openreview.net/group?id=A.cc/2021/Conference",
            "url:openreview.net/group?id=A.cc/2021/Conference",
        ),
        (
            "https://aclanthology.org/volumes/2024.acl-long/",
            "url:aclanthology.org/volumes/2024.acl-long",
        ),
        ("https://aclanthology.org/2024.acl-long.1.pdf", "acl:2024.acl-long.1"),
        ("https://www.aclweb.org/anthology/P19-1001/", "acl:p19-1001"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC123/", "pmc:pmc123"),
        ("http://www.Example.org/a/?utm_source=x#top", "url:example.org/a"),
        ("https://example.org/a?id=1&amp;utm_medium=y", "url:example.org/a?id=1"),
        ("https://example.org/paper.pdf?download", "url:example.org/paper"),
        ("mailto:someone@example.org", None),
        ("javascript:alert(1)", None),
        ("no address", None),
    ],
)
def test_one_page_has_one_id_however_its_address_is_written(
    url: str, canonical: str | None
) -> None:
    assert id_of_url(url) == canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Huatuo-26M, a Large-scale Dataset", "Huatuo 26M: a large scale dataset"),
        ("$\\alpha$-Net", "α-Net"),
        ("$\\varepsilon$-greedy", "ε greedy"),
        ("M$^3$AE", "M³AE"),
        ('Schr\\"odinger', "Schrödinger"),
        ("\\L{}ukasz", "Łukasz"),
        ("Łukasz", "Lukasz"),
        ("\\textbf{Bold} claims", "Bold claims"),
        ("R&amp;D", "R&D"),
        ("Straße", "STRASSE"),
        ("医学 大模型", "医学大模型"),
        ("50\\% more", "50% more"),
    ],
)
def test_titles_that_read_alike_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("$\\alpha$-Net", "$\\beta$-Net"), ("MedGemma", "MedGemma 2"), ("医学", "医药")],
)
def test_titles_that_read_differently_keep_their_keys_apart(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)
