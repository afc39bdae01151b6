"""The answer to somebody who asked for a work: what was found, what is missing, what happens next."""

from dataclasses import dataclass, replace
from typing import Literal

from ingest.artifacts.facts import paper_url
from ingest.proposals.sanitise import inline, link, short_url
from ingest.report.explain import Explanation, explanation_facts, outcome_of
from ingest.works import Artifact, Verdict

AnswerOutcome = Literal["found", "waiting", "limited", "not-understood"]
_SHOWN_VERDICTS = 3
_WANTED = ("weights", "data", "code")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a submission; `story` once the stages have judged the work."""

    outcome: AnswerOutcome
    asked_id: str | None = None
    reason: str = ""
    work_id: str | None = None
    story: Explanation | None = None

    def told(self, story: Explanation) -> "Answer":
        """A copy with the story of the work."""
        return replace(self, story=story)


def answer_facts(answer: Answer) -> dict[str, object]:
    """The same as plain data, for `--json`."""
    return {
        "outcome": answer.outcome,
        "asked_id": answer.asked_id,
        "reason": answer.reason,
        "work": explanation_facts(answer.story) if answer.story else None,
    }


def render_answer(answer: Answer) -> str:
    """Markdown to post under the issue; nothing that came from outside can act in it."""
    if answer.story:
        return _render_story(answer.story)
    asked = f"**{inline(answer.asked_id)}**" if answer.asked_id else "This"
    reason = inline(answer.reason)
    if answer.outcome == "limited":
        return f"{asked} was not looked up: at most {reason}.\n"
    if answer.outcome == "waiting":
        return (
            f"{asked} could not be looked up now: {reason}.\n\n"
            "It is kept, and asked for again every night for four days. Nothing to do.\n"
        )
    return f"{asked} is {reason}.\n"


def _render_story(story: Explanation) -> str:
    work = story.found.work
    lines = [f"**{link(work.title, paper_url(work))}** ({inline(work.work_id)})", ""]
    if work.is_withdrawn:
        return "\n".join([*lines, "It was withdrawn by its authors and is never proposed.", ""])
    lines += ["| List | What happens |", "|:--|:--|"]
    lines += [
        f"| {inline(one.list_name)} | {inline(outcome_of(story.found, one))} |"
        for one in story.lists
    ]
    lines += ["", *_judged(story.found.verdicts), "", *_links(story.found.artifacts, work.work_id)]
    return "\n".join([*lines, ""])


def _judged(verdicts: tuple[Verdict, ...]) -> list[str]:
    if not verdicts:
        return ["**Judged:** no rule matched its title and abstract, so no list takes it."]
    lines = ["**Judged:**"]
    for verdict in verdicts[:_SHOWN_VERDICTS]:
        phrases = dict.fromkeys(f"“{inline(one.phrase)}”" for one in verdict.evidence)
        reason = f" ({inline(verdict.reason)})" if verdict.reason else ""
        lines.append(
            f"- {inline(verdict.category)} {verdict.score:.2f}, {verdict.state}{reason}: "
            f"{', '.join(list(phrases)[:6])}"
        )
    return lines


def _links(artifacts: tuple[Artifact, ...], work_id: str) -> list[str]:
    found = [one for one in artifacts if one.tier in ("official", "likely")]
    lines = ["**Links found:**"] if found else ["**Links found:** none."]
    lines += [
        f"- {one.kind}: {link(short_url(one.url), one.url)}, {one.tier}: {inline(one.evidence)}"
        for one in found
    ]
    missing = [kind for kind in _WANTED if kind not in {one.kind for one in found}]
    if missing:
        tag = f" (`arxiv:{work_id.removeprefix('arxiv:')}`)" if work_id.startswith("arxiv:") else ""
        lines += [
            "",
            f"**Missing:** {', '.join(missing)}. A link counts when the paper's abstract or comment names it, or "
            f"when a card on the Hub cites the paper{tag} and belongs to the same people. "
            "Add one there and it is found on one of the next nights.",
        ]
    return lines
