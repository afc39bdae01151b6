"""Alarms to real mailboxes and a real webhook on loopback: each cause once, with what to do."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from ingest.__main__ import main
from ingest.report import StageReport
from ingest.settings import Home, MailServer, load_outbox
from ingest.stages import Wish, open_context
from ingest.stages.watching import watch

OUTBOX = "alarms: {to: [ops@example.org], again_after_days: 7, precision_decisions: 4}\n"


@pytest.fixture
def watched(small: Any) -> Any:
    """A home whose last night is two days old."""
    (small.home / "config" / "outbox.yaml").write_text(OUTBOX)
    small.at += timedelta(days=2)
    return small


def look(
    small: Any, server: MailServer | None, webhook: str | None = None, *, days: float = 0, **wish: Any
) -> StageReport:  # fmt: skip
    small.at += timedelta(days=days)
    with open_context(Wish(small.home, is_polling=False, **wish), lambda progress: None) as context:
        at = replace(context, now=lambda: small.at)
        return watch(at, load_outbox(Home(small.home)), server, webhook)


def test_a_cause_is_told_once_again_after_a_week_and_when_it_is_over(
    watched: Any, server: MailServer, mailbox: Any
) -> None:
    assert look(watched, server).counts == {"open": 1, "new": 1, "over": 0}
    assert look(watched, server, days=1).counts == {"open": 1, "new": 0, "over": 0}
    assert look(watched, server, days=6).counts["new"] == 1
    watched.run(hours=1)
    assert look(watched, server).counts == {"open": 0, "new": 0, "over": 1}
    assert look(watched, server).counts == {"open": 0, "new": 0, "over": 0}
    subjects = [mail["Subject"] for mail in mailbox.mails]
    assert len(subjects) == 3
    assert "the last nightly run began" in subjects[0]
    assert subjects[2] == "paper-ingest: over: no-night"
    text = mailbox.mails[0].get_content()
    assert "To do: see that `ingest serve`" in text
    assert "Alive: last run" in text


def test_a_chat_room_gets_the_same_words(watched: Any, httpserver: HTTPServer) -> None:
    httpserver.expect_oneshot_request("/hook", method="POST").respond_with_data("ok")
    assert look(watched, None, httpserver.url_for("/hook")).problems == ()
    request, _ = httpserver.log[0]
    assert request.json["text"].startswith("*home*\nno-night\n")


def test_what_could_not_be_told_is_told_the_next_time(
    watched: Any, server: MailServer, mailbox: Any, httpserver: HTTPServer
) -> None:
    mailbox.is_broken = True
    assert len(look(watched, server).problems) == 1
    mailbox.is_broken = False
    assert look(watched, server).counts["new"] == 1
    assert len(mailbox.mails) == 1
    httpserver.expect_request("/gone").respond_with_data("no_service", status=410)
    report = look(watched, server, httpserver.url_for("/gone"), days=8)
    assert "410" in str(report.problems[0])  # the mail went, so it counts as told
    assert look(watched, server).counts["new"] == 0


def test_a_rule_that_people_refuse_is_an_alarm(watched: Any, mailbox: Any, server: Any) -> None:
    for number in list(watched.shown()):
        watched.untick(number)
    watched.merge()
    watched.run(hours=1)
    report = look(watched, server)
    assert any(note.startswith("precision:") for note in report.notes)
    assert "ingest rules suggest" in mailbox.mails[0].get_content()


def test_a_dry_run_tells_nobody_and_the_command_prints_what_it_sees(
    watched: Any, mailbox: Any, server: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    look(watched, server, is_dry_run=True)
    assert mailbox.mails == []
    assert watched.query("select count(*) from alarms") == [(0,)]
    assert main(["--home", str(watched.home), "watch"]) == 0
    said = capsys.readouterr().out
    assert "open" in said
