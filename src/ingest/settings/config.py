"""All of config/ that a run needs, and the JSON Schemas beside its files."""

from dataclasses import dataclass
from typing import Any

from ingest import rules
from ingest.config_words import describe
from ingest.errors import ConfigError
from ingest.lists.plan import ListPlan
from ingest.settings.home import Home, check_home
from ingest.settings.list_files import ListFile, known_names, load_plan
from ingest.settings.outbox import OutboxSettings
from ingest.settings.rule_files import load_rules
from ingest.settings.sources import SourceSettings, load_sources
from ingest.settings.warehouse import WarehouseSettings


@dataclass(frozen=True, slots=True)
class Config:
    """Everything in config/, checked."""

    sources: SourceSettings
    book: rules.RuleBook
    lists: tuple[ListPlan, ...]
    rules_digest: str  # of `book`, which a night asks for again and again


def load_config(home: Home) -> Config:
    """Read and check all of HOME/config. ConfigError names the file and line to mend."""
    check_home(home)
    book = load_rules(home)
    sources = load_sources(home)
    paths = sorted((home.config / "lists").glob("*.yaml"), key=lambda path: path.stem)
    defined = known_names(book)
    plans = tuple(load_plan(path, defined) for path in paths)
    if not plans:
        raise ConfigError(
            "no list is configured",
            where=str(home.config / "lists"),
            todo="add one file per list; `ingest init` writes four to start from",
        )
    return Config(sources, book, plans, rules.rules_digest(book))


def config_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schemas that stand beside the config files, by file name."""
    return {
        "sources.schema.json": describe(SourceSettings.model_json_schema()),
        "outbox.schema.json": describe(OutboxSettings.model_json_schema()),
        "lists.schema.json": describe(ListFile.model_json_schema()),
        "warehouse.schema.json": describe(WarehouseSettings.model_json_schema()),
        "rules.schema.json": rules.json_schema(),
    }
