"""The one gate to the network: politeness, retry, size cap, archive and replay for every client.

    gate = Gate(WebSettings(contact="mailto:you@example.org"), ArchiveWriter(path))
    gate.fetch(url)            # a Response value
    gate.session()             # for `requests` and what is built on it (the arxiv package)
    hub_api(gate, endpoint)    # huggingface_hub over the same gate

Only this room opens sockets and only this room retries.
"""

from ingest.web.archive import ArchiveWriter
from ingest.web.gate import Gate
from ingest.web.hub_client import fetch_repos, hub_api
from ingest.web.links import LinkAnswer, check_link
from ingest.web.messages import Receipt, Request, Response, WebSettings, find_header, make_response
from ingest.web.replay import ReplayArchive, read_answers
from ingest.web.urls import normalise_url, redact

__all__ = [
    "ArchiveWriter",
    "Gate",
    "LinkAnswer",
    "Receipt",
    "ReplayArchive",
    "Request",
    "Response",
    "WebSettings",
    "check_link",
    "fetch_repos",
    "find_header",
    "hub_api",
    "make_response",
    "normalise_url",
    "read_answers",
    "redact",
]
