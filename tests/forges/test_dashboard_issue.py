"""One issue a list: opened once, brought up to date, found again, left alone when a person closed it."""

from typing import Any

from ingest.forges.github import GithubForge

BODY = "words\n\n<!-- paper-ingest:dashboard small -->"


def test_an_issue_is_opened_once_and_edited_only_when_it_differs(
    hub: GithubForge, fake: Any
) -> None:
    number = hub.keep_issue(None, "Title", BODY)
    assert hub.keep_issue(number, "Title", BODY) == number
    writes = [one for one in fake.requests if one[0] != "GET"]
    assert [method for method, _ in writes] == ["POST"]
    hub.keep_issue(number, "Title", f"more {BODY}")
    assert fake.issues[number]["body"] == f"more {BODY}"
    assert len(fake.issues) == 1


def test_an_issue_whose_number_was_lost_is_found_by_its_mark(hub: GithubForge, fake: Any) -> None:
    number = hub.keep_issue(None, "Title", BODY)
    assert hub.keep_issue(None, "Title", f"newer {BODY}") == number
    assert hub.keep_issue(None, "Title", BODY.replace("small", "other")) != number


def test_an_issue_that_a_person_closed_stays_closed(hub: GithubForge, fake: Any) -> None:
    number = hub.keep_issue(None, "Title", BODY)
    fake.issues[number]["state"] = "closed"
    hub.keep_issue(number, "Title", f"more {BODY}")
    assert fake.issues[number]["body"] == BODY
