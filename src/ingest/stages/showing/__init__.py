"""What people see of the warehouse without asking it: gathered from the store, rendered, written."""

from ingest.stages.showing.writing import write_site

__all__ = ["write_site"]
