"""`ingest rules test|gold|diff`: how good the rules are, and what a change would move."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.home import JsonOption, home_of, print_json, say, step_bar, warn
from ingest.cli.writing import ensure_folder, save_text

if TYPE_CHECKING:
    from ingest.rules import Labelled, RuleBook
    from ingest.settings import Home
    from ingest.stages.gold import LabelledList
    from ingest.works import Verdict

_SEED = 20260101
_Limit = Annotated[int, typer.Option(help="How many to print.", metavar="N")]


def add_commands(rules: typer.Typer) -> None:
    """The commands of the group `rules` that measure."""
    _add_test(rules)
    _add_calibrate(rules)
    _add_gold(rules)
    _add_diff(rules)


def _add_test(rules: typer.Typer) -> None:
    @rules.command("test")
    def measure(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(help="Labelled works.", metavar="FILE.jsonl")],
        misses: _Limit = 20,
        as_json: JsonOption = False,
    ) -> None:
        """Measure the rules against labelled works: precision, recall, F1, confusions, worst misses.

        One JSON object a line: {"title", "abstract", "categories": [...]}; no category means that
        the work belongs nowhere. Verdicts of a category that no list asks for tell the topic only, unless a
        label names it.
        """
        from ingest.rules import evaluate, evaluation_record, find_topic, render_evaluation

        book, labelled, verdicts, served = _classified(context, file)
        found = evaluate(labelled, verdicts, find_topic(book), served)
        if as_json:
            print_json(evaluation_record(found))
        else:
            say(f"{found.work_count} works")
            say(render_evaluation(found, misses))


def _add_calibrate(rules: typer.Typer) -> None:
    @rules.command()
    def calibrate(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(help="Labelled works.", metavar="FILE.jsonl")],
        unseen: Annotated[
            Path | None,
            typer.Option(help="Labelled works that RULES were not tuned on.", metavar="FILE.jsonl"),
        ] = None,
        before: Annotated[
            Path | None,
            typer.Option(
                help="Folder of the rules as they were before anybody saw the unseen works.",
                metavar="RULES",
            ),
        ] = None,
    ) -> None:
        """Print what scores were worth on labelled works, as `calibration:` for a rule file.

        A score then says which share of such verdicts was right. The order of verdicts stays. Works whose
        label is the topic alone, or none of whose verdicts anybody asks for, teach nothing. Rules are
        too sure of works that they were tuned on: --unseen and --before count as much as FILE. A FILE of
        titles without abstracts makes `title_calibration:`.
        """
        from ingest.errors import ConfigError
        from ingest.rules import render_calibration
        from ingest.settings import read_rules

        if (unseen is None) != (before is None):
            raise ConfigError("--unseen and --before belong together", where="--unseen")
        pairs, is_titles = _scored(context, file)
        key = "title_calibration" if is_titles else "calibration"
        if unseen is None or before is None:
            say(render_calibration(pairs, file.name, key=key))
        else:
            fresh, _ = _scored(context, unseen, read_rules(before))
            say(render_calibration(pairs, file.name, fresh, unseen.name, key=key))


def _scored(
    context: typer.Context, file: Path, rules: "RuleBook | None" = None
) -> "tuple[tuple[tuple[str, tuple[float, bool]], ...], bool]":
    """Raw scores by the home's rules or by these, each with whether it was right; and whether no work has an abstract."""
    from ingest.rules import find_topic, score_pairs

    book, labelled, verdicts, served = _classified(context, file, rules, is_raw=True)
    is_titles = not any(one.text.abstract for one in labelled)
    return score_pairs(labelled, verdicts, find_topic(book), served), is_titles


def _classified(
    context: typer.Context, file: Path, rules: "RuleBook | None" = None, *, is_raw: bool = False
) -> "tuple[RuleBook, tuple[Labelled, ...], list[tuple[Verdict, ...]], set[str]]":
    """These rules or the home's, a file's labelled works, their verdicts, and the categories that lists ask for."""
    from dataclasses import replace

    from ingest.rules import compile_rules, parse_labelled
    from ingest.settings import Home, load_config

    config = load_config(Home(home_of(context)))
    labelled = parse_labelled(_read(file), str(file))
    book = rules or config.book
    if is_raw:
        book = replace(book, calibration=(), title_calibration=())
    verdicts = compile_rules(book).classify([one.text for one in labelled])
    served = {name for plan in config.lists for one in plan.sections for name in one.categories}
    return book, labelled, list(verdicts), served


def _add_gold(rules: typer.Typer) -> None:
    @rules.command()
    def gold(
        context: typer.Context,
        lists: Annotated[
            list[str],
            typer.Argument(
                help="Configured lists, or YAML files that say what the sections of a Markdown file mean.",
                metavar="LIST...",
            ),
        ],
        out: Annotated[Path, typer.Option(help="Where to write.", metavar="FILE")],
        texts: Annotated[
            Path | None,
            typer.Option(help="Where the YAML files' Markdown is. Default: beside.", metavar="DIR"),
        ] = None,
        negatives: Annotated[
            int, typer.Option(help="Works of no list to add as belonging nowhere.", metavar="N")
        ] = 1000,
        seed: Annotated[int, typer.Option(help="Chooses which.", metavar="N")] = _SEED,
        corrections: Annotated[
            list[Path] | None,
            typer.Option(
                help="YAML: what reading found, by work id; works of no list too. May be repeated.",
                metavar="FILE",
            ),
        ] = None,
        after: Annotated[str, typer.Option(help="First month.", metavar="YYYY-MM")] = "",
        before: Annotated[str, typer.Option(help="Month after the last.", metavar="YYYY-MM")] = "",
    ) -> None:
        """Make labelled works from lists: their sections are the labels, the abstracts are stored."""
        from ingest.rules import render_labelled
        from ingest.settings import Home, find_warehouse, load_corrections, load_rules
        from ingest.stages.gold import make_gold
        from ingest.store import open_snapshot

        home = Home(home_of(context))
        ensure_folder(context, out.parent)
        book = load_rules(home)
        labelled_lists = [_labelled_list(home, name, texts) for name in lists]
        store = open_snapshot(find_warehouse(home), tell=warn)
        try:
            made = make_gold(
                store,
                labelled_lists,
                negatives=negatives,
                seed=seed,
                after=after,
                before=before,
                corrections={
                    name: said
                    for path in corrections or ()
                    for name, said in load_corrections(path).items()
                },
                categories=frozenset(one.name for one in book.categories),
            )
        finally:
            store.close()
        save_text(out, render_labelled(made.works))
        say(
            f"{out}: {len(made.works) - made.sampled_count} listed works,"
            f" {made.sampled_count} of no list; {made.unknown_count} entries without a stored abstract"
        )


def _add_diff(rules: typer.Typer) -> None:
    @rules.command()
    def diff(
        context: typer.Context,
        old: Annotated[Path, typer.Argument(help="Folder of rule files.", metavar="OLD")],
        new: Annotated[Path, typer.Argument(help="Folder of rule files.", metavar="NEW")],
        limit: _Limit = 200,
        as_json: JsonOption = False,
    ) -> None:
        """Show which stored works would move if the rules OLD became the rules NEW."""
        from ingest.rules import find_moves, render_moves
        from ingest.settings import Home, find_warehouse, read_rules
        from ingest.stages.gold import load_texts
        from ingest.store import open_snapshot

        before, after = read_rules(old), read_rules(new)
        store = open_snapshot(find_warehouse(Home(home_of(context))), tell=warn)
        try:
            texts = load_texts(store)
        finally:
            store.close()
        with step_bar("diff", is_hidden=as_json) as tell:
            moves = find_moves(before, after, texts, tell)
        if as_json:
            print_json(
                [
                    {"id": m.text.work_id, "title": m.text.title, "old": m.old, "new": m.new}
                    for m in moves
                ]
            )
        else:
            say(render_moves(moves, limit))


def _labelled_list(home: "Home", name: str, texts: Path | None) -> "LabelledList":
    from ingest.lists import read_list
    from ingest.settings import choose_lists, load_config, load_labels
    from ingest.stages import utc_now
    from ingest.stages.gold import LabelledList

    if name.endswith((".yaml", ".yml")):
        path = Path(name)
        labels = load_labels(path)
        file = (texts or path.parent) / labels.text
        return LabelledList(path.stem, read_list(_bytes(file), str(file)), labels.sections)
    from ingest.forges import open_forge

    plan = choose_lists(load_config(home).lists, [name])[0]
    forge = open_forge(plan, home=home.path, now=utc_now, dry_run=True)
    text = forge.fetch_base().text or b""
    return LabelledList(plan.name, read_list(text, plan.path), plan.sections)


def _read(path: Path) -> str:
    from ingest.errors import ConfigError

    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"not UTF-8 text: byte {error.start}", where=str(path), todo="save it as UTF-8"
        ) from None


def _bytes(path: Path) -> bytes:
    from ingest.errors import ConfigError

    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"the file can't be read: {error.strerror}", where=str(path), todo="check the path"
        ) from error
