"""A learnt style as text a curator can read and check."""

import json

from ingest.lists.model import Column, LinkForm, Style


def describe_style(style: Style) -> str:
    """The style as YAML, for `ingest lists learn`: what was learnt, and the entry it was learnt from."""
    lines = [f"section: {quoted(style.section)}", f"kind: {style.kind}", f"order: {style.order}"]
    optional = (
        ("order_by", style.order_by),
        ("years", style.years),
        ("year_heading", style.year_heading.strip()),
        ("between_entries", style.gap),
        ("template", style.template),
    )
    lines += [f"{name}: {quoted(value)}" for name, value in optional if value]
    if style.units:
        lines += ["optional:", *(f"  {field}: {quoted(text)}" for field, text in style.units)]
    if style.columns:
        lines += ["columns:", *(line for column in style.columns for line in _column_lines(column))]
    if style.links:
        lines += ["links:", *(f"  - {_link_line(form)}" for form in style.links)]
    lines += [
        f"arxiv_address: {style.paper_url}",
        f"bold_for_llm: {str(style.bold_for_llm).lower()}",
        f"numbered: {str(style.is_numbered).lower()}",
    ]
    if style.unknown is not None:
        lines.append(f"unknown: {quoted(style.unknown)}")
    lines.append(f"example: {quoted(style.example)}")
    return "\n".join(lines) + "\n"


def _column_lines(column: Column) -> list[str]:
    lines = [f"  - column: {quoted(column.label)}", f"    field: {column.field}"]
    lines.append(f"    cell: {quoted(column.template)}")
    if column.blank is not None:
        lines.append(f"    blank: {quoted(column.blank)}")
    if column.width:
        lines.append(f"    width: {column.width}")
    return lines


def _link_line(form: LinkForm) -> str:
    return f"{{field: {form.field}, host: {form.host}, form: {quoted(form.form)}}}"


def quoted(text: str) -> str:
    """A YAML double-quoted string; bytes that are no UTF-8 show as \\ufffd."""
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
