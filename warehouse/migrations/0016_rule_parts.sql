-- What each category of a rule book that judged works looked like, so that a changed rule file
-- reopens only the works that it can move.

create table rule_parts (         -- key: rules_digest, category
    rules_digest varchar not null, category varchar not null, digest varchar not null
);
