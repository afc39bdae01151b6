-- Lists that a run could not come to; they are first in the next one.
create table passed_over (
    list_name varchar not null,
    since timestamp not null,   -- UTC; the first run that passed the list over
    reason varchar not null
);
