"""Weights, data, code and project links of a work with tier and evidence; its name, venue and size."""

from ingest.artifacts.asking import LOOKED_FOR, find_gaps, next_asked_at
from ingest.artifacts.aspects import Aspect, find_aspects
from ingest.artifacts.facts import is_llm_paper, paper_url, published_month, row_facts
from ingest.artifacts.families import join_sizes
from ingest.artifacts.find import find_artifacts
from ingest.artifacts.hub_repos import HubRepo, hub_repo_of_sighting
from ingest.artifacts.labels import data_role, size_label
from ingest.artifacts.link_health import LinkHealth, is_due, update_health
from ingest.artifacts.names import clean_title, short_name
from ingest.artifacts.quantities import claimed_quantity
from ingest.artifacts.readmes import readme_url
from ingest.artifacts.venues import Venue, venue_of

__all__ = [
    "LOOKED_FOR",
    "Aspect",
    "HubRepo",
    "LinkHealth",
    "Venue",
    "claimed_quantity",
    "clean_title",
    "data_role",
    "find_artifacts",
    "find_aspects",
    "find_gaps",
    "hub_repo_of_sighting",
    "is_due",
    "is_llm_paper",
    "join_sizes",
    "next_asked_at",
    "paper_url",
    "published_month",
    "readme_url",
    "row_facts",
    "short_name",
    "size_label",
    "update_health",
    "venue_of",
]
