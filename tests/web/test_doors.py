"""The clients that go through the gate: requests, the arxiv package, httpx2, the Hub's client."""

import json
import subprocess
import sys
import time

import arxiv
import httpx2
import pytest
from huggingface_hub.errors import HfHubHTTPError

from ingest import __version__
from ingest.errors import SourceError
from ingest.web import ArchiveWriter, ReplayArchive, fetch_repos, hub_api

ENTRY = """<entry><id>http://arxiv.org/abs/2611.00001v1</id><title>A Paper of Ours</title>
<updated>2026-11-01T00:00:00Z</updated><published>2026-11-01T00:00:00Z</published>
<summary>We say little.</summary><author><name>A. Author</name></author>
<category term="cs.CV"/></entry>"""
FEED = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"
xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">
<opensearch:totalResults>1</opensearch:totalResults>{ENTRY}</feed>""".encode()
JSON = [("Content-Type", "application/json; charset=utf-8")]
PAPER = {
    "id": "2611.00001",
    "title": "A Paper of Ours",
    "githubRepo": "https://github.com/a/b",
    "upvotes": 3,
}


def ask_arxiv(gate, url):
    client = arxiv.Client(page_size=1, delay_seconds=0, num_retries=3)
    client.query_url_format = url + "/api/query?{}"
    client._session = gate.session()
    return [result.title for result in client.results(arxiv.Search("cat:cs.CV", max_results=1))]


def ask_page(gate, url):
    answer = gate.session().get(url + "/papers/trending", params={"q": "é x"}, timeout=99)
    return (
        answer.status_code,
        answer.url,
        answer.text,
        answer.headers["content-type"],
        answer.reason,
    )


def ask_hub(gate, url):
    api = hub_api(gate, url)
    paper = api.paper_info("2611.00001")
    models = api.list_models(filter="arxiv:2611.00001", expand=["tags", "likes"])
    datasets = api.list_datasets(filter="arxiv:2611.00001", limit=5)
    return paper.github_repo, [model.id for model in models], [found.id for found in datasets]


def script_all(loopback):
    loopback.reply("/api/query", 200, FEED, [("Content-Type", "application/atom+xml")])
    loopback.reply("/papers/trending", 200, "<p>été</p>".encode(), [("Content-Type", "text/html; charset=utf-8")])  # fmt: skip
    loopback.reply("/api/papers/2611.00001", 200, json.dumps(PAPER).encode(), JSON)
    pages = [[{"id": "o/1", "likes": 1}, {"id": "o/2"}], [{"id": "o/3"}]]
    link = ("Link", f'<{loopback.url}/api/models?filter=arxiv%3A2611.00001&cursor=two>; rel="next"')
    loopback.reply("/api/models?filter=arxiv%3A2611.00001&cursor=two", 200, json.dumps(pages[1]).encode(), JSON)  # fmt: skip
    loopback.reply("/api/models", 200, json.dumps(pages[0]).encode(), [*JSON, link])
    loopback.reply("/api/datasets", 200, b'[{"id": "o/d"}]', JSON)


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (ask_arxiv, ["A Paper of Ours"]),
        (ask_page, (200, "{url}/papers/trending?q=%C3%A9+x", "<p>été</p>", "text/html; charset=utf-8", "Scripted")),
        (ask_hub, ("https://github.com/a/b", ["o/1", "o/2", "o/3"], ["o/d"])),
    ],
)  # fmt: skip
def test_every_client_gets_the_same_live_and_replayed(loopback, open_gate, tmp_path, ask, expected):
    script_all(loopback)
    if ask is ask_page:
        expected = (expected[0], expected[1].format(url=loopback.url), *expected[2:])
    path = tmp_path / "night.warc.gz"
    live = open_gate(ArchiveWriter(path))
    assert ask(live, loopback.url) == expected
    agents = {headers["user-agent"] for _, _, headers in loopback.asked}
    assert agents == {f"paper-ingest/{__version__} (+mailto:curator@example.org)"}
    asked_count = len(loopback.asked)
    replayed = open_gate(replay=ReplayArchive([path]))
    assert ask(replayed, loopback.url) == expected
    assert (len(loopback.asked), replayed.request_count) == (asked_count, 0)
    assert [receipt.digest for receipt in live.responses] == [
        receipt.digest for receipt in replayed.responses
    ]


@pytest.mark.parametrize("ask", [ask_arxiv, ask_page, ask_hub])
@pytest.mark.parametrize("fault", ["503", "429", "408", "hang", "cut", "circle", "not recorded"])
def test_no_client_retries_what_the_gate_gave_up(loopback, open_gate, tmp_path, ask, fault):
    def hang():
        yield b""
        time.sleep(0.5)

    location = [("Location", "/circle")]
    paths = ["/api/query", "/papers/trending", "/api/papers/2611.00001", "/api/models", "/circle"]
    for path in paths:
        if fault.isdigit():
            loopback.reply(path, int(fault))
        elif fault == "circle":
            loopback.reply(path, 302, b"", location)
        else:
            loopback.raw(path, hang if fault == "hang" else b"HTTP/1.1 200 OK\r\n")
    replay = None
    if fault == "not recorded":
        loopback.reply("/recorded")
        open_gate(ArchiveWriter(tmp_path / "a.warc")).fetch(loopback.url + "/recorded")
        replay = ReplayArchive([tmp_path / "a.warc"])
    gate = open_gate(replay=replay, max_tries=2, timeout_seconds=(1.0, 0.1))
    started = time.monotonic()
    with pytest.raises(SourceError):
        ask(gate, loopback.url)
    assert time.monotonic() - started < 2
    assert gate.request_count == (0 if replay else 2)


@pytest.mark.parametrize("status", [429, 503])
def test_a_hub_listing_that_fails_is_not_retried_by_the_client(loopback, open_gate, status):
    loopback.reply("/api/models", status)
    gate = open_gate(max_tries=1)
    with pytest.raises(SourceError, match=str(status)):
        list(hub_api(gate, loopback.url).list_models(filter="arxiv:2611.00001"))
    assert gate.request_count == 1


def test_a_hub_listing_does_not_wait_for_ever(loopback, open_gate):
    def hang():
        yield b""
        time.sleep(0.5)

    loopback.raw("/api/models", hang)
    gate = open_gate(max_tries=1, timeout_seconds=(1.0, 0.1))
    with pytest.raises(SourceError, match="no answer in time"):
        list(hub_api(gate, loopback.url).list_models(filter="arxiv:2611.00001"))
    request = httpx2.Request("GET", loopback.url + "/api/models", extensions={"timeout": None})
    with pytest.raises(SourceError, match="no answer in time"):
        gate.transport().handle_request(request)
    assert request.extensions["timeout"] == {"connect": 1.0, "read": 0.1, "write": 0.1, "pool": 0.1}


@pytest.mark.parametrize(
    ("token", "sent"), [(None, None), ("", None), ("hf_given", "bearer hf_given")]
)
def test_a_token_is_sent_only_if_it_was_given(loopback, open_gate, monkeypatch, token, sent):
    monkeypatch.setenv("HF_TOKEN", "hf_of_the_environment")
    loopback.reply("/api/models", 200, b"[]", JSON)
    list(hub_api(open_gate(), loopback.url + "/", token).list_models(search="x"))
    assert [headers.get("authorization") for _, _, headers in loopback.asked] == [sent]
    assert [target for _, target, _ in loopback.asked] == ["/api/models?search=x"]


def test_the_hub_is_told_nothing_of_where_it_is_asked_from(loopback, tmp_path):
    """In a process of its own: the client reads its environment once, when it is imported."""
    loopback.reply("/api/models", 200, b"[]", JSON)
    script = (
        "import sys; from ingest.web import Gate, WebSettings, hub_api\n"
        "api = hub_api(Gate(WebSettings(contact='x')), sys.argv[1])\n"
        "list(api.list_models(search='x'))"
    )
    environment = {"HF_HOME": str(tmp_path), "HF_ENDPOINT": loopback.url}
    command = [sys.executable, "-c", script, loopback.url]
    subprocess.run(command, check=True, env=environment)
    assert [target for _, target, _ in loopback.asked] == ["/api/models?search=x"]


def test_a_404_of_the_hub_is_its_clients_own_error(loopback, open_gate):
    loopback.reply("/api/papers/1", 404, b'{"error": "Paper not found"}', JSON)
    with pytest.raises(HfHubHTTPError, match="404"):
        hub_api(open_gate(), loopback.url).paper_info("1")


def test_a_session_reads_no_passwords_of_the_user(loopback, open_gate, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    gate = open_gate()
    url = loopback.reply("/a")
    gate.session().get(url)
    gate.fetch(url)
    assert ["authorization" in headers for _, _, headers in loopback.asked] == [False, False]


def test_a_body_that_is_sent_arrives(loopback, open_gate):
    url = loopback.reply("/a", 201, b"{}", JSON)
    answer = open_gate().session().post(url, json={"a": 1})
    assert (answer.status_code, answer.json()) == (201, {})
    method, _, headers = loopback.asked[0]
    assert (method, headers["content-length"], headers["content-type"]) == (
        "POST",
        "8",
        "application/json",
    )


REPLAY_ALL = """
import sys
from pathlib import Path

def refuse(event, arguments):
    if event.startswith("socket.") or event == "time.sleep":
        raise AssertionError(f"{event} in a replay: {arguments}")

sys.addaudithook(refuse)
from ingest.web import Gate, ReplayArchive, WebSettings, hub_api
assert not {"huggingface_hub", "httpx2", "duckdb", "prefect"} & sys.modules.keys()
url = sys.argv[2]
settings = WebSettings(contact="x", delays={"127.0.0.1": 600.0})
gate = Gate(settings, replay=ReplayArchive([Path(sys.argv[1])]))
assert gate.fetch(url + "/api/papers/2611.00001").status == 200
assert "\\u00e9t\\u00e9" in gate.session().get(url + "/papers/trending?q=%C3%A9+x").text
models = hub_api(gate, url).list_models(filter="arxiv:2611.00001", expand=["tags", "likes"])
print(*[model.id for model in models])
"""


def test_a_replay_opens_no_socket_and_loads_no_client_before_it_is_needed(
    loopback, open_gate, tmp_path
):
    script_all(loopback)
    gate = open_gate(ArchiveWriter(tmp_path / "a.warc"))
    ask_page(gate, loopback.url)
    ask_hub(gate, loopback.url)
    command = [sys.executable, "-c", REPLAY_ALL, str(tmp_path / "a.warc"), loopback.url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("o/1 o/2 o/3\n", "")


def test_a_list_that_the_hub_refuses_is_a_source_error(open_gate, loopback):
    loopback.reply("/api/models", 403, b'{"error": "no"}', JSON)
    with pytest.raises(SourceError, match="refuses its list of models"):
        fetch_repos(open_gate(), loopback.url, "model", "arxiv:2611.00001", ["tags"])
