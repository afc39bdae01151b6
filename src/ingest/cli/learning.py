"""`ingest rules learned|suggest`: what people's decisions say of the rules."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.home import JsonOption, count, home_of, print_json, progress_bar, say, warn
from ingest.cli.writing import ensure_folder, save_text

if TYPE_CHECKING:
    from ingest.rules import Lesson, RuleBook, Suggestion, Text
    from ingest.settings import Home


def add_commands(rules: typer.Typer) -> None:
    """The commands of the group `rules` that learn."""
    _add_learned(rules)
    _add_suggest(rules)


def _add_learned(rules: typer.Typer) -> None:
    @rules.command()
    def learned(
        context: typer.Context,
        limit: Annotated[int, typer.Option(help="Phrases to print.", metavar="N")] = 30,
        as_json: JsonOption = False,
    ) -> None:
        """Show how often each rule and each phrase was right, by what people decided.

        Merged works and those that people list themselves count as right for their section's
        categories, refused ones as wrong, moved ones as both. A pull request closed as a whole says
        nothing about its works.
        """
        from ingest.rules import (
            compile_rules,
            first_verdict,
            learned_record,
            render_learned,
            score_phrases,
            score_rules,
            texts_of,
        )
        from ingest.settings import Home

        book, lessons, _ = _lessons(Home(home_of(context)))
        matcher = compile_rules(book)
        found = matcher.classify(texts_of(lessons))
        taken = [first_verdict(v, one.among) for one, v in zip(lessons, found, strict=True)]
        scores = score_rules(lessons, [one.category if one else "" for one in taken])
        phrases = score_phrases(matcher, book, lessons)
        if as_json:
            print_json({"works": len(lessons), **learned_record(scores, phrases)})
        else:
            say(count(len(lessons), "decided or listed work"))
            say(render_learned(scores, phrases, limit))


def _add_suggest(rules: typer.Typer) -> None:
    @rules.command("suggest")
    def suggest_(
        context: typer.Context,
        out: Annotated[
            Path | None, typer.Option(help="Write the diff there as well.", metavar="FILE")
        ] = None,
        as_json: JsonOption = False,
    ) -> None:
        """Suggest phrases to add or drop, each with evidence and the measured change; changes nothing.

        What is printed is a diff with remarks above it: read it, then
        `ingest rules suggest --out FILE` and `git apply FILE` in the home.
        """
        from ingest.rules import render_suggestions, suggest, suggestion_record
        from ingest.settings import Home
        from ingest.stages import Progress

        home = Home(home_of(context))
        if out:
            ensure_folder(context, out.parent)
        with progress_bar() as notify:
            notify(Progress("suggest", "stored works"))
            book, lessons, background = _lessons(home)
            found = suggest(
                book,
                lessons,
                background,
                lambda name, done, total: notify(Progress("suggest", name, done, total)),
            )
        diff = _diff_of(home, found)
        if out:
            save_text(out, diff)
        if as_json:
            print_json({"suggestions": list(map(suggestion_record, found)), "diff": diff})
        elif not found:
            say(
                f"Nothing to suggest: no phrase makes the rules agree better with {count(len(lessons), 'work')}."
            )
        else:
            say(render_suggestions(found))
            say()
            say(diff.removesuffix("\n"))


def _lessons(home: "Home") -> "tuple[RuleBook, list[Lesson], list[Text]]":
    from ingest.errors import StoreError
    from ingest.settings import find_warehouse, load_config
    from ingest.stages.learning import load_lessons
    from ingest.store import open_snapshot

    config = load_config(home)
    store = open_snapshot(find_warehouse(home), tell=warn)
    try:
        lessons, background = load_lessons(store, config.lists)
    finally:
        store.close()
    if not lessons:
        raise StoreError(
            "nobody decided anything yet that the rules could learn from",
            todo="tick, untick or merge in a pull request (`ingest status` names them), then `ingest reconcile`",
        )
    return config.book, lessons, background


def _diff_of(home: "Home", found: "tuple[Suggestion, ...]") -> str:
    from ingest.rules import apply_edits, render_diff
    from ingest.settings import read_rule_files

    names = [name for name, _ in read_rule_files(home.config / "rules")]
    texts = {name: Path(name).read_bytes().decode() for name in names}  # with their own line ends
    changed = apply_edits(list(texts.items()), [one.edit for one in found])
    return "".join(
        render_diff(f"config/rules/{Path(name).name}", texts[name], new)
        for name, new in changed.items()
    )
