"""Judge every work whose text or whose rules changed."""

from ingest import rules
from ingest.stages.context import Context, Progress, StageReport
from ingest.store import load_unjudged, save_verdicts, text_digest
from ingest.works import Work

_BATCH = 5_000


def classify(context: Context) -> StageReport:
    """Verdicts for all works that have none under the present rules; the others are left alone."""
    book = context.config.book
    digest = rules.rules_digest(book)
    unjudged = load_unjudged(context.store, digest)
    report = StageReport("classify").counted(judged=len(unjudged), certain=0, needs_look=0)
    if not unjudged:
        return report
    matcher = rules.compile_rules(book)
    with context.store.transaction():
        for start in range(0, len(unjudged), _BATCH):
            context.notify(Progress("classify", "works", start, len(unjudged)))
            works = unjudged[start : start + _BATCH]
            report = _classify_batch(context, matcher, works, digest, report)
    context.notify(Progress("classify", "works", len(unjudged), len(unjudged)))
    return report


def _classify_batch(
    context: Context, matcher: rules.Matcher, works: list[Work], digest: str, report: StageReport
) -> StageReport:
    texts = [rules.Text(work.work_id, work.title, work.abstract, work.categories) for work in works]
    verdicts = matcher.classify(texts)
    judged = [
        (work.work_id, text_digest(work.title, work.abstract, work.categories), found)
        for work, found in zip(works, verdicts, strict=True)
    ]
    save_verdicts(context.store, judged, rules_digest=digest, judged_at=context.now())
    states = [found[0].state for found in verdicts if found]
    return report.counted(certain=states.count("certain"), needs_look=states.count("needs-look"))
