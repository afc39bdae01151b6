"""Works that some list could still take, and those of them that the Hub is to be asked about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from ingest.store.connection import Store
from ingest.store.watched import page_sql

_WANTED = f"""
with best as (
    select s.served, v.work_id, max(case v.state when 'certain' then 1 + v.score else v.score end) as score
    from verdicts v join served s using (category) where v.state <> 'no' group by all
), decided as (
    select p.served, d.work_id, list(distinct p.place) as places
    from decisions d join asking p using (list_name) group by all
), left_over as (
    select d.served, d.work_id, min(p.place) filter (where not list_contains(d.places, p.place)) as place
    from decided d join asking p using (served) group by all
), first as (select served, min(place) as place from asking group by served
), placed as (
    select b.work_id, b.score, case when l.work_id is null then f.place else l.place end as place
    from best b join first f using (served) left join left_over l using (served, work_id)
), wanted as (
    select work_id, min(place) as place, arg_min(score, place) as score
    from placed where place is not null group by work_id
)
select w.work_id, e.work_id is not null and e.text_digest is not distinct from t.links_digest as is_read,
    not is_read or e.outcome = 'offline' or e.next_at is null or e.next_at <= $now as is_due
from wanted w join watched t using (work_id) left join enrichments e using (work_id)
where not coalesce(t.is_withdrawn, false) and (not starts_with(w.work_id, 'hub:') or not exists (
    select 1 from artifacts a where a.tier = 'official' and a.work_id <> w.work_id
    and a.url = {page_sql("w.work_id")}))
order by w.place, w.score desc, t.published_at desc nulls last, w.work_id desc
"""


def load_wanted(
    store: Store,
    asking: Mapping[str, Iterable[str]],
    now: datetime,
    *,
    limit: int | None,
) -> tuple[int, list[str]]:
    """How many works lists could still take, and which of them are due to be asked about.

    `asking` has each list's name with the categories it serves, in the order of the lists. A list can't
    take what people decided there. Due is a work with a new text, without an answer, or whose next date
    has come; most certain first, list by list. Of those due that were read before only the first `limit`.
    """
    sets = [tuple(sorted(set(categories))) for categories in asking.values()]
    numbers = {served: number for number, served in enumerate(dict.fromkeys(sets))}
    _register(store, list(asking), [numbers[served] for served in sets], numbers)
    at = now.replace(tzinfo=None)
    try:
        store.connection.execute(f"create temp table tonight as {_WANTED}", {"now": at})
        count = store.rows("select count(*) from tonight")[0][0]
        due = store.rows(
            "select work_id from (select *, rowid as place from tonight where is_due) "
            "qualify not is_read or $1 is null or row_number() over (order by place) <= $1 order by place",
            limit,
        )
        store.connection.execute("drop table tonight")
    finally:
        for name in ("asking", "served"):
            store.connection.unregister(name)
    return int(count), [row[0] for row in due]


def _register(
    store: Store,
    names: Sequence[str],
    chosen: Sequence[int],
    numbers: Mapping[tuple[str, ...], int],
) -> None:
    asking = {
        "list_name": pa.array(names, pa.string()),
        "served": pa.array(chosen, pa.int64()),
        "place": pa.array(range(len(names)), pa.int64()),
    }
    pairs = [(number, category) for served, number in numbers.items() for category in served]
    served = {
        "served": pa.array([number for number, _ in pairs], pa.int64()),
        "category": pa.array([category for _, category in pairs], pa.string()),
    }
    store.connection.register("asking", pa.table(asking))
    store.connection.register("served", pa.table(served))
