"""Saved JSON recognised by its shape: which parser each record belongs to."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from ingest.errors import SourceError
from ingest.sources.arxiv_listing import description_sighting
from ingest.sources.arxiv_snapshot import snapshot_sighting
from ingest.sources.hub import daily_sighting, raise_error_answer, unwrap
from ingest.sources.hub_repos import repo_records, repo_sighting
from ingest.sources.pages import make_page
from ingest.sources.plain import make_reject
from ingest.works import Page, Reject, Sighting

Shape = Literal["daily", "paper", "model", "dataset", "description", "snapshot"]

UNKNOWN = "a JSON object of no known shape"
_PAPER_FIELDS = {"linkedModels", "linkedDatasets", "linkedSpaces", "numTotalModels"}
_DAILY_FIELDS = {
    "paper", "upvotes", "summary", "submittedOnDailyAt", "githubRepo", "discussionId",
    "ai_keywords", "numComments", "upvote_count",
}  # fmt: skip
_SNAPSHOT_FIELDS = {
    "abstract", "categories", "authors_parsed", "versions", "update_date", "journal-ref",
    "journal_ref", "primary_category",
}  # fmt: skip
_MODEL_FIELDS = {"modelId", "pipeline_tag", "library_name"}
_REPO_FIELDS = {"tags", "likes", "downloads", "gated", "cardData", "trendingScore"}
_DATASET_FIELDS = {"citation", "paperswithcode_id", "datasetId"}
_DATASET_TAG = re.compile(
    r"(?:size_categories|task_categories|modality|format|library|annotations_creators):"
)


def shape_of(record: Mapping[str, Any]) -> Shape | None:
    """Which payload a record is from, by the fields it has; None for none that is understood."""
    fields = record.keys()
    if "repoData" in fields:
        return "dataset" if record.get("repoType") == "dataset" else "model"
    if fields & _PAPER_FIELDS:
        return "paper"
    if fields & _DAILY_FIELDS:
        return "daily"
    if fields & _MODEL_FIELDS:
        return "model"
    if fields & _DATASET_FIELDS:
        return "dataset"
    if fields & _SNAPSHOT_FIELDS:
        return "snapshot"
    if "id" in fields and fields & _REPO_FIELDS:
        tags = record.get("tags")
        is_dataset = any(_DATASET_TAG.match(str(tag)) for tag in tags or ())
        return "dataset" if is_dataset else "model"
    if str(record.get("description") or "").startswith("arXiv:"):
        return "description"
    return None


def read_record(
    record: Any,
    position: int,
    *,
    neighbours: Shape | None = None,
    listed_at: datetime | None = None,
) -> Sighting | Reject:
    """One record through the parser of its shape; a reject where no shape fits.

    A record that shows no shape of its own is read as its `neighbours` in the array are.
    """
    shape = (shape_of(record) if isinstance(record, dict) else None) or neighbours
    if shape in ("daily", "paper"):
        return daily_sighting(record, position, kind=shape, listed_at=listed_at)
    if isinstance(record, dict) and shape in ("model", "dataset"):
        return repo_sighting(record, shape, position)
    if isinstance(record, dict) and shape == "snapshot":
        return snapshot_sighting(record, position)
    if isinstance(record, dict) and shape == "description":
        return description_sighting(record, position)
    if isinstance(record, str) and record.lstrip().startswith("{'"):
        return daily_sighting(record, position)  # an archive wrote Python's text of the objects
    return make_reject("hub", "json", position, UNKNOWN, record)


def read_value(value: Any, where: str) -> Page:
    """A whole JSON document: records in an array, in a wrapper, or one alone."""
    records, day = _records(value, where)
    shapes = (shape_of(record) for record in records if isinstance(record, dict))
    neighbours = next((shape for shape in shapes if shape), None)
    made = [
        read_record(record, place, neighbours=neighbours, listed_at=day)
        for place, record in enumerate(records, start=1)
    ]
    raise_if_unknown(made, where)
    return make_page(made)


def raise_if_unknown(made: Sequence[Sighting | Reject], where: str) -> None:
    """Raise SourceError where there are records and not one of a shape that is understood."""
    if made and all(isinstance(each, Reject) and each.reason == UNKNOWN for each in made):
        raise SourceError("JSON of no known shape", where=where, todo=UNDERSTOOD)


def _records(value: Any, where: str) -> tuple[list[Any], datetime | None]:
    if isinstance(value, dict):
        raise_error_answer(value, where)
        if shape_of(value):
            return [value], None
        archived = repo_records(value)
        if archived and all(
            isinstance(each, dict) and shape_of(each) in ("model", "dataset") for each in archived
        ):
            return archived, None
    if not isinstance(value, dict | list):
        raise SourceError("JSON of no known shape", where=where, todo=UNDERSTOOD)
    try:
        return unwrap(value, where)
    except SourceError as error:
        raise SourceError("JSON of no known shape", where=where, todo=UNDERSTOOD) from error


UNDERSTOOD = (
    "give one of: an arXiv query answer (Atom), an arXiv listing (RSS or Atom), an OAI-PMH page or its "
    "records, arXiv metadata as JSONL (.gz too), the Hub's daily papers, paper, models or datasets as "
    "JSON, a trending page as HTML or text"
)
