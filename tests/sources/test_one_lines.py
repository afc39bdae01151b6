"""A column of text made one line a value, as `one_line` makes them."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ingest.ids import title_key
from ingest.sources.one_lines import one_lines, title_keys
from ingest.sources.plain import one_line

ALPHABET = " \n\t\r\v\f\0\x01\x1c\x1f\x7f\x85\xa0\u2009\u3000\ufeffaé汉😀"


@given(st.lists(st.none() | st.text(ALPHABET) | st.text()), st.integers(0, 3))
def test_a_column_reads_as_its_values_do(values: list[str | None], start: int) -> None:
    kept = [value for value in values if value is None or _can_be_stored(value)]
    column = pa.array(kept, pa.string()).slice(start)
    assert one_lines(column).to_pylist() == [one_line(value or "") for value in kept[start:]]


@given(st.lists(st.text(ALPHABET + "\\$&Z-'") | st.text()), st.integers(0, 3))
def test_keys_of_a_column_are_those_of_its_titles(titles: list[str], start: int) -> None:
    kept = [title for title in titles if _can_be_stored(title)]
    column = pa.array(kept, pa.string()).slice(start)
    assert title_keys(column).to_pylist() == [title_key(title) for title in kept[start:]]


def _can_be_stored(value: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in value)
