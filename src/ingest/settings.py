"""config/*.yaml and the environment as frozen values; every error names file, line and cure."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar
from urllib.parse import unquote, urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ingest import rules
from ingest.config_words import describe
from ingest.errors import ConfigError
from ingest.forges.access import Access
from ingest.lists.plan import ListPlan, SectionPlan
from ingest.style_config import ListStyle, SectionStyle, style_override
from ingest.works import LinkKind

if TYPE_CHECKING:
    from ingest.store import Address

_Model = TypeVar("_Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ArxivSettings(_Strict):
    """The arXiv query API, and OAI-PMH where the API can't tell."""

    query_url: str = "https://export.arxiv.org/api/query"
    oai_url: str = "https://oaipmh.arxiv.org/oai"
    categories: tuple[str, ...] = Field(min_length=1)
    page_size: int = Field(default=200, ge=1, le=2000)
    max_results_per_window: int = Field(default=10_000, ge=1, le=30_000)
    seconds_between_requests: float = Field(default=3.0, ge=0)
    overlap_days: int = Field(default=2, ge=0, le=30)
    quiet_hours: float = Field(default=12, gt=0)
    index_lag_hours: float = Field(default=6, ge=0)
    no_announcement: tuple[date, ...] = ()
    max_age_hours: float = Field(default=144, gt=0)


class RecentSettings(_Strict):
    """Models and data sets that are new on the Hub and cite no paper."""

    tags: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()  # contained in the repository's name
    days: int = Field(default=7, ge=1, le=60)
    min_likes: int = Field(default=3, ge=0)
    max_cards_per_night: int = Field(default=20, ge=0, le=200)


class HubSettings(_Strict):
    """The Hugging Face Hub."""

    endpoint: str = "https://huggingface.co"
    page_size: int = Field(default=100, ge=1, le=100)
    seconds_between_requests: float = Field(default=0.7, ge=0)
    overlap_days: int = Field(default=1, ge=0, le=30)
    max_works_per_night: int = Field(default=200, ge=0)
    max_checks_per_night: int = Field(default=40, ge=0)
    recent: RecentSettings = RecentSettings()
    max_age_hours: float = Field(default=96, gt=0)


class TrendingSettings(_Strict):
    """Pages of trending papers, and searches among them."""

    urls: tuple[str, ...] = ("https://huggingface.co/papers/trending",)
    topics: tuple[str, ...] = ()
    topic_url: str = Field(
        default="https://huggingface.co/papers/trending?q={topic}", pattern=r"\{topic\}"
    )
    max_titles_per_night: int = Field(default=5, ge=0, le=100)
    max_age_hours: float = Field(default=72, gt=0)


class NetworkSettings(_Strict):
    """How patient and how careful the gate is."""

    connect_timeout_seconds: float = Field(default=10, gt=0)
    read_timeout_seconds: float = Field(default=60, gt=0)
    body_timeout_seconds: float = Field(default=120, gt=0)
    max_body_megabytes: float = Field(default=30, gt=0)
    max_tries: int = Field(default=6, ge=1, le=20)
    first_backoff_seconds: float = Field(default=5, gt=0)
    longest_backoff_seconds: float = Field(default=300, gt=0)
    deadline_minutes: float = Field(default=90, gt=0)


class UpkeepSettings(_Strict):
    """Entries that stand in lists already: how much of them is looked at in one night."""

    max_papers_per_night: int = Field(default=500, ge=0)
    paper_max_age_days: float = Field(default=30, gt=0)
    max_works_per_night: int = Field(default=100, ge=0)
    readme_url: str = "https://raw.githubusercontent.com"
    max_links_per_night: int = Field(default=200, ge=0)
    max_links_per_host: int = Field(default=20, ge=1)
    link_max_age_days: float = Field(default=30, gt=0)
    seconds_between_requests: float = Field(default=5, ge=0)
    dead_after_days: int = Field(default=3, ge=2, le=30)
    allowed_private_hosts: tuple[str, ...] = ()


class ArchiveSettings(_Strict):
    """What is kept of the raw answers in warehouse/raw."""

    keep_days: int = Field(default=400, ge=1)


class SubmissionSettings(_Strict):
    """How many works people may ask for with `ingest submit`; each costs a few requests."""

    max_per_person_per_day: int = Field(default=5, ge=0)
    max_per_day: int = Field(default=50, ge=0)


class SourceSettings(_Strict):
    """config/sources.yaml."""

    contact: str = Field(min_length=3)
    arxiv: ArxivSettings
    hub: HubSettings = HubSettings()
    trending: TrendingSettings = TrendingSettings()
    network: NetworkSettings = NetworkSettings()
    upkeep: UpkeepSettings = UpkeepSettings()
    archive: ArchiveSettings = ArchiveSettings()
    submissions: SubmissionSettings = SubmissionSettings()


class DigestSettings(_Strict):
    """One digest: who gets it, how often, of which works."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    to: tuple[str, ...] = Field(min_length=1)
    every: Literal["day", "week"] = "day"
    lists: tuple[str, ...] = ()  # works for these lists
    categories: tuple[str, ...] = ()  # works of these categories
    is_trending: bool = Field(
        default=False, alias="trending"
    )  # works on the trending page, by rank
    max_items: int = Field(default=20, ge=1, le=200)
    unsubscribe_url: str | None = None


class AlarmSettings(_Strict):
    """Who is told when something needs a person, besides the webhook of the environment."""

    to: tuple[str, ...] = ()
    window_open_days: float = Field(default=3, gt=0)
    precision_below: float = Field(default=0.7, ge=0, le=1)  # merged of all decided
    precision_decisions: int = Field(default=10, ge=1)  # the last so many of a rule
    again_after_days: float = Field(default=7, gt=0)  # an alarm that is still open is told again


class OutboxSettings(_Strict):
    """config/outbox.yaml: who is told what by mail."""

    sender: str = "paper-ingest <paper-ingest@localhost>"
    site_url: str = ""  # where `ingest site` is published; links in mails lead there
    digests: tuple[DigestSettings, ...] = ()
    alarms: AlarmSettings = AlarmSettings()


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"] = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


class _Section(_Strict):
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


class _List(_Strict):
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


class _LabelSection(_Strict):
    heading: str = Field(min_length=1)
    categories: tuple[str, ...] = ()  # none: what stands there belongs in no category


class _Labels(_Strict):
    text: str = Field(min_length=1)
    sections: tuple[_LabelSection, ...] = Field(min_length=1)


class _Corrections(_Strict):
    corrections: dict[str, tuple[str, ...]]
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """What the sections of one Markdown file say of the works in them."""

    text: str  # the file's name
    sections: tuple[SectionPlan, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The folder a user works in: its config, its warehouse, its embedded forge."""

    path: Path

    @property
    def config(self) -> Path:
        return self.path / "config"

    @property
    def database(self) -> Path:
        return self.path / "warehouse" / "ingest.duckdb"

    @property
    def lease(self) -> Path:
        return self.path / "warehouse" / "run.lease"

    @property
    def raw(self) -> Path:
        return self.path / "warehouse" / "raw"

    @property
    def forge(self) -> Path:
        return self.path / "forge"


class WarehouseSettings(_Strict):
    """config/warehouse.yaml, where there is one: a warehouse that is not the home's own file."""

    url: str = "duckdb:warehouse/ingest.duckdb"
    data_path: str | None = None  # of a lake: a folder, or s3://bucket/prefix/
    catalog_schema: str = "ingest"  # of a lake: the schema of its tables in PostgreSQL


@dataclass(frozen=True, slots=True)
class Config:
    """Everything in config/, checked."""

    sources: SourceSettings
    book: rules.RuleBook
    lists: tuple[ListPlan, ...]


def shipped(folder: str) -> Path:
    """What comes with the program: `config`, `samples`, `warehouse/migrations`, `prefect.yaml`, ..."""
    inside = Path(__file__).parent / "_home" / folder
    return inside if inside.exists() else Path(__file__).parents[2] / folder


def load_config(home: Home) -> Config:
    """Read and check all of HOME/config. ConfigError names the file and line to mend."""
    if not home.config.is_dir():
        raise ConfigError(
            "there is no config folder here",
            where=str(home.config),
            todo=f"make one with `ingest init {home.path}`, or name another home with --home",
        )
    book = load_rules(home)
    sources = _read(home.config / "sources.yaml", SourceSettings)
    paths = sorted((home.config / "lists").glob("*.yaml"), key=lambda path: path.stem)
    plans = tuple(_list_plan(path, book) for path in paths)
    if not plans:
        raise ConfigError(
            "no list is configured",
            where=str(home.config / "lists"),
            todo="add one file per list; `ingest init` writes four to start from",
        )
    return Config(sources=sources, book=book, lists=plans)


def find_warehouse(home: Home, environment: Mapping[str, str] | None = None) -> "Address":
    """Where the home's warehouse is: INGEST_WAREHOUSE, else config/warehouse.yaml, else the home's own file."""
    from ingest.store import (
        parse_address,  # DuckDB comes with it, which most of settings need not pay
    )

    source = os.environ if environment is None else environment
    path = home.config / "warehouse.yaml"
    settings = _read(path, WarehouseSettings) if path.exists() else WarehouseSettings()
    url = source.get("INGEST_WAREHOUSE")
    return parse_address(
        url or settings.url,
        home.path,
        data_path=source.get("INGEST_WAREHOUSE_DATA") or settings.data_path,
        schema=settings.catalog_schema,
        where="INGEST_WAREHOUSE" if url else f"{path}:1",
    )


def load_sources(home: Home) -> SourceSettings:
    """Read HOME/config/sources.yaml alone."""
    return _read(home.config / "sources.yaml", SourceSettings)


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


def load_rules(home: Home) -> rules.RuleBook:
    """Read HOME/config/rules/*.yaml."""
    return read_rules(home.config / "rules")


def read_rules(folder: Path) -> rules.RuleBook:
    """All rule files of a folder as one book."""
    return rules.parse_rules(read_rule_files(folder))


def read_rule_files(folder: Path) -> list[tuple[str, str]]:
    """The (path, text) of all rule files of a folder."""
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise ConfigError(
            "there are no rules",
            where=str(folder),
            todo="copy the shipped ones with `ingest init`, or write one",
        )
    return [(str(path), _text(path)) for path in paths]


def load_labels(path: Path) -> LabelPlan:
    """Read a file that says what the sections of a Markdown file mean."""
    raw = _read(path, _Labels)
    sections = tuple(SectionPlan(one.heading, one.categories) for one in raw.sections)
    return LabelPlan(raw.text, sections)


def load_corrections(path: Path) -> dict[str, tuple[str, ...] | None]:
    """Read a file that says, by work id, where works belong that somebody has read; None: can't be told."""
    raw = _read(path, _Corrections)
    return {**raw.corrections, **dict.fromkeys(raw.unclear)}


def github_access(plan: ListPlan, environment: Mapping[str, str]) -> Access:
    """How a list's GitHub is spoken to, from the environment.

    The variable that the list names, else INGEST_GITHUB_TOKEN, else an App (INGEST_GITHUB_APP_ID with
    INGEST_GITHUB_APP_KEY or INGEST_GITHUB_APP_KEY_FILE), else GITHUB_TOKEN. ConfigError where a
    named variable or file is missing.
    """
    if plan.token_variable:
        token = environment.get(plan.token_variable)
        if not token:
            raise ConfigError(
                f"the environment variable {plan.token_variable} is not set",
                where=plan.where,
                todo="set it to the token for this list, or take `token_variable` out",
            )
        return Access(token)
    token, app_id = environment.get("INGEST_GITHUB_TOKEN"), environment.get("INGEST_GITHUB_APP_ID")
    if not token and app_id:
        return Access(app_id=app_id, app_key=_app_key(environment))
    return Access(token or environment.get("GITHUB_TOKEN") or None)


def _app_key(environment: Mapping[str, str]) -> str:
    """The App's private key; one that came with its line breaks written out is mended."""
    path = environment.get("INGEST_GITHUB_APP_KEY_FILE")
    key = _text(Path(path)) if path else environment.get("INGEST_GITHUB_APP_KEY", "")
    if not key:
        raise ConfigError(
            "an App is named, but not its private key",
            where="INGEST_GITHUB_APP_ID",
            todo="set INGEST_GITHUB_APP_KEY to the PEM text, or INGEST_GITHUB_APP_KEY_FILE to its path",
        )
    return key.replace("\\n", "\n")


def load_outbox(home: Home) -> OutboxSettings:
    """Read HOME/config/outbox.yaml; nobody is told anything where there is none."""
    path = home.config / "outbox.yaml"
    return _read(path, OutboxSettings) if path.exists() else OutboxSettings()


def mail_server(environment: Mapping[str, str] | None = None) -> MailServer | None:
    """INGEST_SMTP_URL as a value; None when it is not set.

    `smtp://user:password@host:587` (STARTTLS), `smtps://...:465` (TLS), `smtp+plain://localhost:25`.
    """
    source = os.environ if environment is None else environment
    text = source.get("INGEST_SMTP_URL", "")
    if not text:
        return None
    kinds: dict[str, tuple[Literal["none", "starttls", "tls"], int]] = {
        "smtp": ("starttls", 587), "smtps": ("tls", 465), "smtp+plain": ("none", 25),
    }  # fmt: skip
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in kinds or not parts.hostname:
        raise ConfigError(
            "INGEST_SMTP_URL can't be read",
            where="environment",
            todo="write smtp://user:password@host:587, smtps://... or smtp+plain://...",
        )
    security, usual_port = kinds[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port or usual_port, security, user, password)


def alarm_webhook(environment: Mapping[str, str] | None = None) -> str | None:
    """The Slack-shaped webhook for alarms, from INGEST_ALARM_WEBHOOK; None when it is not set."""
    source = os.environ if environment is None else environment
    return source.get("INGEST_ALARM_WEBHOOK") or None


def config_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schemas that stand beside the config files, by file name."""
    return {
        "sources.schema.json": describe(SourceSettings.model_json_schema()),
        "outbox.schema.json": describe(OutboxSettings.model_json_schema()),
        "lists.schema.json": describe(_List.model_json_schema()),
        "warehouse.schema.json": describe(WarehouseSettings.model_json_schema()),
        "rules.schema.json": rules.json_schema(),
    }


def _list_plan(path: Path, book: rules.RuleBook) -> ListPlan:
    raw = _read(path, _List)
    for section in raw.sections:
        for what, names, known in (
            ("category", section.categories, {category.name for category in book.categories}),
            ("shared rule", section.narrow, {rule.name for rule in book.rules}),
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


def _unknown_name(path: Path, heading: str, what: str, name: str, known: set[str]) -> ConfigError:
    near = get_close_matches(name, known, n=1)
    return ConfigError(
        f"section {heading!r} names the {what} {name!r}, which no rule file defines",
        where=f"{path}:{_line_of_text(path, name)}",
        todo=f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(sorted(known))}",
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            "the file is missing",
            where=str(path),
            todo="restore it, or run `ingest init` in a new folder",
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"not UTF-8 text: byte {error.start}", where=str(path), todo="save it as UTF-8"
        ) from None


def _read(path: Path, model: type[_Model]) -> _Model:
    text = _text(path)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error)
        raise ConfigError(
            f"not valid YAML: {problem}", where=f"{path}:{line}", todo="mend the line"
        ) from None
    try:
        return model.model_validate(values if values is not None else {})
    except ValidationError as error:
        first = error.errors()[0]
        where = f"{path}:{_line_of(node, first['loc'])}"
        raise ConfigError(_problem(first, model), where=where, todo=_cure(first, model)) from None


def _problem(error: Any, model: type[BaseModel]) -> str:
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"unknown key {name!r}"
    if error["type"] == "missing":
        return f"the key {name!r} is missing"
    return f"{name}: {error['msg'].lower()} (got {error['input']!r})"


def _cure(error: Any, model: type[BaseModel]) -> str:
    if error["type"] != "extra_forbidden":
        return "mend the value; the JSON Schema beside the file says what is allowed"
    allowed = _keys(model, error["loc"][:-1])
    near = get_close_matches(str(error["loc"][-1]), allowed, n=1)
    return f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(allowed)}"


def _keys(model: type[BaseModel], loc: tuple[Any, ...]) -> list[str]:
    """The keys allowed at a place in the file."""
    for part in loc:
        if isinstance(part, str) and part in model.model_fields:
            inner = model.model_fields[part].annotation
            inner = next(
                (arg for arg in getattr(inner, "__args__", ()) if isinstance(arg, type)), inner
            )
            if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
                return []
            model = inner
    return list(model.model_fields)


def _line_of(node: yaml.Node | None, loc: tuple[Any, ...]) -> int:
    """The 1-based line of a place in a YAML document; the nearest parent where it does not exist."""
    line = node.start_mark.line + 1 if node else 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value)
        ):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _line_of_text(path: Path, text: str) -> int:
    lines = _text(path).split("\n")
    return next((number for number, line in enumerate(lines, 1) if text in line), 1)
