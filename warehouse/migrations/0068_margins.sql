-- What a new work has to meet to change a list's proposal: see docs/decisions/0046-left-alone.md.

alter table forms add column places varchar;  -- how the sections ask for works and write them, as JSON; null: not kept yet

create table margins (                -- key: list_name; as the last look left it
    list_name varchar not null,
    form varchar not null,
    change_no bigint not null,        -- up to which the form's candidates were judged
    certain_room integer not null,    -- how many new works fit: certain ones, and those that need a look
    look_room integer not null,
    certain_later integer not null,   -- the same once the proposal is published
    look_later integer not null,
    names integer[] not null          -- numbers (`name_hash`) of all names that stand, were decided about or are proposed
);
