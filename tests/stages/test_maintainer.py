"""Thirty nights of daily papers, and a maintainer who changes his mind in every way there is."""

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ingest import repo
from ingest.repo import MergeConflictError

DAILY = Path(__file__).resolve().parents[3] / "shared" / "data" / "hf" / "daily_papers"
NIGHTS = 30
INVENTED_NIGHTS = 14  # the same story, short enough for every run of the tests
ARXIV = re.compile(r"\b\d{4}\.\d{5}\b")


@dataclass
class Person:
    """A maintainer with seeded moods, who remembers what was refused and what was written."""

    small: Any
    dice: random.Random
    refused: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)  # a mark -> the work whose row carries it
    notes: set[str] = field(default_factory=set)  # written into the open pull request's body
    done: Counter[str] = field(default_factory=Counter)

    def review(self) -> None:
        """One visit: some items are looked at, then perhaps merged or closed."""
        if not self.small.pulls() or self.small.pull.state != "open":
            self.garden()
            return
        for number, work_id in self.small.shown().items():
            moods = ("leave", "untick", "edit", "delete", "move", "comment", "tick")
            mood = self.dice.choices(moods, (60, 6, 6, 4, 5, 4, 8))[0]
            if mood != "leave":
                getattr(self, mood)(number, work_id)
        if self.dice.random() < 0.3:
            note = f"Note {len(self.done)}-{self.dice.randrange(10**9)} of mine."
            self.small.write_body(f"{self.small.pull.body}\n\n{note}\n")
            self.notes.add(note)
            self.done["note"] += 1
        end = self.dice.random()
        if end < 0.25:
            self.merge()
        elif end < 0.33:
            self.refused |= set(self.small.shown().values())
            self.small.close()
            self.notes.clear()
            self.done["close"] += 1
            self.words = {mark: work for mark, work in self.words.items() if self.in_base(mark)}
        self.garden()

    def is_on_branch(self, work_id: str) -> bool:
        return work_id.removeprefix("arxiv:") in self.small.text()

    def in_base(self, mark: str) -> bool:
        return mark in self.small.text("main")

    def untick(self, number: int, work_id: str) -> None:
        body = self.small.pull.body
        if f"- [x] **{number}.**" in body:
            self.small.untick(number)
            self.refuse(work_id)
            self.done["untick"] += 1

    def tick(self, number: int, work_id: str) -> None:
        if f"- [ ] **{number}.**" in self.small.pull.body and work_id not in self.refused:
            self.small.tick(number)
            self.done["tick"] += 1

    def refuse(self, work_id: str) -> None:
        self.refused.add(work_id)
        self.words = {mark: work for mark, work in self.words.items() if work != work_id}

    def edit(self, number: int, work_id: str) -> None:
        if self.is_on_branch(work_id) and work_id not in self.refused:
            mark = f"mark{len(self.done)}x{self.dice.randrange(10**9)}"
            row = self.small.row(work_id)
            self.small.edit(row, row.replace("](", f" {mark}](", 1))
            self.words[mark] = work_id
            self.done["edit"] += 1

    def delete(self, number: int, work_id: str) -> None:
        if self.is_on_branch(work_id):
            self.small.edit(self.small.row(work_id) + "\n", "")
            self.refuse(work_id)
            self.done["delete"] += 1

    def move(self, number: int, work_id: str) -> None:
        if f"**{number} →**" in self.small.pull.body and work_id not in self.refused:
            self.small.move(number)
            self.done["move"] += 1

    def comment(self, number: int, work_id: str) -> None:
        self.small.say(f"/refuse {number} not for us")
        self.refuse(work_id)
        self.done["/refuse"] += 1

    def merge(self) -> None:
        """Merge as it stands: what was unticked and still on the branch comes in, against the wish."""
        looks = re.findall(r"- \[ \] \*\*(\d+)\.", self.small.pull.body)
        items = self.small.shown()
        self.refused |= {items[int(number)] for number in looks if int(number) in items}
        try:
            self.small.merge()
        except MergeConflictError:
            self.resolve()
            self.small.merge()
        self.notes.clear()
        self.done["merge"] += 1

    def resolve(self) -> None:
        """Merge the base into the branch by hand: its list, and the branch's rows that it lacks."""
        text, branch = self.small.text("main"), self.small.text()
        known = {*ARXIV.findall(text), *(work.removeprefix("arxiv:") for work in self.refused)}
        first = {"| [": "|:--|:--|\n", "- [": "## Pictures\n\n"}
        for line in branch.split("\n"):
            place = first.get(line[:3])
            if place and known.isdisjoint(ARXIV.findall(line)):
                text = text.replace(place, f"{place}{line}\n", 1)
        repo.merge_branch(
            self.small.bare,
            into="paper-ingest/updates",
            branch="main",
            message="Merge by hand",
            author=repo.Author("ann", "ann@people.invalid"),
            when=self.small.later(),
            resolved=("README.md", text.encode()),
        )
        self.done["conflict solved by hand"] += 1

    def garden(self) -> None:
        """Work on the list itself: a row of ours is taken out, or rewritten."""
        ours = [work for (work,) in self.small.query("select work_id from merged_rows order by 1")]
        text = self.small.text("main")
        present = [work for work in ours if work.removeprefix("arxiv:") in text]
        if not present or self.dice.random() < 0.6:
            return
        work_id = self.dice.choice(present)
        row = self.small.row(work_id, "main")
        if self.dice.random() < 0.5:
            self.small.edit(row + "\n", "", "main")
            self.refuse(work_id)
            self.done["row out of the list"] += 1
        else:
            mark = f"garden{self.dice.randrange(10**9)}"
            self.small.edit(row, row.replace("](", f" {mark}](", 1), "main")
            self.words[mark] = work_id
            self.done["row rewritten in the list"] += 1


def nights_of(folder: Path) -> list[list[dict[str, Any]]]:
    paths = sorted(folder.glob("*.json"))[:NIGHTS]
    return [json.loads(path.read_bytes()) for path in paths]


def live(small: Any, person: Person, nights: list[list[dict[str, Any]]]) -> dict[str, int]:
    """Run the nights; what must stay 0, counted, and how much there was."""
    count: Counter[str] = Counter()
    for records in nights:
        small.bring(*records)
        before = set(small.items().values()) if small.query("select 1 from proposals") else set()
        report = small.run()
        assert report.problems == (), report.problems
        items = set(small.items().values())
        count["proposed"] += len(items - before)
        open_pulls = [pull for pull in small.pulls() if pull.state == "open"]
        count["nights with two open pull requests"] += len(open_pulls) > 1
        texts = [small.text("main")]
        if open_pulls:
            texts.append(small.text())
            again = person.refused & items
            count["refused works proposed again"] += len(again)
            count["human edits lost"] += sum(note not in small.pull.body for note in person.notes)
        for mark, _ in person.words.items():
            count["human edits lost"] += not any(mark in text for text in texts)
        for text in texts:
            ids = Counter(ARXIV.findall(re.sub(r"#L?\d+", "", text)))
            count["duplicate rows"] += sum(number > 1 for number in ids.values())
        person.review()
    count["nights"] = len(nights)
    return dict(count)


def judge(small: Any, person: Person, count: dict[str, int], what: str) -> None:
    lines = [f"{what}: {count['nights']} nights, {count['proposed']} works proposed"]
    lines += [f"  {name:<36} {number}" for name, number in sorted(person.done.items())]
    zeros = ("refused works proposed again", "human edits lost", "duplicate rows",
             "nights with two open pull requests")  # fmt: skip
    lines += [f"  {name:<36} {count.get(name, 0)}" for name in zeros]
    sys.stdout.write("\n".join(lines) + "\n")
    assert {name: count.get(name, 0) for name in zeros} == dict.fromkeys(zeros, 0)
    assert set(person.done) >= {"untick", "edit", "delete", "/refuse", "merge"}
    assert repo.read_log(small.bare, "main", "main") == ()


def test_invented_nights_with_a_maintainer(
    empty: Any, invent: Callable[[int], dict[str, Any]]
) -> None:
    nights = [
        [invent(night * 5 + place) for place in range(1, 6)] for night in range(INVENTED_NIGHTS)
    ]
    person = Person(empty, random.Random(1))
    judge(empty, person, live(empty, person, nights), "invented")


@pytest.mark.shared
@pytest.mark.skipif(not DAILY.is_dir(), reason="the shared data is not here")
def test_thirty_real_nights_with_a_maintainer(empty: Any) -> None:
    person = Person(empty, random.Random(7))
    judge(empty, person, live(empty, person, nights_of(DAILY)), "real daily papers")
