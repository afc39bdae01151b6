-- What publishing and reading back need to know: rows as we wrote them, rows as they were merged,
-- what was begun and not ended, what we said under a pull request and what people told us there.

alter table changes add column pushed_row varchar;      -- as our commit wrote it; null: not on the branch
alter table changes add column pushed_section varchar;
alter table changes add column proposed_at timestamp;   -- when it first stood in a pull request
alter table proposals add column standstill varchar;    -- why nothing is published now; null: nothing stops it

create table merged_rows (        -- key: list_name, work_id; a row of ours as the base last had it
    list_name varchar not null, work_id varchar not null, section varchar, row varchar,
    record varchar, seen_at timestamp
);

create table intents (            -- key: list_name; a publication begun and not yet recorded as ended
    list_name varchar not null, message varchar, rows varchar, title varchar, started_at timestamp
);

create table remarks (            -- key: list_name, pull_number, topic; what we say under a pull request
    list_name varchar not null, pull_number integer not null, topic varchar not null,
    text varchar, said_at timestamp
);

create table commands (           -- key: list_name, pull_number, comment_id, place
    list_name varchar not null, pull_number integer not null, comment_id varchar not null,
    place integer not null, who varchar, verb varchar, text varchar, outcome varchar,
    said_at timestamp
);
alter table proposals add column read_digest varchar;    -- of the body that the proposal was made from
alter table pulls add column ended_at timestamp;
