"""config/rules/*.yaml, and the files that say which works belong where."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from ingest import rules
from ingest.errors import ConfigError
from ingest.lists.plan import SectionPlan
from ingest.settings.home import Home
from ingest.settings.reading import Strict, read_text, read_yaml


class _LabelSection(Strict):
    heading: str = Field(min_length=1)
    categories: tuple[str, ...] = ()  # none: what stands there belongs in no category


class _Labels(Strict):
    text: str = Field(min_length=1)
    sections: tuple[_LabelSection, ...] = Field(min_length=1)


class _Corrections(Strict):
    corrections: dict[str, tuple[str, ...]]
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """What the sections of one Markdown file say of the works in them."""

    text: str  # the file's name
    sections: tuple[SectionPlan, ...]


def load_rules(home: Home) -> rules.RuleBook:
    """Read HOME/config/rules/*.yaml."""
    return read_rules(home.config / "rules")


def read_rules(folder: Path) -> rules.RuleBook:
    """All rule files of a folder as one book."""
    return rules.parse_rules(read_rule_files(folder))


def read_rule_files(folder: Path) -> list[tuple[str, str]]:
    """The (path, text) of all rule files of a folder, or of the one file that it is."""
    files, unread = read_each_rule_file(folder)
    for error in unread:
        raise error
    return files


def read_each_rule_file(folder: Path) -> tuple[list[tuple[str, str]], list[ConfigError]]:
    """The same of those files that can be read, and why the others can't."""
    paths = sorted(folder.glob("*.yaml")) if not folder.is_file() else [folder]
    if not paths:
        raise ConfigError(
            "there are no rules",
            where=str(folder),
            todo="copy the shipped ones with `ingest init`, or write one",
        )
    files: list[tuple[str, str]] = []
    unread: list[ConfigError] = []
    for path in paths:
        try:
            files.append((str(path), read_text(path)))
        except ConfigError as error:
            unread.append(error)
    return files, unread


def load_labels(path: Path) -> LabelPlan:
    """Read a file that says what the sections of a Markdown file mean."""
    raw = read_yaml(path, _Labels)
    sections = tuple(SectionPlan(one.heading, one.categories) for one in raw.sections)
    return LabelPlan(raw.text, sections)


def load_corrections(path: Path) -> dict[str, tuple[str, ...] | None]:
    """Read a file that says, by work id, where works belong that somebody has read; None: can't be told."""
    raw = read_yaml(path, _Corrections)
    return {**raw.corrections, **dict.fromkeys(raw.unclear)}
