"""Make docs/pictures: the sample night's site and digest in a headless Chromium (`make pictures`)."""

import os
import shutil
import sys
import tempfile
from datetime import date, timedelta
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from playwright.sync_api import Browser, sync_playwright

from ingest.forges import PullRequest, review
from ingest.proposals.machine import without_block
from ingest.settings import DigestSettings, OutboxSettings
from ingest.stages import Wish, init_home, open_context, run_stages
from ingest.stages.showing import make_mails, write_site

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
GITHUB = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
OUTBOX = OutboxSettings(
    sender="Papers <papers@example.org>",
    digests=(DigestSettings(name="medical-daily", to=("ann@example.org",), max_items=4),),
)
SHOTS = (  # (picture, page, colours, width, height)
    ("catalogue", "index.html", "light", 1000, 640),
    ("work", "works/arxiv/2508/2508.02669.html", "light", 760, 640),
    ("health", "health.html", "dark", 760, 640),
    ("digest", "digest.html", "light", 640, 520),
    ("pull-request", "pull.html", "light", 800, 680),
)
PULL = """<!doctype html><meta charset="utf-8"><style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 0; padding: 24px 32px; color: #1f2328; }}
body {{ border: 1px solid #d1d9e0; box-sizing: border-box; min-height: 100vh; }}
h1 {{ font-weight: 400; font-size: 26px; margin: 0 0 16px; }} h3 {{ margin: 20px 0 8px; }}
li {{ list-style: none; margin-left: -20px; }} li li {{ list-style: disc; margin-left: 0; }}
pre {{ background: #f6f8fa; padding: 10px; border-radius: 6px; overflow: hidden; font-size: 12px; }}
table {{ border-collapse: collapse; }} th, td {{ border: 1px solid #d1d9e0; padding: 4px 12px; }}
a {{ color: #0969da; text-decoration: none; }} p {{ margin: 8px 0; }} ul {{ margin: 4px 0; }}
</style><h1>{title}</h1>{body}"""


def render_pull(pull: PullRequest) -> str:
    """A pull request's page, much as a code host shows it."""
    text = "".join(without_block(pull.body))
    for box, shown in (("- [ ] ", "- ☐ "), ("- [x] ", "- ☑ ")):
        text = text.replace(box, shown)
    return PULL.format(title=escape(pull.title), body=GITHUB.render(text))


def make_pages(folder: Path) -> None:
    """The sample night, its site, and the digest that a reader gets in the morning."""
    home = folder / "demo"
    init_home(home, ROOT / "samples" / "lists")
    wish = Wish(
        home,
        since=date(2026, 8, 19),
        until=date(2026, 8, 20),
        replay=ROOT / "samples" / "night.warc",
    )
    with open_context(wish, lambda progress: None) as context:
        run_stages(context)
        site = folder / "site"
        write_site(context.store, context.config, site, context.now(), context.notify)
        since = context.now() - timedelta(days=400)
        (mail,) = make_mails(context, OUTBOX, since=since)
        body = mail.get_body(("html",))
        (site / "digest.html").write_text(body.get_content() if body else "", encoding="utf-8")
        pull = review.show(home, "awesome-ai4med", 1).pull
        (site / "pull.html").write_text(render_pull(pull), encoding="utf-8")


def take(browser: Browser, site: Path) -> None:
    """One picture a page."""
    PICTURES.mkdir(exist_ok=True)
    for name, path, scheme, width, height in SHOTS:
        page = browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        page.goto((site / path).as_uri())
        page.wait_for_timeout(500)
        target = PICTURES / f"{name}.png"
        page.screenshot(path=target)
        sys.stdout.write(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1000} kB\n")
        page.close()


if __name__ == "__main__":
    program = os.environ.get("INGEST_CHROMIUM") or shutil.which("chromium")
    if program is None:
        raise SystemExit("there is no Chromium here; name one in INGEST_CHROMIUM")
    with tempfile.TemporaryDirectory() as temporary:
        make_pages(Path(temporary))
        with sync_playwright() as running:
            chromium = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
            take(chromium, Path(temporary) / "site")
            chromium.close()
