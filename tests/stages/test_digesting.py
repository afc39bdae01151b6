"""Digests through a real mail server on loopback: each work once for each reader, whatever fails."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from ingest.__main__ import main
from ingest.errors import ConfigError, PublishError
from ingest.report import StageReport
from ingest.settings import Home, MailServer, load_outbox, mail_server
from ingest.stages import Wish, open_context
from ingest.stages.showing import send_digests

OUTBOX = """
sender: Papers <papers@example.org>
site_url: https://papers.example
digests:
  - {name: agents, to: [ann@example.org, bob@example.org], every: day, categories: [agent]}
  - {name: the-list, to: [ann@example.org], every: week, lists: [small], max_items: 2,
     unsubscribe_url: "https://papers.example/leave"}
"""


@pytest.fixture
def readers(small: Any) -> Any:
    (small.home / "config" / "outbox.yaml").write_text(OUTBOX)
    return small


def send(small: Any, server: MailServer | None, *names: str, hours: float = 0, **wish: Any) -> StageReport:  # fmt: skip
    small.at += timedelta(hours=hours)
    is_forced = wish.pop("is_forced", False)
    with open_context(Wish(small.home, is_polling=False, **wish), lambda progress: None) as context:
        at = replace(context, now=lambda: small.at)
        return send_digests(at, load_outbox(Home(small.home)), server, names, is_forced=is_forced)


def text(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def titles(mail: EmailMessage) -> list[str]:
    lines = text(mail).splitlines()
    return [line.split(". ", 1)[1] for line in lines if line[:1].isdigit()]


def test_each_reader_gets_a_mail_of_their_own_in_text_and_html(
    readers: Any, server: MailServer, mailbox: Any
) -> None:
    report = send(readers, server, "agents")
    assert report.problems == ()
    assert report.counts["sent"] == 2
    (mail,) = mailbox.to("ann@example.org")
    assert mail["From"] == "Papers <papers@example.org>"
    assert mail["Subject"].startswith("Agents: ")
    assert "bob@" not in mail.as_string()
    assert "https://arxiv.org/abs/2605." in text(mail)
    assert "https://papers.example/works/arxiv/2605/" in text(mail, "html")
    assert len(titles(mail)) == int(mail["Subject"].split()[1])


def test_a_mail_can_be_left_and_tells_nobody_that_it_was_read(
    readers: Any, server: MailServer, mailbox: Any
) -> None:
    send(readers, server)
    weekly = next(mail for mail in mailbox.mails if mail["Subject"].startswith("The list"))
    daily = next(mail for mail in mailbox.mails if mail["Subject"].startswith("Agents"))
    assert weekly["List-Unsubscribe"].startswith("<https://papers.example/leave>, <mailto:papers@example.org?")  # fmt: skip
    assert weekly["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert daily["List-Unsubscribe"].startswith("<mailto:papers@example.org?subject=unsubscribe")
    assert daily["List-Unsubscribe-Post"] is None
    for mail in (weekly, daily):
        html = text(mail, "html")
        for trace in ("<img", "<script", "utm_", "background=", "url("):
            assert trace not in html


def test_the_footer_says_that_the_program_is_alive(
    readers: Any, server: MailServer, mailbox: Any
) -> None:
    send(readers, server, "agents")
    assert "Alive: last run complete, 0 min ago; arxiv" in text(mailbox.mails[0])


def test_a_work_goes_once_to_a_reader_and_a_new_one_the_next_day(
    readers: Any, server: MailServer, mailbox: Any, make_record: Any
) -> None:
    send(readers, server, "agents")
    first = titles(mailbox.to("ann@example.org")[0])
    assert send(readers, server, "agents").counts["sent"] == 0
    readers.bring(make_record(77, "Sprocket: an agent that waits", "The agent waits."))
    readers.run(hours=1)
    assert send(readers, server, "agents", hours=1).counts["sent"] == 0  # not due yet
    assert send(readers, server, "agents", hours=20).counts["sent"] == 2
    second = titles(mailbox.to("ann@example.org")[1])
    assert second == ["Sprocket: an agent that waits"]
    assert set(first).isdisjoint(second)


def test_what_does_not_fit_is_counted(readers: Any, server: MailServer, mailbox: Any) -> None:
    send(readers, server, "the-list")
    (mail,) = mailbox.mails
    assert len(titles(mail)) == 2
    assert "And 4 more: https://papers.example/" in text(mail)


def test_a_day_without_works_is_silent_and_a_week_of_them_is_not(
    readers: Any, server: MailServer, mailbox: Any
) -> None:
    send(readers, server, "agents")
    assert send(readers, server, "agents", hours=24).counts["sent"] == 0
    assert send(readers, server, "agents", hours=24 * 6).counts["sent"] == 2
    assert mailbox.mails[-1]["Subject"] == "Agents: nothing new"
    assert "Alive:" in text(mailbox.mails[-1])


def test_a_mail_that_was_begun_is_sent_again_under_its_own_id(
    readers: Any, server: MailServer, mailbox: Any, make_record: Any
) -> None:
    mailbox.is_broken = True
    report = send(readers, server, "agents")
    assert "451" in str(report.problems[0])
    begun = dict(readers.query("select recipient, message_id from digests where state = 'sending'"))
    readers.bring(make_record(78, "Cogwheel: an agent that came later", "The agent came."))
    readers.run(hours=1)
    mailbox.is_broken = False
    send(readers, server, "agents")
    assert {mail["To"]: mail["Message-ID"] for mail in mailbox.mails} == begun
    assert "Cogwheel: an agent that came later" not in titles(mailbox.mails[0])


def test_one_reader_who_is_refused_does_not_keep_the_others_from_theirs(
    readers: Any, server: MailServer, mailbox: Any
) -> None:
    mailbox.refused.add("ann@example.org")
    report = send(readers, server)
    assert [type(one) for one in report.problems] == [PublishError, PublishError]
    assert "ann@example.org" in str(report.problems[0])
    assert [mail["To"] for mail in mailbox.mails] == ["bob@example.org"]


def test_a_dry_run_shows_the_mail_and_forgets_it(readers: Any, mailbox: Any) -> None:
    report = send(readers, None, "agents", is_dry_run=True)
    assert "Subject: Agents: " in report.pages[0]
    assert readers.query("select count(*) from digests") == [(0,)]


def test_without_a_server_the_digest_says_what_to_set(readers: Any) -> None:
    with pytest.raises(ConfigError, match="INGEST_SMTP_URL"):
        send(readers, None)


def test_a_server_that_is_away_is_a_problem_with_a_cure(readers: Any) -> None:
    report = send(readers, MailServer("127.0.0.1", 1, "none"), "the-list")
    assert "the next run tries again" in str(report.problems[0])


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://a%40b:c%2Fd@mail.example", MailServer("mail.example", 587, "starttls", "a@b", "c/d")),
        ("smtps://mail.example:4650", MailServer("mail.example", 4650, "tls")),
        ("smtp+plain://localhost", MailServer("localhost", 25, "none")),
        ("", None),
    ],
)  # fmt: skip
def test_the_server_is_read_from_the_environment(url: str, server: MailServer | None) -> None:
    assert mail_server({"INGEST_SMTP_URL": url}) == server


@pytest.mark.parametrize("url", ["mail.example", "https://mail.example", "smtp://", "smtp://h:port"])  # fmt: skip
def test_a_server_that_cannot_be_read_is_refused(url: str) -> None:
    with pytest.raises(ConfigError):
        mail_server({"INGEST_SMTP_URL": url})


def test_the_command_sends_what_is_due(
    readers: Any, server: MailServer, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGEST_SMTP_URL", f"smtp+plain://127.0.0.1:{server.port}")
    assert main(["--home", str(readers.home), "digest", "agents", "--now"]) == 0
    assert len(mailbox.mails) == 2
    assert readers.query("select kind from runs order by started_at desc limit 1") == [("digest",)]
