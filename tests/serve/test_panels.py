"""Promises of what the preview shows beside pages: boards with what was solved, problems by file, in a browser too."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect
from raw import PAGE, get

from zhendi.problems import Problem, Severity
from zhendi.serve.events import Events
from zhendi.serve.making import Made, lines_of
from zhendi.serve.panels import Panels
from zhendi.serve.server import PreviewServer

FACTS = {
    "id": "党务公开/公示", "source": "content/党务公开/公示.md", "title": "公示<b>", "pdf": "posters/党务公开/公示.pdf",
    "width_mm": 600, "height_mm": 900, "body_pt": 24.0, "title_pt": 120.0, "line_height": 1.7, "fill": 0.934,
    "layouts": 3, "series": "", "entries": ["党务公开/公示"], "pages": 1, "fonts": ["Noto Serif CJK SC"],
    "distance_m": 2.0, "previews": ["posters/党务公开/公示.png"], "columns": 2,
}  # fmt: skip
WALL = {**FACTS, "id": "公开栏", "source": "content/boards/公开栏.md", "title": "公开栏", "fill": 0.5, "width_mm": 2000}
ERROR = Problem("content/党务公开/公示.md", 3, 4, "FM01", Severity.ERROR, "日期<i>不对", "写成 2026-03-05")
HINT = Problem("content/党务公开/公示.md", 1, 1, "LG06", Severity.HINT, "标点旁有空格")
PROOF = Problem("content/党务公开/别的.md", 2, 1, "LG02", Severity.WARNING, "用了全角数字")
MADE = Made(
    problems=(ERROR, HINT),
    proof=(PROOF,),
    boards={"a": FACTS, "b": WALL},
    pages={"content/党务公开/公示.md": "党务公开/公示.html", "content/党务公开/别的.md": "党务公开/别的.html"},
    lines={(ERROR.path, 3, 4): ("日期：", "二", "月三十")},
    checked=True,
)


@pytest.fixture
def told(events: Events) -> Events:
    """Give the line between builds and browsers after a build."""
    events.announce(MADE, ["index.html"])
    return events


def test_a_page_is_told_its_boards(told: Events) -> None:
    """The board of an entry comes first, with size in cm, type in mm, fill, columns and distance; then others."""
    found = json.loads(Panels(told).boards_of(f"page={quote('党务公开/公示.html')}"))
    own, wall = found["boards"]
    assert (own["size"], own["body_mm"], own["fill"], own["columns"], own["distance"]) == (
        "60×90 厘米",
        8.5,
        93,
        2,
        "2",
    )
    assert (own["own"], own["small"], own["loose"]) == (True, False, False)
    assert (own["least_mm"], own["easy_mm"]) == (5, 8)
    assert (wall["title"], wall["own"], wall["loose"]) == ("公开栏", False, True)
    assert [one["code"] for one in found["problems"]] == ["FM01", "LG06"]
    assert json.loads(Panels(told).boards_of("page=index.html"))["source"] == ""


def test_problems_are_listed_by_file_with_filters(told: Events) -> None:
    """Errors, warnings and hints of build and check stand by file, worst first, each with place, line and hint."""
    panels = Panels(told)
    page = panels.problems_page("").decode()
    assert page.index("公示.md") < page.index("别的.md")
    assert "第 3 行" in page
    assert "日期：<mark>二</mark>月三十" in page
    assert "日期&lt;i&gt;不对" in page
    assert f'href="/{quote("党务公开/公示.html")}"' in page
    for query, seen in (
        ("level=warning", {"LG02"}),
        ("level=error", {"FM01"}),
        ("from=check", {"LG02"}),
        ("from=build", {"FM01", "LG06"}),
        ("code=LG06&level=hint", {"LG06"}),
        ("level=error&from=check", set()),
    ):
        listed = panels.problems_page(query).decode().partition('class="file"')[2]
        assert {code for code in ("FM01", "LG06", "LG02") if code in listed} == seen, query


def test_all_boards_are_shown(told: Events) -> None:
    """The page of boards names each, and picks out those that leave much room."""
    page = Panels(told).boards_page("").decode()
    assert "公示&lt;b&gt;" in page
    loose = Panels(told).boards_page("view=loose").decode()
    assert "公示&lt;b&gt;" not in loose
    assert "公开栏" in loose


def test_nothing_made_yet_is_a_page_too(events: Events) -> None:
    """Before the first build, and when nothing is wrong, the pages say so."""
    assert "正在做" in Panels(events).boards_page("").decode()
    events.announce(Made(checked=True), ["index.html"])
    assert "没有发现问题" in Panels(events).problems_page("").decode()


def test_the_line_of_a_problem_is_found(tmp_path: Path) -> None:
    """The words before, at and after a fault, whatever the file's encoding; a file that is gone gives none."""
    (tmp_path / "a.md").write_bytes("标题\n日期：2月30日".encode("gbk"))
    there = Problem("a.md", 2, 4, "FM01", Severity.ERROR, "")
    gone = Problem("b.md", 1, 1, "FM01", Severity.ERROR, "")
    assert lines_of(tmp_path, [there, gone]) == {("a.md", 2, 4): ("日期：", "2", "月30日")}


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_the_browser_shows_boards_and_problems(browser: Browser, site: Path, events: Events, width: int) -> None:
    """The board stands beside its page; problems over it; a page is loaded anew only if it changed."""
    (site / "posters" / "党务公开").mkdir()
    (site / "posters" / "党务公开" / "公示.png").write_bytes(b"")
    server = PreviewServer([lambda: site], events, port=0)
    server.start()
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto(f"{server.address}党务公开/公示.html")
    events.announce(MADE, ["党务公开/公示.html"])
    if width == 390:
        page.locator(".tab").click()
    side = page.locator(".side")
    for words in ("60×90 厘米", "8.5 毫米（24 磅）", "93%", "2 栏", "阅读距离 2 米"):
        expect(side).to_contain_text(words)
    expect(page.locator(".over")).to_contain_text("content/党务公开/公示.md 第 3 行")
    expect(page.locator(".over")).to_contain_text("写成 2026-03-05")
    page.evaluate("window.kept = true")
    events.announce(MADE, ["党务公开/别的.html"])
    (site / "党务公开" / "公示.html").write_bytes(PAGE.replace("公示".encode(), "新的公示".encode()))
    events.announce(Made(pages=MADE.pages, boards={"b": WALL}), ["index.html"])
    expect(side).to_contain_text("200×90 厘米")
    assert page.evaluate("window.kept")
    events.announce(MADE, ["党务公开/公示.html"])
    expect(page.locator("body")).to_contain_text("新的公示")
    page.close()
    server.stop()


def test_pages_of_the_preview_are_served_to_this_machine_only(site: Path, events: Events) -> None:
    """Rows 47 and 48: boards and problems are answered like pages; strangers get none."""
    server = PreviewServer([lambda: site], events, port=0)
    server.start()
    for target in ("/_zhendi/boards", "/_zhendi/problems?level=error", "/_zhendi/boards.json?page=index.html"):
        assert get(server.port, target)[0] == 200
        assert get(server.port, target, "Host: evil.example")[0] == 400
    assert get(server.port, "/_zhendi/none")[0] == 404
    server.stop()
