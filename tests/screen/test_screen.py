"""Promises of the lobby screen: what it shows, in which order, for how long; in a real browser with its own clock."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from zhendi.progress import silence
from zhendi.render.film import film
from zhendi.request import Request
from zhendi.site import build

NOW = dt.date(2026, 3, 10)
NOTICE = """---
标题: 到期的公示
发布日期: 2026-3-3
公示期: 2026年3月3日至3月10日
受理电话: 0000-1234567
---
现予公示。
"""


IN_WINDOW = """() => {
  const box = document.querySelector(".slide.on .window").getBoundingClientRect();
  const words = document.querySelector(".slide.on .text p").firstChild;
  return Array.from({length: words.length}, (_, at) => at).filter(at => {
    const range = document.createRange();
    range.setStart(words, at);
    range.setEnd(words, at + 1);
    const one = range.getBoundingClientRect();
    return one.left >= box.left - 1 && one.right <= box.right + 1
      && one.top >= box.top - 1 && one.bottom <= box.bottom + 1;
  });
}"""


def site(root: Path, entries: int, length: int = 60) -> Path:
    """Make a site with a notice that ends today and some panels of the corridor; give its screen."""
    files = {"content/党务公开/公示.md": NOTICE}
    text = "清风徐来，水波不兴。" * (length // 10)
    files |= {f"content/廉政文化长廊/{n:03}.md": f"# 第{n}块\n\n{text}\n" for n in range(entries)}
    for name, data in files.items():
        (root / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / name).write_text(data, encoding="utf-8")
    build(Request(root / "site", root / "out", now=NOW, only=frozenset({"screen"}), cache=False), silence)
    return root / "out" / "screen" / "index.html"


def opened(browser: Browser, place: Path, now: str, size: tuple[int, int] = (1920, 1080)) -> Page:
    """Open the screen at a moment of its own clock."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, timezone_id="Asia/Shanghai")
    moment = dt.datetime.fromisoformat(now)
    page.clock.install(time=moment - dt.timedelta(seconds=1))
    page.clock.pause_at(moment)
    page.goto(place.as_uri())
    return page


def shown(page: Page) -> str:
    """Give the title of the slide that is shown."""
    return page.locator(".slide.on").get_attribute("aria-label") or ""


@pytest.mark.browser
def test_a_notice_drops_out_the_minute_it_expires(browser: Browser, tmp_path: Path) -> None:
    """Shown until the last second of its last day, gone from the page at once after it."""
    page = opened(browser, site(tmp_path, 2), "2026-03-10T23:59:50+08:00")
    assert shown(page) == "到期的公示"
    page.clock.run_for(8_000)
    assert page.locator('[aria-label="到期的公示"]').count() == 1
    page.clock.run_for(3_000)
    assert page.locator('[aria-label="到期的公示"]').count() == 0
    assert shown(page) in {"第0块", "第1块"}
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_a_long_text_turns_its_pages_and_loses_no_line(browser: Browser, tmp_path: Path, size: tuple[int, int]) -> None:
    """Every character stands in the window on one of the pages, and type is at least 1/22 of the height."""
    page = opened(browser, site(tmp_path, 1, 900), "2026-03-11T09:00:00+08:00", size)
    window = page.locator(".slide.on .window").bounding_box()
    assert window
    seen: set[int] = set()
    place = page.locator("#place").inner_text()
    pages = int(place.split("/")[-1].split(" ")[0])
    assert pages > 1
    for _ in range(pages):
        found = page.evaluate(IN_WINDOW)
        seen |= set(found)
        page.keyboard.press("ArrowRight")
    assert len(seen) == page.evaluate("() => document.querySelector('.slide.on .text p').firstChild.length")
    size_px = page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('.text p')).fontSize)")
    assert size_px >= min(size) / 22 - 1
    page.close()


@pytest.mark.browser
def test_it_runs_for_hours_without_growing(browser: Browser, tmp_path: Path) -> None:
    """200 slides pass in an accelerated loop: no more nodes than at the start, no error, each entry shown."""
    page = opened(browser, site(tmp_path, 20), "2026-03-11T09:00:00+08:00")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    nodes = page.evaluate("() => document.getElementsByTagName('*').length")
    titles = set()
    for _ in range(200):
        titles.add(shown(page))
        page.clock.run_for(15_000)
    assert page.evaluate("() => document.getElementsByTagName('*').length") == nodes
    assert len(titles) == 20
    assert errors == []
    page.close()


@pytest.mark.browser
def test_a_touch_pauses_and_a_swipe_turns(browser: Browser, tmp_path: Path) -> None:
    """A tap holds the slide until the next tap; arrows turn; the clock goes on."""
    page = opened(browser, site(tmp_path, 3), "2026-03-11T09:00:00+08:00")
    first = shown(page)
    page.mouse.click(900, 500)
    page.clock.run_for(600_000)
    assert shown(page) == first
    assert "已暂停" in page.locator("#state").inner_text()
    assert page.locator("#clock").inner_text() == "09:10"
    page.mouse.click(900, 500)
    page.clock.run_for(20_000)
    assert shown(page) != first
    before = shown(page)
    page.keyboard.press("ArrowRight")
    assert shown(page) != before
    page.close()


@pytest.mark.browser
def test_a_video_plays_in_the_place_of_the_picture(browser: Browser, tmp_path: Path) -> None:
    """It runs without sound while its slide is shown, is held by a tap, and rewinds when the slide goes."""
    place = tmp_path / "site" / "content" / "廉政文化长廊"
    place.mkdir(parents=True)
    frame = io.BytesIO()
    Image.new("RGB", (320, 180), "#9B1016").save(frame, "JPEG")
    (place / "片子.mp4").write_bytes(film([(frame.getvalue(), 30)]))
    (place / "000.md").write_text("# 有片子的\n\n请看。\n\n![家风](片子.mp4)\n", encoding="utf-8")
    page = opened(browser, site(tmp_path, 0), "2026-03-11T09:00:00+08:00")
    assert shown(page) == "有片子的"
    video = page.locator(".slide.on video.picture")
    assert "assets/pictures/" in (video.get_attribute("poster") or "")
    video.evaluate("v => new Promise(done => { v.ontimeupdate = () => v.currentTime > 0 && done(true); })")
    assert page.locator(".text video").count() == 0
    page.mouse.click(300, 500)
    assert video.evaluate("v => v.paused")
    page.mouse.click(300, 500)
    page.clock.run_for(20_000)
    assert shown(page) == "有片子的"
    page.close()


def test_texts_share_no_anchor(tmp_path: Path) -> None:
    """Row 63: several texts with a 第一条 stand on the one page, and no id is there twice."""
    for name in ("甲", "乙"):
        place = tmp_path / "site" / "content" / "制度上墙" / f"{name}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"# {name}制度\n\n第一条　公开。\n\n第二条　及时[^1]。\n\n[^1]: 出处。\n", encoding="utf-8")
    build(Request(tmp_path / "site", tmp_path / "out", now=NOW, only=frozenset({"screen"}), cache=False), silence)
    ids = re.findall(r'\sid="([^"]*)"', (tmp_path / "out" / "screen" / "index.html").read_text(encoding="utf-8"))
    assert ids
    assert len(ids) == len(set(ids))


def test_nothing_to_show_gives_no_screen(tmp_path: Path) -> None:
    """A site of pages only has no loop."""
    (tmp_path / "site" / "content").mkdir(parents=True)
    (tmp_path / "site" / "content" / "关于.md").write_text("# 关于\n\n正文。\n", encoding="utf-8")
    build(Request(tmp_path / "site", tmp_path / "out", now=NOW, only=frozenset({"screen"}), cache=False), silence)
    assert not (tmp_path / "out" / "screen").exists()
