"""Works that some list could still take, and those of them that the Hub is to be asked about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from ingest.store.connection import Store
from ingest.store.watched import page_sql

# The first list that may still take a work on which people decided in some of the lists that ask alike.
_LEFT_OVER = """
create temp table left_over as
with decided as (
    select p.served, d.work_id, list(distinct p.place) as places
    from decisions d join asking p using (list_name) group by all
) select d.served, d.work_id, min(p.place) filter (where not list_contains(d.places, p.place)) as place
from decided d join asking p using (served) group by all
"""
# Works that no list can take: withdrawn, somebody else's own page, or decided in every list that asks.
_CLOSED = f"""
create temp table closed as
select work_id from watched where is_withdrawn
union select h.work_id from watched h join artifacts a on a.url = {page_sql("h.work_id")} and a.work_id <> h.work_id
    where starts_with(h.work_id, 'hub:') and starts_with(a.url, 'https://huggingface.co/') and a.tier = 'official'
union (select work_id from left_over except
    select v.work_id from verdicts v semi join left_over d on d.work_id = v.work_id join served s using (category)
    left join left_over l on l.work_id = v.work_id and l.served = s.served
    where v.state <> 'no' and (l.work_id is null or l.place is not null))
"""
_COUNT = """
select count(distinct v.work_id) from verdicts v semi join served s using (category)
anti join closed c on c.work_id = v.work_id where v.state <> 'no'
"""
_MAYBE = """
create temp table maybe as select work_id, links_digest, published_at from watched where due_at is null or due_at <= $now
"""
_DUE = """
create temp table due as select t.work_id, t.links_digest, t.published_at from maybe t
anti join closed c on c.work_id = t.work_id
anti join (
    select work_id, text_digest from enrichments semi join maybe using (work_id)
    where outcome <> 'offline' and next_at > $now
) e on e.work_id = t.work_id and e.text_digest is not distinct from t.links_digest
"""
_TONIGHT = """
with best as (
    select s.served, v.work_id, max(case v.state when 'certain' then 1 + v.score else v.score end) as score
    from verdicts v semi join due t on t.work_id = v.work_id join served s using (category)
    where v.state <> 'no' group by all
), head as (select served, min(place) as place from asking group by served
), placed as (
    select b.work_id, b.score, case when l.work_id is null then h.place else l.place end as place
    from best b join head h using (served) left join left_over l using (served, work_id)
), first as (
    select work_id, min(place) as place, arg_min(score, place) as score
    from placed where place is not null group by work_id
)
select w.work_id from first w join due t using (work_id)
left join (select work_id, text_digest from enrichments semi join due using (work_id)) e using (work_id)
qualify e.work_id is null or e.text_digest is distinct from t.links_digest or $limit is null
    or row_number() over (order by w.place, w.score desc, t.published_at desc nulls last, w.work_id desc) <= $limit
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
    run = store.connection.execute
    try:
        run(_LEFT_OVER)
        run(_CLOSED)
        count = store.rows(_COUNT)[0][0]
        for sql in (_MAYBE, _DUE):
            run(sql, {"now": now.replace(tzinfo=None)})
        due = run(_TONIGHT, {"limit": limit}).fetchall()
    finally:
        for table in ("left_over", "closed", "maybe", "due"):
            run(f"drop table if exists {table}")
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
