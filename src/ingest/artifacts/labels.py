"""Labels as lists write them: parameter size of weights ("7B"), role of data ("SFT")."""

import re
from decimal import ROUND_HALF_UP, Decimal

from ingest.artifacts.hub_repos import HubRepo

_SIZE = re.compile(
    r"(?<![A-Za-z0-9.])(?:(\d{1,2})x)?(\d{1,4}(?:[._]\d{1,2})?)\s?(b|m)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ACTIVE = re.compile(r"(?<![A-Za-z0-9])A\d+(?:\.\d+)?B(?![A-Za-z])", re.IGNORECASE)
# Sizes that model families count as theirs although the tensors hold more (embeddings, vision towers).
_FAMILY = """
    0.5 0.6 1 1.5 1.7 1.8 2 3 3.8 4 6 7 8 9 11 12 13 14 20 24 27 30 32 34 38 40 65 70 72 90
"""
_FAMILY_SIZES = tuple(Decimal(size) for size in _FAMILY.split())
# Sold under a rounder name than their count: 6.74 B is "7B", 1.24 B is "1B".
_SOLD_AS = ((Decimal("1.15"), Decimal("1.25"), "1B"), (Decimal("6.5"), Decimal("7"), "7B"))
_ROLES = (
    ("PT", re.compile(r"pre-?train|(?:^|[-_.])(?:pt|cpt)(?=$|[-_.\d])", re.IGNORECASE)),
    ("RL", re.compile(r"(?:^|[-_.])(?:rl|grpo|dpo|ppo|rlhf|rlvr|preferences?)(?=$|[-_.\d])", re.IGNORECASE)),
    ("SFT", re.compile(r"(?:^|[-_.])(?:sft|it)(?=$|[-_.\d])|instruct|fine-?tun", re.IGNORECASE)),
)  # fmt: skip
_BILLION = Decimal(10**9)
_LARGEST = Decimal(2000)


def size_label(repo: HubRepo) -> str | None:
    """Parameters of a model as its authors would write them: "7B", "3.8B", "8x7B", "27B", "350M".

    The name's own figure goes first where the tensors agree with it (7,615,616,512 is called 7B);
    then the safetensors total; None for a data set or where nothing says. A quantised or sharded
    total that does not fit the name is not believed.
    """
    if repo.kind != "model":
        return None
    named = name_size(repo.name)
    if named:
        return named
    return count_label(repo.parameter_count) if repo.parameter_count else None


def name_size(name: str) -> str | None:
    """The size that a repository's name states, "8x7B" and "0.5B" included; None where it states none."""
    found = list(_SIZE.finditer(_ACTIVE.sub("", name)))
    if not found:
        return None
    experts, figure, unit = found[0].groups()
    value = Decimal(figure.replace("_", "."))
    if not 0 < value < _LARGEST:
        return None
    text = f"{value.normalize():f}{unit.upper()}"
    return f"{int(experts)}x{text}" if experts else text


def without_size(name: str) -> str:
    """A repository's name without the size it states."""
    return _SIZE.sub("", _ACTIVE.sub("", name))


def count_label(count: int) -> str | None:
    """A parameter count as a label: a family's size where the count is within 12 % above it, else rounded."""
    if count < 1_000_000:
        return None
    billions = Decimal(count) / _BILLION
    if billions < Decimal("0.45"):
        return f"{(billions * 1000).quantize(Decimal(1), ROUND_HALF_UP)}M"
    for low, high, label in _SOLD_AS:
        if low <= billions < high:
            return label
    rounded = billions.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if rounded in _FAMILY_SIZES:
        return f"{rounded.normalize():f}B"
    family = [size for size in _FAMILY_SIZES if size <= billions <= size * Decimal("1.12")]
    if family:
        return f"{family[-1].normalize():f}B"
    if billions >= 10:
        rounded = billions.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{rounded.normalize():f}B"


def data_role(name: str) -> str | None:
    """What a data set trains, by its name: "PT", "SFT" or "RL"; None where the name does not say."""
    return next((role for role, pattern in _ROLES if pattern.search(name)), None)


def size_order(label: str | None) -> Decimal:
    """Sort key of a size label, in millions of parameters; no label sorts first."""
    if not label:
        return Decimal(0)
    experts, _, figure = label.rpartition("x")
    scale = 1 if figure.endswith("M") else 1000
    return Decimal(experts or 1) * Decimal(figure.rstrip("BM")) * scale
