"""What each key of config/ means, for the JSON Schemas and for docs/config.md; a test misses none."""

from typing import Any

_STYLE = {
    "order": "Where a new entry goes.",
    "order_by": "What the order goes by: `date`, `year` or `id` for times, `title`, `name` or `venue` for alphabets.",
    "years": "Which way headings of years run; tells where a missing one is written.",
    "between_entries": "Blank lines or a rule between two entries.",
    "links": "How a link is written, by its kind: `[code]({url})`; `code github` for one site; two forms: with a size, without.",
    "arxiv_address": "`abs`, `pdf`, or the address with `{id}`.",
    "bold_for_llm": "Whether titles of works with a large language model stand in bold.",
    "venues": "How a venue is spelled.",
    "quantity": "`,`: 26,000,000; `short`: 26M; empty: 26000000.",
    "authors": "How many authors are named, and how.",
}
WORDS: dict[str, dict[str, str]] = {
    "SourceSettings": {
        "contact": "Your address, in the User-Agent of every request.",
        "arxiv": "The arXiv API and its harvest.",
        "hub": "The Hugging Face Hub.",
        "trending": "Pages of trending papers.",
        "forges": "How many lists are served at the same time.",
        "network": "How patient and how careful every request is.",
        "archive": "What is kept of the raw answers.",
        "submissions": "How many works people may ask for.",
        "backfill": "Who reads what the past answers.",
        "upkeep": "How much of what stands in lists is looked at in one night.",
    },
    "ForgeSettings": {
        "lists_at_once": "Lists of the embedded forge that are served at the same time.",
        "lists_at_once_per_host": "The same of each other forge; GitHub asks for one request at a time.",
    },
    "RecentSettings": {
        "tags": "New repositories with one of these tags are works.",
        "searches": "So are those whose name holds one of these words.",
        "days": "How far back new is.",
        "min_likes": "With fewer likes they wait.",
        "max_cards_per_night": "Cards read in one night.",
    },
    "UpkeepSettings": {
        "max_papers_per_night": "Papers of entries that sources are asked for.",
        "paper_max_age_days": "Asked for again after so long.",
        "max_works_per_night": "Works of entries that the Hub is asked for.",
        "readme_url": "Base URL of GitHub's raw files, where a repository's README says which paper is its own.",
        "max_links_per_night": "Links of entries that are tried.",
        "max_links_per_host": "Of these, to one host.",
        "link_max_age_days": "Tried again after so long.",
        "seconds_between_requests": "To one host.",
        "dead_after_days": "A link is dead when it failed on so many days.",
        "allowed_private_hosts": "Hosts on private addresses that may be tried all the same.",
    },
    "ArxivSettings": {
        "query_url": "Base URL of the query API.",
        "oai_url": "Base URL of OAI-PMH, for the past and for comparison.",
        "categories": "arXiv's own categories to watch.",
        "page_size": "Works asked for at once.",
        "max_results_per_window": "A window with more is split in time, never cut.",
        "seconds_between_requests": "arXiv asks for three.",
        "overlap_days": "Read so far back behind each window: late announcements, late indexing.",
        "quiet_hours": "So many announced hours without any paper are not believed.",
        "index_lag_hours": "From the announcement until the API has it.",
        "no_announcement": "Evenings (US Eastern) without an announcement besides Friday and Saturday.",
        "max_age_hours": "`ingest status` fails, and an alarm is told, when the newest record is older.",
    },
    "HubSettings": {
        "endpoint": "Base URL of the Hub.",
        "page_size": "Records asked for at once.",
        "seconds_between_requests": "Between any two requests to it.",
        "overlap_days": "Read so far back behind each window.",
        "max_works_per_night": "Works that some list wants, asked for papers, models and data sets.",
        "recent": "Models and data sets that are new and cite no paper.",
        "max_checks_per_night": "Repositories in proposals looked at again: renamed, deleted?",
        "max_age_hours": "As for arXiv.",
    },
    "TrendingSettings": {
        "urls": "Pages to read.",
        "topics": "Topics to search the trending page for.",
        "topic_url": "Where a topic is searched; `{topic}` stands for it.",
        "max_titles_per_night": "Titles without an id that arXiv is asked for.",
        "max_age_hours": "As for arXiv.",
    },
    "NetworkSettings": {
        "connect_timeout_seconds": "To reach a host.",
        "read_timeout_seconds": "Between two pieces of an answer.",
        "body_timeout_seconds": "For a whole answer.",
        "max_body_megabytes": "A larger answer is refused.",
        "max_tries": "Of one request, the first included.",
        "first_backoff_seconds": "Doubled with every try, half of it by chance; Retry-After goes before it.",
        "longest_backoff_seconds": "A host that wants more is left for the next night.",
        "deadline_minutes": "For all requests of a run; what is not asked by then stays open.",
    },
    "ArchiveSettings": {"keep_days": "Nights older than this can't be replayed any more."},
    "SubmissionSettings": {
        "max_per_person_per_day": "Works one person may ask for in a day.",
        "max_per_day": "Works all together may ask for in a day.",
    },
    "BackfillSettings": {
        "runner": "Who reads what came: threads of this process, or processes of Dask or Ray (extras `dask`, `ray`).",
        "workers": "So many of them; 0: one for each core, of threads one more.",
        "address": "A Dask scheduler or Ray cluster that runs already; empty: one on this machine, for this run.",
        "max_in_flight": "Parts that are being read or wait to be saved, at most; each takes some 100 MB.",
    },
    "ListFile": {
        "style": "How entries are written and ordered, for all sections; a section's own words win.",
        "forge": "`local` is the embedded one, on this disk.",
        "repo": "`owner/name` on GitHub; a plain name in the embedded forge.",
        "path": "The Markdown file.",
        "base": "The branch that pull requests are for.",
        "branch": "Our branch; only ever appended to.",
        "max_items": "Ticked items in one pull request.",
        "max_looks": "Unticked items, which need a look, in one pull request.",
        "max_updates": "Rows of the list that one pull request changes.",
        "repairs": "Whether mistakes in the list are mended, in a pull request of their own.",
        "publish": "Whether the list's people agreed: `true`, `false`, or `ask` to ask them in an issue first. Without it: yes in "
        "the embedded forge, no elsewhere.",
        "max_per_week": "Ticked items that come new within seven days.",
        "cooldown_days": "From the end of a pull request to the next one.",
        "cooldown_days_after_close": "The same where it was closed unmerged.",
        "quiet_hours": "`[22, 6]`: nothing is written from 22:00 to 06:00 UTC.",
        "stop_label": "On the open pull request it stops the program.",
        "fork": "`auto`: from a fork where we may not push; `never`; or the account that holds the fork.",
        "commits": "`api`: by us; `signed`: made and signed by GitHub.",
        "token_variable": "The environment variable with this list's token, where it has its own.",
        "dashboard": "Whether one issue in the repository shows what waits, what is held and what was refused.",
        "sections": "Which categories belong under which heading.",
    },
    "_Section": {
        "heading": "As in the list; markup, emoji, numbers and case do not matter.",
        "categories": "Of the rules; a work goes to the first section that takes its best one.",
        "require": "One of these links must be found, else the item needs a look.",
        "ticked": "`false`: everything for this section is only suggested.",
        "when_missing": "`skip`: some copies of the list end before it.",
        "columns": "What a column or field label holds, where learning it from the neighbours is not wanted.",
        "unknown": "What stands for a fact that nobody knows.",
        "style": "How its entries are written and ordered, where that is not to be learnt.",
        "narrow": "Shared rules that must hold as well.",
    },
    "ListStyle": _STYLE,
    "SectionStyle": {
        **_STYLE,
        "template": "Of a bullet, item or paragraph: `{title}` for a fact, `{paper}` for a link, `{?code}` for what is left out when not known.",
        "optional": "What `{?code}` and `{!code}` of the template write, with what stands before it.",
        "cells": "How a column's cell is written, by its label: `**{title}**`.",
        "blanks": "What stands in a column, by its label, where the value is not known.",
    },
    "_Authors": {
        "count": "So many names are written; 0: all.",
        "joiner": "Between two names.",
        "others": "Behind them where there are more.",
        "surname_first": "`true`: Kerr A.",
        "written": "Initials, surnames first or alone: of Ada Ito.",
        "last": 'Before the last of several, where it is another: `" and "`.',
        "end": 'Behind the last name: `"."`.',
    },
    "OutboxSettings": {
        "sender": "From whom mails come.",
        "site_url": "Where the site is published; mails lead there.",
        "digests": "Who gets which works.",
        "alarms": "Who is told what needs a person.",
    },
    "DigestSettings": {
        "name": "Its name, and the mail's title.",
        "to": "Readers; each gets a mail of their own.",
        "every": "How often.",
        "lists": "Works for these lists.",
        "categories": "Works of these categories.",
        "trending": "Works on the trending page, in its order.",
        "max_items": "Works in one mail; more are counted.",
        "unsubscribe_url": "Where a reader leaves with one click; without it, by mail to the sender.",
    },
    "AlarmSettings": {
        "to": "Readers, besides the chat room in INGEST_ALARM_WEBHOOK.",
        "window_open_days": "A window that could not be closed for so long is an alarm.",
        "precision_below": "A rule is one when people merged less than this share of its works.",
        "precision_decisions": "Of so many last decisions; with fewer nothing is said.",
        "again_after_days": "What still holds is told again.",
    },
    "WarehouseSettings": {
        "url": "A DuckDB file in the home, or a lake.",
        "data_path": "Of a lake: a folder, or `s3://bucket/prefix/`.",
        "catalog_schema": "Of a lake: the schema of its tables in PostgreSQL.",
        "lease_seconds": "Of a lake: a worker that is not heard of for so long is taken for dead.",
    },
}

ENVIRONMENT = {
    "INGEST_HOME": "The home, where `--home` does not name it.",
    "INGEST_GITHUB_TOKEN": "The token for GitHub; `GITHUB_TOKEN` when it is not set.",
    "INGEST_GITHUB_APP_ID": "The number of a GitHub App, instead of a token.",
    "INGEST_GITHUB_APP_KEY": "Its private key, the text itself.",
    "INGEST_GITHUB_APP_KEY_FILE": "Or the file that holds it.",
    "INGEST_SMTP_URL": "Where mail is handed in: `smtp://user:password@host:587`, `smtps://`, `smtp+plain://`.",
    "INGEST_ALARM_WEBHOOK": "A Slack-shaped webhook for alarms.",
    "INGEST_WAREHOUSE": "The warehouse's address, before config/warehouse.yaml.",
    "INGEST_WAREHOUSE_DATA": "A lake's data path, before config/warehouse.yaml.",
    "INGEST_CHROMIUM": "The browser for tests and pictures.",
    "INGEST_CHECKOUT": "Where workers of a work pool find flows/; set by `flows/deploy.py`.",
    "PREFECT_API_URL": "A Prefect server to use instead of the embedded one.",
}


def describe(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with the meaning of each key that has words here."""
    described = schema | {
        "$defs": {name: describe(one) for name, one in schema.get("$defs", {}).items()}
    }
    if not described["$defs"]:
        del described["$defs"]
    words = WORDS.get(str(schema.get("title", "")), {})
    if "properties" in schema:
        described["properties"] = {
            key: one | {"description": words[key]} if key in words else one
            for key, one in schema["properties"].items()
        }
    return described
