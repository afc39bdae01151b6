"""What a whole page says of itself: asked for every section, answered once a page."""

import re
from collections import Counter
from functools import lru_cache

from ingest.lists.lines import decode

_BOLD_RULE = re.compile(
    r"(?:LLM|large language)[^\n]{0,60}\bbold|\bbold[^\n]{0,60}(?:LLM|large language)",
    re.IGNORECASE,
)
_ARXIV_WORD = re.compile(r"(?<![/.\w\[-])arxiv(?![\w.:-])", re.IGNORECASE)


@lru_cache(maxsize=8)
def is_bold_for_llm(text: bytes) -> bool:
    """True where the page says that works with a large language model stand in bold."""
    return b"bold" in text.lower() and bool(_BOLD_RULE.search(decode(text)))


@lru_cache(maxsize=8)
def arxiv_spelling(text: bytes) -> str | None:
    """How the page mostly spells arXiv where it names it as a venue; None where it does not."""
    spelled = Counter(_ARXIV_WORD.findall(decode(text)))
    return spelled.most_common(1)[0][0] if spelled else None
