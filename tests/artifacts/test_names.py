import pytest

from ingest.artifacts import clean_title, short_name
from ingest.artifacts.abstract_names import name_in_abstract, name_of_both
from ingest.artifacts.names import spelled_as


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("MedReason: Eliciting Factual Reasoning Steps", "MedReason"),
        ("Mistral 7B", "Mistral 7B"),
        ("HuatuoGPT, towards Taming Language Model to Be a Doctor", "HuatuoGPT"),
        ("HuatuoGPT-o1, Towards Medical Complex Reasoning with LLMs", "HuatuoGPT-o1"),
        ("Huatuo-26M, a Large-scale Chinese Medical QA Dataset", "Huatuo-26M"),
        ("LLaVA-Med: Training a Large Language-and-Vision Assistant", "LLaVA-Med"),
        ("MedS$^3$: Towards Medical Small Language Models", "MedS^3"),
        (r"\textbf{MedVLM-R1}: Incentivizing Reasoning", "MedVLM-R1"),
        (r"$\text{M}^3$Bench: A Benchmark", "M^3Bench"),
        ("Apollo: A Lightweight Multilingual Medical LLM", "Apollo"),
        ("Introducing BioVoice, a Corpus of Coughs", "BioVoice"),
        ("MedGemma Technical Report", "MedGemma"),
        ("GPT-4 Technical Report", "GPT-4"),
        ("HY-Himmel Technical Report: Motion Encoding", "HY-Himmel"),
        ("The Llama 3 Herd of Models", "Llama 3"),
        ("SAM 2: Segment Anything in Images and Videos", "SAM 2"),
        ("MEDITRON-70B: Scaling Medical Pretraining", "MEDITRON"),
        ("Ward 3.5 Swift: A Model of Notes", "Ward 3.5 Swift"),
        ("MedAlpaca -- An Open-Source Collection of Models", "MedAlpaca"),
        ("Segment Anything in Medical Images (MedSAM)", "MedSAM"),
        ("Item Response Explanations (eXirt): A Method", "eXirt"),
        ("[2025] LangWBC: Whole-Body Control", "LangWBC"),
        ("skchange: Fast Algorithms for Changepoint Detection", "skchange"),
        ("MedXpertQA：专家级基准", "MedXpertQA"),
    ],
)
def test_a_title_names_its_work(title: str, name: str) -> None:
    assert short_name(title) == name


@pytest.mark.parametrize(
    "title",
    [
        "Large Language Models: A Survey",
        "A Survey: Agents in Medicine",
        "Survey: Agents in Medicine",
        "Benchmarking: Why and How",
        "Medical Image Segmentation: A Review",
        "LLMs: Promise and Peril",
        "COVID-19: Lessons for Imaging",
        "ChatGPT: Friend or Foe",
        "Is ChatGPT a Doctor?",
        "Can We Trust It: A Study of Trust",
        "Towards Generalist Foundation Models for Radiology",
        "Deep, Convolutional and Recurrent Networks",
        "Attention Is All You Need",
        "Learning to Reason (Extended Version)",
        "Radiology Technical Report",
        "Learning to Reason (CVPR 2024)",
        "Position: Stop Publishing",
        "Beyond Distillation: Pushing the Limits",
        "Perspective: AI at the Bedside",
        "Ward 2024 Challenge: Reading Notes",
        "Rendered 3D Scans: Faster Level of Detail",
        "",
    ],
)
def test_fields_phrases_and_questions_are_no_names(title: str) -> None:
    assert short_name(title) is None


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (["RadFM"], "RadFM"),
        (["HuatuoGPT-o1-7B", "HuatuoGPT-o1-70B"], "HuatuoGPT-o1"),
        (["medgemma-27b-it", "medgemma-4b-pt"], "medgemma"),
        (["PMC_LLaMA_13B"], "PMC_LLaMA"),
        (["Alpha-7B", "Beta-7B"], None),
        (["code"], None),
        ([], None),
    ],
)
def test_repositories_name_a_work_whose_title_does_not(names: list[str], name: str | None) -> None:
    assert short_name("Towards Generalist Models for Radiology", names) == name


def test_a_title_that_lost_its_capitals_takes_them_from_elsewhere() -> None:
    assert short_name("Llava-med: A Assistant", ["LLaVA-Med"]) == "LLaVA-Med"
    assert spelled_as("Biomistral", "We train BioMistral on papers.") == "BioMistral"
    assert spelled_as("BioMistral", "biomistral is small") == "BioMistral"


@pytest.mark.parametrize(
    ("abstract", "name"),
    [
        ("We present RadFM, a model. RadFM reads scans.", "RadFM"),
        ("A corpus, termed MedC, is built; MedC has notes.", "MedC"),
        ("We present RadFM, a model.", "RadFM"),
        ("We present RadFM at scale.", None),
        ("Our baseline is called BERT, a model.", None),
        ("We introduce WardNotes, the first sentence-aligned corpus of notes.", "WardNotes"),
        ("We compare with WardNotes, the first corpus of notes.", None),
        ("We introduce Meerkat, a family of models. Meerkat is small.", "Meerkat"),
        ("We introduce Meerkat, a family of models.", "Meerkat"),
        ("We introduce Meerkat to the ward.", None),
        ("We introduce Attention, a method.", None),
        ("We train a small model, Meerkat, that reads. Meerkat is small.", "Meerkat"),
        ("We train on a small model, Meerkat.", None),
        ("We train a model called Meerkat. Meerkat is small.", "Meerkat"),
        ("We propose a method called Careful Reading. Careful Reading helps.", None),
        ("We visit a town called Meerkat. Meerkat is small.", None),
        ("We present WardGPT 2, which reads. WardGPT is older than WardGPT 2.", "WardGPT 2"),
        ("We present WardGPT 2 times. WardGPT reads.", "WardGPT"),
        ("A framework for planning, Ward of Thoughts (WoT), which plans. WoT is slow.", "WoT"),
        ("A framework for planning, magnetic imaging (MRI), which plans. MRI is slow.", None),
        ("We present Models, a study. Models differ.", None),
        ("We propose a model. It beats GPT-4 and GPT-4 again.", None),
        ("We develop the LLM. The LLM is small.", None),
        ("We propose low-rank updates; low-rank is cheap.", None),
        ("We introduce Careful Reading of Scans (CaRS). With CaRS errors halve.", "CaRS"),
        ("We propose a novel ward-aware memory (WAM), and WAM helps.", "WAM"),
        ("We propose a loss for visual question answering (VQA). VQA gains.", None),
        ("We present an overview of magnetic resonance imaging (MRI). MRI is slow.", None),
        ("We present careful readers (MedScan). MedScan helps.", None),  # other letters
        ("Such cases, also called out-of-ward (OOW), are rare. OOW cases matter.", None),
        ("This study develops a clinical model, WardGPT, using notes. WardGPT helps.", "WardGPT"),
        ("This paper introduces ScanQA. ScanQA has questions.", "ScanQA"),
        ("We call the resulting models CareLM. CareLM answers.", "CareLM"),
        ("We tune a model on notes to develop CareLM. CareLM answers.", "CareLM"),
        ("We introduce WardGPT Multimodal (WardGPT M), a model. WardGPT M reads.", "WardGPT M"),
        ("We design a new architecture (WardNet-2) that is fast.", "WardNet-2"),
        ("We train a new language model (LLM) on notes.", None),
        ("We study a novel framework (WARD) for notes.", None),  # may be anybody's
        ("A model of scans, termed as RadFM.We show more.", "RadFM"),
        ("A model of scans, called RadFM.", None),
    ],
)
def test_an_abstract_names_what_it_uses_again(abstract: str, name: str | None) -> None:
    assert name_in_abstract(abstract) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Towards a Multilingual Model for Medicine", "WardGPT 3"),
        ("A Multilingual Corpus for Medicine", "WardC"),
        ("Data for Medicine", "WardC"),
    ],
)
def test_of_two_names_the_final_model_is_the_works_unless_it_gives_data(
    title: str, name: str
) -> None:
    abstract = "We construct WardC, a corpus. Training on WardC helps. Our final model, WardGPT 3, is small."
    assert name_in_abstract(abstract, title) == name


@pytest.mark.parametrize(
    ("title", "abstract", "name"),
    [
        ("Radgpt, Towards Reading Scans", "RadGPT reads scans.", "RadGPT"),
        ("Radgpt Towards Reading Scans", "We train RadGPT.", "RadGPT"),
        ("Clinical Camel: An Open Model", "We present Clinical Camel, an LLM.", "Clinical Camel"),
        ("Clinical Camel: An Open Model", "A Clinical Camel is an animal.", None),
        ("Medical Models: A Survey", "We present Medical Models in detail.", None),
        ("Report Generation: A Study", "We propose a model for report generation.", None),
        ("Towards Better Scans", "Work towards scans. TOWARDS is shouted.", None),
        ("CLIP-Driven Reading", "A CLIP-driven model.", None),
        ("Taxonomy of Scans", "We give a TAxonomy of sCans (TAC).", None),
        ("Scans", "", None),
    ],
)
def test_a_title_and_an_abstract_together_prove_a_name(
    title: str, abstract: str, name: str | None
) -> None:
    assert name_of_both(title, abstract) == name


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("$\\alpha$-Net", "α-Net"),
        ("Two\n lines", "Two lines"),
        ("A &amp; B", "A & B"),
        (r"\emph{Deep} {N}ets", "Deep Nets"),
        (r"Xl\(^2\)bench", "Xl^2bench"),
    ],
)
def test_a_title_loses_its_latex(title: str, clean: str) -> None:
    assert clean_title(title) == clean
