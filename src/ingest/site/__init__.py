"""The static site: frozen values in, pages and data out; it needs no server, no network and no build."""

from ingest.site.catalogue import render_catalogue
from ingest.site.mail import Digest, make_digest, make_message_id, start_mail
from ingest.site.model import (
    KINDS,
    STATES,
    Card,
    Judged,
    Line,
    ListPage,
    Precision,
    RunLine,
    Seen,
    Site,
    SourceHealth,
    Stand,
    Trends,
    WorkPage,
)
from ingest.site.pages import render_site, render_work
from ingest.site.paths import work_path

__all__ = [
    "KINDS",
    "STATES",
    "Card",
    "Digest",
    "Judged",
    "Line",
    "ListPage",
    "Precision",
    "RunLine",
    "Seen",
    "Site",
    "SourceHealth",
    "Stand",
    "Trends",
    "WorkPage",
    "make_digest",
    "make_message_id",
    "render_catalogue",
    "render_site",
    "render_work",
    "start_mail",
    "work_path",
]
