"""Comments under the newest pull request: commands obeyed, answers noted to be given by `publish`."""

from dataclasses import dataclass

from ingest.forges import Forge, PullRequest, Remark
from ingest.lists.plan import ListPlan
from ingest.proposals import Command, Outcome, Review, obey, parse_commands
from ingest.stages.context import Context
from ingest.store import load_command_ids
from ingest.works import Decision

SAID = "<!-- paper-ingest:said "  # begins the hidden line under everything that we say


def without_mark(comment: str) -> str:
    """A comment as a code host shows it."""
    return comment.partition(SAID)[0].rstrip()


@dataclass(frozen=True, slots=True)
class Heard:
    """What the comments of one pull request come to."""

    decisions: tuple[Decision, ...] = ()
    commands: tuple[dict[str, object], ...] = ()  # rows of the table `commands`
    answers: tuple[tuple[str, str], ...] = ()  # (topic, text)


def hear(
    context: Context, plan: ListPlan, forge: Forge, pull: PullRequest, review: Review
) -> Heard:
    """Commands that were not heard before. Whoever may not write is told so, once a comment."""
    known = load_command_ids(context.store, plan.name, pull.number)
    heard = Heard()
    for remark in forge.fetch_comments(pull.number, known):
        commands = parse_commands(remark.text, _items_beside(remark, review))
        if remark.comment_id in known or SAID in remark.text or not commands:
            continue
        heard = _hear(plan, pull, review, remark, commands, heard)
    return heard


def _items_beside(remark: Remark, review: Review) -> tuple[int, ...]:
    """The items whose row a comment on a line of the diff is about."""
    line = remark.line.strip()
    rows = [(item.number, item.row.split("\n")) for item in review.items]
    return tuple(number for number, row in rows if line and line in [one.strip() for one in row])


def _hear(
    plan: ListPlan,
    pull: PullRequest,
    review: Review,
    remark: Remark,
    commands: tuple[Command, ...],
    heard: Heard,
) -> Heard:
    rows: list[dict[str, object]] = []
    outcomes: list[Outcome] = []
    for place, command in enumerate(commands):
        outcome = Outcome(answer=_NOT_YOU, is_done=False)
        if remark.may_write:
            outcome = obey(plan, command, review.items, who=remark.who, at=remark.written_at)
        outcomes.append(outcome)
        rows.append(
            {
                "list_name": plan.name,
                "pull_number": pull.number,
                "comment_id": remark.comment_id,
                "place": place,
                "who": remark.who,
                "verb": command.verb,
                "text": command.text,
                "outcome": "done" if outcome.is_done else "answered",
                "said_at": remark.written_at,
            }
        )
    answer = "\n\n".join(dict.fromkeys(one.answer for one in outcomes if one.answer))
    answers = ((f"answer-{remark.comment_id}", answer),) if answer else ()
    return Heard(
        (*heard.decisions, *(one for outcome in outcomes for one in outcome.decisions)),
        (*heard.commands, *rows),
        (*heard.answers, *answers),
    )


_NOT_YOU = "Only people who may write to this repository can tell me what to do."
