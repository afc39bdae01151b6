"""The words by which a comment says where a work appeared, or that it has not yet."""

import re
from collections.abc import Iterable

from ingest.artifacts.venue_names import ALIASES, CONFERENCES, JOURNALS

CONFERENCE_KEYS = {name.casefold(): name for name in CONFERENCES}
# Read only as written or in capitals: in lower case or mixed case they are words or units.
STRICT = frozenset(
    [
        "MM",
        "IV",
        "SC",
        "VR",
        "VIS",
        "FG",
        "KR",
        "LoG",
        "DATE",
        "CHI",
        "SLT",
        "CCS",
        "DAC",
        "MICRO",
        "CHIP",
        "SMC",
        "UAI",
        "ASE",
        "HRI",
        "PETS",
        "STOC",
    ]
)


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTHS_CUT = (*dict.fromkeys(name[:length] for name in _MONTHS for length in (3, 4)),)  # Sep, Sept
_MONTH = "|".join((*_MONTHS, *(rf"{name}\.?(?![a-z])" for name in _MONTHS_CUT)))


def _either(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_MORE_ACRONYMS = (
    "NIPS",
    "SIGKDD",
    "ACM MM",
    "ACMMM",
    "MM",
    "ECML PKDD",
    "ECML/PKDD",
    "SIGGRAPH Asia",
)
YEAR = r"(?:(?P<year>(?:19|20)\d\d)|['’`]?(?P<yy>[0-3]\d))(?!\d)"
ACRONYM = re.compile(
    rf"(?<![\w/.@-])(?:(?P<before>20\d\d)\s+)?(?:IEEE(?:/\w+)?\s+|ACM\s+|The\s+)*"
    rf"(?P<name>{_either((*CONFERENCES, *_MORE_ACRONYMS))})"
    rf"(?P<workshop>-?W)?(?![a-z])(?:\s?[-–,(:@]?\s?{YEAR})?(?!\w|/(?![A-Z]{{2}}))",
    re.IGNORECASE,
)  # fmt: skip
FULL_NAME = re.compile(
    rf"(?:{_either(name for name in ALIASES if len(name) > 10)})"
    r"(?!,?\s+(?:and|&|in|for|of|on|theory|systems?|imaging)\b)",
    re.IGNORECASE,
)
JOURNAL = re.compile(
    rf"(?<![\w/.-])(?:{_either(JOURNALS)})(?![A-Za-z_/])",
    re.IGNORECASE,
)
ACCEPTED = re.compile(
    r"\b(?:accep\w*|acctep\w*|published|to appear|appear(?:s|ed|ing)? (?:in|at)|camera[- ]ready|presented|in press|forthcoming)\b",
    re.IGNORECASE,
)
# Say that a clause speaks of an accepted paper, unless it also says submitted.
SETTLED = re.compile(
    r"\b(?:publication|proceedings|proc\.|oral|spotlight|highlight|poster|conference version|version of record|findings of|won|best paper)\b",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"\b(?:submit\w*|submision|submission|under[- ](?:[\w-]+ ){0,2}(?:review|consideration|revision)|in review|reviewing|being reviewed|in preparation|"
    r"prepared for|intended for|target(?:ing|ed)|plan\w*|reject\w*|withdrawn|resubmi\w*|preprint (?:for|of)|rolling review|ARR|"
    r"(?:format|style|template)(?:ted)?)\b",
    re.IGNORECASE,
)
PENDING = re.compile(
    r"\b(?:submit\w* (?:to|for)|under[- ](?:[\w-]+ ){0,2}(?:review|consideration)|in review)\b",
    re.IGNORECASE,
)
# The venue belongs to another version of the work, or to another work.
OTHER_VERSION = re.compile(
    r"\b(?:exten(?:ded|sion|ds|ding)\b.{0,40}\b(?:version|of|from)|extended (?:abstract )?(?:version )?(?:of|from)|preliminary|early version|earlier|previous|short(?:er)? version|journal version|"
    r"prior version|abridged|based on (?:our|the|a)|builds? (?:up)?on|builds? (?:our|the)|follow-?up|evaluat\w+ on|data ?set|challenge at|solution (?:to|for)|winn\w+|place in|superseded)\b",
    re.IGNORECASE,
)
TRACKS = (
    ("Workshop", re.compile(r"\bworkshops?\b|(?<!CEUR-)\bws\b|\bSRW\b|symposium series|\bsatellite (?:event|workshop)s?\b", re.IGNORECASE)),
    ("Findings", re.compile(r"\bfindings?\b", re.IGNORECASE)),
    ("Industry", re.compile(r"\bindustr(?:y|ial) track\b|\bindustry\b(?! \w+ing)", re.IGNORECASE)),
    ("Demo", re.compile(r"\b(?:system )?demo(?:nstration)?s?\b(?:\s+track)?", re.IGNORECASE)),
    ("Datasets and Benchmarks", re.compile(r"\bdata ?sets? (?:and|&) benchmarks?\b|\bD&B\b", re.IGNORECASE)),
    ("Position", re.compile(r"\bposition (?:paper )?track\b", re.IGNORECASE)),
    ("Tutorial", re.compile(r"\btutorial\b", re.IGNORECASE)),
    ("Doctoral Consortium", re.compile(r"\bdoctoral (?:consortium|symposium)\b", re.IGNORECASE)),
    ("Student Abstract", re.compile(r"\bstudent abstract\b|\bextended abstracts?\b", re.IGNORECASE)),
    ("Late Breaking", re.compile(r"\blate[- ]breaking\b|\bLBW\b", re.IGNORECASE)),
    ("Bridge", re.compile(r"\bbridge (?:program|track)\b", re.IGNORECASE)),
    ("Challenge", re.compile(r"\b(?:challenge|competition|shared task|hackathon|\d(?:st|nd|rd|th) place)\b", re.IGNORECASE)),
)  # fmt: skip
# "MICCAI 2026 FLARE Challenge": the challenge is what accepted it.
CHALLENGE_AFTER = re.compile(r"^\s+(?:[\w&-]+\s+){0,3}(?:challenge|competition)\b", re.IGNORECASE)
MAIN_PAPER = re.compile(r"\baccepted paper|accepted (?:to|at|by|in)\b", re.IGNORECASE)
# "ML4H @ NeurIPS 2024", "co-located with ACL 2025", "AAAI TrustAgent 2026": an event beside the conference.
HELD_WITH = re.compile(
    r"(?:co-?l?located with|[Cc]ol?located with|in conjunction with|(?<![\w-])[\w-]{0,15}[A-Z][\w-]{0,15}[A-Z0-9][\w-]{0,15}\s+at|@)\s*(?:the\s+)?(?:[\w/]+\s+)?$",
)
OTHER_EVENT_AFTER = re.compile(
    r"^\s+(?!Conference|Main|Oral|Annual|Findings|Technical|Track|Proceedings|International|Long|Short|Full|Regular)[A-Z][\w-]+\s+(?:20)?\d\d\b"
)
DOI_TRACKS = {
    "w": "Workshop",
    "srw": "Workshop",
    "findings": "Findings",
    "demo": "Demo",
    "demos": "Demo",
    "industry": "Industry",
    "tutorial": "Tutorial",
    "tutorials": "Tutorial",
}
IN_FULL = frozenset({"Datasets and Benchmarks", "Position"})
CLAUSE = re.compile(
    r"[;|\n]|(?<!\bProc)(?<!\bInt)(?<!\bConf)(?<!\bal)(?<!\bvs)\.\s+(?=[A-Z0-9*\[(])|\.\s*$"
)
BARE_REST = re.compile(
    r"\d+|pages?|figures?|tables?|appendix|main|conference|paper|papers|long|short|oral|spotlight|highlight|poster|track|technical|"
    r"findings|the|at|in|of|to|and|with|code|project|page|website|early|regular|full|ieee|acm|cvf|arxiv|\W+",
    re.IGNORECASE,
)
ANY_YEAR = re.compile(r"(?<!\d)(20[0-3]\d|199\d)(?!\d)")
SPELT = r"(?P<name>[A-Z][A-Za-z0-9]{0,14}[A-Z][A-Za-z0-9]{0,14})\)?(?:\s?[-(,]?\s?(?P<year>20\d\d)|\s?['’](?P<yy>\d\d))(?!\d)"
UNKNOWN = re.compile(
    rf"\b(?i:accepted|accepeted|published|to appear|presented|conference|symposium|workshop)\b[^;]{{0,90}}?(?<![\w@-]){SPELT}"
    rf"|^\W*(?:\d+ pages,?\W*)?{SPELT.replace('?P<name>', '?P<name2>').replace('?P<year>', '?P<year2>').replace('?P<yy>', '?P<yy2>')}(?:\s+[Cc]onference)?\W*$"
)
PERIODICAL = re.compile(
    r"\b(?i:accepted|published|to appear|in press)\b(?i:\s+(?:for|and|publication|by|in|at|to|the|press|published|appear|as))*\s+"
    r"(?P<name>(?:[A-Z][\w&-]*|of|on|and|for|in|the)(?:\s+(?:[A-Z(][\w&)-]*|of|on|and|for|in|the|&)){1,9})"
)
# "Published in Information Processing & Management, 2026.": nothing else is said, so the words are the journal's name.
ALONE = re.compile(
    r"^\W*(?:\d+ pages\W+)?(?i:(?:this (?:paper|article|work|manuscript)\s+)?(?:is |was |has been |(?:the )?accepted version\W+)*(?:accepted (?:for publication )?(?:in|by)|published (?:in|by)|to appear in)(?: the)?)\s+"
    r"['\"“‘]?(?P<name>(?!(?:Main|Findings|Proc|Proceedings|Special|Volume|Lecture|Part|IEEE|ACM)\b)[A-Z][\w&-]+(?:\s+(?:[A-Z][\w&-]*|of|on|and|for|in|the|&)){1,7})['\"”’]?"
    r"(?:[,\s(]+(?:volume |vol\.? |(?:" + _MONTH + r") )?(?:\d{1,3}[,\s]+)?(?:19|20)\d\d\)?)?\W*$"
)
LEFT_OVER = re.compile(  # behind a periodical's name
    rf"\s*\(.*|(?:\s+(?:of|on|and|for|in|the|{_MONTH}))+$"
)
PERIODICAL_WORDS = re.compile(r"\b(?:Journal|Transactions|Letters|Review|Annals|Magazine)\b")
GATHERING = re.compile(r"\b(?:conference|workshop|symposium|meeting)\b", re.IGNORECASE)
NO_VENUES = frozenset(
    [
        *map(str.upper, _MONTHS_CUT),
        "IEEE",
        "ACM",
        "MDPI",
        "LNCS",
        "PMLR",
        "CEUR",
        "DOI",
        "ISBN",
        "USA",
        "CC",
        "LLM",
        "LLMs",
        "ARR",
        "COVID",
    ]
)
