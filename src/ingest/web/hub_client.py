"""huggingface_hub over the gate. https://huggingface.co/docs/huggingface_hub/package_reference/utilities"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from ingest import __version__
from ingest.errors import SourceError
from ingest.web.gate import Gate

if TYPE_CHECKING:
    import huggingface_hub


def hub_api(gate: Gate, endpoint: str, token: str | None = None) -> "huggingface_hub.HfApi":
    """The Hub's client with every request through the gate; `endpoint` has no trailing slash.

    The client library keeps one HTTP client per process: the gate passed last serves every HfApi
    made so far. Without `token` none is sent, whatever the environment or the login cache hold.
    What the gate refuses arrives as SourceError; a 4xx as the library's own HfHubHTTPError.
    """
    # `ingest --help` has to come up without paying for these imports
    import httpx2
    import huggingface_hub
    from huggingface_hub import constants

    # Otherwise the first listing asks the Hub, unrecorded, which automation is running it.
    # The library reads its environment variable once, at import, so the constant is what counts.
    constants.HF_HUB_DISABLE_TELEMETRY = True
    huggingface_hub.set_client_factory(
        lambda: httpx2.Client(transport=gate.transport(), trust_env=False)
    )
    return huggingface_hub.HfApi(
        endpoint=endpoint.rstrip("/"),
        token=token if token else False,
        library_name="paper-ingest",
        library_version=__version__,
    )


def fetch_repos(
    gate: Gate, endpoint: str, kind: Literal["model", "dataset"], tag: str, expand: Sequence[str]
) -> list[object]:
    """All models or data sets that bear a tag, as the client's own records, page after page.

    Errors: SourceError, also for a 4xx.
    """
    from huggingface_hub.errors import HfHubHTTPError

    api = hub_api(gate, endpoint)
    fetch = api.list_models if kind == "model" else api.list_datasets
    try:
        return list(fetch(filter=tag, expand=list(expand)))  # type: ignore[arg-type]
    except HfHubHTTPError as error:
        raise SourceError(
            f"the Hub refuses its list of {kind}s: {str(error).splitlines()[0]}",
            where=f"{endpoint}/api/{kind}s?filter={tag}",
            todo="nothing to do now: the work is asked about again the next night",
        ) from error
