"""`ingest submit`: a work that somebody asks for by hand."""

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.home import JsonOption, home_of, print_json, progress_bar, say, warn
from ingest.cli.writing import ensure_folder, save_text
from ingest.errors import ConfigError

if TYPE_CHECKING:
    from ingest.report import Answer, RunReport

_STAGES = ("reconcile", "classify", "enrich", "propose", "publish")


def add_commands(app: typer.Typer) -> None:
    """`submit`."""

    @app.command()
    def submit(
        context: typer.Context,
        work: Annotated[
            str | None,
            typer.Argument(help="arXiv id or URL, or a model's or data set's URL.", metavar="ID"),
        ] = None,
        issue: Annotated[
            Path | None,
            typer.Option(help="Read the work from an issue's text instead.", metavar="FILE"),
        ] = None,
        who: Annotated[
            str, typer.Option("--from", help="Who asks; the daily limit is theirs.", metavar="NAME")
        ] = "operator",
        answer_file: Annotated[
            Path | None,
            typer.Option("--answer", help="Write the answer there as Markdown.", metavar="FILE"),
        ] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
        as_json: JsonOption = False,
    ) -> None:
        """Put a work that somebody names through the same rules and into the same pull request.

        Answers with what was found and what is missing. Limits a day: config/sources.yaml, submissions.
        """
        from ingest.report import answer_facts, render_answer

        text = _read(work, issue)
        if answer_file:
            ensure_folder(context, answer_file.parent)
        answer, report = _submit(context, text, who, is_dry_run=dry_run)
        if answer_file:
            save_text(answer_file, render_answer(answer))
        if as_json:
            print_json(answer_facts(answer))
        else:
            say(_unescaped(render_answer(answer)))
        if dry_run:
            warn("this was a dry run: nothing of it is kept")
        for problem in report.problems if report else ():
            typer.echo(f"error: {problem}", err=True)
        if report and report.exit_code:
            raise typer.Exit(report.exit_code)


def _submit(
    context: typer.Context, text: str, who: str, *, is_dry_run: bool
) -> tuple["Answer", "RunReport | None"]:
    from ingest.stages import Wish, look_up, open_context, run_stages, tell

    wish = Wish(home_of(context), is_dry_run=is_dry_run)
    with progress_bar() as notify, open_context(wish, notify) as opened:
        assert opened.gate is not None  # a wish polls unless it says otherwise
        answer = look_up(opened, opened.gate, text, who)
        if answer.work_id is None:
            return answer, None
        report = run_stages(opened, _STAGES, kind="submission")
        return tell(opened, answer), report


def _unescaped(markdown: str) -> str:
    """Markdown for a terminal: nothing can act there, so that nothing needs to be kept from it."""
    return re.sub(r"\\(?=[^\w\s])", "", html.unescape(markdown)).replace("\u200b", "")


def _read(work: str | None, issue: Path | None) -> str:
    """What was asked for, from exactly one of the two."""
    if (work is None) == (issue is None):
        raise ConfigError(
            "name one work, or the file of an issue's text",
            where="ingest submit",
            todo="for example: ingest submit arXiv:2504.00869",
        )
    if work is not None:
        return work
    assert issue is not None
    try:
        return issue.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ConfigError(
            f"the issue's text can't be read: {error.strerror}",
            where=str(issue),
            todo="write the issue's body there first",
        ) from None
