"""`ingest prs ...`: the maintainer's side of the embedded forge."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.cli.home import JsonOption, home_of, print_json, say

if TYPE_CHECKING:
    from ingest.forges import PullRequest
    from ingest.lists.plan import ListPlan

_List = Annotated[str, typer.Argument(help="The list's name.", metavar="LIST")]
_Items = Annotated[list[int], typer.Argument(help="Item numbers.", metavar="ITEM...")]
_Number = Annotated[
    int | None,
    typer.Option("--number", help="Which pull request; default: the newest.", metavar="N"),
]
_Who = Annotated[str, typer.Option("--as", help="Who does it.", metavar="NAME")]


def add_commands(app: typer.Typer) -> None:
    """`prs list|show|tick|untick|move|comment|label|merge|close`."""
    prs = typer.Typer(help="Review the pull requests of the embedded forge.", no_args_is_help=True)
    app.add_typer(prs, name="prs")
    _add_looking(prs)
    _add_ticking(prs)
    _add_talking(prs)
    _add_ending(prs)


def _add_looking(prs: typer.Typer) -> None:
    @prs.command("list")
    def list_(context: typer.Context, as_json: JsonOption = False) -> None:
        """All pull requests of the embedded forge."""
        from ingest.forges import review
        from ingest.settings import Home, check_home

        check_home(Home(home_of(context)))
        pulls = review.list_pulls(home_of(context))
        if as_json:
            print_json([_facts(repo, pull) for repo, pull in pulls])
            return
        for repo, pull in pulls:
            say(f"{repo:<36} #{pull.number:<4} {pull.state:<7} {pull.title}")
        if not pulls:
            say("no pull request yet; `ingest run` opens them")

    @prs.command()
    def show(
        context: typer.Context, name: _List, number: _Number = None, as_json: JsonOption = False
    ) -> None:
        """One pull request: its body, as a code host shows it, its comments and its diff."""
        from ingest.forges import review
        from ingest.proposals.machine import without_block
        from ingest.stages.hearing import without_mark

        home, plan = home_of(context), _plan(context, name)
        view = review.show(home, plan.repo, number or _newest(home, plan))
        if as_json:
            comments = [{"who": one.who, "text": one.text} for one in view.comments]
            print_json(
                _facts(plan.repo, view.pull)
                | {"body": view.pull.body, "diff": view.diff, "comments": comments}
            )
            return
        say(f"{plan.repo} #{view.pull.number} ({view.pull.state}): {view.pull.title}")
        say()
        for part in without_block(view.pull.body):
            if part.strip():
                say(part.strip())
        for comment in view.comments:
            say()
            say(f"{comment.who}: {without_mark(comment.text)}")
        say()
        say(view.diff)


def _add_ticking(prs: typer.Typer) -> None:
    def set_ticks(
        context: typer.Context,
        name: str,
        items: list[int],
        number: int | None,
        who: str,
        ticked: bool,
    ) -> None:
        from ingest.forges import review

        home, plan = home_of(context), _plan(context, name)
        number = number or _newest(home, plan)
        review.set_tick(home, plan.repo, number, items, ticked, who=who)
        word = "ticked" if ticked else "unticked"
        say(f"{plan.repo} #{number}: {word} {', '.join(map(str, items))}")

    @prs.command()
    def tick(
        context: typer.Context,
        name: _List,
        items: _Items,
        number: _Number = None,
        who: _Who = "maintainer",
    ) -> None:
        """Accept items: their rows are written at the next run."""
        set_ticks(context, name, items, number, who, True)

    @prs.command()
    def untick(
        context: typer.Context,
        name: _List,
        items: _Items,
        number: _Number = None,
        who: _Who = "maintainer",
    ) -> None:
        """Refuse items: they never come back to this list."""
        set_ticks(context, name, items, number, who, False)


def _add_talking(prs: typer.Typer) -> None:
    @prs.command()
    def move(
        context: typer.Context,
        name: _List,
        item: Annotated[int, typer.Argument(help="The item's number.", metavar="ITEM")],
        number: _Number = None,
        who: _Who = "maintainer",
    ) -> None:
        """Tick an item's second box: it is put under its runner-up section at the next run."""
        from ingest.forges import review

        home, plan = home_of(context), _plan(context, name)
        pull = review.set_move(home, plan.repo, number or _newest(home, plan), item, who=who)
        say(f"{plan.repo} #{pull.number}: item {item} goes to its other section")

    @prs.command()
    def comment(
        context: typer.Context,
        name: _List,
        text: Annotated[
            str,
            typer.Argument(help="What to say, for example '/refuse 3 no code'.", metavar="TEXT"),
        ],
        number: _Number = None,
        who: _Who = "maintainer",
        guest: Annotated[
            bool, typer.Option("--guest", help="As somebody who may not write to the list.")
        ] = False,
    ) -> None:
        """Say something under a pull request: /refuse, /move, /snooze, /why, /pause, /resume are obeyed."""
        from ingest.errors import ConfigError
        from ingest.forges import review

        if not text.strip():
            raise ConfigError("there is nothing to say", where="TEXT", todo="write a word")
        home, plan = home_of(context), _plan(context, name)
        number = number or _newest(home, plan)
        review.comment(home, plan.repo, number, text, who, is_guest=guest)
        say(f"{plan.repo} #{number}: said")

    @prs.command()
    def label(
        context: typer.Context,
        name: _List,
        labels: Annotated[
            list[str] | None,
            typer.Argument(help="All its labels; none takes them off.", metavar="LABEL..."),
        ] = None,
        number: _Number = None,
    ) -> None:
        """Give a pull request exactly these labels; the list's stop_label stops the program."""
        from ingest.forges import review

        home, plan = home_of(context), _plan(context, name)
        number = number or _newest(home, plan)
        review.set_labels(home, plan.repo, number, tuple(labels or ()))
        say(f"{plan.repo} #{number}: {', '.join(labels or ()) or 'no label'}")


def _add_ending(prs: typer.Typer) -> None:
    @prs.command()
    def merge(
        context: typer.Context, name: _List, number: _Number = None, who: _Who = "maintainer"
    ) -> None:
        """Merge a pull request into its list."""
        from ingest.forges import review

        home, plan = home_of(context), _plan(context, name)
        pull = review.merge(home, plan.repo, number or _newest(home, plan), who)
        say(f"{plan.repo} #{pull.number}: merged")

    @prs.command()
    def close(
        context: typer.Context, name: _List, number: _Number = None, who: _Who = "maintainer"
    ) -> None:
        """Close a pull request unmerged: everything in it counts as refused."""
        from ingest.forges import review

        home, plan = home_of(context), _plan(context, name)
        pull = review.close(home, plan.repo, number or _newest(home, plan), who)
        say(f"{plan.repo} #{pull.number}: closed")


def _plan(context: typer.Context, name: str) -> "ListPlan":
    from ingest.errors import PublishError
    from ingest.settings import Home, choose_lists, load_config

    plan = choose_lists(load_config(Home(home_of(context))).lists, [name])[0]
    if plan.forge != "local":
        raise PublishError(
            f"{name} is not on the embedded forge", where=plan.repo, todo="review it where it lives"
        )
    return plan


def _newest(home: Path, plan: "ListPlan") -> int:
    from ingest.errors import PublishError
    from ingest.forges import review

    numbers = [pull.number for repo, pull in review.list_pulls(home) if repo == plan.repo]
    if not numbers:
        raise PublishError(
            "there is no pull request yet",
            where=plan.repo,
            todo="`ingest run` opens one when there is something to propose",
        )
    return max(numbers)


def _facts(repo: str, pull: "PullRequest") -> dict[str, Any]:
    return {
        "repo": repo,
        "number": pull.number,
        "state": pull.state,
        "title": pull.title,
        "url": pull.url,
        "updated_at": pull.updated_at,
    }
