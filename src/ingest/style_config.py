"""The key `style` of config/lists/*.yaml: how entries are written, checked, as a frozen value."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from ingest.lists.model import Initials, NameForm, Order, Signal
from ingest.lists.plan import StyleOverride
from ingest.lists.reading.fields import LINK_FIELDS
from ingest.lists.splitting.link_places import is_note, link_field_of
from ingest.lists.splitting.tokens import TOKEN, fields_in

_FIELDS = frozenset({
    "arxiv", "title", "name", "authors", "date", "year", "venue", "quantity", "number", "summary", *LINK_FIELDS,
})  # fmt: skip
_IN_LINKS = frozenset({"url", "label", "slug", "repo", "id"}) | (_FIELDS - {*LINK_FIELDS})
_GOES_BY: dict[str, tuple[Signal, ...]] = {
    **dict.fromkeys(("oldest-first", "newest-first"), ("date", "year", "id")),
    **dict.fromkeys(("alphabetical", "reverse-alphabetical"), ("title", "name", "venue")),
}
_LINK_NAME = r"^(paper|weights|data|code|project|other_link)( [^\s]+)?$"
_ARXIV = {"abs": "https://arxiv.org/abs/{id}", "pdf": "https://arxiv.org/pdf/{id}"}


def _template(text: str) -> str:
    for match in TOKEN.finditer(text):
        field = match["field"]
        if field and not (field in _FIELDS or is_note(field) or link_field_of(field)):
            raise ValueError(
                f"{{{field}}} stands for nothing; known are {', '.join(sorted(_FIELDS))}"
            )
    return text


def _link_form(text: str) -> str:
    found = set(fields_in(text))
    for field in sorted(found - _IN_LINKS):
        raise ValueError(f"{{{field}}} stands for nothing in a link; write {{url}}, {{label}}, ...")
    if not found & {"url", "arxiv"}:
        raise ValueError("a link's form needs {url}, such as [code]({url})")
    return text


_Template = Annotated[str, AfterValidator(_template)]
_Form = Annotated[str, AfterValidator(_link_form)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def __deepcopy__(self, memo: object = None) -> Self:
        """A copy is itself, as nobody changes it: pydantic copies defaults for every file."""
        return self


class _Authors(_Strict):
    count: int = Field(default=0, ge=0, le=20)
    joiner: str = ", "
    others: str = " et al."
    surname_first: bool = False
    written: Initials = ""
    last: str = ""
    end: str = ""


class ListStyle(_Strict):
    """What may be said of all sections of a list."""

    order: Order | None = None
    order_by: Literal["date", "year", "id", "title", "name", "venue"] | None = None
    years: Literal["ascending", "descending"] | None = None
    between_entries: str | None = Field(default=None, pattern=r"^[\s*_<>hbr/-]*$")
    links: dict[Annotated[str, Field(pattern=_LINK_NAME)], _Form | tuple[_Form, _Form]] = Field(
        default_factory=dict
    )
    arxiv_address: str | None = Field(
        default=None,
        pattern=r"^(abs|pdf|https?://(www\.)?arxiv\.org/(abs|pdf)/\{id\}(\.pdf)?)$",
    )
    bold_for_llm: bool | None = None
    venues: dict[str, str] = Field(default_factory=dict)
    quantity: Literal[",", "short", ""] | None = None
    authors: _Authors | None = None

    @field_validator("order_by")
    @classmethod
    def _fits_the_order(cls, by: Signal | None, info: ValidationInfo) -> Signal | None:
        order = info.data.get("order")
        allowed = _GOES_BY.get(order or "", ())
        if by is not None and by not in allowed:
            known = f"goes by {', '.join(allowed)}" if allowed else "goes by nothing"
            raise ValueError(f"the order {order} {known}" if order else "name the `order` as well")
        return by


class SectionStyle(ListStyle):
    """What may be said of one section."""

    template: _Template | None = Field(default=None, min_length=1)
    optional: dict[str, _Template] = Field(default_factory=dict)
    cells: dict[str, _Template] = Field(default_factory=dict)
    blanks: dict[str, str] = Field(default_factory=dict)


def style_override(whole: ListStyle, section: SectionStyle) -> StyleOverride:
    """What holds for a section: its own words, and the list's where it has none."""
    if not (whole.model_fields_set or section.model_fields_set):
        return StyleOverride()
    said = section.model_dump(exclude_unset=True)
    if "order" in said:
        said.setdefault("order_by", None)
    said = {**whole.model_dump(exclude_unset=True), **said}
    for key in ("links", "venues"):
        said[key] = {**getattr(whole, key), **getattr(section, key)}
    names = said.pop("authors", None)
    address = said.pop("arxiv_address", None)
    return StyleOverride(
        **{key: _frozen(value) for key, value in said.items() if key != "links"},
        links=tuple((name, _both(form)) for name, form in said["links"].items()),
        arxiv_address=_ARXIV.get(address, address),
        authors=_names(names) if names else None,
    )


def _frozen(value: Any) -> Any:
    return tuple(value.items()) if isinstance(value, dict) else value


def _both(form: str | tuple[str, str]) -> tuple[str, str]:
    return (form, form) if isinstance(form, str) else form


def _names(raw: dict[str, Any]) -> NameForm:
    said = _Authors.model_validate(raw)
    return NameForm(
        said.count, said.others, said.joiner, said.surname_first, said.written, said.last, said.end
    )
