"""Is a Hub repository made from somebody's weights or data: a quantisation, merge, adapter, copy?

Base model relations: https://huggingface.co/docs/hub/model-cards#specifying-a-base-model
"""

import re

from ingest.artifacts.hub_repos import HubRepo, base_model_id

_QUANTISED = re.compile(
    r"(?:^|[-_.])(?:i1[-_.])?(?:gguf|ggml|awq|gptq|mlx|exl[23]|bnb|(?:4|8|6|3|2)-?bits?|int[48]|nf4|fp[48]|nvfp4|mxfp4"
    r"|w\d+a\d+|q[2-8](?:[-_](?:k|0|1))?(?:[-_][sml])?|iq\d\w*|imatrix|onnx|openvino|ct2|ctranslate2|coreml|quantized|quant)"
    r"(?=$|[-_.])",
    re.IGNORECASE,
)
_MERGED = re.compile(
    r"(?:^|[-_.])(?:merged?|slerp|ties|dare|mergekit|passthrough|frankenmoe)(?=$|[-_.])",
    re.IGNORECASE,
)
_ADAPTER = re.compile(r"(?:^|[-_.])(?:q?lora|dora|adapters?|peft|ia3)(?=$|[-_.])", re.IGNORECASE)
_ALTERED = re.compile(r"abliterated|uncensored|heretic|(?:^|[-_])pruned(?=$|[-_])", re.IGNORECASE)
_LEADERBOARD = re.compile(
    r"(?:^|[-_.])(?:details|leaderboard|eval-?results|results|requests)(?=$|[-_.])", re.IGNORECASE
)
_TAG_REASONS = {
    "gguf": "a GGUF conversion", "awq": "an AWQ quantisation", "gptq": "a GPTQ quantisation",
    "mlx": "an MLX conversion", "exl2": "an EXL2 quantisation", "exl3": "an EXL3 quantisation",
    "bitsandbytes": "a bitsandbytes quantisation", "4-bit": "a 4-bit quantisation",
    "8-bit": "an 8-bit quantisation", "quantized": "a quantisation", "merge": "a merge",
    "mergekit": "a merge", "lora": "a LoRA adapter", "adapter": "an adapter", "peft": "an adapter",
    "abliterated": "an altered copy",
}  # fmt: skip
_RELATION_REASONS = {
    "quantized:": "the card states that it quantises {}",
    "merge:": "the card states that it merges {}",
    "adapter:": "the card states that it is an adapter of {}",
}


def derived_reason(repo: HubRepo) -> str | None:
    """Why the repository is derivative by its own card or name, whoever made it; None if nothing says so.

    A plain fine-tune of a foundation model is no derivative: that is how most weights come about.
    """
    for stated in repo.base_models:
        for relation, reason in _RELATION_REASONS.items():
            if stated.startswith(relation):
                return reason.format(base_model_id(stated))
    for tag in repo.tags:
        if tag.lower() in _TAG_REASONS:
            return f"its card is tagged as {_TAG_REASONS[tag.lower()]}"
    if quantised := _QUANTISED.search(repo.name):
        return f"its name says that it is quantised or converted ({quantised[0].strip('-_.')})"
    if repo.kind == "dataset":
        return "it holds evaluation results" if _LEADERBOARD.search(repo.name) else None
    if len(repo.base_models) > 1 and len({base_model_id(one) for one in repo.base_models}) > 1:
        return f"the card states several base models: {', '.join(repo.base_models)}"
    if _MERGED.search(repo.name):
        return "its name says that it is a merge"
    if _ADAPTER.search(repo.name):
        return "its name says that it is an adapter"
    return "its name says that it is an altered copy" if _ALTERED.search(repo.name) else None
