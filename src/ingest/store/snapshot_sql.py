"""SQL that reads lines of arXiv's snapshot as rows of `sightings`, as `sources.arxiv_snapshot` makes sightings of them.

DuckDB parses each line once. What it makes of a line leaves a doubt where the line is not as nearly all of them are;
such a row is not sure. Not looked for here is a name with an ITEM in it, and the word for a withdrawal in an abstract.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

import duckdb
import pyarrow as pa

from ingest.ids import ARCHIVES
from ingest.store.picked import Picked
from ingest.store.stretches import Stretches

_TEXTS = (
    "id", "submitter", "title", "comments", "journal-ref", "doi", "report-no", "categories", "license", "abstract",
    "update_date",
)  # fmt: skip
# Where `snapshot_sighting` looks besides, for archives of the same metadata with names of their own.
_OTHERS = (
    "comment", "journal_ref", "primary_category", "published", "updated", "listed", "announce", "abstract_truncated",
)  # fmt: skip
_COLUMNS = ", ".join(
    [
        *(f"'{name}': 'VARCHAR'" for name in (*_TEXTS, *_OTHERS)),
        "versions: 'STRUCT(version VARCHAR, created VARCHAR)[]'",
        "authors_parsed: 'VARCHAR[][]'",
    ]
)
# One that stays in the cache is faster than a large one; longer lines are an error.
_BUFFER = 4 << 20
_BATCH = 512  # rows that the cache holds
_READ = (
    f"read_json('stretch://lines', format = 'newline_delimited', columns = {{{_COLUMNS}}}, records = true, "
    f"compression = 'uncompressed', ignore_errors = true, maximum_object_size = {_BUFFER})"
)
# Behind the last line: its row has the number of all rows before it, and is never left out.
_END = b'\n{"categories": "?"}\n'

# What the digest of a sighting sets apart by, as `works.sighting_key` does.
_F, ITEM = "\x1f", "\x1e"
# No text of one line has them: kinds of space that JSON seldom has, and other control characters.
_WIDE_SPACE = r"\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
# A column of text has these where the JSON had a number, a list, an object, true or false.
_NO_TEXT = r"[\[{]|(?:true|false|-?[0-9][0-9.eE+-]*|-?NaN|-?Infinity)(?:\x1e|$)"
# Of texts set apart by ITEM: one that is not on one line, one that was no text.
_ODD_TEXT = rf"[\x00-\x1d\x1f{_WIDE_SPACE}]|  |(?:^|\x1e) | (?:\x1e|$)|(?:^|\x1e)(?:{_NO_TEXT})"
# Of names set apart by ITEM: one that begins or ends as none does, one that may have no letter, one that was no text.
# (What a letter is beyond A to z takes RE2 longer to learn, for each statement, than a hundred names to read.)
_ODD_NAME = (
    rf"[\x00-\x1d\x1f{_WIDE_SPACE}]|  |(?:^|\x1e)[ ,;]|[ ,;](?:\x1e|$)|(?:^|\x1e)[^A-Za-z\x1e]*(?:\x1e|$)"
    r"|(?:^|[ \x1e])(?:true|false|-?NaN|-?Infinity|[\[{]|-?[0-9])"
)
_MONTH = "(?:0[1-9]|1[0-2])"
_PLAIN_ID = (
    rf"(?:07(?:0[4-9]|1[0-2])|(?:0[89]|1[0-4]){_MONTH})\.\d{{4}}|(?:1[5-9]|[2-6]\d){_MONTH}\.\d{{5}}"
    rf"|(?:{ARCHIVES})/(?:9[1-9]{_MONTH}|0[0-6]{_MONTH}|070[1-3])\d{{3}}"
)

_MACROS = rf"""
create temp macro squeezed(s) as case when regexp_matches(s, '\n|  |^ | $')
    then trim(regexp_replace(s, '[ \n]+', ' ', 'g')) else s end;
create temp macro lined(s) as squeezed(case when contains(s, chr(10)) then replace(s, chr(10) || '  ', ' ') else s end);
create temp macro is_no_text(s) as coalesce(case when not contains(s, ' ') or starts_with(s, '[') or starts_with(s, '{{')
    then regexp_matches(s, '^(?:{_NO_TEXT})') end, false);
-- a year of two digits is of another century: such a row is not sure
create temp macro moment(s) as try_strptime(s, '%a, %-d %b %Y %H:%M:%S GMT');
create temp macro is_doi(s) as regexp_full_match(s, '10\.\d{{4,9}}/[A-Za-z0-9._/():-]*[A-Za-z0-9]')
    and not starts_with(s, '10.48550/');
create temp macro is_day(s) as regexp_full_match(s, '\d{{4}}-\d\d-\d\d') and try_cast(s as date) is not null;
create temp macro quoted(s) as case when contains(s, '"') or contains(s, '\')
    then replace(replace(s, '\', '\\'), '"', '\"') else s end;
create temp macro fact(name, s) as case when s <> '' then concat('["', name, '","', quoted(s), '"]') end;
create temp macro full_name(name) as case
    when name[2] = '' and name[3] = '' then name[1]
    when name[3] = '' then name[2] || ' ' || name[1] else name[2] || ' ' || name[1] || ' ' || name[3] end;
create temp macro is_each_once(names) as case len(names) when 1 then true when 2 then names[1] <> names[2]
    else len(list_distinct(names)) = len(names) end;
"""

_ROWS = rf"""
with kept as (
    select * from (select row_number() over () - 1 as place, * from {_READ}) where regexp_matches(categories, '$wanted') is not false
), texts as (
    select place, lined(title) as title, abstract, nullif(lined(comments), '') as comment,
        nullif(lined("journal-ref"), '') as journal_ref, nullif(lower(doi), '') as doi, id, categories as said,
        license, "report-no" as report_no, submitter,
        versions[-1].version as version, moment(versions[1].created) as first_at,
        case when len(versions) > 1 then moment(versions[-1].created) end as later_at, len(versions) as version_count,
        list_transform(authors_parsed, lambda name: coalesce(full_name(name), chr(0))) as authors,
        case when doi <> '' then ['arxiv:' || id, 'doi:' || lower(doi)] else ['arxiv:' || id] end as ids,
        coalesce({", ".join(_OTHERS)}) is null and (coalesce(update_date, '') = '' or is_day(update_date)) as is_usual
    from kept
), parts as (
    select *, array_to_string(authors, '{ITEM}') as names, string_split(said, ' ') as categories,
        case when version_count > 1 then later_at else first_at end as last_at,
        concat_ws(',', fact('license', license), fact('report_no', report_no), fact('submitter', submitter)) as facts
    from texts
), rows as (
    select *, nullif(concat('[', facts, ']'), '[]') as all_facts from parts
)
select place, title, ids, abstract, authors, categories, comment, journal_ref, doi,
    try_cast(version[2:] as integer) as version, first_at as published_at, last_at as updated_at, all_facts as facts,
    replace(said, ' ', chr(0)) as judged_tail,
    md5(concat('arxiv{_F}snapshot{_F}', array_to_string(ids, '{ITEM}'), '{_F}0{_F}', names, '{_F}', comment, '{_F}',
        journal_ref, '{_F}', doi, '{_F}', version[2:], '{_F}', epoch_us(first_at), '{_F}', epoch_us(last_at),
        '{_F}{_F}0{_F}{_F}{_F}{_F}{_F}', all_facts))[:16] as rest_digest,
    coalesce(is_usual and title <> '' and regexp_full_match(id, '{_PLAIN_ID}') and (doi is null or is_doi(doi))
        and regexp_full_match(said, '[A-Za-z.-]+(?: [A-Za-z.-]+)*')
        and is_each_once(categories)
        and regexp_full_match(version, 'v[1-9]\d{{0,3}}') and year(first_at) > 99 and year(last_at) > 99
        and not is_no_text(abstract) and coalesce(not regexp_matches(comment, '(?i)withdr'), true)
        and not regexp_matches(concat_ws('{ITEM}', title, comment, journal_ref, license, report_no, submitter), '{_ODD_TEXT}')
        and names <> '' and not regexp_matches(names, '{_ODD_NAME}'), false) as is_sure
from rows
"""


class Reader:
    """A database of nothing but this, on one thread: whoever reads much has many of them."""

    def __init__(self) -> None:
        self._stretches = Stretches()
        self._connection = duckdb.connect(config={"threads": 1})
        self._connection.execute(_MACROS)
        self._connection.register_filesystem(self._stretches)

    def read(
        self, picked: Picked, size: int, categories: Sequence[str]
    ) -> Iterator[pa.RecordBatch]:
        """Rows of the lines that may be of these categories, and one more, whose place is behind all others.

        Places are those among the picked lines, of `size` bytes at most. Abstracts are as the lines have them.
        Errors: duckdb.Error for a line that is too long, or so odd that reading ends.
        """
        named = "|".join(re.escape(name).replace("'", "''") for name in categories)
        wanted = rf"(?:^| )(?:{named})(?: |$)|[^A-Za-z. -]|^(?:true|false|-?NaN|-?Infinity)$"
        self._stretches.show(size + len(_END), chain(picked.bodies(), (_END,)))
        # a pattern that is a parameter would be compiled for each line
        made = self._connection.execute(_ROWS.replace("$wanted", wanted))
        yield from made.to_arrow_reader(_BATCH)
