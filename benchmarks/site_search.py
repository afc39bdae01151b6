"""The site's promises at 50,000 works: size of the first page, and a search against a plain array filter.

The peer is that filter, `works.filter(...)` over all titles, in the same page. Needs Chromium (INGEST_CHROMIUM, or `chromium` on the PATH) and says so where there is none.
"""

import os
import random
import shutil
import statistics
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ingest.site import Card, Judged, Site, Trends, render_site, work_path

WORKS = 50_000
QUERIES = ("segmentation", "medical language model", "nunez", "a", "zebra quantum", "2401.0")
WORDS = [
    "medical",
    "language",
    "model",
    "image",
    "segmentation",
    "retrieval",
    "agent",
    "reasoning",
    "benchmark",
    "dataset",
    "report",
    "generation",
    "vision",
    "multimodal",
    "clinical",
    "federated",
    "diffusion",
    "transformer",
    "evaluation",
    "learning",
    "deep",
    "for",
    "with",
    "towards",
    "robust",
    "efficient",
    "large",
    "scale",
    "zero",
    "shot",
    "knowledge",
    "graph",
    "question",
    "answering",
    "survey",
]
SEARCH = """
query => {
  const wish = { q: query, all: "1" }, times = [], plain = [];
  const rows = window.plainRows;
  const words = query.toLowerCase().split(" ");
  let found = 0, same = 0;
  for (let round = 0; round < 15; round++) {
    let began = performance.now();
    found = catalogue.find(wish).length;
    times.push(performance.now() - began);
    began = performance.now();
    same = rows.filter((row) => words.every((word) => row.includes(word))).length;
    plain.push(performance.now() - began);
  }
  return { times, plain, found, same };
}
"""


def make_cards() -> tuple[Card, ...]:
    """Invented works of eight years, every other one chosen by a rule."""
    chance = random.Random(1)
    cards = []
    for number in range(WORKS):
        day = date(2026, 8, 20) - timedelta(days=number * 2900 // WORKS)
        work_id = f"arxiv:{day:%y%m}.{number:05}"
        authors = tuple(
            chance.choice(("Ada Ito", "José Núñez", "Wei Chen", "Ann Lee")) for _ in range(5)
        )
        title = " ".join(chance.choices(WORDS, k=11)).capitalize()
        cards.append(
            Card(work_id, title, work_path(work_id), authors, day, categories=("a",) * (number % 2))
        )
    return tuple(sorted(cards, key=lambda card: (card.day, card.work_id), reverse=True))


def write(out: Path) -> None:
    """The site but for its pages of works."""
    site = Site(
        made_at=datetime(2026, 8, 20, tzinfo=UTC), cards=make_cards(), titles=(("a", "A"),), lists=(),
        sources=(), runs=(), judged=Judged(), trends=Trends(),
    )  # fmt: skip
    for path, text in render_site(site):
        file = out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def measure(out: Path, program: str) -> None:
    """Bytes of the first page and milliseconds of a search, printed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        page.goto((out / "index.html").as_uri())
        page.wait_for_function("document.getElementById('found').textContent !== ''")
        files = {Path(url.removeprefix("file://")) for url in loaded if url.startswith("file://")}
        size = sum(file.stat().st_size for file in files)
        print(f"first page: {size / 1e6:.2f} MB in {len(files)} files (limit 2 MB)")
        page.evaluate("catalogue.loadAll()")
        page.wait_for_function("catalogue.loaded === catalogue.total", timeout=120_000)
        print(f"works loaded: {page.evaluate('catalogue.loaded'):,}")
        page.evaluate("window.plainRows = catalogue.lines()")
        page.evaluate(SEARCH, "warm up")
        for query in QUERIES:
            told = page.evaluate(SEARCH, query)
            assert told["found"] == told["same"], query
            ours, plain = statistics.median(told["times"]), statistics.median(told["plain"])
            print(f"search {query!r:<26} {told['found']:>6,} found  {ours:6.1f} ms (worst {max(told['times']):.1f})  "
                  f"plain filter {plain:6.1f} ms  ratio {ours / plain:.2f}")  # fmt: skip
        page.locator("#filters").evaluate("node => node.open = true")
        page.check("[name=all]")
        page.locator("#q").fill("medical language model")
        page.wait_for_timeout(500)
        print(f"typed to drawn: {page.locator('#search').get_attribute('data-ms')} ms")
        browser.close()


if __name__ == "__main__":
    chromium = os.environ.get("INGEST_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        print("site_search: there is no Chromium here, nothing measured")
    else:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder))
            measure(Path(folder), chromium)
