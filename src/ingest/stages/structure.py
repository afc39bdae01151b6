"""Stop a list that was restructured since it was last understood, and go on once people said so."""

import hashlib
import json
from pathlib import Path

from ingest.errors import ConfigError, ListError
from ingest.files import save_whole
from ingest.lists import CuratedList, find_section, read_list
from ingest.lists.adopting.fingerprint import (
    Restructuring,
    find_fingerprint,
    find_restructuring,
    fingerprint_record,
    make_question,
    parse_fingerprint,
)
from ingest.lists.adopting.planfile import rename_headings
from ingest.lists.plan import ListPlan
from ingest.settings import choose_lists, find_headings, load_config
from ingest.stages.context import Context
from ingest.stages.listing import forge_of, list_where, text_of
from ingest.store import load_fingerprint, save_fingerprint


def check_structure(context: Context, plan: ListPlan, curated: CuratedList) -> None:
    """Compare a list with its fingerprint and keep the new one; ListError is the question it stops with.

    The first time, and after the plan's headings or columns were edited, the list is taken as it is.
    """
    changed = find_change(context, plan, curated)
    if changed:
        raise make_question(changed, plan, list_where(plan))
    _save(context, plan, curated)


def find_change(context: Context, plan: ListPlan, curated: CuratedList) -> Restructuring | None:
    """How a list was restructured; None where it is as before, and where nobody can say."""
    known = load_fingerprint(context.store, plan.name)
    if known is None or known[0] != _digest(plan):
        return None
    return find_restructuring(parse_fingerprint(known[1]), curated, plan.sections)


def is_restructured(context: Context, plan: ListPlan, text: bytes) -> bool:
    """Whether a list waits for an answer: until then no row of it counts as removed or is written."""
    return find_change(context, plan, read_list(text, list_where(plan))) is not None


def accept_list(context: Context, name: str) -> tuple[str, ...]:
    """Take a list as it is built now: what was done, in sentences.

    Headings that only were renamed are set in the list's config file. ListError where a section was
    split up, became part of another or is gone: only a person can say what its plan should be.
    """
    plan = choose_lists(context.config.lists, [name])[0]
    curated = read_list(text_of(plan, forge_of(context, plan).fetch_base()), list_where(plan))
    changed = find_change(context, plan, curated)
    done: tuple[str, ...] = ()
    if changed and changed.needs_hand:
        raise make_question(changed, plan, list_where(plan))
    if changed:
        if changed.renamed:
            plan = _rename(context, plan, curated, changed)
        done = (
            *changed.reasons,
            *(f'"{old}" is "{new}" now in {plan.where}' for old, new in changed.renamed),
        )
    for section in plan.sections:
        find_section(curated, section)  # ListError: what is not there can't be accepted
    _save(context, plan, curated)
    return done


def _rename(
    context: Context, plan: ListPlan, curated: CuratedList, changed: Restructuring
) -> ListPlan:
    """The plan as the rewritten config file says it; the file is as before when it doesn't fit."""
    path = Path(plan.where)
    before = path.read_bytes()
    text = before.decode("utf-8")
    text = rename_headings(text, find_headings(text), changed.renamed)
    save_whole(path, text.encode("utf-8"))
    try:
        renamed = choose_lists(load_config(context.home).lists, [plan.name])[0]
        for section in renamed.sections:
            find_section(curated, section)
    except (ConfigError, ListError):
        save_whole(path, before)
        raise
    return renamed


def _save(context: Context, plan: ListPlan, curated: CuratedList) -> None:
    record = fingerprint_record(find_fingerprint(curated, plan.sections))
    if load_fingerprint(context.store, plan.name) == (
        _digest(plan),
        json.loads(json.dumps(record)),
    ):
        return
    with context.store.transaction():
        save_fingerprint(context.store, plan.name, _digest(plan), record, context.now())


def _digest(plan: ListPlan) -> str:
    """What of a plan says how the list is built."""
    told = (plan.repo, plan.path, *((one.heading, one.columns) for one in plan.sections))
    return hashlib.sha256(repr(told).encode("utf-8", "surrogateescape")).hexdigest()[:16]
