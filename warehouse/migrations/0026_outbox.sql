-- What was told to people outside pull requests: digests with their works, and alarms.

create table digests (            -- key: message_id
    message_id varchar not null, digest varchar not null, recipient varchar not null,
    state varchar not null,       -- sending | sent: one that was begun is sent again under the same id
    item_count integer, prepared_at timestamp, sent_at timestamp
);

create table digest_items (       -- key: digest, recipient, work_id; each work once for each reader
    digest varchar not null, recipient varchar not null, work_id varchar not null,
    message_id varchar not null, place integer
);

create table alarms (             -- key: cause; one alarm for one cause until it is over
    cause varchar not null, state varchar not null,  -- open | over
    what varchar, todo varchar, since_at timestamp, told_at timestamp, over_at timestamp
);
