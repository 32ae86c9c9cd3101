"""Pages in a real browser: from a folder and over HTTP, searched, enlarged, by keyboard, without scripts."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import axe_playwright_python
import pytest
from fontTools.ttLib import TTFont
from pages import Demo, Watched
from playwright.sync_api import Browser, Page, expect
from tinyhtml5.parser import HTMLParser

from zhendi.render.web_fonts import heading_fonts
from zhendi.theme import load_theme, theme_folders
from zhendi.work.steps import Steps

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = (390, 1440)
HEAVIEST = 300_000  # bytes of a page without its pictures


def serious(page: Page) -> list[str]:
    """Give what axe-core finds serious or critical on a page."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run({preload: false, resultTypes: ['violations']}).then(found => found.violations)"
    )
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def search(page: Page, words: str) -> list[str]:
    """Search and give the titles of the results."""
    page.fill("#ask-q", words)
    page.press("#ask-q", "Enter")
    page.wait_for_function("asked => document.querySelector('.results').dataset.asked === asked", arg=words)
    return page.locator(".results .row-title").all_inner_texts()


def sticks_out(page: Page) -> int:
    """Give how many px a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def smallest_text(page: Page) -> float:
    """Give the smallest size of text shown, in px."""
    return float(
        page.evaluate(
            """() => Math.min(...Array.from(document.querySelectorAll('body *')).filter(e => e.offsetParent
            && Array.from(e.childNodes).some(n => n.nodeType === 3 && n.textContent.trim()))
            .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
        )
    )


def weight(requests: Sequence[str]) -> int:
    """Give the bytes of what was loaded from a folder, pictures aside."""
    paths = (Path(unquote(urlsplit(url).path)) for url in requests if url.startswith("file:"))
    return sum(path.stat().st_size for path in paths if path.suffix in {".html", ".css", ".js", ".woff2"})


def small_targets(page: Page) -> Sequence[str]:
    """Give the controls that are no 44 px high, links within running text left aside (WCAG 2.5.5)."""
    return page.evaluate(
        """() => Array.from(document.querySelectorAll('a, button, input, select, summary'))
        .filter(e => e.offsetParent && !e.closest('.prose, .area-lead, .skip, noscript, .box p, .visually-hidden'))
        .map(e => [e, e.getBoundingClientRect()]).filter(([e, r]) => r.height && r.height < 43.5)
        .map(([e, r]) => e.outerHTML.slice(0, 90) + ' ' + r.height)"""
    )


def test_html_is_valid(demo: Demo) -> None:
    """Row 63: no page has a parse error (WHATWG HTML), a repeated id or a picture without alt."""
    for path in demo.pages:
        text = (demo.folder / path).read_text(encoding="utf-8")
        parser = HTMLParser(namespace_html_elements=False)
        tree = parser.parse(text)
        assert parser.errors == [], path
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), path
        assert [i for i in tree.iter("img") if i.get("alt") is None] == [], path


LANDMARKS = ("main", "body > header", "body > footer", "body > nav", "h1")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_template_is_sound(demo: Demo, watched: Watched, width: int) -> None:
    """Row 64: below a Chinese folder, a page of every template is quiet, whole, large enough and accessible.

    It logs nothing, loads only its own files, has one of each landmark, controls of 44 px, nothing that sticks out,
    text of 18 px in elder mode, and no serious or critical finding of axe-core.
    """
    page = watched.page
    page.set_viewport_size({"width": width, "height": 844})
    for path in demo.one_of_each():
        page.goto((demo.folder / path).as_uri())
        marks = page.evaluate("marks => marks.map(mark => document.querySelectorAll(mark).length)", LANDMARKS)
        assert marks == [1] * len(LANDMARKS), path
        assert small_targets(page) == [], path
        assert sticks_out(page) <= 0, path
        if width == min(WIDTHS):
            assert serious(page) == [], path
        page.evaluate("document.documentElement.classList.add('elder-mode')")
        assert sticks_out(page) <= 0, path
        assert smallest_text(page) >= 18, path
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('1em zhendi\\\\ title'))"), path
        assert weight(watched.requests) <= HEAVIEST, path
        assert {url for url in watched.requests if not url.startswith((demo.folder.as_uri(), "data:"))} == set()
        watched.requests.clear()
    assert watched.errors == []


def test_every_page_opens_under_a_sub_path(demo: Demo, watched: Watched, address: str) -> None:
    """Served over HTTP below a path, a page of every template logs nothing and asks its own origin alone."""
    for path in demo.one_of_each()[::2]:
        answer = watched.page.goto(address + path)
        assert answer
        assert answer.status == 200
    assert watched.errors == []
    assert {url for url in watched.requests if not url.startswith((address, "data:"))} == set()


@pytest.mark.parametrize("over_http", [False, True])
def test_search_finds_phrases_first(demo: Demo, watched: Watched, address: str, over_http: bool) -> None:
    """An exact phrase is found, from a folder and over HTTP, marked, and stands before texts with all its words."""
    page = watched.page
    page.goto(f"{address if over_http else demo.folder.as_uri() + '/'}search/index.html")
    titles = search(page, "三会一课制度")
    assert titles[0] == "三会一课制度"
    assert page.locator(".results mark").first.inner_text() == "三会一课制度"
    titles = search(page, "党费 收缴")
    assert any("党费收缴" in title for title in titles[:2])
    assert watched.errors == []


def test_search_filters(demo: Demo, watched: Watched) -> None:
    """Results can be kept to one area and one year; the address keeps the question."""
    page = watched.page
    page.goto((demo.folder / "search/index.html").as_uri() + "?q=%E6%94%AF%E9%83%A8")
    expect(page.locator(".results li").first).to_be_visible()
    page.select_option(".ask select[name=area]", label="制度上墙")
    expect(page.locator(".results .row-area").first).to_have_text("制度上墙")
    assert set(page.locator(".results .row-area").all_inner_texts()) == {"制度上墙"}
    page.select_option(".ask select[name=year]", "2025")
    expect(page.locator(".ask-found")).to_contain_text("找到")
    assert all(day.startswith("2025年") for day in page.locator(".results .row-date").all_inner_texts())


def test_search_by_keyboard(demo: Demo, watched: Watched) -> None:
    """`/` goes to the box of any page, Enter asks, arrows walk the results and back, Enter opens one."""
    page = watched.page
    page.goto((demo.folder / "index.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("公示")
    page.keyboard.press("Enter")
    page.wait_for_selector(".results li")
    assert page.evaluate("document.activeElement.id") == "ask-q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement === document.querySelector('.results a')")
    title = page.locator(".results a").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)


def test_search_says_what_it_did_not_find(demo: Demo, watched: Watched) -> None:
    """Where nothing is found, the page says so and what to do; signs of a pattern are plain characters."""
    page = watched.page
    page.goto((demo.folder / "search/index.html").as_uri())
    for words in ("魑魅魍魉", "a.*b(", "魑"):
        page.fill("#ask-q", words)
        page.press("#ask-q", "Enter")
        expect(page.locator(".ask-found")).to_contain_text("没有找到")
    assert watched.errors == []


def test_elder_mode_is_kept(demo: Demo, watched: Watched) -> None:
    """Elder mode stays when another page opens, and goes when it is switched off."""
    page = watched.page
    page.goto((demo.folder / "index.html").as_uri())
    page.click(".elder")
    page.goto((demo.folder / "archive.html").as_uri())
    expect(page.locator("html")).to_have_class(re.compile("elder-mode"))
    page.click(".elder")
    page.reload()
    assert not page.evaluate("document.documentElement.classList.contains('elder-mode')")


def test_keyboard_reaches_the_text(demo: Demo, watched: Watched) -> None:
    """The first Tab shows the way to the text, which takes the focus."""
    page = watched.page
    page.goto((demo.folder / "index.html").as_uri())
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_boards_are_looked_at_large(demo: Demo, watched: Watched) -> None:
    """A preview opens large over the page, turns by arrow keys, closes by Escape; without scripts it is a link."""
    page = watched.page
    entry = next(
        e for area in demo.site.areas for e in area.entries if any(b.id == e.id for b in demo.site.boards[::2])
    )
    page.goto((demo.folder / f"{entry.id}.html").as_uri())
    previews = page.locator(f".board-pages:has(a[href*='{quote(entry.slug)}-1.png']) a")
    assert previews.count() == 2
    previews.first.click()
    expect(page.locator("dialog.viewer")).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("ArrowRight")
    expect(page.locator(".viewer-told")).to_have_text("第 2 张，共 2 张")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.viewer")).to_be_hidden()
    assert Path(demo.folder / f"posters/{entry.id}-1.png").is_file()


def test_public_notices_can_be_filtered(demo: Demo, watched: Watched) -> None:
    """The list of disclosure is kept to a group, a scope and a year, and says how many are left."""
    page = watched.page
    area = next(area for area in demo.site.areas if area.kind == "disclosure")
    page.goto((demo.folder / area.slug / "index.html").as_uri())
    whole = page.locator(".listed .row:visible").count()
    page.select_option("select[name=scope]", "社会")
    kept = page.locator(".listed .row:visible").count()
    assert 0 < kept < whole
    expect(page.locator(".filter-found")).to_have_text(f"共 {kept} 篇")


def test_pages_read_without_scripts(demo: Demo, browser: Browser) -> None:
    """Without scripts every page shows its whole text and navigation, and the search page says where else to look."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        for path in demo.one_of_each()[::3]:
            page.goto((demo.folder / path).as_uri())
            assert page.evaluate("document.querySelector('body > nav a').offsetHeight") >= 44, path
        page.goto((demo.folder / "search/index.html").as_uri())
        expect(page.get_by_text("不能搜索")).to_be_visible()


def test_fonts_hold_what_headings_need(demo: Demo) -> None:
    """The fonts of headings are cut to the characters of headings, in slices of one name for the same bytes."""
    files = sorted((demo.folder / "assets").glob("title-*.woff2"))
    held = [set(TTFont(io.BytesIO(file.read_bytes())).getBestCmap()) for file in files]
    titles = {ord(sign) for entry in demo.site.entries() for sign in entry.title if sign.isprintable()}
    assert titles <= set().union(*held)
    assert sum(map(len, held)) == len(set().union(*held)) < 2000
    again = heading_fonts(demo.site, load_theme("red", theme_folders()), Steps()).files
    assert {font.path.rpartition("/")[2] for font in again} >= {file.name for file in files}
