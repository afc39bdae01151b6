"""What people see of the warehouse without asking it: gathered from the store, rendered, handed out."""

from ingest.stages.showing.digesting import send_digests
from ingest.stages.showing.writing import write_site

__all__ = ["send_digests", "write_site"]
