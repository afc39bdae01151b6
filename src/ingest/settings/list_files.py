"""config/lists/*.yaml: one file per list, as the plan that the stages follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, field_validator

from ingest import rules
from ingest.errors import ConfigError
from ingest.lists.plan import ListPlan, SectionPlan
from ingest.settings.reading import Strict, find_line, read_yaml
from ingest.style_config import ListStyle, SectionStyle, style_override
from ingest.works import LinkKind

_OFFERED = 10  # names in an error: a home may have thousands of lists


class _Section(Strict):
    heading: str = Field(min_length=1)
    categories: tuple[str, ...] = Field(min_length=1)
    require: tuple[LinkKind, ...] = ()
    ticked: bool = True
    when_missing: Literal["error", "skip"] = "error"
    columns: dict[str, str] = Field(default_factory=dict)
    unknown: str | None = None
    style: SectionStyle = SectionStyle()
    narrow: tuple[str, ...] = ()


_Hour = Annotated[int, Field(ge=0, le=23)]


class ListFile(Strict):
    """One file of config/lists; its name is the list's."""

    forge: Literal["local", "github"]
    repo: str = Field(min_length=1)
    path: str = "README.md"
    base: str = "main"
    branch: str = "paper-ingest/updates"
    max_items: int = Field(default=10, ge=0, le=100)
    max_looks: int = Field(default=5, ge=0, le=100)
    max_updates: int = Field(default=10, ge=0, le=100)
    repairs: bool = False
    publish: bool | Literal["ask"] | None = (
        None  # None: yes on the embedded forge, no anywhere else
    )
    max_per_week: int = Field(default=30, ge=0, le=1000)
    cooldown_days: int = Field(default=0, ge=0, le=365)
    cooldown_days_after_close: int = Field(default=7, ge=0, le=365)
    quiet_hours: tuple[_Hour, _Hour] | None = None  # [22, 6]: UTC
    stop_label: str = Field(default="paper-ingest: stop", min_length=1)
    fork: str = Field(default="auto", pattern=r"^[\w.-]+$")  # auto, never, or the fork's account
    commits: Literal["api", "signed", "push"] = "api"
    token_variable: str = Field(default="", pattern=r"^\w*$")
    dashboard: bool = False
    style: ListStyle = ListStyle()
    sections: tuple[_Section, ...] = ()  # none: adopted, and nothing is switched on yet

    @field_validator("sections", mode="before")
    @classmethod
    def _none_yet(cls, value: object) -> object:
        return () if value is None else value  # `sections:` with nothing but comments under it


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a list's file may use."""

    categories: frozenset[str]
    rules: frozenset[str]


def known_names(book: rules.RuleBook) -> Known:
    """Those that a book defines."""
    return Known(
        frozenset(category.name for category in book.categories),
        frozenset(rule.name for rule in book.rules),
    )


def load_plan(path: Path, defined: Known) -> ListPlan:
    """Read one list's file; ConfigError for a category or shared rule that no rule file defines."""
    raw = read_yaml(path, ListFile)
    for section in raw.sections:
        for what, names, known in (
            ("category", section.categories, defined.categories),
            ("shared rule", section.narrow, defined.rules),
        ):
            for name in names:
                if name not in known:
                    raise _unknown_name(path, section.heading, what, name, known)
    sections = tuple(
        SectionPlan(
            heading=section.heading,
            categories=section.categories,
            require=section.require,
            is_ticked=section.ticked,
            when_missing=section.when_missing,
            columns=tuple(section.columns.items()),
            unknown=section.unknown,
            style=style_override(raw.style, section.style),
            narrow=section.narrow,
        )
        for section in raw.sections
    )
    fields = raw.model_dump(exclude={"sections", "style"})
    fields["ask"] = raw.publish == "ask"
    fields["publish"] = raw.forge == "local" if raw.publish is None else bool(raw.publish)
    return ListPlan(name=path.stem, sections=sections, where=str(path), **fields)


def choose_lists(plans: Sequence[ListPlan], names: Sequence[str]) -> tuple[ListPlan, ...]:
    """The plans of these names, or all. ConfigError for an unknown name."""
    known = {plan.name: plan for plan in plans}
    for name in names:
        if name not in known:
            raise ConfigError(
                f"there is no list {name!r}",
                where=str(Path(plans[0].where).parent) if plans else "",
                todo=f"use {_offered(name, list(known))}",
            )
    return tuple(known[name] for name in names) if names else tuple(plans)


def _offered(name: str, known: Sequence[str]) -> str:
    """What somebody may have meant: names like this one, else the first of all."""
    near = get_close_matches(name, known)
    names = near or known[:_OFFERED]
    more = "" if near or len(known) <= _OFFERED else f", or one of {len(known) - _OFFERED:,} more"
    return f"{'one of ' if len(names) > 1 else ''}{', '.join(names)}{more}"


def _unknown_name(
    path: Path, heading: str, what: str, name: str, known: frozenset[str]
) -> ConfigError:
    near = get_close_matches(name, known, n=1)
    return ConfigError(
        f"section {heading!r} names the {what} {name!r}, which no rule file defines",
        where=f"{path}:{find_line(path, name)}",
        todo=f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(sorted(known))}",
    )


def find_headings(text: str) -> dict[str, tuple[int, int]]:
    """Where the headings stand in the text of a list's config file: character offsets, quotes included."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    sections = next((value for key, value in pairs if key.value == "sections"), None)
    found = {}
    for section in sections.value if isinstance(sections, yaml.SequenceNode) else ():
        for key, value in section.value:
            if key.value == "heading":
                found[value.value] = (value.start_mark.index, value.end_mark.index)
    return found
