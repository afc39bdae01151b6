"""Lines of arXiv's snapshot that are of other categories than those asked for, told without reading them as JSON.

Inside a JSON string a quote is escaped, so that the bytes `"categories":"` stand for a field and for nothing else. A
line is told by them if it begins and ends as a record does and has the word just once: two records that lost the line
end between them have it twice.
"""

import re
from collections.abc import Collection

_BEGIN = b'{"id":"'
_END = b"]}"
_WORD = b'"categories"'
_FIELD = re.compile(
    rb',"categories":"([A-Za-z.-]+(?: [A-Za-z.-]+)*)","license":(?:null|"[^"\\]*"),"abstract":"'
)
_ABSTRACT, _VERSIONS = b'"abstract":"', b'","versions":['
# How far the beginning of an abstract is looked for: farther ones are left to whoever reads the line.
_WIDTH = 300


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
        self._wanted = {name.encode() for name in categories}
        self._known: dict[bytes, bool] = {}  # by the field, with its name

    def leave(self, body: bytes, size: int) -> tuple[list[tuple[int, int, int]], int]:
        """Lines that are not surely of others, each with its number from 0, its start and its line end; and the count of all.

        A hot loop: what is called here is called for each of millions of lines. An abstract, most of a line, is leapt
        over to its first quote.
        """
        find, starts_with, known, left = body.find, body.startswith, self._known, []
        number = start = 0
        while start < size:
            end = find(b"\n", start, size)
            if end < 0:
                end = size
            at = find(_WORD, start, end)
            to = find(_ABSTRACT, at, at + _WIDTH) + len(_ABSTRACT)
            field = body[at - 1 : to] if at > 0 else b""
            if not (
                (known[field] if field in known else self._learn(field))
                and starts_with(_VERSIONS, quote := find(b'"', to, end))
                and find(_WORD, quote, end) < 0
                and starts_with(_BEGIN, start)
                and (body.endswith(_END, start, end) or body.endswith(b"]}\r", start, end))
            ):
                left.append((number, start, end))
            number += 1
            start = end + 1
        return left, number

    def _learn(self, field: bytes) -> bool:
        said = _FIELD.fullmatch(field)
        is_other = said is not None and self._wanted.isdisjoint(said[1].split(b" "))
        self._known[field] = is_other
        return is_other
