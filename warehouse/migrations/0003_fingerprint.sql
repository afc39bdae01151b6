-- How each list was built when it was last understood: a list that is built otherwise stops with a question.

create table fingerprints (       -- key: list_name
    list_name varchar not null, plan_digest varchar not null, fingerprint varchar not null,
    seen_at timestamp not null
);
