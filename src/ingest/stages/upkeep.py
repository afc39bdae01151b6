"""Look after what stands in lists: papers accepted or withdrawn since, gaps, links that died."""

from collections.abc import Sequence

from ingest.errors import IngestError
from ingest.lists import CuratedList, read_list
from ingest.lists.plan import ListPlan
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.enrich import enrich_works
from ingest.stages.keeping.links import check_links
from ingest.stages.keeping.papers import look_up_papers
from ingest.stages.listed import listed_entries, load_known
from ingest.stages.listing import forge_of, list_where, text_of
from ingest.stages.repairing import find_list_repairs
from ingest.works import Work


def upkeep(context: Context) -> StageReport:
    """Ask about the works that stand in the lists, and say what was found wrong.

    What it learns becomes fills, upgrades and repairs when the proposals are made. Nothing that fails
    here holds anything back.
    """
    report = StageReport("upkeep")
    texts: list[tuple[ListPlan, CuratedList]] = []
    for number, plan in enumerate(context.plans()):
        context.notify(Progress("upkeep", plan.name, number, len(context.plans())))
        try:
            texts.append((plan, _read(context, plan)))
        except IngestError as problem:
            report = report.troubled(problem)
    gate = context.gate
    if gate is None:
        report = report.noted("not asked: no paper, no link and no repository was looked at")
    else:
        report = look_up_papers(context, gate, _arxiv_ids(texts), report)
    limit = context.config.sources.upkeep.max_works_per_night
    report = enrich_works(context, _works(context, texts), limit, report)
    if gate:
        report = check_links(context, gate, _urls(texts), report)
    for plan, curated in texts:
        report = _tell(context, plan, curated, report)
    return report


def _read(context: Context, plan: ListPlan) -> CuratedList:
    return read_list(text_of(plan, forge_of(context, plan).fetch_base()), list_where(plan))


def _arxiv_ids(texts: Sequence[tuple[ListPlan, CuratedList]]) -> list[str]:
    names = (name for _, curated in texts for _, name in listed_entries(curated))
    return list(dict.fromkeys(name for name in names if name.startswith("arxiv:")))


def _works(context: Context, texts: Sequence[tuple[ListPlan, CuratedList]]) -> dict[str, Work]:
    """The works of all entries, by work id."""
    works: dict[str, Work] = {}
    for _, curated in texts:
        for found in load_known(context, curated).values():
            works.setdefault(found.work.work_id, found.work)
    return works


def _urls(texts: Sequence[tuple[ListPlan, CuratedList]]) -> list[str]:
    return list(
        dict.fromkeys(
            url for _, curated in texts for entry in curated.entries for url in entry.urls
        )
    )


def _tell(
    context: Context, plan: ListPlan, curated: CuratedList, report: StageReport
) -> StageReport:
    """What is wrong in a list, a line each; whether it can be mended is for its pull request to say."""
    repairs = find_list_repairs(context, plan, curated)
    for line, what in repairs.findings:
        report = report.noted(f"{list_where(plan)}:{line}: {what}")
    return report.counted(
        findings=len(repairs.findings), mendable=sum(item.is_ticked for item in repairs.items)
    )
