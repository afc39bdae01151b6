-- What people asked for by hand, so that nobody is answered twice and nobody can ask without end.

create table submissions (        -- key: submission_id
    submission_id varchar not null, who varchar not null, asked_id varchar not null,
    submitted_at timestamp not null, outcome varchar not null, reason varchar, work_id varchar,
    tried_at timestamp
);
