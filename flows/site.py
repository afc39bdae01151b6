"""The static site as a Prefect flow: after the night, say."""

from pathlib import Path

from arguments import read_arguments

_HOME, _ = read_arguments(__name__)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

from runs import name_run, run_one_task  # noqa: E402


@flow(name="site", flow_run_name=name_run, log_prints=False)
def site(home: Path = _HOME, out: Path | None = None, url: str = "") -> str:
    """Write the pages that changed.

    Args:
        home: The folder with config/, warehouse/ and forge/.
        out: The folder to write; by default `site` in the home.
        url: Where the site will stand, for the links in feeds.
    """

    def stage(context):  # type: ignore[no-untyped-def]
        from ingest.stages.showing import show_site

        return show_site(context, out or home / "site", url)

    return run_one_task(stage, "site", home=home, is_polling=False)
