"""Every section's style with one worked example of a new entry, as a list's curator reads it."""

from collections.abc import Iterator, Sequence

from ingest.errors import ListError
from ingest.lists.adopting.trial import Trial, made_up_work, plans_by_line, try_list
from ingest.lists.learning.describe import describe_style, quoted
from ingest.lists.learning.learn import columns_to_store, learn_style
from ingest.lists.model import CuratedList, Section
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.counts import find_counters, ways_to_count
from ingest.lists.reading.nesting import child_sections, own_entries


def describe_sections(
    curated: CuratedList, plans: Sequence[SectionPlan] = ()
) -> Iterator[tuple[str, str]]:
    """(path, text) of each section with entries: its style as a plan may say it, then the example.

    The text is keys of a section of config/lists/*.yaml; where nothing can be learnt, the reason as
    a comment. What `plans` say of a section is in it.
    """
    trials = {trial.line: trial for trial in try_list(curated, plans=plans)}
    said = plans_by_line(curated, plans)
    for section in curated.sections:
        if section.entries and not section.is_cut:
            plan = said.get(section.line, SectionPlan(section.path, ()))
            yield section.path, _described(curated, section, plan, trials.get(section.line))


def describe_ways(
    curated: CuratedList, plans: Sequence[SectionPlan] = ()
) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The same for a person: (paths, text) of sections that are written alike, but for the entry they were learnt from.

    Those without an entry of their own, whose entries stand under headings below them, are left out.
    """
    parents = {
        section.path
        for section in curated.sections
        if child_sections(curated, section) and not own_entries(curated, section)
    }
    ways: dict[str, list[tuple[str, str]]] = {}
    for path, text in describe_sections(curated, plans):
        lines = text.splitlines()
        is_silent = all(line.startswith("#") for line in lines)
        if is_silent and path in parents:
            continue
        said = [line for line in lines if not line.startswith(("# learnt from:", "# a new entry:"))]
        ways.setdefault("\n".join(said) if not is_silent else path, []).append((path, text))
    return tuple((tuple(path for path, _ in alike), alike[0][1]) for alike in ways.values())


def _described(
    curated: CuratedList, section: Section, plan: SectionPlan, trial: Trial | None
) -> str:
    facts = made_up_work()
    try:
        style = learn_style(curated, section, plan, facts)
    except ListError as refusal:
        return f"# {refusal.what}\n"
    columns = plan.columns or columns_to_store(curated, section, style, facts)
    text = describe_style(style, columns)
    if trial is None:
        return text
    if trial.refusal:
        said = " ".join(f"{trial.refusal}. {trial.todo}".split())
        return f"{text}# a new entry is refused: {said}\n"
    if trial.unknown is not None and plan.unknown is None:
        text += f"unknown: {quoted(trial.unknown)}  # or a new entry is refused: {trial.lacking}\n"
    return f"{text}# a new entry: {quoted(trial.row)}\n"


def describe_counters(curated: CuratedList) -> Iterator[str]:
    """What becomes of each badge that counts entries, one sentence each."""
    for counter in find_counters(curated):
        ways = ways_to_count(curated, counter)
        said = f'line {counter.line}: the badge "{counter.label}" says {counter.claimed}'
        if counter.claimed in ways:
            yield f"{said}, which is right, and is kept right"
        else:
            yield f"{said}, the entries are {ways[0]}: it stays until a person corrects it"
