"""SQL that makes rows of `sightings` of plain records, as `sources.arxiv_snapshot` makes sightings of them.

Beside each row stands what its keys are digests of, spelled as Python spells a `Sighting`: what comes before
the abstract and what comes behind it. A row whose record leaves any doubt is not sure.
"""

import re
from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_NAMES = r'"(?:[^"\\]|\\.)*"'
_NEXT = r"\s*(?:,\s*)?"
# One line as the snapshot has it: its fields in any order, texts or null, and the two lists.
_SHAPE = (
    r"\s*\{\s*(?:"
    rf'"(?:id|submitter|authors|title|comments|journal-ref|doi|report-no|categories|license|abstract|update_date)"\s*:\s*(?:null|{_NAMES}){_NEXT}'
    rf'|"versions"\s*:\s*\[\s*(?:\{{\s*"version"\s*:\s*{_NAMES}\s*,\s*"created"\s*:\s*{_NAMES}\s*\}}{_NEXT})*\]{_NEXT}'
    rf'|"authors_parsed"\s*:\s*\[\s*(?:\[\s*(?:{_NAMES}{_NEXT})*\]{_NEXT})*\]{_NEXT}'
    r")*\}\s*"
)

# `concat` makes one text of many at once and takes null as nothing; `is_sure` therefore asks for nulls itself.
_MACROS = r"""
create temp macro slashed(s) as case when contains(s, '\') then replace(s, '\', '\\') else s end;
create temp macro mark(s) as case when contains(s, '''') then '"' else '''' end;
create temp macro said(s) as concat(mark(s), slashed(s), mark(s));
create temp macro is_said(s) as not (contains(s, '"') and contains(s, ''''));
create temp macro told(s) as case when s = '' then 'None' else said(s) end;
create temp macro several(l) as concat('(', array_to_string(list_transform(l, lambda one: said(one)), ', '),
    case when len(l) = 1 then ',)' else ')' end);
create temp macro spelled(t) as concat('datetime.datetime(', strftime(t, '%Y, %-m, %-d, %-H, %-M'),
    case when second(t) > 0 then concat(', ', second(t)) end, ', tzinfo=datetime.timezone.utc)');
create temp macro moment(s) as case
    when regexp_full_match(s, '[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT')
    then try_strptime(s[6:], '%-d %b %Y %H:%M:%S GMT') end;
create temp macro is_month(s) as s between '01' and '12';
create temp macro is_arxiv_id(s) as regexp_full_match(s, '\d{4}\.\d{4,5}') and is_month(s[3:4])
    and len(s) = case when s[:4] between '0704' and '1412' then 9
                      when s[:4] between '1501' and '6912' then 10 end;
create temp macro is_doi(s) as regexp_full_match(s, '10\.\d{4,9}/[A-Za-z0-9._/():-]*[A-Za-z0-9]')
    and not starts_with(s, '10.48550/');
create temp macro is_day(s) as regexp_full_match(s, '\d{4}-\d\d-\d\d') and try_cast(s as date) is not null;
create temp macro fact(name, s) as case when s <> '' then concat('["', name, '",', to_json(s), ']') end;
create temp macro said_fact(name, s) as case when s <> '' then concat('(''', name, ''', ', said(s), ')') end;
"""

_ROWS = r"""
with one as materialized (
    select n, title, quote, comments, "journal-ref" as journal, id, lower(doi) as doi, is_withdrawn,
        string_split(categories, ' ') as listed,
        try_cast(versions[-1].version[2:] as integer) as version,
        moment(versions[1].created) as first_at, moment(versions[-1].created) as last_at,
        list_transform(authors_parsed, lambda name: trim(concat_ws(' ',
            nullif(name[2], ''), nullif(name[1], ''), nullif(name[3], '')), ' ,;')) as people,
        concat_ws(', ', said_fact('license', license), said_fact('report_no', "report-no"),
            said_fact('submitter', submitter)) as facts_said,
        concat_ws(',', fact('license', license), fact('report_no', "report-no"),
            fact('submitter', submitter)) as facts,
        (license <> '')::int + ("report-no" <> '')::int + (submitter <> '')::int as fact_count,
        is_arxiv_id(id) and (doi = '' or is_doi(doi)) and title <> '' and not is_withdrawn
            and regexp_full_match(categories, '[A-Za-z.-]+(?: [A-Za-z.-]+)*')
            and regexp_full_match(versions[-1].version, 'v[1-9]\d{0,3}')
            and (update_date = '' or is_day(update_date)) and is_said(title)
            and is_said(comments) and is_said("journal-ref")
            and not contains(concat(license, "report-no", submitter), '"') as is_sure
    from plain
)
select n as line, 'arxiv' as source, 'snapshot' as kind, false as is_abstract_cut, is_withdrawn,
    null::timestamp as listed_at, null as rank, null as upvotes, null::varchar as organisation, null::varchar as links,
    concat('Sighting(source=''arxiv'', kind=''snapshot'', title=', said(title), ', ids=(''arxiv:', id,
        case when doi = '' then ''',)' else concat(''', ''doi:', doi, ''')') end, ', abstract=', quote) as record_head,
    concat(quote, ', is_abstract_cut=False, authors=', several(people), ', categories=', several(listed), ', comment=',
        told(comments), ', journal_ref=', told(journal), ', doi=', told(doi), ', version=', version,
        ', published_at=', spelled(first_at), ', updated_at=', spelled(last_at),
        ', listed_at=None, is_withdrawn=False, rank=None, upvotes=None, organisation=None, links=(), facts=(',
        facts_said, case when fact_count = 1 then ',))' else '))' end) as record_tail,
    concat(title, chr(0)) as judged_head, concat(chr(0), array_to_string(listed, chr(0))) as judged_tail,
    title, case when doi = '' then ['arxiv:' || id] else ['arxiv:' || id, 'doi:' || doi] end as ids,
    people as authors, listed as categories,
    nullif(comments, '') as comment, nullif(journal, '') as journal_ref, nullif(doi, '') as doi, version,
    first_at as published_at, last_at as updated_at,
    case when facts <> '' then concat('[', facts, ']') end as facts,
    coalesce(is_sure and first_at is not null and last_at is not null and len(people) > 0
        and len(list_filter(people, lambda one: regexp_matches(one, '[A-Za-z]'))) = len(people)
        and not contains(array_to_string(people, ' '), '"')
        and (len(listed) = 1 or len(list_distinct(listed)) = len(listed)), false) as is_sure
from one
"""


def connect() -> duckdb.DuckDBPyConnection:
    """A database of nothing but the macros, on one thread: whoever reads much has many of them."""
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    connection.execute(_MACROS)
    return connection


def find_lines(
    connection: duckdb.DuckDBPyConnection, lines: pa.Table, categories: Sequence[str]
) -> pa.Table:
    """Lines (n, line) that may be of these categories: n, and whether the line is plain JSON.

    What is left out is a record whose field `categories` says so.
    """
    wanted = "|".join(re.escape(name).replace("'", "''") for name in categories)
    connection.register("lines", lines)
    # a pattern that is a parameter would be compiled for each line
    found = connection.execute(
        f"""with found as materialized (
            select n, try(json_extract(line, '$.categories'))::varchar as said from lines)
        select n, coalesce(regexp_full_match(said, '"[A-Za-z. -]*"'), false) as is_plain from found
        where regexp_matches(said, '[" ](?:{wanted})[" ]') or not is_plain"""
    ).to_arrow_table()
    connection.unregister("lines")
    return found


def find_shaped(connection: duckdb.DuckDBPyConnection, lines: pa.Table) -> NDArray[np.int64]:
    """Those of the lines (n, line) that have the usual fields in the usual types and no others."""
    connection.register("lines", lines)
    found = connection.execute(
        f"select n from lines where regexp_full_match(line, '{_SHAPE}') order by n"
    ).to_arrow_table()
    connection.unregister("lines")
    places: NDArray[np.int64] = found["n"].to_numpy()
    return places


def make_rows(connection: duckdb.DuckDBPyConnection, plain: pa.Table) -> pa.Table:
    """Rows of plain records, but for their abstracts, with `is_sure` beside them.

    The texts must be one line already; `quote` is the mark that Python sets around the abstract.
    """
    connection.register("plain", plain)
    made = connection.execute(_ROWS).to_arrow_table()
    connection.unregister("plain")
    return made
