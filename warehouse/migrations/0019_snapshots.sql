-- How far a snapshot of arXiv's metadata was read: a killed reading goes on there.

create table snapshots (          -- key: snapshot_key
    snapshot_key varchar not null, name varchar, byte_offset bigint, line_count bigint,
    kept_count bigint, read_at timestamp
);
