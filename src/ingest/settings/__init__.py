"""config/*.yaml and the environment as frozen values; every error names file, line and cure."""

from ingest.settings.access import github_access
from ingest.settings.config import Config, config_schemas, load_config
from ingest.settings.home import Home, check_home, shipped
from ingest.settings.list_files import choose_lists, find_headings
from ingest.settings.outbox import (
    AlarmSettings,
    DigestSettings,
    MailServer,
    OutboxSettings,
    alarm_webhook,
    load_outbox,
    mail_server,
)
from ingest.settings.rule_files import (
    LabelPlan,
    load_corrections,
    load_labels,
    load_rules,
    read_each_rule_file,
    read_rule_files,
    read_rules,
)
from ingest.settings.sources import (
    ArxivSettings,
    HubSettings,
    SourceSettings,
    SubmissionSettings,
    TrendingSettings,
    load_sources,
)
from ingest.settings.warehouse import WarehouseSettings, find_warehouse

__all__ = [
    "AlarmSettings", "ArxivSettings", "Config", "DigestSettings", "Home", "HubSettings", "LabelPlan", "MailServer",
    "OutboxSettings", "SourceSettings", "SubmissionSettings", "TrendingSettings", "WarehouseSettings", "alarm_webhook",
    "check_home", "choose_lists", "config_schemas", "find_headings", "find_warehouse", "github_access", "load_config", "load_corrections",
    "load_labels", "load_outbox", "load_rules", "load_sources", "mail_server", "read_each_rule_file", "read_rule_files", "read_rules", "shipped",
]  # fmt: skip
