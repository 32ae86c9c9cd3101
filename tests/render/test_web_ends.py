"""Promises of the reader's clock: what has ended since the site was built greys out, wherever it is listed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pages import Watched

from zhendi.progress import silence
from zhendi.request import Request
from zhendi.site import build

pytestmark = pytest.mark.browser

PAST, AHEAD = "2026-01-10", "2099-01-10"
ENTRY = "---\n标题: {title}\n日期: 2026-01-03\n下架日期: {until}\n---\n\n正文。\n"
AREAS = {
    "制度上墙": ".row",
    "承诺践诺": ".card",
    "廉政文化长廊": ".hung",
    "问题清单": ".problem",
    "党建品牌": ".brand-card",
    "一般页面": ".row",
}


def test_cards_grey_out_by_the_clock(watched: Watched, tmp_path: Path) -> None:
    """An entry past its 下架日期 is grey on its card in every sort of area, one that is not stays as it was."""
    for area in AREAS:
        folder = tmp_path / "content" / area
        folder.mkdir(parents=True)
        for title, until in (("过期", PAST), ("在期", AHEAD)):
            (folder / f"{title}.md").write_text(ENTRY.format(title=title, until=until), encoding="utf-8")
    done = build(
        Request(root=tmp_path, out=tmp_path / "output", now=dt.date(2026, 1, 5), only=frozenset({"web"})), silence
    )
    assert done.published
    for area, card in AREAS.items():
        watched.page.goto((tmp_path / "output" / area / "index.html").as_uri())
        assert watched.page.locator(f"{card}.over").count() == 1, area
        assert watched.page.locator(f"{card}.over").inner_text().count("过期") == 1, area
        assert watched.page.locator(f"{card}:not(.over)").inner_text().count("在期") == 1, area
    assert watched.errors == []
