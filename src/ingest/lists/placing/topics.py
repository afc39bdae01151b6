"""Topics that are bullets of words, with a section's entries below them: nothing but a plan tells which is meant."""

from collections.abc import Sequence
from itertools import pairwise

from ingest.errors import ListError
from ingest.lists.model import CuratedList, Entry, Section
from ingest.lists.placing.dated import dated_groups
from ingest.lists.reading.groups import groups_of
from ingest.lists.reading.nesting import own_entries

_ALONE = 0.75  # of the entries have a line above them that is none


def refuse_topics(curated: CuratedList, section: Section, run: Sequence[Entry]) -> None:
    """ListError for entries that all stand below bullets of words, each a topic: nothing tells which is meant."""
    is_below = all(entry.depth for entry in run)
    if is_below and len(run) > 1 and _stand_alone(curated, run):
        raise ListError(
            f'each entry of "{section.heading}" stands below a line of its own, which a new one would need too',
            where=f"{curated.where}:{run[0].line}",
            todo="Write this entry by hand.",
        )
    topics = topics_of(curated, section)
    if topics:
        raise ListError(
            f'the entries of "{section.heading}" stand under {len(topics)} bullets: '
            + ", ".join(f'"{topic.heading}"' for topic in topics[:12]),
            where=f"{curated.where}:{section.line}",
            todo=f'Which one is meant? Name it in the plan: "{topics[0].path}".',
        )


def topics_of(curated: CuratedList, section: Section) -> tuple[Section, ...]:
    """The bullets of words that a section's entries all stand below, each a topic; () where they are times or there are none."""
    run = own_entries(curated, section)
    if len(run) < 2 or not all(entry.depth for entry in run) or _stand_alone(curated, run):
        return ()
    topics = groups_of(curated, section)
    return topics if len(topics) > 1 and not dated_groups(curated, section) else ()


def _stand_alone(curated: CuratedList, run: Sequence[Entry]) -> bool:
    """True for entries nearly all of which have words of no entry above them (`* **Name**: authors`)."""
    between = (curated.text[one.end : two.start].strip() for one, two in pairwise(run))
    return sum(bool(words) for words in between) >= _ALONE * (len(run) - 1)
