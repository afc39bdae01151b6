"""Text that was written to be slow: runs of what opens and never closes, in every place that an entry has."""

import subprocess
import sys
from pathlib import Path

import pytest

from ingest.lists import audit_list, read_list, try_list

LENGTH = (
    1500  # characters of a run: what takes cubic time of it, or worse, outlasts the limit by far
)
LIMIT = 120  # seconds for all of it, which takes four
RUNS = (
    " ", "\t", "\n", "\u3000", "\r", "[", "](", "[a](", "[[a](b)](c) ", "![", "[![a](b)](", "\\[", "[^a]:", "<", "<a ",
    "<a href=", "<a href='x'>", "<b>", "<td", "<td>", "<tr><td>", "<!--", "</a>", "<img src=", "<details>", "|", "a|", "\n|",
    "* ", "*a ", "**a ", "_a ", "~~a ", "`", "``", "`a``", "\\", '"', "“a", "(", "(2024", "2024-", "1. ", "'24", ": ", ",  ",
    "- ", "\n- ", "\n  - a: ", "a\n", "=\n", "#", "{a", "A. ", "Ada Ito, ", "A.-", "a-", "et al", " and ", "http://a",
    "](http://a", "arxiv:", "10.1000/", "&nbsp;", "<br>", ":a", "😀", "中",
)  # fmt: skip
PAPER = "https://arxiv.org/abs/2301.0000"
PAGE = f"""# A list {{run}}

## Bullets

- [A Study of Tides]({PAPER}1) (ICLR 2023), Ada Ito, Ben Moor
- [A Study of Winds]({PAPER}2) (ICLR 2022), Ada Ito, Ben Moor
- {{run}}
- [{{run}}]({PAPER}3) {{run}}
- **A Title of Some Words** {{run}} [pdf]({PAPER}4)
- [A Title of Some Words](https://arxiv.org/{{run}})
- <a href="{PAPER}5" {{run}}>A title</a> <{{run}}>

## Fields

- [A Study of Tides]({PAPER}1)
  - Authors: Ada Ito, Ben Moor
  - Year: 2023
- [A Study of Winds]({PAPER}2)
  - Authors: {{run}}
  - Year: {{run}}

## Rows

| Title | Paper | Authors | Note |
|---|---|---|---|
| A Study of Tides | [pdf]({PAPER}1) | Ada Ito, Ben Moor | x |
| {{run}} | [pdf]({PAPER}2) | {{run}} | {{run}} |

## {{run}}

[A]({PAPER}1)

{{run}}

[B]({PAPER}2) {{run}}

### 1. {{run}}

- [pdf]({PAPER}6)
- Year: 2023

## Markup

<table>
<tr><td>A Study</td><td><a href="{PAPER}1">x</a></td></tr>
<tr><td>{{run}}</td><td><a href="{PAPER}2">{{run}}</a></td></tr>
</table>
"""


def test_hostile_runs_are_read_tried_and_checked_in_bounded_time() -> None:
    command = [sys.executable, str(Path(__file__))]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired as stuck:
        told = (stuck.stdout or b"").decode().splitlines()
        pytest.fail(f"stuck at the run {told[-1] if told else 'before the first'}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [ascii(run) for run in RUNS]


def _look_at(run: str) -> None:
    text = PAGE.replace("{run}", run * (LENGTH // len(run))).encode()
    curated = read_list(text, "list.md")
    assert curated.text == text
    try_list(curated)
    audit_list(curated)


if __name__ == "__main__":
    for each in RUNS:
        sys.stdout.write(f"{each!a}\n")
        sys.stdout.flush()
        _look_at(each)
