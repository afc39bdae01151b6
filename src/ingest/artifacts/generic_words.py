"""Subjects, fields and modalities: they open titles, and are not what a work is called."""

_WORDS = """
    ai agi ml dl nlp cv llm llms mllm mllms lmm lmms vlm vlms lvlm lvlms slm slms rl rlhf rlvr sft rag vqa ocr asr tts
    gpt gpts gpt-3 gpt-3.5 gpt-4 gpt-4v gpt-4o chatgpt gpt3 gpt4 o1 bert covid-19 covid sars-cov-2 ct mri fmri pet eeg ecg
    ehr ehrs emr icu xray x-ray ct-scan ultrasound medical-ai xai api apis gpu gpus iot uav uavs 2d 3d 4d dna rna cnn cnns
    gan gans gnn gnns rnn lstm vit vits nerf slam moe ddpm qa usmle faq hci hpc deepfake deepfakes non-iid sim-to-real
    text-to-image text-to-video text-to-speech text-to-sql image-to-image vision-language self-supervised multi-agent
    multi-modal multimodal in-context few-shot zero-shot fine-tuning pre-training end-to-end open-source self-attention
    position perspective commentary editorial erratum corrigendum retraction opinion viewpoint tutorial survey review overview
    introduction preface abstract benchmark benchmarks dataset datasets medicine healthcare radiology pathology transformer
    transformers diffusion agents agent robots robot robotics language vision models model chatbots attention memory beyond
    towards toward from on the a an less more scaling rethinking revisiting understanding exploring learning towards-ai
    prompts prompt prompting tokens trust privacy fairness bias ethics safety hallucination hallucinations math code
    web world science physics biology chemistry genomics proteomics cells drugs cancer stroke sepsis humans human
    federated personalized mixture-of-experts chain-of-thought deep-learning test-time long-context large small big old new
    nature brain mind time space graph graphs sound speech music video videos image images data text reproducibility
    replication technical overcoming lost think reason reasoning knowledge thoughts thought survey-paper
"""
GENERIC_WORDS = frozenset(_WORDS.split())
