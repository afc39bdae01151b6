"""A small GitHub on loopback over real bare repositories: what the program asks of it, and no more."""

from fakehub.plain_git import git, has
from fakehub.server import Contract, serve
from fakehub.state import FakeGithub, Fault, Place, RefusalError

__all__ = ["Contract", "FakeGithub", "Fault", "Place", "RefusalError", "git", "has", "serve"]
