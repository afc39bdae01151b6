"""`ingest lists check`: the audit as a linter that needs nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.cli.home import JsonOption, count, print_json, say, step_bar, warn
from ingest.cli.writing import replace_file, save_text
from ingest.errors import ConfigError, ListError

if TYPE_CHECKING:
    from ingest.lists import Finding


_SHOWN = 5  # other lines of a finding


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"  # commands of its workflows


def add_commands(lists: typer.Typer) -> None:
    """`check` of the group `lists`."""

    @lists.command()
    def check(
        paths: Annotated[
            list[Path],
            typer.Argument(
                help="Markdown files; of a folder, all that are below it; `-` for what is piped in.",
                metavar="PATH...",
            ),
        ],
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
        fix: Annotated[
            bool,
            typer.Option(
                "--fix",
                help="Write back what can only have been meant: broken schemes and links, rows that stand twice, counts.",
            ),
        ] = False,
    ) -> None:
        """Audit lists: duplicates, malformed links, broken tables, miscounts. Exit 12 on findings.

        Needs no home, no config and no network: it stands alone as a linter. A file that can't be read
        is told at the end, and the others are checked all the same. A comment in the list excepts what is
        meant so: `<!-- ingest: ignore CODE -->`.
        """
        from ingest import __version__
        from ingest.cli.reading import find_files
        from ingest.lists.checking.annotations import render_annotation
        from ingest.lists.checking.sarif import render_sarif

        _refuse_unknown(ignore or [])
        form = _Format.JSON if as_json else form
        files = list(dict.fromkeys(find_files(paths)))
        fixed = _fix(files, ignore or []) if fix else 0
        found, unread = _check(files, ignore or [], is_hidden=form is not _Format.TEXT)
        if sarif:
            _write_sarif(sarif, render_sarif(_for_hosts(found), __version__, unread))
        if form is _Format.JSON:
            print_json([_finding_facts(path, one) for path, one in found])
        elif form is _Format.SARIF:
            print_json(render_sarif(_for_hosts(found), __version__, unread))
        else:
            for path, one in found if form is _Format.TEXT else ():
                say(f"{path}:{one.line}: {one.code}: {one.message}{_others(one)}")
            for path, one in _for_hosts(found) if form is _Format.GITHUB else ():
                say(render_annotation(path, replace(one, message=one.message + _others(one))))
            if len(unread) < len(files):
                mended = f", {count(fixed, 'line')} mended" if fix else ""
                read = count(len(files) - len(unread), "file")
                say(f"{read}{mended}, {count(len(found), 'finding')}")
        for problem in unread:
            typer.echo(f"error: {problem}", err=True)
        if found or unread:
            raise typer.Exit(ListError.exit_code)


def _check(
    files: Sequence[Path], ignore: Sequence[str], *, is_hidden: bool
) -> "tuple[list[tuple[str, Finding]], list[ListError]]":
    """The findings of all files, and why some could not be read."""
    from ingest.cli.reading import read_page
    from ingest.lists import audit_list

    found: list[tuple[str, Finding]] = []
    unread: list[ListError] = []
    empty: list[str] = []
    with step_bar("check", is_hidden=is_hidden) as tell:
        for done, path in enumerate(files):
            tell(str(path), done, len(files))
            try:
                curated = read_page(path)
            except ListError as problem:
                unread.append(problem)
                continue
            if not curated.entries:
                empty.append(str(path))
            found += [(str(path), one) for one in audit_list(curated) if one.code not in ignore]
    for where in empty:
        warn(f"no entry was found in {where}: is the list in another file?")
    return found, unread


def _fix(files: Sequence[Path], ignore: Sequence[str]) -> int:
    """Mend what is certain, file by file, each mend proven; how many lines were mended."""
    from ingest.cli.reading import STDIN, read_page
    from ingest.proposals.fixing import fix_list

    if STDIN in files:
        raise ConfigError("what is piped in can't be mended", where="--fix", todo="name the file")
    mended = 0
    for path in files:
        try:
            curated = read_page(path)
        except ListError:
            continue  # told by the check that follows
        fixed = fix_list(curated, ignore)
        if fixed.mended:
            replace_file(path, fixed.text)
        mended += len(fixed.mended)
        for line, what in fixed.mended:
            typer.echo(f"{path}:{line}: mended: {what}", err=True)
        for line, what in fixed.refused:
            warn(f"{path}:{line}: not mended: {what}")
    return mended


def _write_sarif(path: Path, log: dict[str, Any]) -> None:
    import json

    save_text(path, json.dumps(log, ensure_ascii=False, indent=2) + "\n")


def _others(one: "Finding") -> str:
    """The other lines of a finding that its message does not name."""
    lines = [line for line in dict.fromkeys(one.related) if line != one.line]
    untold = [str(line) for line in lines if f"line {line}" not in one.message]
    return (
        f" (see line {', '.join(untold[:_SHOWN])}{', …' if len(untold) > _SHOWN else ''})"
        if untold
        else ""
    )


def _for_hosts(found: "Sequence[tuple[str, Finding]]") -> "list[tuple[str, Finding]]":
    """The findings with the paths below this folder as code hosts want them: relative to it."""
    here = Path.cwd()
    return [(str(_relative(Path(path), here)), one) for path, one in found]


def _relative(path: Path, here: Path) -> Path:
    return path.relative_to(here) if path.is_relative_to(here) else path


def _finding_facts(path: str, one: "Finding") -> dict[str, Any]:
    facts = {"path": path, "line": one.line, "code": one.code, "message": one.message}
    return facts | {"related": list(one.related)}


def _refuse_unknown(codes: Sequence[str]) -> None:
    from ingest.lists import FINDING_CODES

    for code in codes:
        if code not in FINDING_CODES:
            raise ConfigError(
                f"there is no finding {code!r}",
                where="--ignore",
                todo=f"use one of {', '.join(FINDING_CODES)}",
            )
