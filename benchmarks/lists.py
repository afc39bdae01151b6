"""Reading, trying and editing a list against markdown-it-py alone, on the same bytes in the same run.

    python benchmarks/lists.py [--kilobytes 500] [FILE.md ...]

Peer: `MarkdownIt("commonmark").enable("table").parse(text)`, the parser whose positions we use. Without
FILEs: a generated list of the asked size, one of ten times that size, the real lists of 200 KB and
more of the folder `shared` beside the checkout, where it is there, and lists of odd shapes, each once more at
`--times` its size: its time for each byte then has to stay what it was. Times are the best of three (of one above
600 kB). The parser leaves HTML as it is, so there its time is none to compare with.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from markdown_it import MarkdownIt

from ingest.lists import SectionPlan, edit_list, read_list, try_list
from ingest.lists.adopting.trial import made_up_work
from ingest.lists.editing.change import join_change
from ingest.lists.editing.editing import prove_edit
from ingest.lists.editing.edits import add_to_section, need_section
from ingest.lists.editing.rereading import read_change

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "lists"
BULLET = "- [**arXiv {year}**] A Study of Matter {n} with Many Careful Words about Medicine and Models [[pdf]](https://arxiv.org/abs/{id}) [[code]](https://github.com/lab{n}/matter)\n"
NESTED = "- [Matter {n} in Medicine: A Long and Careful Title](https://arxiv.org/abs/{id})\n  - Ada Author, Ben Writer, Cleo Third\n  - Publish Date: {year}-05-17\n  - Task: grading\n  - Summary: What matter {n} means is told here in so many words that the line gets as long as real ones do.\n"
ROW = "| Model-{n} | [Matter {n} in Medicine](https://arxiv.org/abs/{id}) | {year} | [Github](https://github.com/lab{n}/matter) |\n"
TABLE = "| Name | Paper | Year | Code |\n|:-----|:------|:----:|:-----|\n"
FORMS = (("", BULLET), (TABLE, ROW), ("", NESTED))


def generated(size: int) -> bytes:
    """A list of about so many bytes in 24 sections: bullets, table rows and nested bullets by turns."""
    text, number = ["# A Generated List\n\n"], 0
    for section in range(24):
        head, form = FORMS[section % 3]
        text.append(f"## {section + 1}. Topic {section + 1}\n\n{head}")
        length = 0
        while length < size // 24:
            number += 1
            year, month = 2015 + number % 11, number % 12 + 1
            entry = form.format(
                n=number, year=year, id=f"{year % 100}{month:02}.{number % 90000:05}"
            )
            text.append(entry)
            length += len(entry)
        text.append("\n")
    return "".join(text).encode()


def shapes(times: int) -> Iterator[tuple[str, bytes]]:
    """Lists of one odd shape each: name and text, of so many times their first size."""
    link = "[Matter {n} in Medicine: A Long and Careful Title](https://arxiv.org/abs/{id})"
    inner = f"  - {link} ({{year}}), [code](https://github.com/lab{{n}}/matter)\n"
    cells = '<tr><td>Model-{n}</td><td><a href="https://arxiv.org/abs/{id}">Matter {n}</a></td><td>{year}</td></tr>\n'
    fields = f"### {{n}}. {link}\n\n- **Authors**: Ada Ito\n- **Year**: {{year}}\n\n"
    forms = {
        "130 tables of 10 rows": [(f"## Week\n\n{TABLE}", ROW, 10)] * 130,
        "2,000 headings of 3 bullets": [("## Topic\n\n", BULLET, 3)] * 2000,
        "1,000 bullets of 5 nested ones": [("- Topic\n", inner, 5)] * 1000,
        "a table of 5,000 rows": [(TABLE, ROW, 5000)],
        "a HTML table of 3,000 rows": [("<table>\n", cells, 3000), ("</table>\n", "", 0)],
        "3,000 paragraphs": [("", f"{link}, {{year}}\n\n", 3000)],
        "1,500 numbered headings": [("", fields, 1500)],
    }
    for name, parts in forms.items():
        number, text = 0, ["# A List\n\n## All\n\n"]
        for head, form, count in parts * times:
            text.append(head)
            for _ in range(count):
                number += 1
                year, month = 2015 + number % 11, number % 12 + 1
                found = f"{year % 100}{month:02}.{number % 90000:05}"
                text.append(form.format(n=number, year=year, id=found))
            text.append("\n" if count < 20 else "")
        yield name, "".join(text).encode()


def forget() -> None:
    """Empty every memory of the program, so that each round begins as a new process does."""
    for name, module in list(sys.modules.items()):
        if name.startswith("ingest."):
            for value in vars(module).values():
                if callable(empty := getattr(value, "cache_clear", None)):
                    empty()


def best_of(work: Callable[[], object], rounds: int = 3) -> float:
    """Seconds of processor time of the quickest round; nothing is remembered between rounds."""
    found = []
    for _ in range(rounds):
        forget()
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def measure(name: str, text: bytes) -> None:
    """One line of the report."""
    shown = text.decode("utf-8", "replace")
    parser = MarkdownIt("commonmark").enable("table")
    rounds = 3 if len(text) < 600_000 else 1
    alone = best_of(lambda: parser.parse(shown), rounds)
    read = best_of(lambda: read_list(text, name), rounds)
    trials: list[int] = []
    tried = best_of(
        lambda: trials.append(len(try_list(read_list(text, name), min_entries=3))), rounds
    )
    sections = trials[-1]
    print(
        f"{name[:34]:34} {len(text) / 1000:7.0f} kB  parser {alone:6.3f} s  read {read:6.3f} s "
        f"({read / alone:4.2f}x)  read and try {sections:3} sections {tried:6.3f} s ({tried / alone:4.2f}x), {1e9 * tried / len(text):5.0f} ns a byte"
    )


def measure_edits(text: bytes, count: int = 10) -> None:
    """How long so many additions to one list take, each with all its proofs."""
    curated = read_list(text, "list.md")
    held = [trial for trial in try_list(curated, min_entries=3) if trial.is_held]
    work = made_up_work()
    additions = []
    for number in range(count):
        found = f"arxiv:2501.{90000 + number}"
        facts = replace(
            work,
            work_id=found,
            ids=(found,),
            title=f"{work.title} {number}",
            name=f"MadeUp{number}",
            paper_url=f"https://arxiv.org/abs/2501.{90000 + number}",
        )
        additions.append((SectionPlan(held[number % len(held)].section, ()), facts))
    alone = best_of(lambda: edit_list(text, "list.md", [], []))
    seconds = best_of(lambda: edit_list(text, "list.md", additions, []))
    section = need_section(curated, additions[0][0])
    edit = add_to_section(curated, section, *additions[0])
    proof = best_of(lambda: prove_edit(curated, edit, section, additions[0][1]))
    change = read_change(curated, edit)
    joined = best_of(lambda: join_change(change))
    each = (seconds - alone) / count
    print(
        f"{count} additions to {len(text) / 1000:.0f} kB: {seconds:.2f} s, {alone:.2f} s of it reading; one "
        f"{1e3 * each:.1f} ms, its proofs {1e3 * proof:.2f} ms, the page after it {1e3 * joined:.2f} ms"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kilobytes", type=int, default=500)
    options.add_argument("--times", type=int, default=3, help="of the odd shapes' sizes")
    options.add_argument("files", nargs="*", type=Path)
    chosen = options.parse_args(arguments)
    if chosen.files:
        for path in chosen.files:
            measure(path.name, path.read_bytes())
        return
    text = generated(chosen.kilobytes * 1000)
    measure("generated", text)
    measure("generated, ten times", generated(chosen.kilobytes * 10_000))
    real = sorted(SHARED.glob("*.md")) if SHARED.is_dir() else []
    for path in real:
        if path.stat().st_size >= 200_000:
            measure(path.name, path.read_bytes())
    for (name, small), (_, large) in zip(shapes(1), shapes(chosen.times), strict=True):
        measure(name, small)
        measure(f"{name} x{chosen.times}", large)
    measure_edits(text)
    for path in real:
        if path.name.startswith("Thinklab"):
            measure_edits(path.read_bytes())


if __name__ == "__main__":
    main()
