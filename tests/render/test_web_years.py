"""Promises of long lists: short pages, nothing lost, every page reached by a link without a script."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from zhendi.progress import silence
from zhendi.render.web_years import MOST
from zhendi.site import Request, build

NOW = dt.date(2026, 3, 12)
KEPT, EACH = 24, 40
LINK = re.compile(r'<a class="(?:row-title|tag)"[^>]* href="([^"]*)"')


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a site with one area of 24 entries this year, 40 in each of three older ones, all with one tag."""
    root = tmp_path_factory.mktemp("years")
    folder = root / "content/学习交流"
    folder.mkdir(parents=True)
    for year, count in ((2026, KEPT), (2025, EACH), (2024, EACH), (2023, EACH)):
        for number in range(count):
            head = f"标题: {year}年第{number + 1}篇\n日期: {year}-01-{number % 28 + 1:02}\n标签: 心得"
            (folder / f"{year}-{number:02}.md").write_text(f"---\n{head}\n---\n正文。\n", encoding="utf-8")
    build(Request(root, root / "output", NOW, only=frozenset({"web"})), silence)
    return root / "output"


@pytest.mark.parametrize("start", ["学习交流/index.html", "tags/心得.html"])
def test_long_lists_are_parted_by_year(output: Path, start: str) -> None:
    """A list over 60 entries shows the newest years; links lead to a page for each older one; none is lost or twice."""
    waiting, seen, rows = [output / start], set(), []
    while waiting:
        page = waiting.pop().resolve()
        if page in seen:
            continue
        seen.add(page)
        links = [(page.parent / unquote(link)).resolve() for link in LINK.findall(page.read_text("utf-8"))]
        own = [link for link in links if re.fullmatch(r"\d{4}-\d\d\.html", link.name)]
        assert 0 < len(own) <= MOST, page
        rows += own
        waiting += [link for link in links if link not in own and "years" in link.parts]
    assert len(seen) == 4
    assert len(rows) == len(set(rows)) == KEPT + 3 * EACH
    assert all(row.is_file() for row in rows)
