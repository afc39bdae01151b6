"""Lines of arXiv's snapshot that are of other categories than those asked for, told without reading them as JSON.

Inside a JSON string a quote is escaped, so that the bytes `"categories":"` stand for a field and for nothing else. A
line is told by them if it begins and ends as a record does and has the word just once: two records that lost the line
end between them have it twice.
"""

import re
from collections.abc import Collection

import numpy as np

from ingest.sources.places import Bytes, Mask, Places, find_word, texts_at

_BEGIN = b'{"id":"'
_END = b"]}"
_WORD = b'"categories"'
_NAME = b',"categories":"'
_NEXT = b'","license":'
_FIELD = re.compile(_NAME + rb"([A-Za-z.-]+(?: [A-Za-z.-]+)*)" + _NEXT)
# Of a field with very many categories no more is looked at: its line is left to whoever reads it.
_WIDTH = 96
_AS_THEY_ARE = (
    f"V{_WIDTH}"  # a text loses its last NULs, which takes longer than all else that is done to it
)


def is_of_others(line: bytes, categories: Collection[str]) -> bool:
    """Whether a line says in so many words that it is of none of these categories."""
    said = _FIELD.search(line)
    return (
        said is not None
        and line.startswith(_BEGIN)
        and line.rstrip(b"\r\n").endswith(_END)
        and line.count(_WORD) == 1
        and set(said[1].decode().split(" ")).isdisjoint(categories)
    )


class Others:
    """`is_of_others` for many lines at once, told at a glance; where that is not enough a line is left."""

    def __init__(self, categories: Collection[str]) -> None:
        self._known = _Known(categories)

    def leave(self, data: Bytes) -> tuple[Places, int]:
        """Lines that are not surely of others: number from 0, start, line end; and the count of all.

        The last line may have no end. Nothing here is done line by line but to look a field up.
        """
        ends = find_word(data, b"\n")
        if not len(ends) or ends[-1] != len(data) - 1:
            ends = np.append(ends, len(data))
        starts = np.concatenate(([0], ends[:-1] + 1))
        left = np.flatnonzero(~self._are_of_others(data, starts, ends))
        return np.column_stack((left, starts[left], ends[left])), len(ends)

    def _are_of_others(self, data: Bytes, starts: Places, ends: Places) -> Mask:
        words = find_word(data, _WORD)
        lines = np.searchsorted(ends, words)
        is_told: Mask = np.bincount(lines, minlength=len(ends)) == 1
        at = np.zeros(len(ends), np.int64)
        at[lines] = words - 1
        # no record that is whole is as short
        is_told &= (at <= len(data) - _WIDTH) & (ends - starts > _WIDTH)
        last = ends - 1 - (data[ends - 1] == ord("\r"))
        is_told[is_told] &= (
            (texts_at(data, starts[is_told], len(_BEGIN)) == _BEGIN)
            & (texts_at(data, last[is_told] - 1, len(_END)) == _END)
            & self._known.are_others(_fields_at(data, at[is_told]))
        )
        return is_told


class _Known(dict[bytes, bool]):
    """Whether a field, with its name and that of the next one, is of others: learned once."""

    def __init__(self, categories: Collection[str]) -> None:
        super().__init__()
        self._wanted = {name.encode() for name in categories}

    def __missing__(self, field: bytes) -> bool:
        said = _FIELD.fullmatch(field.rstrip(b"\0"))
        self[field] = is_other = said is not None and self._wanted.isdisjoint(said[1].split(b" "))
        return is_other

    def are_others(self, fields: list[bytes]) -> Mask:
        return np.fromiter(map(self.__getitem__, fields), np.bool_, len(fields))


def _fields_at(data: Bytes, places: Places) -> list[bytes]:
    """From each of these places on as much as the field and the name of the next one have, NUL behind it."""
    texts = texts_at(data, places, _WIDTH)
    table = texts.view(np.uint8).reshape(-1, _WIDTH)
    quotes = (table[:, len(_NAME) :] == ord('"')).argmax(1).astype(np.uint8)
    ends = quotes[:, None] + np.uint8(len(_NAME) + len(_NEXT))
    table *= (np.arange(_WIDTH, dtype=np.uint8) < ends).view(np.uint8)
    fields: list[bytes] = texts.view(_AS_THEY_ARE).tolist()
    return fields
