"""What a change of the rules would move."""

import pytest

from ingest.rules import Text, find_moves, parse_rules, render_moves
from ingest.rules.checking.moves import Move

OLD = (
    "concepts: {drug: {phrases: [drug]}}\ncategories: {drugs: {rule: {has: drug, where: title}}}\n"
)
NEW = OLD.replace("[drug]}}", "[drug, vaccine]}}").replace(", where: title", "")
TEXTS = [
    Text("same", "A drug", "A drug and a drug."),
    Text("comes", "Words", "A vaccine was tried. The vaccine helped."),
    Text("never", "Words", "Nothing."),
]


def test_only_works_whose_place_changes_move() -> None:
    old, new = (parse_rules([("r.yaml", text)]) for text in (OLD, NEW))
    (move,) = find_moves(old, new, TEXTS)
    assert (move.text.work_id, move.old, move.new) == ("comes", (), (("drugs", "certain"),))
    assert find_moves(new, new, TEXTS) == ()
    (back,) = find_moves(new, old, TEXTS)
    assert back.new == ()
    told = render_moves([move])
    assert "1 works move: 1 appear, 0 disappear" in told
    assert "nowhere -> drugs" in told
    assert "\nappear (1)\n" in told
    assert "disappear (1)" not in told


def test_what_comes_and_goes_is_told_before_what_only_changes_place() -> None:
    text = Text("w", "Title")
    drugs, care = ("drugs", "certain"), ("care", "certain")
    moves = [
        Move(text, (drugs,), (drugs, care)),
        Move(text, (drugs,), (care,)),
        Move(text, (drugs,), ()),
        Move(text, (), (drugs,)),
    ]
    heads = [line for line in render_moves(moves).splitlines() if line.endswith("(1)")]
    assert heads == [
        "appear (1)",
        "disappear (1)",
        "first choice changes (1)",
        "only further choices or doubts change (1)",
    ]


def test_a_long_list_of_moves_says_what_it_leaves_out() -> None:
    old, new = (parse_rules([("r.yaml", text)]) for text in (OLD, NEW))
    texts = [Text(f"w{n}", "A vaccine", "The vaccine helped.") for n in range(5)]
    assert "... and 3 more" in render_moves(find_moves(old, new, texts), limit=2)


def test_works_of_every_group_are_judged_and_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.rules.checking.moves.GROUP", 2)
    old, new = (parse_rules([("r.yaml", text)]) for text in (OLD, NEW))
    texts = [Text(f"{text.work_id}{n}", *text[1:]) for n in range(3) for text in TEXTS]
    told: list[tuple[str, int, int]] = []
    moves = find_moves(old, new, texts, lambda *now: told.append(now))
    assert [move.text.work_id for move in moves] == ["comes0", "comes1", "comes2"]
    assert [done for _, done, _ in told] == [0, 2, 4, 6, 8]
    assert {total for *_, total in told} == {9}
