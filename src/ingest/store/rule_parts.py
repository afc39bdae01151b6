"""Which rules judged what: how each category stood in the books that works were judged by."""

from collections.abc import Iterator, Mapping, Sequence

from ingest.store.connection import Store
from ingest.store.rows import merge_rows, stage, unstage

_BATCH = 5_000


def save_rule_parts(store: Store, rules_digest: str, parts: Mapping[str, str]) -> None:
    """Note the categories (name -> digest) of a book; forget the books that judged nothing."""
    rows = [
        {"rules_digest": rules_digest, "category": name, "digest": digest}
        for name, digest in parts.items()
    ]
    merge_rows(store, "rule_parts", rows, key=["rules_digest", "category"])
    store.connection.execute(
        "delete from rule_parts where rules_digest <> ? "
        "and rules_digest not in (select rules_digest from judgements)",
        [rules_digest],
    )


def load_older_rules(store: Store, rules_digest: str) -> dict[str, dict[str, str]]:
    """The other books that works were judged by last, each with its categories where they are known."""
    rows = store.rows(
        "select j.rules_digest, p.category, p.digest from "
        "(select distinct rules_digest from judgements where rules_digest <> ?) j "
        "join rule_parts p using (rules_digest)",
        rules_digest,
    )
    books: dict[str, dict[str, str]] = {}
    for digest, category, part in rows:
        books.setdefault(digest, {})[category] = part
    return books


def load_judged_texts(store: Store, rules_digest: str) -> Iterator[list[tuple[str, str, str]]]:
    """(work id, title, abstract) of the works judged by these rules whose text is still the same.

    In batches; nothing else may be asked of the store before the last one.
    """
    result = store.connection.execute(
        "select w.work_id, w.title, coalesce(w.abstract, '') from works w "
        "join judgements j using (work_id, text_digest) where j.rules_digest = ?",
        [rules_digest],
    )
    while batch := result.fetchmany(_BATCH):
        yield batch


def confirm_judgements(
    store: Store, old: str, new: str, *, changed: Sequence[str], touched: Sequence[str]
) -> int:
    """Let judgements by the rules `old` count as by `new`; returns of how many works.

    Not those of works with a verdict in a `changed` category, nor of `touched` works.
    """
    stage(store, "changed", "category", changed)
    stage(store, "touched", "work_id", touched)
    try:
        result = store.connection.execute(
            "update judgements set rules_digest = ? where rules_digest = ? "
            "and work_id not in (select work_id from touched) and work_id not in "
            "(select work_id from verdicts join changed using (category))",
            [new, old],
        ).fetchone()
    finally:
        unstage(store, "changed")
        unstage(store, "touched")
    return int(result[0]) if result else 0
