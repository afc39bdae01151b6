-- What lets a night cost what is new and not what is there: titles are looked up by number, works are
-- judged from a queue, and what a list may take is kept from night to night.

alter table works add column title_hash integer;  -- of title_key: few bytes to look through
update works set title_hash = (md5_number_lower(title_key) % 2147483647)::integer;

alter table work_ids add column id_hash integer;  -- of id
update work_ids set id_hash = (md5_number_lower(id) % 2147483647)::integer;

create table unjudged (           -- key: work_id; works to be judged
    work_id varchar not null
);

create table judged_by (          -- one row: all works but those of `unjudged` were judged by these rules
    rules_digest varchar not null
);

create table watched (            -- key: work_id; works that some rule took, and when what is known of them changed
    work_id varchar not null, change_no bigint not null, links_digest varchar, is_withdrawn boolean,
    published_at timestamp,
    family varchar                -- of a model on the Hub: whose sizes may be one work
);
insert into watched select work_id, 1,
    sha256(concat(title, chr(0), coalesce(abstract, ''), chr(0), coalesce(comment, '')))[:16], is_withdrawn,
    published_at, case when starts_with(work_id, 'hub:model/')
        then regexp_replace(lower(split_part(substr(work_id, 11), '/', 1)), '[^a-z0-9]', '', 'g') end
    from works where work_id in (select work_id from verdicts where state <> 'no');

create table forms (              -- key: form; a way in which a list's sections ask for works and write them
    form varchar not null, change_no bigint not null  -- judged up to this change of `watched`
);

create table candidates (         -- key: form, work_id; works that a list of this form would take
    form varchar not null, work_id varchar not null, section varchar, is_certain boolean,
    held varchar,                 -- why no row can be written now
    score_rank double, age double, score double,  -- most certain first, then newest
    title_key varchar, is_shared boolean  -- another work has one of its names
);

create table candidate_names (    -- key: form, work_id, name
    form varchar not null, work_id varchar not null, name varchar not null
);

alter table lists add column form varchar;
