"""Which works are unjudged, what is judged of them, and what the rules said."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from ingest.store.connection import Store
from ingest.store.lookup import load_columns
from ingest.store.rows import as_column, insert_table, merge_table, stage, unstage
from ingest.store.watched import note_changed


def load_unjudged(store: Store, rules_digest: str) -> list[str]:
    """Ids, in order, of the works whose text, or whose rules, changed since they were last judged."""
    if is_judged_by(store, rules_digest):
        rows = store.rows("select work_id from unjudged order by 1")
    else:
        rows = store.rows(
            "select w.work_id from works w left join judgements j using (work_id) "
            "where j.work_id is null or j.rules_digest <> ? or j.text_digest <> w.text_digest "
            "order by w.work_id",
            rules_digest,
        )
    return [row[0] for row in rows]


def is_judged_by(store: Store, rules_digest: str) -> bool:
    """Whether all works but those that wait were judged by these rules.

    Judgements that somebody deleted by hand are missed by their number.
    """
    return bool(
        store.rows(
            "select 1 from judged_by where rules_digest = ? and (select count(*) from works) <= "
            "(select count(*) from judgements) + (select count(*) from unjudged)",
            rules_digest,
        )
    )


def set_judged(store: Store, rules_digest: str) -> None:
    """Note that all works were judged by these rules, in the transaction in which they were."""
    known = store.rows("select rules_digest from judged_by")
    if known != [(rules_digest,)]:
        store.connection.execute("delete from judged_by")
        store.connection.execute("insert into judged_by values (?)", [rules_digest])


def load_texts(store: Store, work_ids: Sequence[str]) -> pa.Table:
    """What is judged of these works, in columns: work_id, title, abstract, categories, text_digest."""
    columns = "work_id, title, abstract, categories, text_digest"
    texts = load_columns(store, "works", "work_id", work_ids, columns)
    place = texts.schema.get_field_index("abstract")
    return texts.set_column(place, "abstract", pc.fill_null(texts["abstract"], ""))


def save_verdicts(
    store: Store, judged: pa.Table, verdicts: pa.Table, *, rules_digest: str, judged_at: datetime
) -> None:
    """Replace the verdicts of the judged works.

    `judged` has their work_id and text_digest, `verdicts` the rows of the table `verdicts`
    (`verdict_rows`), which may be none.
    """
    work_ids = judged["work_id"].to_pylist()
    if not work_ids:
        return
    stage(store, "wanted", "work_id", work_ids)
    taken = store.rows(
        "select distinct category from verdicts where state <> 'no' and work_id in (select work_id from wanted)"
    )
    for table in ("verdicts", "unjudged"):
        store.connection.execute(
            f"delete from {table} where work_id in (select work_id from wanted)"
        )
    unstage(store, "wanted")
    marks = judged.select(["work_id", "text_digest"]).sort_by("work_id")
    for name, value in (("rules_digest", rules_digest), ("judged_at", judged_at)):
        marks = marks.append_column(name, as_column([value]).take(pa.array([0] * len(work_ids))))
    merge_table(store, "judgements", marks, key=["work_id"], stamp=["judged_at"])
    insert_table(store, "verdicts", verdicts)
    note_changed(store, work_ids, lost=[category for (category,) in taken])
