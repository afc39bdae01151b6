-- Two works that turned out to be one: under what each was filed, so that an old id still leads to it.

create table merges (             -- key: old_id
    old_id varchar not null, work_id varchar not null, title varchar, merged_at timestamp
);
