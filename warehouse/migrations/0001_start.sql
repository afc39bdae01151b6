-- Times are UTC. No keys and no indexes: a DuckLake catalog has none, so every write is a MERGE
-- on the columns named in the comment of its table. JSON is kept as text for the same reason.

create table works (              -- key: work_id
    work_id varchar not null, title varchar not null, title_key varchar not null, ids varchar[],
    abstract varchar, authors varchar[], categories varchar[], comment varchar, journal_ref varchar,
    doi varchar, version integer, published_at timestamp, updated_at timestamp,
    first_seen_at timestamp, is_withdrawn boolean, rank integer, upvotes integer,
    organisation varchar, sources varchar[], links varchar, facts varchar, text_digest varchar
);

create table work_ids (           -- key: id
    id varchar not null, work_id varchar not null
);

create table sightings (          -- key: sighting_id
    sighting_id varchar not null, work_id varchar not null, source varchar not null,
    kind varchar not null, seen_at timestamp not null, origin varchar, title varchar, ids varchar[],
    abstract varchar, is_abstract_cut boolean, authors varchar[], categories varchar[],
    comment varchar, journal_ref varchar, doi varchar, version integer, published_at timestamp,
    updated_at timestamp, listed_at timestamp, is_withdrawn boolean, rank integer, upvotes integer,
    organisation varchar, links varchar, facts varchar
);

create table rejects (            -- key: reject_id
    reject_id varchar not null, source varchar, kind varchar, origin varchar, position integer,
    reason varchar, excerpt varchar, seen_at timestamp
);

create table windows (            -- key: source, from_at, to_at
    source varchar not null, from_at timestamp not null, to_at timestamp not null,
    outcome varchar not null, reason varchar, sighting_count integer, reject_count integer,
    request_count integer, tried_at timestamp
);

create table responses (          -- key: url, digest
    url varchar not null, digest varchar not null, status integer, byte_count bigint,
    fetched_at timestamp
);

create table judgements (         -- key: work_id; which text was judged by which rules
    work_id varchar not null, text_digest varchar not null, rules_digest varchar not null,
    judged_at timestamp
);

create table verdicts (           -- key: work_id, category
    work_id varchar not null, category varchar not null, place integer, score double,
    state varchar, reason varchar, runner_up varchar, runner_up_score double, evidence varchar
);

create table enrichments (        -- key: work_id; when the Hub was asked about a work
    work_id varchar not null, asked_at timestamp, outcome varchar, reason varchar
);

create table artifacts (          -- key: work_id, kind, url
    work_id varchar not null, kind varchar not null, url varchar not null, tier varchar,
    evidence varchar, label varchar, found_at timestamp
);

create table lists (              -- key: list_name
    list_name varchar not null, forge varchar, repo varchar, path varchar, base_commit varchar,
    base_digest varchar, entry_count integer, read_at timestamp
);

create table entries (            -- key: list_name, section, line
    list_name varchar not null, section varchar, line integer, title varchar, ids varchar[]
);

create table proposals (          -- key: list_name; the one rolling proposal of a list
    list_name varchar not null, state varchar, pull_number integer, url varchar, title varchar,
    body_digest varchar, branch_commit varchar, waiting_count integer, held varchar,
    refused_count integer, blocked varchar, last_number integer, changed_at timestamp
);

create table pulls (              -- key: list_name, pull_number; the pull requests read back
    list_name varchar not null, pull_number integer not null, state varchar, title varchar,
    url varchar, read_at timestamp
);

create table changes (            -- key: list_name, work_id
    list_name varchar not null, work_id varchar not null, section varchar, kind varchar,
    number integer, is_ticked boolean, row varchar, look_reason varchar, record varchar,
    pull_number integer, state varchar
);

create table decisions (          -- key: list_name, work_id, kind, how
    list_name varchar not null, work_id varchar not null, kind varchar not null,
    how varchar not null, who varchar, decided_at timestamp, section varchar, reason varchar
);

create table runs (               -- key: run_id
    run_id varchar not null, kind varchar, started_at timestamp, ended_at timestamp,
    outcome varchar, parameters varchar, stages varchar
);
