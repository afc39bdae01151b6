-- What people made of each list's proposals: the last word on each work, and the share that was accepted.
create or replace view precision_so_far as
with last_word as (
    select list_name, work_id, arg_max(kind, decided_at) as kind
    from decisions where kind in ('merged', 'refused') group by list_name, work_id
)
select list_name,
       count(*) filter (kind = 'merged') as accepted,
       count(*) filter (kind = 'refused') as refused,
       round(count(*) filter (kind = 'merged') / count(*), 3) as precision
from last_word group by list_name;
