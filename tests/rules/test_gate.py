"""Many texts at once are judged as each would be alone, by every rule and every phrase."""

from hypothesis import given, settings
from hypothesis import strategies as st
from plain_verdicts import judge_plainly

from ingest.rules import (
    Category,
    Concept,
    Condition,
    Knot,
    Phrase,
    RuleBook,
    SharedRule,
    Text,
    compile_rules,
)
from ingest.rules.finding.words import number_keys
from ingest.rules.judging.gate import Atom, find_needs

CONCEPTS = (
    Concept(
        "fruit", tuple(map(Phrase, ("apple", "ripe pear", "plum*", "FIG"))), (Phrase("apple pie"),)
    ),
    Concept("stone", tuple(map(Phrase, ("stone", "grey stone", "=Pebble", "石头")))),
    Concept("both", (Phrase("dust"),), (), ("fruit", "stone")),
)
WORDS = [
    *("apple", "apples", "pie", "ripe", "pear", "plums", "FIG", "fig", "stone", "grey", "Pebble"),
    *("pebble", "石头", "dust", ".", "-", "é", "β", "and", "and", "It is", "We", "e.g.", "etc."),
    *(
        "(FIG.)",
        "end. The",
        "? So",
        "! Then",
        ".\n1",
        "ﬁne",
        "re\u0301ripe",
        "ripe - pear",
        "ripe\npear",
    ),
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
    weight = st.sampled_from([0.0, 0.5, 1.0, 2.0])
    return st.builds(
        Condition, all=few, any=some, none=few, place=_PLACES, min=st.integers(1, 2), weight=weight
    ) | (st.builds(Condition, all=some, none=few, place=_PLACES, weight=weight))


SHARED = SharedRule(
    "shared", Condition(any=(Condition(name="fruit", min=2), Condition(name="stone")))
)
_RULES = st.recursive(_NAMED, _joined, max_leaves=6)
_TEXT = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


_BOOKS = st.builds(
    lambda rules, knots, over, sources: RuleBook(
        CONCEPTS,
        (SHARED,),
        tuple(
            Category(
                f"c{n}",
                "",
                rule,
                over=tuple(f"c{other}" for other in sorted(over) if n < other < len(rules)),
                sources=("cs.CV",) if n in sources else (),
            )
            for n, rule in enumerate(rules)
        ),
        knots,
    ),
    st.lists(_RULES, min_size=1, max_size=5),
    st.sampled_from([(), (Knot(0.3, 0.2), Knot(0.6, 0.55), Knot(0.8, 0.9))]),
    st.sets(st.integers(1, 4), max_size=2),
    st.sets(st.integers(0, 4)),
)
_TEXTS = st.lists(st.tuples(_TEXT, _TEXT, st.sampled_from([(), ("cs.CV", "cs.CL")])), max_size=6)


@settings(max_examples=200, deadline=None)
@given(_BOOKS, _TEXTS)
def test_many_texts_are_judged_as_plainly_one_by_one(
    book: RuleBook, words: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    texts = [Text(f"w{n}", *pair) for n, pair in enumerate(words)]
    assert compile_rules(book).classify(texts) == [judge_plainly(book, text) for text in texts]


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
