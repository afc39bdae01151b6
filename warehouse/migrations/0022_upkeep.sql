-- When a work is asked about again, and what became of the papers and links that stand in lists.

alter table enrichments add column tries integer;       -- answers of one kind in a row
alter table enrichments add column next_at timestamp;   -- not asked again before
update enrichments set tries = 1, next_at = asked_at + interval 3 day;

create table paper_checks (       -- key: arxiv_id; papers of lists that arXiv was asked for by id
    arxiv_id varchar not null, asked_at timestamp not null, outcome varchar not null
);

create table link_checks (        -- key: url; links of lists
    url varchar not null, state varchar not null, checked_at timestamp not null, status integer,
    reason varchar, end_url varchar, failed_days integer, last_failed_at timestamp
);
