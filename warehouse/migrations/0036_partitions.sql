-- What a backfill asked for: a stretch of a month, of one category. A stretch whose categories have all closed is a window too.

create table partitions (         -- key: source, category, from_at, to_at
    source varchar not null, category varchar not null, from_at timestamp not null, to_at timestamp not null,
    outcome varchar not null, reason varchar, sighting_count integer, reject_count integer,
    total_count integer, request_count integer, tried_at timestamp, closed_to_at timestamp
);
