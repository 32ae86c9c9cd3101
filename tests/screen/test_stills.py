"""Promises of stills and films of the lobby screen, for players that show only pictures or videos."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from zhendi.check.prove import prove
from zhendi.content.settings import read_config
from zhendi.progress import silence
from zhendi.render.film import film
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.site import build
from zhendi.write.manifest import read_manifest

NOW = dt.date(2026, 3, 10)
NOTICE = """---
标题: 关于某某同志的公示
发布日期: 2026-3-3
公示期: 2026年3月3日至3月13日
受理电话: 0000-1234567
---
现予公示，详见[制度](../制度上墙/考勤.md)。
"""
TABLE = "| 序号 | 姓名 | 时间 | 地点 | 事由 |\n|---|---|---|---|---|\n| 1 | 张示例 | 九点 | 会议室 | 支部党员大会 |\n"


def made(root: Path, files: dict[str, str], screen: str) -> tuple[BuildReport, dict[str, bytes]]:
    """Build the screen of a site; its report and what stands in screen/."""
    for name, text in {"site.yml": f"单位: 示例支部\n大屏: {screen}\n", **files}.items():
        (root / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / name).write_text(text, encoding="utf-8")
    wish = Request(root / "site", root / "out", now=NOW, only=frozenset({"screen"}), cache=False, jobs=1)
    report = build(wish, silence)
    manifest = read_manifest(root / "out")
    assert manifest
    return report, {
        name: (root / "out" / name).read_bytes() for name in sorted(manifest.files) if name.startswith("screen/")
    }


def test_each_slide_has_a_still_of_each_shape(tmp_path: Path) -> None:
    """JPEG of the display's size, named in the loop's order with the last day of a notice; long texts go on."""
    article = "支部委员会每季度研究一次考勤，形成清单，写明责任人。" * 3
    rule = "# 考勤制度\n\n" + "".join(f"第{number}条　{article}\n\n" for number in "一二三四五六七")
    files = {"content/党务公开/公示.md": NOTICE, "content/制度上墙/考勤.md": rule}
    report, found = made(tmp_path, files, "{图片: 横竖屏}")
    assert [problem.code for problem in report.problems if "大屏" in problem.message] == ["LB02"]
    for shape, size in (("横屏", (1920, 1080)), ("竖屏", (1080, 1920))):
        stills = {name: data for name, data in found.items() if name.endswith(".jpg") and shape in name}
        assert [name.rpartition("/")[2][:3] for name in stills] == sorted(["001", *["002"] * (len(stills) - 1)])
        assert f"screen/{shape}/001-公示-至2026-03-13.jpg" in stills
        assert f"screen/{shape}/002-考勤-2.jpg" in stills
        for data in stills.values():
            with Image.open(io.BytesIO(data)) as picture:
                assert (picture.format, picture.size) == ("JPEG", size)


def test_a_wide_table_makes_the_type_smaller(tmp_path: Path) -> None:
    """A table of five columns stands on an upright display too."""
    report, found = made(tmp_path, {"content/党务公开/公示.md": f"{NOTICE}\n{TABLE}"}, "{图片: 竖屏}")
    assert [problem.code for problem in report.problems if "大屏" in problem.message] == ["LB02"]
    assert "screen/竖屏/001-公示-至2026-03-13.jpg" in found


def test_a_site_that_does_not_ask_has_none(tmp_path: Path) -> None:
    """Stills take time: they are made where site.yml asks for them."""
    _, found = made(tmp_path, {"content/党务公开/公示.md": NOTICE}, "{图片: 否}")
    assert list(found) == ["screen/index.html"]


def test_a_shape_that_is_none_is_named(tmp_path: Path) -> None:
    """方屏 is a problem with its line; the loop is built all the same."""
    (tmp_path / "site.yml").write_text("单位: 示例支部\n大屏: {图片: 方屏}\n", encoding="utf-8")
    config, problems = read_config(tmp_path)
    assert config.screen.stills == ()
    assert [problem.line for problem in problems] == [2]


def picture(colour: str) -> bytes:
    """Give a small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (192, 108), colour).save(out, "JPEG")
    return out.getvalue()


def test_a_film_shows_each_still_as_long_as_it_is_read(tmp_path: Path) -> None:
    """H.264 in yuv420p of a constant rate, as long as its stills; the same stills give the same bytes."""
    stills = [(picture("#9B1016"), 2), (picture("#FFFAF0"), 3)]
    (tmp_path / "film.mp4").write_bytes(film(stills))
    asked = ("-show_entries", "stream=codec_name,pix_fmt,r_frame_rate,nb_frames", "-of", "json")
    told = subprocess.check_output(["ffprobe", "-v", "error", *asked, str(tmp_path / "film.mp4")])
    assert json.loads(told)["streams"] == [
        {"codec_name": "h264", "pix_fmt": "yuv420p", "r_frame_rate": "10/1", "nb_frames": "50"}
    ]
    assert film(stills) == (tmp_path / "film.mp4").read_bytes()


def test_a_damaged_still_gives_a_reason() -> None:
    """What ffmpeg cannot read is an OSError that says why, not a hang."""
    with pytest.raises(OSError, match=r"\w"):
        film([(b"no picture" * 1000, 1)])


def test_without_ffmpeg_there_are_stills_and_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The film is left out, the pictures are there, and the hint says how to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    report, found = made(tmp_path, {"content/党务公开/公示.md": NOTICE}, "{图片: 横屏, 视频: 是}")
    assert list(found) == ["screen/index.html", "screen/横屏.csv", "screen/横屏/001-公示-至2026-03-13.jpg"]
    (hint,) = [problem for problem in report.problems if problem.code == "LB01"]
    assert report.exit_code == 0
    assert "ffmpeg" in hint.hint


def test_a_list_says_how_long_each_still_stays_and_until_when_it_may_be_shown(tmp_path: Path) -> None:
    """A table for whoever feeds the player, in the order of the loop; build and check remind of the first end."""
    files = {"content/党务公开/公示.md": NOTICE, "content/制度上墙/考勤.md": "# 考勤制度\n\n第一条　公开。\n"}
    report, found = made(tmp_path, files, "{图片: 横屏}")
    heads, *rows = csv.reader(io.StringIO(found["screen/横屏.csv"].decode("utf-8-sig")))
    assert heads == ["图片", "标题", "停留（秒）", "播放到"]
    assert rows == [
        ["001-公示-至2026-03-13.jpg", "关于某某同志的公示", "8", "2026-03-13"],
        ["002-考勤.jpg", "考勤制度", "8", ""],
    ]
    assert [f"screen/横屏/{row[0]}" for row in rows] == [name for name in found if name.endswith(".jpg")]
    (reminder,) = [problem for problem in report.problems if problem.code == "LB02"]
    assert "2026-03-13" in reminder.message
    checked = prove(Request(tmp_path / "site", tmp_path / "out", now=NOW, only=frozenset({"web"}), cache=False))
    assert reminder in list(checked)


def test_nobody_is_reminded_where_nothing_ends_or_no_still_is_asked_for(tmp_path: Path) -> None:
    """The loop drops what has ended by itself, and a rule has no last day."""
    for name, files, screen in (
        ("loop", {"content/党务公开/公示.md": NOTICE}, "{图片: 否}"),
        ("rule", {"content/制度上墙/考勤.md": "# 考勤制度\n\n第一条　公开。\n"}, "{图片: 横屏}"),
    ):
        report, _ = made(tmp_path / name, files, screen)
        assert not [problem for problem in report.problems if problem.code == "LB02"]
