"""`ingest lists add` and `accept`: adopt a list, or the files of one, and take its new structure."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ingest.cli.home import JsonOption, count, home_of, print_json, progress_bar, say

if TYPE_CHECKING:
    from ingest.lists.adopting.mapping import MappedSection
    from ingest.settings import Home
    from ingest.stages import Progress
    from ingest.stages.adopting import Adopted, AdoptedIndex
    from ingest.stages.origins import Origin
    from ingest.web import Gate


_SHOWN = 30  # sections that are off; the config file has them all


class _Forge(StrEnum):
    LOCAL = "local"
    GITHUB = "github"


def add_commands(lists: typer.Typer) -> None:
    """`add` and `accept` of the group `lists`."""
    _add_add(lists)
    _add_accept(lists)


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
        anything fails. Of a list over several files, whose README leads to them, each is adopted.
        """
        from ingest.settings import Home, check_home
        from ingest.stages import Progress
        from ingest.stages.adopting import Adopted, adopt_list, adopt_pages

        home = Home(home_of(context))
        check_home(home)  # before anything is fetched
        where: Literal["local", "github"] = "github" if forge is _Forge.GITHUB else "local"
        with (
            progress_bar(is_hidden=as_json) as notify,
            _opened_gate(home, origin, notify) as gate,
        ):
            notify(Progress("read", origin))
            found = _read_origin(origin, gate)
            index = adopt_pages(home, found, gate, name=name, forge=where, notify=notify)
            adopted = index or adopt_list(home, found, name=name, forge=where, notify=notify)
        if isinstance(adopted, Adopted):
            if as_json:
                print_json(_adopted_facts(adopted))
            else:
                _say_adopted(adopted, home.path)
        elif as_json:
            print_json(_index_facts(adopted))
        else:
            _say_index(adopted, home.path)


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


@contextmanager
def _opened_gate(
    home: "Home", origin: str, notify: "Callable[[Progress], None]"
) -> "Iterator[Gate | None]":
    """The door to the network, where what is to be read is no file; less patient than a night, as somebody waits."""
    from ingest.settings import load_sources
    from ingest.stages import Wish
    from ingest.stages.opening import make_gate
    from ingest.stages.origins import is_url

    if not is_url(origin):
        yield None
        return
    sources = load_sources(home)
    hasty = sources.network.model_copy(update={"max_tries": 2, "first_backoff_seconds": 1.0})
    sources = sources.model_copy(update={"network": hasty})
    with make_gate(sources, home, Wish(home.path), notify) as gate:
        yield gate


def _read_origin(origin: str, gate: "Gate | None") -> "Origin":
    from ingest.stages.origins import fetch_origin, read_folder_or_file

    return fetch_origin(origin, gate) if gate else read_folder_or_file(Path(origin))


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
        "narrow": list(one.narrow),
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
        f"{count(adopted.entry_count, 'entry', 'entries')}, {adopted.judged_count} of them judged; "
        f"{count(len(adopted.sections), 'section')}: {len(on)} on, {len(off)} for you to decide, "
        f"{len(adopted.sections) - len(on) - len(off)} like no category"
    )
    for one in on:
        say()
        for guess in one.guesses:
            say(f"on   {one.heading} -> {guess.category} {guess.confidence:.2f} ({guess.why})")
        if one.narrow:
            say(f"     only works for which {' and '.join(one.narrow)} holds as well")
        say("\n".join(f"     {line}" for line in one.row.split("\n")))
    if off:
        say()
    for one in off[:_SHOWN]:
        best = one.guesses[0]
        say(f"off  {one.heading} -> {best.category} {best.confidence:.2f} ({one.doubt})")
    if len(off) > _SHOWN:
        say(f"off  and {count(len(off) - _SHOWN, 'more section')}, which the file below names")
    say()
    say(f"Written: {adopted.config}")
    if adopted.is_seeded:
        say(
            f"Seeded: the embedded repository {adopted.plan.repo}; the list itself is not written to"
        )
    for line in _prospect(adopted, has_on=bool(on), has_off=bool(off)):
        say(line)
    say(f"Next: look at the file, then ingest --home {home} run --list {adopted.plan.name}")


def _prospect(adopted: "Adopted", *, has_on: bool, has_off: bool) -> Iterator[str]:
    """What becomes of the list from now on, and what its curator may do about it."""
    if has_on:
        yield f"Each night: up to {adopted.plan.max_items} new works for the sections that are on, in one pull request;"
        yield "what stands in the list stays as it is, and no work is proposed again that was refused."
    elif not adopted.sections:
        yield f"It has no section to switch on: {adopted.untried}."
    elif has_off:
        yield "Nothing is proposed until a section is on."
    else:
        yield "None of its sections is like a category: write a rule (docs/rules.md), then switch on"
        yield "in that file the sections it is for; until then nothing is proposed."
    if has_off:
        yield "To switch a section on: take the comment marks off its `heading` and `categories` in that file."


def _index_facts(index: "AdoptedIndex") -> dict[str, Any]:
    return {
        "index": index.origin,
        "lists": [_adopted_facts(one) for one in index.lists],
        "left_out": [{"file": page, "why": why} for page, why in index.left_out],
    }


def _say_index(index: "AdoptedIndex", home: Path) -> None:
    """One line for each file: a list over several files is as many lists."""
    say(f"{index.origin} is an index of {count(len(index.lists) + len(index.left_out), 'file')}")
    say(f"of its own; each that holds entries is a list now ({len(index.lists)}):")
    for one in index.lists:
        on = sum(section.is_sure for section in one.sections)
        entries = count(one.entry_count, "entry", "entries")
        sections = count(len(one.sections), "section")
        say(f"  {one.plan.name}: {one.plan.path}, {entries}, {sections}, {on} on; {one.config}")
    for page, why in index.left_out:
        say(f"  left out: {page}: {why}")
    say(f"Next: look at these files, then ingest --home {home} run")
