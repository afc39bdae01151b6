"""Judge every work whose text changed, or whose verdicts a change of the rules can move."""

import pyarrow.compute as pc

from ingest import rules
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.cores import Judge, open_judge
from ingest.store import (
    confirm_judgements,
    is_judged_by,
    load_judged_texts,
    load_older_rules,
    load_texts,
    load_unjudged,
    save_rule_parts,
    save_verdicts,
    set_judged,
)

_BATCH = 20_000  # works: fewer keep two cores waiting for each other


def classify(context: Context) -> StageReport:
    """Verdicts for all works that have none under the present rules; the others are left alone."""
    book = context.config.book
    digest = context.config.rules_digest
    report = StageReport("classify")
    with context.store.transaction():
        is_known = is_judged_by(context.store, digest)
        confirmed = 0 if is_known else _confirm_unmoved(context, book, digest)
        unjudged = load_unjudged(context.store, digest)
        report = report.counted(judged=len(unjudged), certain=0, needs_look=0)
        if confirmed:
            report = report.counted(untouched_by_new_rules=confirmed)
        if unjudged:
            with open_judge(book, len(unjudged)) as judge:
                for start in range(0, len(unjudged), _BATCH):
                    context.notify(Progress("classify", "works", start, len(unjudged)))
                    batch = unjudged[start : start + _BATCH]
                    report = _classify_batch(context, judge, batch, digest, report)
        set_judged(context.store, digest)
    context.notify(Progress("classify", "works", len(unjudged), len(unjudged)))
    return report


def _confirm_unmoved(context: Context, book: rules.RuleBook, digest: str) -> int:
    """Mark the works that no change of the rules can move as judged by the present ones.

    A verdict can move only where a category that was changed held before or holds now: the first is
    in the store, for the second those categories alone are looked for. Returns how many works.
    """
    parts = rules.category_digests(book)
    confirmed = 0
    for old, old_parts in load_older_rules(context.store, digest).items():
        changed = rules.changed_categories(old_parts, parts)
        touched = _touched(context, rules.sub_book(book, changed), old)
        confirmed += confirm_judgements(
            context.store, old, digest, changed=sorted(changed), touched=touched
        )
    save_rule_parts(context.store, digest, parts)
    return confirmed


def _touched(context: Context, changed: rules.RuleBook, old: str) -> list[str]:
    """Works judged by the rules `old` for which one of the changed categories holds now."""
    if not changed.categories:
        return []
    matcher = rules.compile_rules(changed)
    touched: list[str] = []
    looked_at = 0
    for batch in load_judged_texts(context.store, old):
        context.notify(Progress("classify", "works that a changed rule may take", looked_at))
        found = matcher.classify([rules.Text(*row) for row in batch])
        touched += [row[0] for row, verdicts in zip(batch, found, strict=True) if verdicts]
        looked_at += len(batch)
    return touched


def _classify_batch(
    context: Context, judge: Judge, work_ids: list[str], digest: str, report: StageReport
) -> StageReport:
    texts = load_texts(context.store, work_ids)
    verdicts = judge(texts)
    save_verdicts(context.store, texts, verdicts, rules_digest=digest, judged_at=context.now())
    best = verdicts.filter(pc.equal(verdicts["place"], 1))["state"]
    certain, needs_look = (
        pc.sum(pc.equal(best, state)).as_py() or 0 for state in ("certain", "needs-look")
    )
    return report.counted(certain=certain, needs_look=needs_look)
