"""Edits of rule files: one phrase more or less, and every other byte as it was."""

import subprocess
from pathlib import Path

import pytest

from ingest.errors import ConfigError
from ingest.rules import PhraseEdit, apply_edits, parse_rules, render_diff

FILE = """\
# Fruit.
concepts:
  fruit: {phrases: [apple, "pear, ripe", plum]}  # sweet
  stone:
    phrases:
      - pebble
      - "yes"   # a word
    not: [stone fruit]
  long:
    phrases: [aaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccccccccccccccccc,
              dddddddddddddddddddd, eeeeeeeeeeeeeeeeeeeeeeeee, fffffffffffffffffffffffffffffffff]
  all: {include: [fruit, stone]}
categories:
  it: {rule: {all: [all, long]}}
"""
LAST = "fffffffffffffffffffffffffffffffff]"


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (PhraseEdit("fruit", "fig"), "plum]", "plum, fig]"),
        (PhraseEdit("fruit", "=Fig: x"), "plum]", 'plum, "=Fig: x"]'),
        (PhraseEdit("stone", "no"), '"yes"   # a word', '"yes"\n      - "no"   # a word'),
        (PhraseEdit("long", "ggg hhh iii"), LAST, f"{LAST[:-1]},\n              ggg hhh iii]"),
        (PhraseEdit("fruit", "apple", is_drop=True), "[apple, ", "["),
        (PhraseEdit("fruit", "pear, ripe", is_drop=True), '"pear, ripe", ', ""),
        (PhraseEdit("fruit", "plum", is_drop=True), ", plum]", "]"),
        (PhraseEdit("stone", "pebble", is_drop=True), "      - pebble\n", ""),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_only_that_phrase_changes(edit: PhraseEdit, old: str, new: str, newline: str) -> None:
    before, after = (text.replace("\n", newline) for text in (FILE, FILE.replace(old, new, 1)))
    files = [("a.yaml", before), ("b.yaml", "concepts: {other: {phrases: [other]}}\n")]
    assert apply_edits(files, [edit]) == {"a.yaml": after}


def test_several_edits_follow_each_other() -> None:
    edits = [PhraseEdit("fruit", name) for name in ("fig", "date")]
    edits.append(PhraseEdit("fruit", "apple", is_drop=True))
    (text,) = apply_edits([("a.yaml", FILE)], edits).values()
    fruit = parse_rules([("a.yaml", text)]).concepts[0]
    assert [p.text for p in fruit.phrases] == ["pear, ripe", "plum", "fig", "date"]


@pytest.mark.parametrize(
    "edit",
    [
        PhraseEdit("fruit", "melon", is_drop=True),
        PhraseEdit("nuts", "melon"),
        PhraseEdit("all", "melon"),
    ],
)
def test_what_is_not_there_is_not_edited(edit: PhraseEdit) -> None:
    with pytest.raises(ConfigError):
        apply_edits([("a.yaml", FILE)], [edit])


@pytest.mark.parametrize("end", ["\n", ""])
def test_the_diff_applies_with_git(tmp_path: Path, end: str) -> None:
    old = FILE.rstrip("\n") + end
    (tmp_path / "config").mkdir()
    file = tmp_path / "config" / "a.yaml"
    file.write_text(old)
    (new,) = apply_edits([("a.yaml", old)], [PhraseEdit("fruit", "fig")]).values()
    patch = "# a remark above\n\n" + render_diff("config/a.yaml", old, new)
    subprocess.run(["git", "apply"], cwd=tmp_path, input=patch.encode(), check=True)
    assert file.read_text() == new
