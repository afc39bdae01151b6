"""Whose is the URL? What the sentence around it says: theirs, promised, somebody else's, or nothing."""

import re
from typing import Literal

from ingest.artifacts.mentions import Mention

Claim = Literal["own", "promised", "other", "bare"]

_OWN = re.compile(
    r"\b(?:availab\w+|accessib\w+|released?|releasing|open[- ]?(?:ly )?sourc\w+|publicly|hosted|shared?"
    r"|(?:be|is|are) (?:found|accessed|viewed|downloaded|obtained|seen|explored|provided|maintained|supplied)"
    r"|maintain\w*|found (?:at|in|on|here)|supplied|see|visit|refer to|check out"
    r"|project[ -]?(?:page|site|web\w*)?s?|web ?(?:page|site|app\w*)s?|home ?page|codes?|codebase"
    r"|github|repositor(?:y|ies)|repo|demos?|documentation|details|videos?|download\w*|implementation"
    r"|supplement\w+|resources?|leaderboard|models? (?:at|here)|data(?:sets?)? (?:at|here)|samples|model|materials?|presented at|document(?:ed)? .{0,20}at|deploy\w*|access|link|collected in|explore|artifacts)\b",
    re.IGNORECASE,
)
# "Data: URL", "..., models: URL"
_LABELLED = re.compile(
    r"(?:^|[,;.|]|\band\b)\s*(?:data ?sets?|data|models?|weights|checkpoints?|benchmarks?|links?)\s*[:：]\s*$",
    re.IGNORECASE,
)
_OUR = re.compile(
    r"\b(?:our|ours|we (?:also |further |publicly |have |will |fully |then )*"
    r"(?:releas\w+|open|shar\w+|publish\w*|mak\w+|made|provid\w+|host\w*|maintain\w*))\b",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"\b(?:we (?:also |further |then |have )*(?:introduc|present|propos|develop|buil[dt]|construct|creat|curat)\w*"
    r"|this (?:paper|work|report) (?:introduc|present|propos)\w*)",
    re.IGNORECASE,
)
# "We use the weights of URL", "evaluated on the data set available at URL".
_USED = re.compile(
    r"\b(?:we (?:also |then |further )?(?:use|used|adopt\w*|employ\w*|follow\w*|compar\w*|leverag\w*|utili[sz]\w*"
    r"|fine-?tun\w*|evaluat\w*|train\w*|test\w*|build (?:up)?on|start from|extend)"
    r"|(?:evaluated|trained|tested|validated|fine-?tuned|built|based) (?:up)?on(?! our)"
    r"|(?:adapted|derived|borrowed|taken|forked|extracted|sourced|collected) from|fork of|similar to|baseline)\b",
    re.IGNORECASE,
)
# Behind "we use ..., " these turn the sentence back to the authors' own things.
_RELEASED = re.compile(
    r"\b(?:releas\w+|open[- ]?sourc\w+|our|(?:code|codes|codebase|implementation)\b.{0,40}\bavailable|, (?:publicly |freely )?available)\b|\bcodes?:",
    re.IGNORECASE,
)
_AVAILABLE = re.compile(r"\b(?:availab\w+|releas\w+|open[- ]?sourc\w+)\b", re.IGNORECASE)
_BORROWED_END = re.compile(
    r"(?:\b(?:of|from|by|using|with|via|like|than|e\.g\.,?|such as|as in|on)\s*[(\[]?\s*)$",
    re.IGNORECASE,
)
_PROMISED = re.compile(
    r"\b(?:(?:will|to|would|shall) (?:soon |later |also )?(?:be |become |make )|will (?:soon |publicly |fully |also )*"
    r"(?:release|open|share|publish|provide)|(?:coming|available) soon|soon (?:be )?(?:at|on|available)"
    r"|(?:upon|after|once|on|following) (?:\w+ )?(?:acceptance|accepted|publication|published|review)\b"
    r"|plan to (?:release|open|share))",
    re.IGNORECASE,
)
_PROMISED_AFTER = re.compile(
    r"^\W*(?:upon|after|once|following|soon|when) (?:\w+ ){0,2}(?:acceptance|publication|accepted|published|available)?",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")


def claim_of(mention: Mention) -> Claim:
    """What the mention's own sentence says of its URL; a comment is the authors' unless it says otherwise."""
    words = mention.before
    if _PROMISED.search(words) or _PROMISED_AFTER.match(mention.after):
        return "promised"
    is_ours = bool(_OUR.search(words))
    used = list(_USED.finditer(words))
    if used and not _OUR.search(rest := words[used[-1].end() :]) and not _RELEASED.search(rest):
        return "other"
    own = list(_OWN.finditer(words))
    if _BORROWED_END.search(words) and not is_ours and not _ends_own(words, own):
        return "other"
    if own or is_ours or mention.place == "comment":
        return "own"
    if _LABELLED.search(words) or _INTRODUCED.search(words):
        return "own"
    if mention.is_last and not words.strip(" :-\n"):
        return "own"  # the abstract's last line is the URL alone
    return "bare"


def _ends_own(words: str, own: list[re.Match[str]]) -> bool:
    """Whether the last claim stands close before the URL: "downloaded from URL"."""
    is_close = bool(own) and len(words) - own[-1].end() < 30
    return is_close or bool(_AVAILABLE.search(words[-100:]))


def claim_evidence(mention: Mention, claim: Claim) -> str:
    """One phrase for a person: where the URL stands and the words before it."""
    said = _SPACES.sub(" ", mention.before).strip(" :({[\"'~")
    words = said if len(said) <= 70 else f"…{said[said.find(' ', len(said) - 70) + 1 :]}"
    quote = f': "{words}"' if len(words) > 3 else ""  # "See" alone proves nothing to a reader
    verb = {
        "own": "named in the",
        "promised": "promised in the",
        "other": "somebody else's, in the",
        "bare": "stands in the",
    }[claim]
    return f"{verb} {mention.place}{quote}"
