"""Verdicts as rows of the table `verdicts`, made in columns without an object for each; and back."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.rules import NOBODY, PLACE_NAMES, Shown, Verdicts
from ingest.works import Evidence, Verdict

VERDICT_ROWS = pa.schema(
    {
        "work_id": pa.string(),
        "category": pa.string(),
        "place": pa.int32(),
        "score": pa.float64(),
        "state": pa.string(),
        "reason": pa.string(),
        "runner_up": pa.string(),
        "runner_up_score": pa.float64(),
        "evidence": pa.string(),
    }
)


def verdict_rows(verdicts: Verdicts, work_ids: pa.Array) -> pa.Table:
    """The rows of these verdicts; `work_ids` has the id of each text."""
    texts = verdicts.texts
    begins = np.flatnonzero(np.diff(texts, prepend=-1))
    names = _names(tuple(verdicts.names))
    runners = np.maximum(verdicts.runners_up, 0)
    has_none = verdicts.runners_up == NOBODY
    of_runners = pa.array(verdicts.categories[runners], mask=has_none)
    is_certain = pc.equal(verdicts.reasons, "")
    return pa.table(
        {
            "work_id": work_ids.take(pa.array(texts)),
            "category": names.take(pa.array(verdicts.categories)),
            "place": np.arange(1, len(texts) + 1, dtype=np.int32)
            - np.repeat(begins, np.diff(begins, append=len(texts))).astype(np.int32),
            "score": verdicts.scores,
            "state": pc.if_else(is_certain, "certain", "needs-look"),
            "reason": verdicts.reasons,
            "runner_up": names.take(of_runners),
            "runner_up_score": np.where(has_none, 0.0, verdicts.scores[runners]),
            "evidence": _evidence(verdicts.shown, verdicts.concepts, len(texts)),
        },
        schema=VERDICT_ROWS,
    )


def _evidence(shown: Shown, concepts: tuple[str, ...], count: int) -> pa.Array:
    """The evidence of each of `count` verdicts as JSON, null where there is none."""
    pieces = pc.binary_join_element_wise(
        _heads(concepts).take(pa.array(shown.concepts)),
        _escaped(shown.phrases),
        _MIDDLES.take(pa.array(shown.places)),
        pc.cast(pa.array(shown.starts), pa.string()),
        ',"end":',
        pc.cast(pa.array(shown.ends), pa.string()),
        "}",
        "",
    )
    counts = np.bincount(shown.owners, minlength=count)
    edges = np.zeros(count + 1, np.int32)
    np.cumsum(counts, out=edges[1:])
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(edges), pieces), ",")
    whole = pc.binary_join_element_wise("[", joined, "]", "")
    return whole if counts.all() else pc.if_else(pa.array(counts > 0), whole, None)


@lru_cache(maxsize=4)  # a book's names are the same for each group of texts
def _names(categories: tuple[str, ...]) -> pa.Array:
    return pa.array(categories, pa.string())


@lru_cache(maxsize=4)
def _heads(concepts: tuple[str, ...]) -> pa.Array:
    return pa.array([f'{{"concept":{_quoted(name)},"phrase":"' for name in concepts], pa.string())


def _escaped(phrases: pa.StringArray) -> pa.Array:
    """Phrases as JSON has them between quotes."""
    _, edges, letters = phrases.buffers()
    raw = np.frombuffer(letters or b"", np.uint8)
    is_escaped = raw < ord(" ")
    for mark in b'"\\':
        is_escaped |= raw == mark
    at = np.flatnonzero(is_escaped)
    if not len(at):
        return phrases
    is_odd = np.zeros(len(phrases), np.bool_)
    is_odd[np.frombuffer(edges, np.int32).searchsorted(at, "right") - 1] = True
    odd = [_quoted(phrase)[1:-1] for phrase in phrases.filter(pa.array(is_odd)).to_pylist()]
    return pc.replace_with_mask(phrases, pa.array(is_odd), pa.array(odd, pa.string()))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def verdict_of(record: Mapping[str, Any]) -> Verdict:
    """A row of the table `verdicts` as a value."""
    evidence = tuple(Evidence(**one) for one in json.loads(record["evidence"] or "[]"))
    fields = {name: record[name] for name in Verdict.__dataclass_fields__}
    return Verdict(**(fields | {"evidence": evidence, "reason": record["reason"] or ""}))


_MIDDLES = pa.array([f'","place":{_quoted(name)},"start":' for name in PLACE_NAMES])
