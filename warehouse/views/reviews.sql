-- Every decision that a person made, with the work it is about.
create or replace view reviews as
select d.list_name, d.kind, d.work_id, w.title, d.section, d.how, d.who, d.decided_at, d.reason
from decisions d left join works w using (work_id);
