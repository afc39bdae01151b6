-- When a category's works changed last, noted where it is written: all works are asked for it no more.

create table category_changes (   -- key: category
    category varchar not null,
    change_no bigint not null     -- the last change of a work that it took, takes, or took no more by it
);
insert into category_changes
    select category, max(change_no) from verdicts join watched using (work_id) where state <> 'no' group by category;
