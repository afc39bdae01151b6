create table dashboards (         -- key: list_name; the one issue of a list that wants one
    list_name varchar not null, issue_number integer, changed_at timestamp
);
