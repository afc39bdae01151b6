"""Which fact a column, a field label or a link stands for: one vocabulary, English and Chinese."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.ids import github_repo, id_of_url
from ingest.lists.markup.inline import fold
from ingest.lists.model import Link
from ingest.lists.reading.labels import is_venue

PAPER_ISSUERS = ("arxiv:", "doi:", "openreview:", "acl:", "pmc:")
LINK_FIELDS = frozenset({"paper", "weights", "data", "code", "project", "links"})
LABEL_OF_LINE = (  # `- **Venue**: ` and its like, from the start of the line
    r"[ \t]*(?:[-*+][ \t]+|>[ \t]*)?(?:<div>)?(?:\*\*|<strong>|_)?"
    r"(?P<label>[^\s*:：<>\[\]|`_][^*:：<>\[\]|`\n]{0,24}?)"
    r"(?:(?:\*\*|</strong>|_)[ \t]*[:：]|[:：](?:\*\*|</strong>|_)?)(?!//)"
)
_HEADERS: tuple[tuple[str, str], ...] = (
    ("name", r"(model|data|dataset|database|method|benchmark|framework|agent|system|short|corpus)s? ?names?"
             r"|name|名称|模型名称|模型|简称|evaluation framework|acronym|abbreviation"),
    ("title", r"(paper|article|work)s? names?|((full|complete|original) )?(paper|article|work|report|study|publication)? ?titles?(\s*([&+/,]|and)\s*authors?)?|(papers?|articles?)\s*([&+/,]|and)\s*authors?"
              r"|(中文|英文|文章|论文)?(标题|题目|题名)|论文名称|论文名|标题[/和与及]作者"),
    ("authors", r"(first |lead )?authors?|(第一|主要)?作者"),
    ("date", r"(publish(ed|ing)?|publication|release[d]?|submitted|submission|posted)? ?(date|time)|released|published|(发布|发表|提交|出版|更新|上线)?(时间|日期)|month|月份"),
    ("year", r"(publication |publish(ed)? |pub\.? |publication/posting )?years?|yr\.?|(发表|发布|出版)?年份|年度|年"),
    ("venue", r"venues?|conferences?|journals?|conf\.?|[jc] ?/ ?[jc]|pub\.?|accepted (?:by|at|to)|conf\.?\s*/\s*jour(?:nal|\.)?|jour(?:nal|\.)?\s*/\s*conf\.?|venue\s*/\s*type|(conference|venue|journal)s?\s*[/&|]\s*(conference|venue|journal|org)\w*"
              r"|(venue|conference|journal|pub(lication|lished)?)s?\.?\s*([/&|+,]|and)\s*(year|date|time|month)"
              r"|(year|date)\s*([/&|+,]|and)\s*(venue|conference|journal|publication)s?|(会议|期刊|出处)[/和与及](年份|时间|日期)"
              r"|published (in|at)|publication( venue)?|(发表|收录|所属)?(期刊|会议|刊物|会刊)(名称?)?|(会议|期刊)[/和与及](会议|期刊)"
              r"|发表(于|情况|处|出处)?|出处|收录|来源|source"),
    ("weights", r"(model|pretrained|pre-trained)? ?(weights?|checkpoints?)|ckpts?|hf models?|(模型|预训练)?权重|权重链接|huggingface"),
    ("data", r"data|db|data ?sets?(\(s\))?|training data|数据集?(链接|地址)?|基准"),
    ("code", r"codes?( ?(links?|repo\w*|urls?))?|github( ?(links?|repo\w*|urls?))?|gitlab|gitee|bitbucket|repo(s|sitor(y|ies))?|implementation|source code|(开源|官方|源)?代码(链接|地址|仓库)?|源码|仓库|开源地址"),
    ("project", r"projects?( ?(links?|urls?|web ?sites?))?|homepage|website|web ?page|project page|demo|(项目|工程)(主页|链接|地址|页面)?|(official )?website|demo ?links?|主页|官网"),
    ("links", r"links?|urls?|download(s| links?)?|(下载|获取|访问)(链接|地址|方式)?|materials?|access( links?)?|papers?\s*([&+/,]|and)\s*codes?|(相关)?(链接|地址|资源)|resources?"),
    ("paper", r"papers?|works?|(related )?(articles?|reviews?|surveys?|stud(y|ies))|pdf|arxiv|(论文|文章|文献)(链接|地址)?|原文(链接)?|reference|publication link|paper ?/? ?link|doi|doi\s*/\s*(source|url|link)"),
    ("quantity", r"quantity|size|#? ?samples|# ?(items|qa|images)|数量|规模|(数据)?(大小|量)|number of .*"),
    ("number", r"#|no|number|编号|序号|号|id|index"),
    ("summary", r"summary|abstract|tl;?dr|description|introduction|(论文|内容|方法|项目|数据集?)?(简介|摘要|描述|介绍|说明|概述)|为什么必读|推荐理由|亮点|(核心|主要)?贡献|要点"),
)  # fmt: skip
_THINGS = re.compile(  # what is listed, where none of the headers above fits
    r"(?:proposed )?(?:models?|methods?|approach(?:es)?|frameworks?|systems?|networks?|architectures?|algorithms?|tools?"
    r"|agents?|方法|模型|框架|系统)"
)
_HEADER_RES = tuple((field, re.compile(rf"(?:{pattern})")) for field, pattern in _HEADERS)
_AND = re.compile(r"[&+/,|、和与及]|\b(?:and|or)\b")
_TONGUES = re.compile(r"[\u4e00-\u9fff]+|[a-z][a-z ]+")  # of a label in two: `会议 Venue`
_LABELS: tuple[tuple[str, str], ...] = (
    ("code", r"(official |source )?(codes?|github|repo(sitory)?|source|(official )?implementation|pytorch|tensorflow|代码)"),
    ("data", r"(data ?sets?|data|database|benchmark|corpus|数据集?)"),
    ("weights", r"(model ?weights?|weights?|checkpoints?|ckpts?|models?|hf|hugging ?face|权重|模型)"),
    ("project", r"(project( page)?|home ?page|web ?(site|page)|site|page|demo|blog|video|slides|poster|tweet"
                r"|twitter|poster|youtube|supp(lement\w*)?|bib(tex)?|cite|talk|post|news|colab|app|resources?|主页|项目)"),
    ("paper", r"(pdf|papers?|arxiv|arxiv pdf|html|abs(tract)?|link|url|doi|openreview|preprint|full ?text"
              r"|article|springer|nature|pmc|pubmed|ieee|acm|cvf|acl|sciencedirect|medrxiv|biorxiv|论文|链接)"),
)  # fmt: skip
_LABEL_RES = tuple(
    (field, re.compile(rf"{pattern}[\s\d.:v(/-]*.{{0,12}}")) for field, pattern in _LABELS
)
_GENERIC = re.compile(
    "|".join(pattern for _, pattern in _LABELS)
    + r"|(?:论文|代码|项目|数据集?|模型|权重|原文|开源|下载)(?:地址|链接|主页|页面|下载)"
    r"|here|read|view|download|\d+|\d{4}\.\d{4,5}(v\d+)?|https?://\S+|arxiv \S+|🔗"
)
_BEHIND_KIND = re.compile(r"\s*(?:\([^()]*\)?|[\d.]+(?:v\d+)?[bmk]?|[\d.]+x[\d.]+b)$")
_PICTURE = re.compile(
    r"!\[(?P<alt>[^\]\n]*)\]\([^()\n]*\)|<img\b(?:[^<>]*?\balt=[\"'](?P<tag>[^\"'<>]*))?[^<>]*>",
    re.IGNORECASE,
)
_BADGE_WORDS = re.compile(r"shields\.io/badge/(?P<words>[^-/?%.\s]+)-")
_PAPER_PAGE = re.compile(  # host and path, where publishers keep their papers
    r"openaccess\.thecvf\.com/content|ecva\.net/papers|ieeexplore\.ieee\.org/(?:abstract/)?(?:document|stamp)|dl\.acm\.org/doi"
    r"|link\.springer\.com/(?:article|chapter)|sciencedirect\.com/science/article|nature\.com/articles|(?:bio|med)rxiv\.org/content"
    r"|(?:papers|proceedings)\.(?:nips|neurips)\.cc/|proceedings\.mlr\.press/|jmlr\.(?:csail\.mit\.edu|org)/papers|(?:ojs\.)?aaai\.org/(?:o[cj]s|index\.php)/"
    r"|ijcai\.org/(?:proceedings|abstract)|isca-(?:speech|archive)\.org/archive|[\w-]*\.?onlinelibrary\.wiley\.com/doi|mdpi\.com/\d"
    r"|frontiersin\.org/(?:journals/.*/)?articles|journals\.plos\.org/|cell\.com/.*/fulltext|thelancet\.com/journals|nejm\.org/doi"
    r"|jamanetwork\.com/journals|pubmed\.ncbi\.nlm\.nih\.gov/\d|ncbi\.nlm\.nih\.gov/p(?:mc/articles|ubmed)|semanticscholar\.org/paper"
    r"|papers\.ssrn\.com/|academic\.oup\.com/.*/article|pnas\.org/doi|science\.org/doi|tandfonline\.com/doi|aclweb\.org/anthology"
)
_PAPER_PATH = re.compile(r"/(?:articles?|chapter|document|doi(?:/\w+)?|fulltext|pii)/")
_QUOTES = "\"'“”‘’「」《》[]() \t"
_ADDRESS = re.compile(r"(?:[A-Za-z][\w+.-]*:)?//(?P<host>[^/?#]*)(?P<path>[^?#]*)")
_HOSTS = {"huggingface.co": "hf", "hf.co": "hf", "github.com": "github", "arxiv.org": "arxiv"}


@lru_cache(maxsize=4096)
def header_field(label: str) -> str:
    """The fact a column header or a field label names; "other" when it is none of ours."""
    folded = fold(label).strip("[]() ") or label.strip()
    if found := _named(folded):
        return found
    if link_kinds(folded):  # `Code & Weights`
        return "links"
    if found := _named_with_links(folded):
        return found
    tongues = _TONGUES.findall(folded)
    is_bilingual = len(tongues) == 2 and sum(one.isascii() for one in tongues) == 1
    return next((f for one in tongues if is_bilingual and (f := _named(one.strip()))), "other")


def _named_with_links(folded: str) -> str:
    """The title or name of a label that names its links as well: `Name & Link`; "" for any other."""
    parts = {_named(word.strip()) for word in _AND.split(folded)}
    named = parts & {"title", "name"}
    links = parts - named
    return next(iter(named)) if len(named) == 1 and links and links <= LINK_FIELDS else ""


@lru_cache(maxsize=1024)
def link_kinds(label: str) -> tuple[str, ...]:
    """The kinds of links that a label names, each once, where it names several and nothing else: `Code / Project`."""
    found = tuple(dict.fromkeys(_named(word.strip()) for word in _AND.split(fold(label))))
    return found if len(found) > 1 and LINK_FIELDS.issuperset(found) else ()


def names_works(label: str) -> bool:
    """True for the header of a column that is called after what is listed: `Method`, `模型`."""
    return bool(_THINGS.fullmatch(fold(label)))


def has_works(header: Sequence[str]) -> bool:
    """True for a table with a column for a work: its title, its name, a link to it."""
    return not {header_field(label) for label in header}.isdisjoint(LINK_FIELDS | {"title", "name"})


def _named(folded: str) -> str:
    """The fact that a folded label names; "" for none."""
    return next((field for field, pattern in _HEADER_RES if pattern.fullmatch(folded)), "")


@lru_cache(maxsize=4096)
def is_generic(label: str) -> bool:
    """True for a link label that says what is behind the link, not how the work is called."""
    folded = fold(label).strip(_QUOTES)
    if not folded or _GENERIC.fullmatch(folded):
        return True
    bare = _bare(folded)
    return bare != folded and bool(_GENERIC.fullmatch(bare))


def _bare(folded: str) -> str:
    """`hf (7b)` -> `hf`, `arxiv 2210.03629` -> `arxiv`."""
    may_end_so = "(" in folded or folded.endswith((".", "b", "m", "k")) or folded[-1:].isdigit()
    return _BEHIND_KIND.sub("", folded) if may_end_so else folded


def leads_away(url: str) -> bool:
    """True for a link to another page, one of the list's own files included."""
    return bool(url) and not url.startswith(("#", "mailto:"))


def is_anchor(url: str) -> bool:
    """True for a link that names no page of the web: a place in this page, a mailbox, a file beside it."""
    return not url or url.startswith(("#", "mailto:", "./", "../", "/")) or "://" not in url


def link_field(link: Link) -> str:
    """paper, weights, data, code or project, by where a link leads and what its label says."""
    return told_field(link) or ("paper" if _is_paper_page(link.url) else "project")


def told_field(link: Link) -> str:
    """What the id behind a link or its label says that it is; "" where neither does."""
    found = id_of_url(link.url) or ""
    if found.startswith(PAPER_ISSUERS):
        return "paper"
    said = label_field(link.label)
    if found.startswith("hub:"):
        kind = "data" if found.startswith("hub:dataset/") else "weights"
        kind = "project" if found.startswith("hub:space/") else kind
        return said if said in {"code", "data", "project"} else kind
    if found.startswith("github:"):
        return said if said in {"data", "weights", "project"} else "code"
    return said or ("paper" if is_venue(link.label) else "")


def is_paper(url: str) -> bool:
    """True for an address that leads to a paper, by its id or by where it is kept."""
    return (id_of_url(url) or "").startswith(PAPER_ISSUERS) or _is_paper_page(url)


def _is_paper_page(url: str) -> bool:
    """True for an address of a paper at its publisher's, or of a PDF file."""
    host, path = _split(url)
    where = host.casefold().removeprefix("www.") + path
    is_paper = _PAPER_PAGE.match(where) or _PAPER_PATH.search(path)
    return bool(is_paper) or path.casefold().endswith(".pdf")


@lru_cache(maxsize=4096)
def label_field(label: str) -> str:
    """What a generic label says (`pdf` -> paper); "" for a label that says nothing of the kind."""
    folded = fold(_PICTURE.sub(_words_of_picture, label)).strip(_QUOTES)
    for field, pattern in _LABEL_RES:
        if pattern.fullmatch(folded):
            return field
    return ""


def _words_of_picture(picture: re.Match[str]) -> str:
    """What a picture is called; the first words of a badge without a name."""
    badge = _BADGE_WORDS.search(picture[0])
    return picture["alt"] or picture["tag"] or (badge["words"].replace("_", " ") if badge else "")


def host_of(url: str) -> str:
    """The kind of site a link leads to: forms and labels are learnt per kind."""
    found = id_of_url(url) or ""
    if found.startswith("doi:") or "doi.org/" in url:  # of a preprint, too
        return "doi"
    if found.startswith("arxiv:"):
        return "arxiv"
    if found.startswith("hub:"):
        return "hf"
    if found.startswith("github:"):
        return "github"
    host = _split(url)[0].casefold().removeprefix("www.")
    return _HOSTS.get(host, host) or "web"


def last_name(url: str) -> str:
    """The last part of an address: a repository's or data set's name; the host where there is none."""
    repo = github_repo(url)
    host, path = _split(url)
    parts = [part for part in path.split("/") if part]
    return repo.split("/")[1] if repo else parts[-1] if parts else host


def _split(url: str) -> tuple[str, str]:
    """Host and path of an address as it stands, which may be none (`https://[`)."""
    match = _ADDRESS.match(url)
    return (match["host"], match["path"]) if match else ("", "")
