-- What the parts of a night that many workers share have done; the night's own line in `runs` is their sum.

create table parts (              -- key: night, part
    night varchar not null, part varchar not null, started_at timestamp, ended_at timestamp, stages varchar
);
