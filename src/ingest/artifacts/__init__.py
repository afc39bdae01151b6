"""Weights, data, code and project links of a work with tier and evidence; its name, venue and size."""

from ingest.artifacts.facts import is_llm_paper, paper_url, published_month, row_facts
from ingest.artifacts.find import find_artifacts
from ingest.artifacts.hub_repos import HubRepo, hub_repo_of_sighting
from ingest.artifacts.labels import data_role, size_label
from ingest.artifacts.names import clean_title, short_name
from ingest.artifacts.quantities import claimed_quantity
from ingest.artifacts.venues import Venue, venue_of

__all__ = [
    "HubRepo",
    "Venue",
    "claimed_quantity",
    "clean_title",
    "data_role",
    "find_artifacts",
    "hub_repo_of_sighting",
    "is_llm_paper",
    "paper_url",
    "published_month",
    "row_facts",
    "short_name",
    "size_label",
    "venue_of",
]
