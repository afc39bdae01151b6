"""Texts in columns: what is judged, as the store hands it over, without an object for each."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from ingest.rules.book import Text


@dataclass(frozen=True, slots=True)
class TextColumns:
    """Row by row what is judged of a work; each column is one array, no title or abstract is null."""

    titles: pa.StringArray
    abstracts: pa.StringArray
    sources: pa.ListArray  # categories that the work's source gave it

    def __len__(self) -> int:
        return len(self.titles)

    def part(self, start: int, size: int) -> "TextColumns":
        """Some of them, not copied."""
        columns = (self.titles, self.abstracts, self.sources)
        return TextColumns(*(column.slice(start, size) for column in columns))


def columns_of(texts: Sequence[Text]) -> TextColumns:
    """The same of objects."""
    titles, abstracts = [text.title for text in texts], [text.abstract for text in texts]
    sources = pa.array([list(text.categories) for text in texts], pa.list_(pa.string()))
    return TextColumns(_strings(titles), _strings(abstracts), sources)


def _strings(texts: list[str]) -> pa.StringArray:
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:  # half of a pair of surrogates is no character: a mark stands for it
        whole = [
            text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts
        ]
        return pa.array(whole, pa.string())
