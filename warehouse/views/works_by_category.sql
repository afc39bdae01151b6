-- What the rules say of each work, best category first, with how many official links it has.
create or replace view works_by_category as
select v.category, w.work_id, w.title, v.score, v.state, w.published_at, w.first_seen_at, w.sources,
       (select count(*) from artifacts a where a.work_id = w.work_id and a.tier = 'official') as official_links
from verdicts v join works w using (work_id)
where v.place = 1;
