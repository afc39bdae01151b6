"""What people see of the warehouse without asking it: gathered from the store, rendered, handed out."""

from ingest.stages.showing.digesting import make_mails, send_digests
from ingest.stages.showing.writing import show_site, write_site

__all__ = ["make_mails", "send_digests", "show_site", "write_site"]
