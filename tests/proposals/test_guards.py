"""The last look before a commit: exactly the proposed rows come and go."""

from collections.abc import Callable

import pytest

from ingest.errors import ListError
from ingest.proposals import Changes, Item, guard_base, guard_change

TEXT = b"""# Things

## A

- [One](https://arxiv.org/abs/2001.00001)
- [Two](https://arxiv.org/abs/2001.00002)

## B

1. [Three](https://arxiv.org/abs/2001.00003)
2. [Four](https://arxiv.org/abs/2001.00004)

Prose one.
Prose two.
Prose three.
Prose four.
Prose five.
"""
NEW = b"- [Work 7](https://arxiv.org/abs/2508.00007)\n"
TWO = b"- [Two](https://arxiv.org/abs/2001.00002)\n"


def changed(old: bytes, new: bytes, text: bytes = TEXT) -> bytes:
    assert old in text
    return text.replace(old, new, 1)


def test_the_proposed_rows_may_come_and_go(make_item: Callable[..., Item]) -> None:
    new, two = make_item(7), make_item(2, work_id="arxiv:2001.00002", ids=("arxiv:2001.00002",))
    guard_change(TEXT, changed(TWO, TWO + NEW), "x", Changes(added=(new,)))
    guard_change(TEXT, changed(TWO, b""), "x", Changes(removed=(two,)))
    moved = changed(b"## A\n\n", b"## A\n\n" + TWO, changed(TWO, b""))
    guard_change(TEXT, moved, "x", Changes(moved=(two,)))
    renumbered = changed(b"1. [Three](https://arxiv.org/abs/2001.00003)\n2.", b"1.")
    three = make_item(3, work_id="arxiv:2001.00003", ids=("arxiv:2001.00003",))
    guard_change(TEXT, renumbered, "x", Changes(removed=(three,)))


@pytest.mark.parametrize(
    ("after", "what"),
    [
        (changed(TWO, b""), "nobody decided"),
        (changed(b"[Two]", b"[Too]"), "nobody decided"),
        (changed(b"2001.00004", b"2001.00005"), "nobody decided"),
        (changed(TWO, TWO + NEW + NEW.replace(b"00007", b"00008")), "not proposed"),
        (changed(TWO, TWO + NEW + NEW), "more rows"),
        (changed(b"Prose", b"Poetry").replace(b"Prose", b"Poetry"), "no entry would change"),
    ],
)
def test_anything_else_is_refused(make_item: Callable[..., Item], after: bytes, what: str) -> None:
    with pytest.raises(ListError, match=what) as caught:
        guard_change(TEXT, after, "lists/x.md", Changes(added=(make_item(7),)))
    assert caught.value.where.startswith("lists/x.md")


def test_no_entry_of_the_base_may_be_lost() -> None:
    guard_base(TEXT, changed(TWO, TWO + NEW), "x")
    with pytest.raises(ListError, match="base branch would be lost"):
        guard_base(TEXT, changed(TWO, NEW), "x")
