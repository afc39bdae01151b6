"""Add a phrase to a concept of a rule file, or drop one, and leave every other byte as it is."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ingest.errors import ConfigError
from ingest.rules.book import Concept, Phrase, RuleBook, rules_digest
from ingest.rules.reading import nodes
from ingest.rules.reading.parsing import parse_rules

_WIDTH = 100
_PLAIN_START = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class PhraseEdit:
    """One phrase to add to a concept's own phrases, or to drop from them."""

    concept: str
    phrase: str
    is_drop: bool = False


def apply_edits(files: Sequence[tuple[str, str]], edits: Sequence[PhraseEdit]) -> dict[str, str]:
    """The texts of the rule files that change, by name.

    Proved by reading them again: they say what they said but for these phrases. ConfigError where a
    concept or phrase is not there, or the file can't be edited so.
    """
    texts = dict(files)
    wanted = parse_rules(files)
    for edit in edits:
        name = next((n for n, text in texts.items() if _concept_node(n, text, edit.concept)), "")
        if not name:
            raise ConfigError(
                f"no concept is named {edit.concept!r}", todo="Name one that is there."
            )
        texts[name] = _edited(name, texts[name], edit)
        wanted = edit_book(wanted, edit)
    if _said(parse_rules(list(texts.items()))) != _said(wanted):
        raise ConfigError(
            "the rule files can't be edited without changing more than that",
            todo="Write the phrases into the concept by hand.",
        )
    return {name: texts[name] for name, text in files if texts[name] != text}


def edit_book(book: RuleBook, edit: PhraseEdit) -> RuleBook:
    """The book with that one edit."""

    def edited(concept: Concept) -> Concept:
        if concept.name != edit.concept:
            return concept
        kept = tuple(p for p in concept.phrases if not (edit.is_drop and p.text == edit.phrase))
        added = () if edit.is_drop else (Phrase(edit.phrase),)
        return replace(concept, phrases=kept + added)

    return replace(book, concepts=tuple(map(edited, book.concepts)))


def render_diff(name: str, old: str, new: str) -> str:
    """A unified diff that `git apply` takes; `name` is the path below the folder it is applied in."""
    lines = difflib.unified_diff(_lines(old), _lines(new), f"a/{name}", f"b/{name}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _edited(name: str, text: str, edit: PhraseEdit) -> str:
    phrases = _phrases_node(name, text, edit.concept)
    if edit.is_drop:
        return _dropped(name, text, phrases, edit)
    if not phrases.value:
        raise ConfigError(
            f"concept {edit.concept!r} has no phrase to write another beside",
            where=nodes.at(name, phrases),
            todo="Write the first one by hand.",
        )
    newline = "\r\n" if "\r\n" in text else "\n"
    last = phrases.value[-1].end_mark.index
    written = _quoted(edit.phrase)
    if not phrases.flow_style:
        indent = phrases.value[-1].start_mark.column - 2
        return f"{text[:last]}{newline}{' ' * indent}- {written}{text[last:]}"
    start = text.rfind("\n", 0, last) + 1
    end = text.find("\n", last)
    rest = len(text[last : end if end >= 0 else len(text)])
    if last - start + len(written) + rest + 2 <= _WIDTH:
        return f"{text[:last]}, {written}{text[last:]}"
    indent = phrases.value[0].start_mark.column
    return f"{text[:last]},{newline}{' ' * indent}{written}{text[last:]}"


def _dropped(name: str, text: str, phrases: SequenceNode, edit: PhraseEdit) -> str:
    written = [str(node.value).strip() for node in phrases.value]
    if edit.phrase not in written:
        raise ConfigError(
            f"concept {edit.concept!r} has no phrase {edit.phrase!r} of its own",
            where=nodes.at(name, phrases),
            todo="Name a phrase as it stands there.",
        )
    position = written.index(edit.phrase)
    node = phrases.value[position]
    start, end = node.start_mark.index, node.end_mark.index
    if not phrases.flow_style:
        start = text.rfind("\n", 0, start) + 1
        return text[:start] + text[text.find("\n", end) + 1 :]
    if position + 1 < len(phrases.value):
        after = phrases.value[position + 1].start_mark.index
        return text[:start] + text[after:]
    if position:
        return text[: phrases.value[position - 1].end_mark.index] + text[end:]
    return text[:start] + text[end:]


def _phrases_node(name: str, text: str, concept: str) -> SequenceNode:
    node = _concept_node(name, text, concept)
    phrases = _value(node, "phrases") if node else None
    if isinstance(phrases, SequenceNode):
        return phrases
    raise ConfigError(
        f"concept {concept!r} has no phrases of its own",
        where=nodes.at(name, node) if node else name,
        todo="Name a concept that has, not one that only includes others.",
    )


def _concept_node(name: str, text: str, concept: str) -> Node | None:
    root = nodes.compose(name, text)
    concepts = _value(root, "concepts") if root else None
    return _value(concepts, concept) if concepts else None


def _value(node: Node, key: str) -> Node | None:
    pairs = node.value if isinstance(node, MappingNode) else ()
    return next((v for k, v in pairs if isinstance(k, ScalarNode) and k.value == key), None)


def _quoted(phrase: str) -> str:
    """A phrase as YAML: plain where that is safe, else in double quotes."""
    is_safe = phrase[:1] in _PLAIN_START and all(c.isalnum() or c in " -*.'" for c in phrase)
    word = phrase.lower() in {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}
    if is_safe and not word and phrase == phrase.strip():
        return phrase
    escaped = phrase.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _said(book: RuleBook) -> object:
    """What a book says, without its lines and without the order of a concept's phrases."""
    ordered = (
        replace(one, phrases=tuple(sorted(one.phrases, key=lambda phrase: phrase.text)))
        for one in book.concepts
    )
    shown = [
        (one.name, one.title, [(e.title, e.text) for e in (*one.hits, *one.near_misses)])
        for one in book.categories
    ]
    return rules_digest(replace(book, concepts=tuple(ordered))), shown
