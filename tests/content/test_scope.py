"""Promises of scope: what lies above the audience leaves no trace in the site that renderers receive."""

from __future__ import annotations

import datetime as dt
import html
import io
from pathlib import Path
from urllib.parse import unquote

import pytest
from PIL import Image

from zhendi.content.discover import read_site
from zhendi.model.arrange import arrange
from zhendi.model.entities import Audience, Site
from zhendi.model.lifecycle import state_of
from zhendi.problems import Severity
from zhendi.progress import silence
from zhendi.request import Request
from zhendi.site import build

CANARY = "金丝雀词"
NOW = dt.date(2026, 3, 10)


def picture(comment: str) -> bytes:
    """Make a picture with a comment in it."""
    saved = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(saved, "JPEG", comment=comment.encode())
    return saved.getvalue()


PUBLIC: dict[str, bytes] = {
    "content/党务公开/_index.md": "---\n标题: 党务公开\n---\n".encode(),
    "content/党务公开/公开的.md": (
        "---\n标题: 公开的\n公开范围: 社会\n封面: 图/公开.jpg\n海报: 60x90cm\n发布单位: 甲\n发布日期: 2026-3-5\n---\n"
        f"见[内部的](内部的.md)和[同名的](../页面/{CANARY}.md)。\n"
    ).encode(),
    "content/党务公开/图/公开.jpg": picture("拍摄者"),
    "content/index.md": "---\n公开范围: 社会\n---\n欢迎。\n".encode(),
}
C = CANARY
INTERNAL: dict[str, bytes] = {
    "content/党务公开/内部的.md": (
        f"---\n标题: {C}\n公开范围: 本单位\n网址名: {C}\n标签: {C}\n摘要: {C}\n封面: 图/{C}.jpg\n附件: {C}.pdf\n"
        f"发布单位: {C}\n人员: {C}\n意见受理: {{受理单位: {C}, 受理电话: {C}}}\n审批: {{审批人: {C}}}\n系列: {C}\n"
        f"公示期: 2026年3月9日至3月20日\n海报: 易拉宝\n---\n## {C}\n\n{C}\n\n![{C}](图/{C}.jpg)\n\n[{C}]({C}.pdf)\n\n"
        f"| {C} |\n|---|\n| {C} |\n\n[回](公开的.md)\n"
    ).encode(),
    f"content/党务公开/图/{C}.jpg": picture(C),
    f"content/党务公开/{C}.pdf": C.encode(),
    "content/党务公开/抢名.md": "---\n网址名: 公开的\n公开范围: 党内\n---\n正文。\n".encode(),
    "content/党务公开/公开的-60x90cm.md": "---\n公开范围: 党内\n---\n正文。\n".encode(),
    f"content/页面/{C}.md": f"---\n公开范围: 党内\n---\n{C}\n".encode(),
    f"content/{C}/甲.md": b"---\nscope: \xe5\x85\x9a\xe5\x86\x85\n---\n\xe7\x94\xb2\n",
    "content/组织风采/_index.md": f"---\n标题: {C}\n网址名: 党务公开\n---\n{C}\n".encode(),
    "content/组织风采/甲.md": "---\n公开范围: 特定对象\n---\n甲。\n".encode(),
    "content/散放.md": f"---\n公开范围: 特定对象\n---\n{C}\n".encode(),
}


def arranged(root: Path, files: dict[str, bytes], audience: Audience) -> Site:
    """Write, read and arrange a site as a build does: entries with errors are left out."""
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    draft = read_site(root)
    bad = {problem.path for problem in draft.problems if problem.severity is Severity.ERROR}
    site, problems = arrange(
        draft.parts.without(bad), NOW, audience, lambda entry: state_of(entry, NOW, draft.calendar)
    )
    assert not [problem for problem in problems if problem.severity is Severity.ERROR]
    return site


def test_internal_entries_leave_no_trace(tmp_path: Path) -> None:
    """Row 57: a word in 20 places of internal entries is nowhere in what the public renderers receive."""
    site = arranged(tmp_path, PUBLIC | INTERNAL, Audience.PUBLIC)
    without_link = repr(site).replace(f"../页面/{CANARY}.md", "")  # typed in the public text itself
    assert CANARY not in without_link
    assert CANARY.encode() not in b"".join(one.data for one in site.pictures.values())
    assert [entry.id for entry in site.entries()] == ["党务公开/公开的"]


def test_the_public_site_is_the_same_without_them(tmp_path: Path) -> None:
    """Row 58: with and without the internal sources, renderers receive the very same site."""
    with_them = arranged(tmp_path / "with", PUBLIC | INTERNAL, Audience.PUBLIC)
    assert with_them == arranged(tmp_path / "without", PUBLIC, Audience.PUBLIC)


def published(root: Path, audience: Audience) -> dict[str, str]:
    """Build pages, search index and screen of the site; give every file as text, decoded as a reader could."""
    for path, data in (PUBLIC | INTERNAL).items():
        (root / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / path).write_bytes(data)
    out = root / audience.name
    build(Request(root / "site", out, NOW, None, audience, frozenset({"web", "screen"}), cache=False), silence)
    files = [path for path in out.rglob("*") if path.is_file()]
    texts = {str(path.relative_to(out)): path.read_bytes().decode("utf-8", "replace") for path in files}
    return {unquote(name): unquote(html.unescape(text)) for name, text in texts.items()}


def test_the_search_index_holds_nothing_internal(tmp_path: Path) -> None:
    """Row 57: no file that a build for 社会 writes, the parts of the search index too, holds what is internal."""
    everything = published(tmp_path, Audience.PARTY)
    assert any(CANARY in text for name, text in everything.items() if "assets/search" in name)
    public = published(tmp_path, Audience.PUBLIC)
    assert any("assets/search" in name for name in public)
    assert [name for name, text in public.items() if CANARY in name + text] == []


@pytest.mark.parametrize(("audience", "count"), [(Audience.PUBLIC, 1), (Audience.UNIT, 2), (Audience.PARTY, 4)])
def test_each_audience_sees_its_own(tmp_path: Path, audience: Audience, count: int) -> None:
    """社会 ⊂ 本单位 ⊂ 党内; what is for named readers is in none of them."""
    assert len(arranged(tmp_path, PUBLIC | INTERNAL, audience).entries()) == count


@pytest.mark.parametrize("head", ["公开范围: 党内", "草稿: 是", "发布日期: 2026-3-11"])
def test_the_home_text_has_a_scope_too(tmp_path: Path, head: str) -> None:
    """Row 57: content/index.md is shown only to its audience, and not before its day."""
    files = PUBLIC | {"content/index.md": f"---\n{head}\n---\n{CANARY}".encode()}
    site = arranged(tmp_path, files, Audience.PUBLIC)
    assert site.home is None
    assert CANARY not in repr(site.areas).replace(f"../页面/{CANARY}.md", "")
