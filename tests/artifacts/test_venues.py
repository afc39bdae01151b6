import pytest

from ingest.artifacts import Venue, venue_of


@pytest.mark.parametrize(
    ("comment", "label", "year"),
    [
        ("Accepted to MICCAI 2025", "MICCAI", 2025),
        ("MICCAI2024", "MICCAI", 2024),
        ("ICLR 2025", "ICLR", 2025),
        ("8 pages, 3 figures, accepted by CVPR2026. Code: https://github.com/a/b", "CVPR", 2026),
        ("Accepted at ACL 2025 Main Conference", "ACL", 2025),
        ("AAAI-26 Oral", "AAAI", 2026),
        ("accepted by AAAI2026 ws", "AAAI Workshop", 2026),
        ("CEUR-WS, CLEF2025", "CLEF", 2025),
        ("SIGGRAPH Asia/TOG 2025", "SIGGRAPH Asia", 2025),
        (
            "Submitted and accepted to the International Conference on Lanterns (ICOL 2025)",
            "ICOL",
            2025,
        ),
        ("This is a preprint of a paper accepted for the LAMPS 2025 Conference", "LAMPS", 2025),
        (
            "9 pages. Published in Lanterns and Lamps in Towns, 2026.",
            "Lanterns and Lamps in Towns",
            2026,
        ),
        ("Accepted for publication in 'Advanced Lanterns'", "Advanced Lanterns", None),
        ("Accepted by Lamp Research December 2024", "Lamp Research", 2024),
        ("Accepted by MM '25", "ACM MM", 2025),
        ("NeurIPS 2024 Datasets and Benchmarks Track", "NeurIPS", 2024),
        ("EMNLP 2024 Findings", "EMNLP Findings", 2024),
        ("Findings of ACL 2025", "ACL Findings", 2025),
        (
            "In Findings of the Association for Computational Linguistics: EACL 2026",
            "EACL Findings",
            2026,
        ),
        ("Accepted to the ICML 2025 Workshop on Small Data", "ICML Workshop", 2025),
        ("CVPRW 2025", "CVPR Workshop", 2025),
        ("MICCAI 2025 Satellite Event", "MICCAI Workshop", 2025),
        ("Presented at Machine Learning for Health (ML4H) 2023", "ML4H", 2023),
        ("Submitted to NeurIPS 2025; accepted by ICCV 2025", "ICCV", 2025),
        ("Provisionally accepted at MICCAI 2025", "MICCAI", 2025),
        ("Accepted with minor revisions in Medical Image Analysis", "MedIA", None),
        ("Accepted at the MICCAI 2026 FLARE Challenge", "MICCAI Challenge", 2026),
        ("ISBI 2026 Accepted Paper & second place in the RIVA Challenge", "ISBI", 2026),
        ("ML4H @ NeurIPS 2024", "NeurIPS Workshop", 2024),
        ("Accepted by iMIMIC at MICCAI 2025", "MICCAI Workshop", 2025),
        ("Collocated with NAACL 2025", "NAACL Workshop", 2025),
        ("Accepted to ACL 2025 Industry Track", "ACL Industry", 2025),
        ("EMNLP 2025 System Demonstrations", "EMNLP Demo", 2025),
        (
            "39th Conference on Neural Information Processing Systems (NeurIPS 2025)",
            "NeurIPS",
            2025,
        ),
        ("Proceedings of the 31st ACM SIGKDD Conference (KDD '25)", "KDD", 2025),
        ("Accepted to IEEE Transactions on Medical Imaging (TMI), 2025", "TMI", 2025),
        ("Accepted by Journal of Biomedical and Health Informatics (JBHI)", "JBHI", None),
        ("Published in Nature Communications", "Nature Communications", None),
        ("Nature (2026)", "Nature", 2026),
        ("Accepted to ICIAP 2025", "ICIAP", 2025),
        ("Accepted in Physical Review B", "Physical Review B", None),
        ("Published at TMLR 12/2024, OpenReview: https://x.org", "TMLR", 2024),
        ("Accepted at ICRA 2025; also presented at the ICML 2024 workshop", "ICRA", 2025),
        ("This work was submitted and accepted to ICRA 2025", "ICRA", 2025),
        ("To appear at ACL 2026 (submitted via ARR)", "ACL", 2026),
    ],
)
def test_an_accepted_work_has_a_venue(comment: str, label: str, year: int | None) -> None:
    venue = venue_of(comment)
    assert venue is not None
    assert (venue.label, venue.year) == (label, year)


@pytest.mark.parametrize(
    "comment",
    [
        None,
        "",
        "10 pages, 5 figures",
        "Submitted to MICCAI 2026",
        "A PREPRINT. ACCEPTED FEB, 2026",
        "Submitted, to be published in Lanterns and Lamps",
        "Published in the Netherlands",
        "Submitted to the Proceedings of NeurIPS 2025",
        "Under review at ICLR 2026",
        "Under double-blind review at ACL 2025",
        "Under second round review at TMI 2025",
        "Manuscript under major revision, IEEE TMI",
        "In submission to MICCAI 2026",
        "Revised and resubmitted to JAMIA",
        "Planned submission: CVPR 2026",
        "Awaiting decision at JBHI",
        "Desk rejected from ICLR 2025",
        "ICLR 2026 submission",
        "MICCAI 2026; under review",
        "under ACL Rolling Review 2025",
        "To be submitted to IEEE Transactions on Medical Imaging",
        "Under review for possible publication in IEEE Access",
        "This manuscript is in preparation for TMLR",
        "Extended version of our ICML 2023 paper",
        "A preliminary version appeared in NeurIPS 2022",
        "Rejected from ICLR 2025",
        "Formatted in the NeurIPS 2025 style",
        "the nature of things, 2025",
        "12 mm lens, 2025 model",
        "See www.example.org 2025",
        "Project page: https://cvpr2025.example.org/x",
    ],
)
def test_what_is_only_submitted_or_not_said_has_none(comment: str | None) -> None:
    assert venue_of(comment) is None


def test_the_quote_is_the_clause_that_says_so() -> None:
    assert venue_of("9 pages. Accepted to MICCAI 2025. Code soon.") == Venue(
        "MICCAI", 2025, "Accepted to MICCAI 2025", None
    )


@pytest.mark.parametrize(
    ("journal_ref", "label", "year"),
    [
        ("IEEE Transactions on Medical Imaging, vol. 43, 2024", "TMI", 2024),
        ("Nature Medicine 30, 1134-1142 (2024)", "Nature Medicine", 2024),
        ("npj Digital Medicine 8, 10 (2025)", "npj Digital Medicine", 2025),
        ("npj Digit. Med. 7, 20 (2024)", "npj Digital Medicine", 2024),
        ("Proceedings of EMNLP 2023, pages 1-9", "EMNLP", 2023),
        ("ICCV 2025 Workshops (ICCVW)", "ICCV Workshop", 2025),
        ("Journal of Odd Results, Vol. 18, pp. 57-78, 2025", "Journal of Odd Results", 2025),
    ],
)
def test_a_journal_reference_is_believed(journal_ref: str, label: str, year: int) -> None:
    venue = venue_of("Submitted to TMI", journal_ref)
    assert venue is not None
    assert (venue.label, venue.year) == (label, year)


@pytest.mark.parametrize(
    ("doi", "label", "year"),
    [
        ("10.1109/TMI.2024.3355555", "TMI", 2024),
        ("10.1109/CVPR52734.2025.00012", "CVPR", 2025),
        ("10.1038/s41591-024-03000-1", "Nature Medicine", 2024),
        ("10.1038/s41746-025-01500-2", "npj Digital Medicine", 2025),
        ("10.18653/v1/2024.findings-emnlp.12", "EMNLP Findings", 2024),
        ("10.18653/v1/2024.acl-long.1", "ACL", 2024),
        ("10.1016/j.media.2024.103000", "MedIA", 2024),
        ("10.1109/CVPRW63382.2024.00012", "CVPR Workshop", 2024),
        ("10.1109/ICCVW60793.2023.00012", "ICCV Workshop", 2023),
        ("10.18653/v1/2024.acl-demos.1", "ACL Demo", 2024),
        ("10.18653/v1/2024.acl-srw.1", "ACL Workshop", 2024),
        ("10.18653/v1/2023.emnlp-industry.1", "EMNLP Industry", 2023),
        ("10.18653/v1/2023.bionlp-1.3", "BioNLP", 2023),
        ("10.18653/v1/P19-1001", "ACL", 2019),
        ("10.18653/v1/d19-1371", "EMNLP", 2019),
        ("10.1007/978-3-031-43907-0_5", "MICCAI", 2023),
        ("10.1007/978-3-031-72378-0_12", "MICCAI", 2024),
        ("10.1609/aaai.v38i16.1", "AAAI", 2024),
        ("10.52202/079017-0123", "NeurIPS", 2024),
        ("10.1007/s11263-024-02000-1", "IJCV", 2024),
        ("10.1056/AIoa2300138", "NEJM AI", 2023),
    ],
)
def test_a_doi_tells_the_venue_where_nothing_else_does(doi: str, label: str, year: int) -> None:
    venue = venue_of("10 pages", None, doi)
    assert venue is not None
    assert (venue.label, venue.year) == (label, year)


@pytest.mark.parametrize(
    "doi",
    [
        "10.5281/zenodo.1",
        "10.48550/arXiv.2305.15075",
        "10.1101/2023.01.01.23284096",
        "10.1007/978-3-031-99999-0_5",  # some other volume of the same series
        "10.18653/v1/W19-5006",  # some workshop of the year
        "10.18653/v1/2024.acl-xyz.1",
        "nonsense",
    ],
)
def test_other_dois_tell_none(doi: str) -> None:
    assert venue_of(None, None, doi) is None
