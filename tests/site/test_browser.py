"""The site's main paths in a headless Chromium, from a disk."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PAGES = ("index.html", "lists.html", "lists/small.html", "health.html", "judgement.html", "trends.html",
         "categories/agent.html", "months/2026-08.html")  # fmt: skip
PHONE = {"width": 375, "height": 700}


@pytest.fixture
def open_page(browser: Any, folder: Path) -> Iterator[Any]:
    """Open a page of the site; errors and requests beyond the folder end the test."""
    contexts = []

    def open_it(path: str, **wish: Any) -> Any:
        context = browser.new_context(**wish)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: strays.append(request.url) if not request.url.startswith((home, "data:")) else None)  # fmt: skip
        page.on("pageerror", lambda error: strays.append(str(error)))
        page.on("console", lambda said: strays.append(said.text) if said.type == "error" else None)
        page.goto(f"{home}{path}")
        return page

    home = folder.as_uri() + "/"
    strays: list[str] = []
    yield open_it
    for context in contexts:
        context.close()
    assert strays == []


def work_page(folder: Path) -> str:
    return sorted((folder / "works").rglob("*.html"))[-1].relative_to(folder).as_posix()


def found(page: Any) -> str:
    return str(page.locator("#found").inner_text())


def wait_for(page: Any, text: str) -> None:
    page.wait_for_function("text => document.getElementById('found').textContent.startsWith(text)", arg=text)  # fmt: skip


def test_words_are_found_in_titles_and_authors_whatever_their_accents(open_page: Any) -> None:
    page = open_page("index.html")
    wait_for(page, "160 works")
    page.locator("#q").fill("muller GADGET 234:")
    wait_for(page, "1 work.")
    page.locator("#q").fill("nunez ITO 237:")
    wait_for(page, "1 work.")
    assert page.locator("#works li").count() == 1


def test_a_search_can_be_cleared_narrowed_and_sent_to_somebody(open_page: Any) -> None:
    page = open_page("index.html")
    wait_for(page, "160 works")
    page.locator("#filters").evaluate("node => node.open = true")
    page.select_option("[name=list]", "small")
    page.select_option("[name=stand]", "refused")
    wait_for(page, "32 works")
    page.select_option("[name=category]", "picture")
    wait_for(page, "16 works")
    address = page.url
    page.get_by_role("button", name="Clear").click()
    wait_for(page, "160 works")
    again = open_page("index.html" + address[address.index("#") :])
    wait_for(again, "16 works")


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [("weights", "1", "80 works"), ("data", "1", "0 works"), ("data", "4", "80 works"), ("code", "2", "80 works"),
     ("year", "2025", "81 works"), ("list", "small\tAgents", "160 works")],
)  # fmt: skip
def test_each_filter_keeps_what_it_says(open_page: Any, name: str, value: str, count: str) -> None:
    page = open_page("index.html")
    wait_for(page, "160 works")
    page.locator("#filters").evaluate("node => node.open = true")
    page.select_option(f"[name={name}]", value)
    wait_for(page, count)


def test_trending_works_come_in_the_order_of_their_rank(open_page: Any) -> None:
    page = open_page("index.html#trending=1&order=trending&all=1")
    wait_for(page, "4 works")
    assert page.locator(".rank").all_inner_texts() == [f"trending #{rank}" for rank in range(1, 5)]


def test_everything_seen_is_searched_when_it_is_asked_for(open_page: Any) -> None:
    page = open_page("index.html#q=gadget&all=1")
    wait_for(page, "240 works")


def test_more_works_are_shown_on_demand_and_the_focus_moves_on(open_page: Any) -> None:
    page = open_page("index.html")
    wait_for(page, "160 works")
    assert page.locator("#works li").count() == 50
    page.locator("#more").click()
    assert page.locator("#works li").count() == 100
    assert page.evaluate("document.activeElement.closest('li') === document.getElementById('works').children[50]")  # fmt: skip


def test_a_work_is_opened_by_keyboard_alone(open_page: Any) -> None:
    page = open_page("index.html")
    wait_for(page, "160 works")
    page.keyboard.press("/")
    page.keyboard.type("gadget 237:")
    wait_for(page, "1 work.")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#works') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/works/**")
    assert "Gadget 237" in page.locator("h1").inner_text()
    assert page.locator("mark").count() >= 2


def test_the_health_page_shows_the_day_that_is_open(open_page: Any) -> None:
    page = open_page("health.html")
    assert "1 open day" in page.locator(".source").first.inner_text()
    assert "16 Aug 2026" in page.locator(".source").first.inner_text()
    assert (
        page.locator("svg rect.day-failed title").first.text_content() == "Sun 16 Aug 2026: failed"
    )


def test_a_site_that_is_no_longer_renewed_says_so_itself(open_page: Any) -> None:
    assert "have not been renewed" in open_page("health.html").locator("#stale").inner_text()


def test_without_javascript_the_catalogue_is_plain_pages(open_page: Any) -> None:
    page = open_page("index.html", java_script_enabled=False)
    assert page.locator("#works li").count() == 50
    assert not page.locator("#search").is_visible()
    page.get_by_role("link", name="July 2026").click()
    assert page.locator(".work").count() == 10
    page.locator(".work a").first.click()
    assert "Gadget" in page.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("scheme", "paths"), [("light", PAGES), ("dark", ("index.html", "health.html"))]
)
def test_axe_finds_nothing_serious(
    open_page: Any, folder: Path, scheme: str, paths: tuple[str, ...]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    wish = {"preload": False}  # it would read the style sheet again, which a disk does not allow
    if scheme == "dark":
        wish["runOnly"] = ["color-contrast"]  # type: ignore[assignment]
    for path in (*paths, work_page(folder)):
        page = open_page(path, color_scheme=scheme, reduced_motion="reduce")
        findings = axe.run(page, options=wish).response["violations"]
        serious = [
            (one["id"], one["nodes"][0]["html"])
            for one in findings
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == [], path


def test_the_dark_is_dark_and_nothing_is_wider_than_a_phone(open_page: Any, folder: Path) -> None:
    for path in (*PAGES, work_page(folder)):
        page = open_page(path, color_scheme="dark", viewport=PHONE)
        ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert ground == "rgb(19, 23, 27)"
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
