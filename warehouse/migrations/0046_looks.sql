-- When a list may be left alone: what its proposal followed from when it was last looked at.

create table looks (              -- key: list_name, stage
    list_name varchar not null, stage varchar not null,
    inputs varchar not null,      -- digest of all that the look followed from, taken before it
    stands_until timestamp        -- the first moment at which the same inputs may give something else; null: never
);

create table listed_changes (     -- key: work_id; works that stand in lists or proposals, and when they changed last
    work_id varchar not null, change_no bigint not null
);

create table form_losses (        -- key: form; how often works left a form's candidates
    form varchar not null, loss_count bigint not null
);

create table last_change (        -- one row once there was a change: its number, so that none comes twice
    change_no bigint not null
);
insert into last_change select change_no from (
    select max(change_no) as change_no from (select change_no from watched union all select change_no from forms))
where change_no is not null;
