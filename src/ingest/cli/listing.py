"""`ingest lists ...`: adopt a list, accept its new structure, audit it, see its style, try it."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ingest.cli.home import JsonOption, home_of, print_json, say

if TYPE_CHECKING:
    from ingest.lists import CuratedList, Finding, SectionPlan, Trial
    from ingest.lists.mapping import MappedSection
    from ingest.settings import Home
    from ingest.stages.adopting import Adopted
    from ingest.stages.origins import Origin

_LIST_ERROR = 12
_Path = Annotated[Path, typer.Argument(help="A Markdown file.", metavar="PATH")]
_PlanOption = Annotated[
    str | None,
    typer.Option("--list", help="Obey what config/lists/NAME.yaml says of it.", metavar="NAME"),
]


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


class _Forge(StrEnum):
    LOCAL = "local"
    GITHUB = "github"


def add_commands(app: typer.Typer) -> None:
    """The group `lists`."""
    lists = typer.Typer(
        help="Curated lists: adopt one, audit it, see how its style is understood.",
        no_args_is_help=True,
    )
    app.add_typer(lists, name="lists")
    _add_add(lists)
    _add_accept(lists)
    _add_check(lists)
    _add_learn(lists)
    _add_try(lists)


def _add_add(lists: typer.Typer) -> None:
    @lists.command()
    def add(
        context: typer.Context,
        origin: Annotated[
            str,
            typer.Argument(
                help="A Markdown file, a folder with a README, the URL of a raw file, or of a "
                "repository on GitHub.",
                metavar="URL-or-PATH",
            ),
        ],
        name: Annotated[
            str | None,
            typer.Option(help="What to call the list. Default: as its repository.", metavar="N"),
        ] = None,
        forge: Annotated[
            _Forge,
            typer.Option(
                help="Where its pull requests go: an embedded copy, or the repository itself."
            ),
        ] = _Forge.LOCAL,
        as_json: JsonOption = False,
    ) -> None:
        """Adopt a list: propose which categories belong in its sections, write its config, seed its copy.

        What is not sure is written as a comment. Refuses a name that is taken; nothing stays when
        anything fails.
        """
        from ingest.settings import Home
        from ingest.stages.adopting import adopt_list

        home = Home(home_of(context))
        where: Literal["local", "github"] = "github" if forge is _Forge.GITHUB else "local"
        adopted = adopt_list(home, _read_origin(home, origin), name=name, forge=where)
        if as_json:
            print_json(_adopted_facts(adopted))
        else:
            _say_adopted(adopted, home.path)


def _add_accept(lists: typer.Typer) -> None:
    @lists.command()
    def accept(
        context: typer.Context,
        name: Annotated[str, typer.Argument(help="The list's name.", metavar="NAME")],
        as_json: JsonOption = False,
    ) -> None:
        """Take a restructured list as it is built now; renamed headings are set in its config."""
        from ingest.stages import Wish, open_context
        from ingest.stages.structure import accept_list

        wish = Wish(home_of(context), lists=(name,), is_polling=False)
        with open_context(wish, lambda progress: None) as opened:
            done = accept_list(opened, name)
        if as_json:
            print_json({"list": name, "accepted": done})
            return
        for line in done:
            say(line)
        say(f"{name}: {'accepted as it is now' if done else 'it was not restructured'}")


def _add_check(lists: typer.Typer) -> None:
    @lists.command()
    def check(
        paths: Annotated[list[Path], typer.Argument(help="Markdown files.", metavar="PATH...")],
        as_json: JsonOption = False,
        form: Annotated[
            _Format, typer.Option("--format", help="How findings are printed.")
        ] = _Format.TEXT,
        sarif: Annotated[
            Path | None, typer.Option(help="Write SARIF 2.1.0 to a file as well.", metavar="FILE")
        ] = None,
        ignore: Annotated[
            list[str] | None,
            typer.Option(help="Leave a kind of finding out; may be repeated.", metavar="CODE"),
        ] = None,
    ) -> None:
        """Audit lists: duplicates, malformed links, broken tables, miscounts. Exit 12 on findings.

        Needs no home, no config and no network: it stands alone as a linter.
        """
        import json

        from ingest import __version__
        from ingest.lists import audit_list
        from ingest.lists.sarif import render_sarif

        _refuse_unknown(ignore or [])
        found = [
            (str(path), one)
            for path in paths
            for one in audit_list(_read(path))
            if one.code not in (ignore or [])
        ]
        if sarif:
            log = json.dumps(render_sarif(found, __version__), ensure_ascii=False, indent=2)
            sarif.write_text(f"{log}\n", encoding="utf-8", errors="replace")
        if as_json or form is _Format.JSON:
            print_json([_finding_facts(path, one) for path, one in found])
        elif form is _Format.SARIF:
            print_json(render_sarif(found, __version__))
        else:
            for path, one in found:
                say(f"{path}:{one.line}: {one.code}: {one.message}")
            say(f"{_count(len(paths), 'file')}, {_count(len(found), 'finding')}")
        if found:
            raise typer.Exit(_LIST_ERROR)


def _add_learn(lists: typer.Typer) -> None:
    @lists.command()
    def learn(
        context: typer.Context, path: _Path, name: _PlanOption = None, as_json: JsonOption = False
    ) -> None:
        """Print each section's style as config/lists/NAME.yaml may say it, and a worked example.

        Any of its lines may be pasted under the section there, and changed.
        """
        from ingest.lists.worked import describe_counters, describe_sections

        curated = _read(path)
        styles = dict(describe_sections(curated, _plans(context, name)))
        if as_json:
            print_json(styles)
            return
        for counter in describe_counters(curated):
            say(f"# {counter}")
        for section, text in styles.items():
            say(f"# {section}")
            say("".join(f"    {line}\n" for line in text.splitlines()))


def _add_try(lists: typer.Typer) -> None:
    @lists.command("try")
    def try_(
        context: typer.Context, path: _Path, name: _PlanOption = None, as_json: JsonOption = False
    ) -> None:
        """Put a made-up work into every section, in memory: its row, and which proofs held.

        Exit 12 when a section refused it.
        """
        from ingest.lists import try_list

        trials = try_list(_read(path), plans=_plans(context, name))
        if as_json:
            print_json([_trial_facts(trial) for trial in trials])
        else:
            for trial in trials:
                _say_trial(path, trial)
            held = sum(trial.is_held for trial in trials)
            say(f"{held} of {_count(len(trials), 'section')}: all proofs held")
        if not all(trial.is_held for trial in trials):
            raise typer.Exit(_LIST_ERROR)


def _plans(context: typer.Context, name: str | None) -> "tuple[SectionPlan, ...]":
    """What the home's config says of a list's sections; () where no list is named."""
    if name is None:
        return ()
    from ingest.errors import ConfigError
    from ingest.settings import Home, load_config

    home = Home(home_of(context))
    plans = {plan.name: plan for plan in load_config(home).lists}
    if name not in plans:
        raise ConfigError(
            f"there is no list {name!r}",
            where=str(home.config / "lists"),
            todo=f"use one of {', '.join(plans)}",
        )
    return plans[name].sections


def _read_origin(home: "Home", origin: str) -> "Origin":
    from ingest.settings import load_sources
    from ingest.stages import Wish
    from ingest.stages.opening import make_gate
    from ingest.stages.origins import fetch_origin, is_url, read_folder_or_file

    if not is_url(origin):
        return read_folder_or_file(Path(origin))
    with make_gate(load_sources(home), home, Wish(home.path), lambda progress: None) as gate:
        return fetch_origin(origin, gate)


def _adopted_facts(adopted: "Adopted") -> dict[str, Any]:
    return {
        "name": adopted.plan.name,
        "origin": adopted.origin,
        "config": str(adopted.config),
        "forge": adopted.plan.forge,
        "repo": adopted.plan.repo,
        "path": adopted.plan.path,
        "base": adopted.plan.base,
        "is_seeded": adopted.is_seeded,
        "entry_count": adopted.entry_count,
        "judged_count": adopted.judged_count,
        "sections": [_section_facts(one) for one in adopted.sections],
    }


def _section_facts(one: "MappedSection") -> dict[str, Any]:
    return {
        "heading": one.heading,
        "line": one.line,
        "is_on": one.is_sure,
        "doubt": one.doubt,
        "guesses": [
            {"category": guess.category, "confidence": guess.confidence, "why": guess.why}
            for guess in one.guesses
        ],
        "row": one.row,
    }


def _say_adopted(adopted: "Adopted", home: Path) -> None:
    on = [one for one in adopted.sections if one.is_sure]
    off = [one for one in adopted.sections if one.guesses and not one.is_sure]
    say(f"{adopted.plan.name}: {adopted.origin}")
    say(
        f"{_count(adopted.entry_count, 'entry', 'entries')}, {adopted.judged_count} of them judged; "
        f"{_count(len(adopted.sections), 'section')}: {len(on)} on, {len(off)} for you to decide, "
        f"{len(adopted.sections) - len(on) - len(off)} like no category"
    )
    for one in on:
        say()
        for guess in one.guesses:
            say(f"on   {one.heading} -> {guess.category} {guess.confidence:.2f} ({guess.why})")
        say("\n".join(f"     {line}" for line in one.row.split("\n")))
    if off:
        say()
    for one in off:
        best = one.guesses[0]
        say(f"off  {one.heading} -> {best.category} {best.confidence:.2f} ({one.doubt})")
    say()
    say(f"Written: {adopted.config}")
    if adopted.is_seeded:
        say(f"Seeded: the embedded repository {adopted.plan.repo}")
    if adopted.pages:
        _say_pages(adopted)
    elif not on and not off:
        say("None of its sections is like a category: write a rule (docs/rules.md), then switch on")
        say("in that file the sections it is for; until then nothing is proposed.")
    say(f"Next: look at the file, then ingest --home {home} run --list {adopted.plan.name}")


def _say_pages(adopted: "Adopted") -> None:
    count = _count(len(adopted.pages), "file")
    say(f"It is an index: its entries are in {count} of its own. Adopt those you want, such as")
    beside = adopted.origin.rpartition("/")[0] or "."
    for page in adopted.pages[:5]:
        say(f"  ingest lists add {beside}/{page}")


def _finding_facts(path: str, one: "Finding") -> dict[str, Any]:
    facts = {"path": path, "line": one.line, "code": one.code, "message": one.message}
    return facts | {"related": list(one.related)}


def _trial_facts(trial: "Trial") -> dict[str, Any]:
    return {
        "section": trial.section,
        "line": trial.line,
        "is_held": trial.is_held,
        "row": trial.row,
        "refusal": trial.refusal,
        "unknown": trial.unknown,
        "proofs": dict(trial.proofs),
    }


def _say_trial(path: Path, trial: "Trial") -> None:
    say(f"{path}:{trial.line}: {trial.section}")
    if trial.row:
        say("\n".join(f"  {line}" for line in trial.row.split("\n")))
    if trial.unknown is not None:
        say(f"  {trial.unknown!r} stands for what no work brings")
    for word, wanted in (("held", True), ("FAILED", False)):
        names = [name for name, is_held in trial.proofs if is_held is wanted]
        if names:
            say(f"  {word}: {', '.join(names)}")
    if trial.refusal:
        say(f"  refused: {trial.refusal}")


def _refuse_unknown(codes: Sequence[str]) -> None:
    from ingest.errors import ConfigError
    from ingest.lists import FINDING_CODES

    for code in codes:
        if code not in FINDING_CODES:
            raise ConfigError(
                f"there is no finding {code!r}",
                where="--ignore",
                todo=f"use one of {', '.join(FINDING_CODES)}",
            )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _read(path: Path) -> "CuratedList":
    from ingest.errors import ListError
    from ingest.lists import read_list

    try:
        text = path.read_bytes()
    except OSError as error:
        raise ListError(
            f"the file can't be read: {error.strerror}", where=str(path), todo="check the path"
        ) from error
    return read_list(text, str(path))
