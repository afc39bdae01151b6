"""What config/lists/*.yaml says of one list, as frozen values."""

from dataclasses import dataclass
from typing import Literal

from ingest.lists.model import NameForm, Order, Signal
from ingest.works import LinkKind

_Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StyleOverride:
    """What a plan says of how entries are written, in the words of `Style`; None and () leave what was learnt."""

    order: Order | None = None
    order_by: Signal | None = None  # None: what most entries show
    years: Literal["ascending", "descending"] | None = None
    between_entries: str | None = None
    template: str | None = None  # of a bullet, item or paragraph
    optional: _Pairs = ()  # (field, its text with what stands before it)
    cells: _Pairs = ()  # (column, how its cell is written)
    blanks: _Pairs = ()  # (column, what stands for a value that is missing)
    links: tuple[tuple[str, tuple[str, str]], ...] = ()  # ("code" or "code github", (form, plain))
    arxiv_address: str | None = None  # with {id}
    bold_for_llm: bool | None = None
    venues: _Pairs = ()  # (venue, how it is spelled)
    quantity: Literal[",", "short", ""] | None = None
    authors: NameForm | None = None


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """Which categories belong under one heading of a list."""

    heading: str  # compared with markup, images, emoji, numbering, case and spaces folded away
    categories: tuple[str, ...]
    require: tuple[LinkKind, ...] = ()  # one of these must be found, else the item needs a look
    is_ticked: bool = True  # False: everything for this section is proposed unticked
    when_missing: Literal["error", "skip"] = "error"
    columns: tuple[
        tuple[str, str], ...
    ] = ()  # (column or field label, row field): overrides learning
    unknown: str | None = (
        None  # what stands for a field that nobody knows; None: as the neighbours do
    )
    style: StyleOverride = StyleOverride()
    narrow: tuple[str, ...] = ()  # shared rules of config/rules, each of which must hold as well


@dataclass(frozen=True, slots=True)
class ListPlan:
    """One curated list: where it lives, which file, which sections, how much a pull request may hold."""

    name: str  # the config file's stem; unique
    forge: Literal["local", "github"]
    repo: str  # local: the bare repository's name in HOME/forge; github: owner/name
    sections: tuple[SectionPlan, ...]
    path: str = "README.md"
    base: str = "main"
    branch: str = "paper-ingest/updates"
    max_items: int = 10  # ticked items in one pull request
    max_looks: int = 5  # unticked items in one pull request
    max_updates: int = 10  # rows in the list that one pull request changes
    repairs: bool = False  # mend what is wrong in the list, in a pull request of its own
    repairs_of: str = ""  # this is that pull request's plan; the list's name
    where: str = ""  # the config file, for error messages
    publish: bool = True  # False: its people did not agree yet, so that nothing is written to it
    max_per_week: int = 30  # ticked items that come new into pull requests within seven days
    cooldown_days: int = 0  # from the end of a pull request to the next one
    cooldown_days_after_close: int = 7  # the same where it was closed unmerged
    quiet_hours: tuple[int, int] | None = None  # (from, to) in UTC: nothing is written then
    stop_label: str = "paper-ingest: stop"  # on the open pull request it stops the program
    fork: str = "auto"  # auto: a fork of ours where we may not push; never; or the fork's account
    commits: Literal["api", "signed", "push"] = "api"  # how a commit comes to GitHub
    token_variable: str = ""  # the environment variable of the token; "" for the usual ones
    dashboard: bool = False  # keep one issue that tells what waits, what is held and why
    ask: bool = False  # the first pull request is one worked example that asks for consent
