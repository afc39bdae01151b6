"""A 200 that its reader doubts is asked for again, as after a refusal."""

from ingest.web import ArchiveWriter, ReplayArchive, Response


def find_doubt(response: Response) -> str:
    return "throttled" if response.body == b"Rate exceeded." else ""


def test_a_doubted_answer_is_asked_for_again_after_a_wait(loopback, open_gate, time_line) -> None:
    url = loopback.reply("/feed", body=b"Rate exceeded.")
    loopback.reply("/feed", body=b"<feed/>")
    assert open_gate().fetch(url, doubt=find_doubt).body == b"<feed/>"
    assert time_line.slept == [2.0]


def test_what_the_last_try_brings_is_returned_for_its_reader_to_judge(
    loopback, open_gate, tmp_path
) -> None:
    url = loopback.reply("/feed", body=b"Rate exceeded.")
    gate = open_gate(ArchiveWriter(tmp_path / "night.warc"))
    assert gate.fetch(url, doubt=find_doubt).body == b"Rate exceeded."
    assert gate.request_count == 3
    assert len(gate.responses) == 1  # the archive holds what was returned, as for any refusal


def test_a_refusal_comes_before_any_doubt(loopback, open_gate) -> None:
    doubts: list[int] = []

    def find(response: Response) -> str:
        doubts.append(response.status)
        return ""

    url = loopback.reply("/feed", 429)
    loopback.reply("/feed", body=b"<feed/>")
    open_gate().fetch(url, doubt=find)
    assert doubts == [200]


def test_a_replay_says_what_it_can_answer(loopback, open_gate, tmp_path) -> None:
    url = loopback.reply("/feed", body=b"<feed/>")
    open_gate(ArchiveWriter(tmp_path / "night.warc")).fetch(url)
    replay = open_gate(None, ReplayArchive([tmp_path / "night.warc"]))
    assert replay.is_replay
    assert (replay.has_answer(url), replay.has_answer(f"{url}?p=2")) == (True, False)
    assert open_gate().has_answer(f"{url}?p=2")
