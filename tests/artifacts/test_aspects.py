"""Modality, specialty and language of a work: hits and near misses."""

import pytest

from ingest.artifacts.aspects import find_aspects


def names(kind: str, title: str, abstract: str = "") -> list[str]:
    return [one.name for one in find_aspects(title, abstract) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reports from chest CT volumes", ["CT"]),
        ("Computed tomography and MRI of the liver", ["CT", "MRI"]),
        ("A CXR reader", ["X-ray"]),
        ("Dental X-rays at scale", ["X-ray"]),
        ("Breast density in mammograms", ["mammography"]),
        ("Echocardiography views", ["ultrasound"]),
        ("Polyps in colonoscopy videos", ["endoscopy", "video"]),
        ("Fundus photographs and OCT", ["fundus", "OCT"]),
        ("Whole-slide images", ["histopathology"]),
        ("Dermoscopic images", ["dermoscopy"]),
        ("12-lead ECGs", ["ECG"]),
        ("From EEG to words", ["EEG"]),
        ("Discharge summaries in EHRs", ["clinical text", "health records"]),
        ("Dialogues with patients", ["dialogue"]),
        ("ACTOR and SECTION have no scan", []),
        ("X-ray diffraction of steel", []),
        ("X-ray binaries in the sky", []),
        ("A PET bottle sorter", []),
        ("Keep a pet, act now", []),
        ("An oct of eight", []),
        ("The report of an earthquake", []),
    ],
)
def test_a_modality_is_read_from_words(text: str, expected: list[str]) -> None:
    assert names("modality", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lung nodules", ["pulmonology"]),
        ("Questions of ophthalmologists", ["ophthalmology"]),
        ("Skin lesions", ["dermatology"]),
        ("Alzheimer's disease", ["neurology"]),
        ("Counselling for suicidal teenagers", ["psychiatry"]),
        ("Liver and kidney", ["hepatology", "nephrology"]),
        ("Pediatric dentistry", ["paediatrics", "dentistry"]),
        ("Rare diseases in the emergency department", ["rare diseases", "emergency medicine"]),
        ("Formulas of traditional Chinese medicine", ["traditional Chinese medicine"]),
        ("Surgical precision in editing", []),
        ("Brain-inspired chips", []),
        ("A retina display", []),
        ("The heart of the matter", []),
        ("Doctors of philosophy", []),
    ],
)
def test_a_specialty_is_read_from_words(text: str, expected: list[str]) -> None:
    assert names("specialty", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A Japanese medical LLM", ["Japanese"]),
        ("A Thai Medical Large Language Model", ["Thai"]),
        ("An English and Chinese QA dataset", ["English", "Chinese"]),
        ("Clinical notes in German", ["German"]),
        ("Translated from English into Arabic", ["English", "Arabic"]),
        ("A multilingual benchmark", ["multilingual"]),
        ("Questions in twelve languages", ["multilingual"]),
        ("Bangla medical questions", ["Bengali"]),
        ("Patients of a Japanese hospital", []),
        ("The Chinese Academy of medical data sets", []),
        ("Traditional Chinese medicine texts", []),
        ("We polish the notes", []),
        ("Japanese encephalitis reports", []),
        ("A large language model", []),
    ],
)
def test_a_language_is_read_where_words_are_in_it(text: str, expected: list[str]) -> None:
    assert names("language", text) == expected


def test_the_first_mention_is_the_quote_and_the_title_goes_first() -> None:
    found = find_aspects("Reading MRI", "We read brain MRI and CT scans. CT is fast.")
    assert [(one.name, one.quote, one.is_in_title) for one in found if one.kind == "modality"] == [
        ("MRI", "MRI", True),
        ("CT", "CT", False),
    ]
