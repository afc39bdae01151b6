-- Windows say up to where they closed, apart from what was asked for; titles that are searched for;
-- repositories that moved or went away.

alter table windows add column kind varchar;           -- night | backfill
alter table windows add column closed_to_at timestamp; -- null while it is open
alter table windows add column total_count integer;    -- what the source said it has
alter table windows add column is_replayed boolean;    -- answered from an archive
update windows set kind = 'night', is_replayed = false,
    closed_to_at = case when outcome in ('complete', 'empty-expected') then least(to_at, tried_at) end;

create table title_searches (     -- key: title_key; works known by their title alone
    title_key varchar not null, asked_at timestamp, asked_count integer, outcome varchar
);

create table repositories (       -- key: hub_id; what became of a repository that a list may show
    hub_id varchar not null, state varchar not null, moved_to varchar, checked_at timestamp
);
