"""Examine the machine and the site: what is missing, what it costs, how to get it."""

from __future__ import annotations

import ctypes.util
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from zhendi.content.emblem import read_emblem
from zhendi.content.settings import read_config
from zhendi.problems import CannotGoOnError
from zhendi.resources import USUAL_PROFILES
from zhendi.theme import load_theme, theme_folders
from zhendi.work.ffmpeg import has_ffmpeg

_ROOM = 500 * 2**20  # bytes; a site with a hundred boards and its staging copy
_LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
_FONT_PACKAGES = {
    "Noto Serif CJK SC": "fonts-noto-cjk fonts-noto-cjk-extra",
    "Noto Sans CJK SC": "fonts-noto-cjk fonts-noto-cjk-extra",
    "LXGW WenKai": "fonts-lxgw-wenkai",
}
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Finding(Struct, frozen=True):
    """One thing examined; `broken` means that posters or pages cannot be made without it."""

    what: str
    fine: bool
    advice: str = ""
    broken: bool = False

    def __str__(self) -> str:
        mark = "正常" if self.fine else "缺失" if self.broken else "提醒"
        return f"{mark}  {self.what}" + (f"\n    建议：{self.advice}" if self.advice and not self.fine else "")


def installed_families() -> frozenset[str]:
    """List the font families that fontconfig knows."""
    program = shutil.which("fc-list")
    if not program:
        return frozenset()
    listed = subprocess.run([program, ":", "family"], capture_output=True, text=True, check=False).stdout
    return frozenset(name.strip() for line in listed.splitlines() for name in line.split(","))


def examine(root: Path, families: Callable[[], frozenset[str]] = installed_families) -> Iterator[Finding]:
    """Examine libraries, fonts, disk and site.yml, the worst first for each."""
    yield from _libraries()
    yield from _site(root, families())
    free = shutil.disk_usage(root).free
    yield Finding(f"磁盘剩余 {free // 2**20} MB", free >= _ROOM, "至少留出 500 MB，再生成网站和展板。")
    yield from _programs()
    yield from _press(root)


def _press(root: Path) -> Iterator[Finding]:
    """Examine what only the files for the print shop need."""
    wish = read_config(root)[0].press
    places = (root / wish.profile,) if wish.profile else USUAL_PROFILES
    advice = "没有它不能做印刷文件。向印刷厂要一份 .icc，写进 site.yml 的“印刷”；或请管理员安装软件包 libgs-common。"
    yield Finding("印刷用的 CMYK 特性文件", any(place.is_file() for place in places), advice)
    if wish.outlines or wish.picture:
        yield Finding("ghostscript（转曲和图片要用）", bool(shutil.which("gs")), "请管理员安装软件包 ghostscript。")


def _programs() -> Iterator[Finding]:
    advice = "要做大屏视频、自动取视频的画面，请管理员安装软件包 ffmpeg；不用可以不装。"
    yield Finding("视频工具 ffmpeg", has_ffmpeg(), advice)
    browser = next((name for name in _BROWSERS if shutil.which(name)), None)
    yield Finding(
        "Chromium 浏览器（只用于本项目自己的测试）", bool(browser), "不做开发可以不装；需要时安装软件包 chromium。"
    )


def _libraries() -> Iterator[Finding]:
    for library, package in _LIBRARIES.items():
        advice = f"没有它不能生成展板（网页不受影响）。请管理员安装软件包 {package}。"
        yield Finding(f"排版库 {library}", ctypes.util.find_library(library) is not None, advice, broken=True)


def _site(root: Path, families: frozenset[str]) -> Iterator[Finding]:
    config, _ = read_config(root)
    try:
        theme = load_theme(config.info.theme, theme_folders(root))
    except CannotGoOnError as error:
        yield Finding(f"站点主题：{error}", fine=False, advice=error.hint, broken=True)
        return
    for role, font in sorted(theme.fonts.items()):
        found = [family for family in font.families if family in families]
        package = next((_FONT_PACKAGES[f] for f in font.families if f in _FONT_PACKAGES), "")
        advice = f"安装“{font.families[0]}”" + (
            f"（软件包 {package}）。" if package else "，或在主题的 theme.yml 里换一种字体。"
        )
        yield Finding(f"字体 {role}：{found[0] if found else font.families[0]}", bool(found), advice, broken=True)
    advice = "在 site.yml 里填写“网址: http://…”，才有订阅源 feed.xml、站点地图 sitemap.xml 和展板上的二维码。"
    yield Finding("site.yml 的网址", bool(config.info.url), advice)
    advice = "需要用党徽时，把官方制作的文件放到 assets/emblem.svg；本程序不自带、不绘制党徽，没有它版面也是完整的。"
    emblem, wrong = read_emblem(root)
    yield Finding("党徽文件 assets/emblem.svg", bool(emblem), wrong[0].message + wrong[0].hint if wrong else advice)
