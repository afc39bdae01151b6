-- Leases of a lake, as rows in its PostgreSQL catalog beside DuckLake's own tables; `ingest.store.leases`
-- calls the functions. A row is there for as long as its holder has not ended and nobody took over: that is
-- the fence. Names are paths: `night` and `night/list/a` exclude each other, `night/list/a` and `night/list/b` do not.

create table if not exists leases (
    token bigint primary key,        -- the fencing number: later holders have greater ones
    names text[] not null,
    holder text not null,            -- for a person: process, machine, since when
    taken_at timestamptz not null default clock_timestamp(),
    beat_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null
);

create table if not exists lease_tokens (is_one boolean primary key default true check (is_one), token bigint not null);
insert into lease_tokens (token) values (0) on conflict do nothing;

create or replace function exclude_each_other(one text[], other text[]) returns boolean
language sql immutable as $$
    select exists (
        select from unnest(one) as a, unnest(other) as b
        where a = b or starts_with(a, b || '/') or starts_with(b, a || '/')
    )
$$;

-- Take the names, or say who holds one of them. Whoever is found expired loses its row, and with it the right to write;
-- `left_over` tells what such a holder had. Takers queue at the row of lease_tokens, so no two of them miss each other.
create or replace function take_lease(wanted text[], who text, seconds double precision)
returns table (given bigint, held_by text, left_over text[])
language plpgsql set search_path from current as $$
declare
    attempt integer;
begin
    for attempt in 1..2 loop
        select l.holder into held_by from leases l
            where l.expires_at >= clock_timestamp() and exclude_each_other(l.names, wanted) order by l.token limit 1;
        if held_by is not null then
            given := null;
            return next;
            return;
        end if;
        if attempt = 1 then  -- looked without waiting first; from here on one taker at a time
            update lease_tokens t set token = t.token + 1 returning t.token into given;
        end if;
    end loop;
    with gone as (delete from leases l where exclude_each_other(l.names, wanted) returning l.names)
        select array_agg(name) into left_over from gone, unnest(gone.names) as name;
    insert into leases (token, names, holder, expires_at)
        values (given, wanted, who, clock_timestamp() + make_interval(secs => seconds));
    return next;
end
$$;

-- Say that these holders are alive; returns those that still hold.
create or replace function beat_leases(tokens bigint[], seconds double precision) returns setof bigint
language sql volatile set search_path from current as $$
    update leases set beat_at = clock_timestamp(), expires_at = clock_timestamp() + make_interval(secs => seconds)
    where token = any(tokens) returning token
$$;

create or replace function release_lease(mine bigint) returns setof bigint
language sql volatile set search_path from current as $$
    delete from leases where token = mine returning token
$$;

-- DuckLake's commit is one transaction, and this runs inside it. KEY SHARE lets a beat pass, makes whoever wants to take over
-- wait until the commit is through, and fails where the row is gone, however old the snapshot of the transaction is.
create or replace function refuse_late_commit() returns trigger
language plpgsql set search_path from current as $$
declare
    shown bigint;
begin
    for shown in select match[1]::bigint from regexp_matches(
        substring(new.commit_extra_info from '^leases ([0-9 ]+)$'), '[0-9]+', 'g') as match
    loop
        perform from leases where token = shown for key share;
        if not found then
            raise exception 'lease % was taken over', shown;
        end if;
    end loop;
    return new;
end
$$;

drop trigger if exists refuse_late_commit on ducklake_snapshot_changes;
create trigger refuse_late_commit before insert on ducklake_snapshot_changes
    for each row execute function refuse_late_commit();
