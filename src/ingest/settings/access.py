"""How a list's forge is spoken to, from the environment."""

from collections.abc import Mapping
from pathlib import Path

from ingest.errors import ConfigError
from ingest.forges.access import Access
from ingest.lists.plan import ListPlan
from ingest.settings.reading import read_text


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
    key = read_text(Path(path)) if path else environment.get("INGEST_GITHUB_APP_KEY", "")
    if not key:
        raise ConfigError(
            "an App is named, but not its private key",
            where="INGEST_GITHUB_APP_ID",
            todo="set INGEST_GITHUB_APP_KEY to the PEM text, or INGEST_GITHUB_APP_KEY_FILE to its path",
        )
    return key.replace("\\n", "\n")
