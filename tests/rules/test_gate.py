"""The gate lets through every text of which a rule holds: whoever judges all texts finds the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.rules import (
    Category,
    Concept,
    Condition,
    Phrase,
    RuleBook,
    SharedRule,
    Text,
    compile_rules,
)
from ingest.rules.gate import Atom, find_needs
from ingest.rules.judging import Case, judge
from ingest.rules.matching import Reading
from ingest.rules.scanning import PhraseIndex, Scan
from ingest.rules.words import number_keys

CONCEPTS = (
    Concept(
        "fruit", tuple(map(Phrase, ("apple", "ripe pear", "plum*", "FIG"))), (Phrase("apple pie"),)
    ),
    Concept("stone", tuple(map(Phrase, ("stone", "grey stone", "=Pebble", "石头")))),
    Concept("both", (Phrase("dust"),), (), ("fruit", "stone")),
)
WORDS = [
    *("apple", "apples", "pie", "ripe", "pear", "plums", "FIG", "fig", "stone", "grey", "Pebble"),
    *("pebble", "石头", "dust", ".", "-", "é", "β", "and"),
]
_PLACES = st.sampled_from([None, "title", "lead", "anywhere"])
_NAMED = st.builds(
    Condition,
    name=st.sampled_from(["fruit", "stone", "both", "shared"]),
    place=_PLACES,
    min=st.just(1),
) | st.builds(
    Condition,
    name=st.sampled_from(["fruit", "stone", "both"]),
    place=_PLACES,
    min=st.integers(1, 3),
)


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    some = st.lists(parts, min_size=1, max_size=3).map(tuple)
    few = st.lists(parts, max_size=2).map(tuple)
    return st.builds(
        Condition, all=few, any=some, none=few, place=_PLACES, min=st.integers(1, 2)
    ) | (st.builds(Condition, all=some, none=few, place=_PLACES))


_RULES = st.recursive(_NAMED, _joined, max_leaves=6)
_TEXT = st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(_RULES, min_size=1, max_size=4), st.lists(st.tuples(_TEXT, _TEXT), max_size=6))
def test_what_holds_is_never_stopped(rules: list[Condition], words: list[tuple[str, str]]) -> None:
    shared = SharedRule(
        "shared", Condition(any=(Condition(name="fruit", min=2), Condition(name="stone")))
    )
    categories = tuple(Category(f"c{n}", "", rule) for n, rule in enumerate(rules))
    book = RuleBook(CONCEPTS, (shared,), categories)
    texts = [Text(f"w{n}", *pair) for n, pair in enumerate(words)]
    found = compile_rules(book).classify(texts)
    assert [{one.category for one in verdicts} for verdicts in found] == [
        holding(book, text) for text in texts
    ]


def holding(book: RuleBook, text: Text) -> set[str]:
    """The slow way: every rule asked of every text, in which every phrase was looked for."""
    index = PhraseIndex(book)
    every = [pattern for one in index.concepts.values() for pattern in one.phrases | one.masks]
    everything = Scan(every, [0] * len(every), is_aligned=False)
    reading = Reading(index, text, everything)
    rules = {rule.name: rule.condition for rule in book.rules}
    return {
        one.name
        for one in book.categories
        if (find_needs(one.rule, rules) or reading.has_phrase())
        and judge(one.rule, Case(reading, rules)) is not None
    }


def test_a_rule_needs_a_choice_of_each_of_its_parts() -> None:
    early, often = Condition(name="fruit", place="title"), Condition(name="fruit", min=2)
    needs = find_needs(Condition(all=(Condition(any=(early, often)), Condition(name="stone"))), {})
    assert set(needs) == {
        frozenset({Atom("fruit", True, 1), Atom("fruit", False, 2)}),
        frozenset({Atom("stone", False, 1)}),
    }


def test_two_words_with_one_number_are_told_apart_in_the_text() -> None:
    one, other = "abcdefghXijklmnop", "abcdefghYijklmnop"  # alike at both ends
    assert len(set(number_keys([(one.lower(),), (other.lower(),)]))) == 1
    book = RuleBook(
        (Concept("one", (Phrase(one),)), Concept("other", (Phrase(other),))),
        (),
        (Category("a", "", Condition(name="one")), Category("b", "", Condition(name="other"))),
    )
    found = compile_rules(book).classify([Text("w", f"The {one}"), Text("v", f"The {other}")])
    assert [[one.category for one in verdicts] for verdicts in found] == [["a"], ["b"]]
