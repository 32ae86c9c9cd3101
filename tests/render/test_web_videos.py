"""Videos: named like pictures, played on the page, stood for by a picture of the same name elsewhere."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

from msgspec.structs import replace
from PIL import Image

from zhendi.content.discover import read_site
from zhendi.model.boards import own_boards
from zhendi.model.entities import Audience, Site
from zhendi.model.narrow import for_board
from zhendi.problems import Problem
from zhendi.render.board_words import words_of
from zhendi.render.film import film
from zhendi.render.web_text import text_of
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.work.steps import Steps
from zhendi.workshop import Workshop, arrange_site


def site_of(folder: Path, text: str, files: dict[str, bytes]) -> tuple[Site, list[Problem]]:
    """Read a site of one entry with files beside it."""
    area = folder / "content" / "组织生活"
    area.mkdir(parents=True)
    (area / "植树.md").write_text(f"---\n标题: 植树\n海报: 60x90cm\n---\n\n{text}\n", encoding="utf-8")
    for name, data in files.items():
        (area / name).write_bytes(data)
    report = BuildReport()
    draft = read_site(folder)
    site = arrange_site(draft, Request(folder, folder / "output", dt.date(2026, 11, 25), None, Audience.UNIT), report)
    return site, list(report.problems)


def still() -> bytes:
    """Give a picture."""
    out = io.BytesIO()
    Image.new("RGB", (320, 180), "#123456").save(out, "JPEG")
    return out.getvalue()


def test_a_video_plays_on_the_page(tmp_path: Path) -> None:
    """`![名字](片子.mp4)` is a player with the picture of the same name as its still, and the file is published."""
    site, problems = site_of(tmp_path, "![植树的一天](片子.mp4)", {"片子.mp4": b"mp4", "片子.jpg": still()})
    assert problems == []
    assert site.files == {"content/组织生活/片子.mp4": "assets/files/组织生活/片子.mp4"}
    entry = site.entries()[0]
    text = text_of(site, entry, "组织生活/植树.html")
    assert '<video controls preload="metadata" poster="../assets/pictures/' in text
    assert 'width="320" height="180" aria-label="植树的一天" src="../assets/files/' in text
    assert "<figcaption>植树的一天</figcaption>" in text
    assert "<img" not in text


def test_a_board_shows_the_still(tmp_path: Path) -> None:
    """On a board a video is its still, with a code if the site has an address; without one nothing stands there."""
    video = {"片子.webm": b"webm"}
    for name, files, shown in (("有", {**video, "片子.jpg": still()}, True), ("无", video, False)):
        site, problems = site_of(tmp_path / name, "种了树。\n\n![植树](片子.webm)\n\n浇了水。", files)
        assert problems == []
        entry = site.entries()[0]
        board = own_boards(entry, {}, "red")[0]
        site = for_board(site, board)
        workshop = Workshop(Request(tmp_path / name, tmp_path / "output"), site, Steps())
        body = words_of(site, board, entry, workshop.theme("red"))["body"]
        assert ("assets/pictures/" in body) is shown
        assert ("植树" in body) is shown
        assert "种了树" in body
        assert "扫码" not in body
        located = replace(site, info=replace(site.info, url="http://10.1.2.3"))
        coded = words_of(located, board, entry, workshop.theme("red"))["body"]
        assert ("扫码看视频" in coded) is shown
        assert "浇了水" in body


def test_a_video_that_is_missing_is_named(tmp_path: Path) -> None:
    """A video that is not there is an error with its place and what to write instead."""
    _, problems = site_of(tmp_path, "![植树](片了.mp4)", {"片子.mp4": b"mp4"})
    assert [(problem.code, problem.line, problem.message) for problem in problems] == [
        ("PC06", 6, "视频不存在：片了.mp4")
    ]
    assert problems[0].hint == "是不是要写 片子.mp4？"


def test_a_still_is_taken_from_a_video_that_has_none(tmp_path: Path) -> None:
    """Where ffmpeg is installed, a video without a picture of its name is its own still, on page and board."""
    video = film([(still(), 1)])
    site, problems = site_of(tmp_path, "种了树。\n\n![植树](片子.mp4)", {"片子.mp4": video})
    assert problems == []
    (picture,) = site.pictures.values()
    assert (picture.width, picture.height) == (320, 180)
    with Image.open(io.BytesIO(picture.data)) as taken:
        red, green, blue = taken.convert("RGB").getpixel((160, 90))  # type: ignore[misc]
    assert max(abs(red - 0x12), abs(green - 0x34), abs(blue - 0x56)) <= 6
    assert 'poster="../assets/pictures/' in text_of(site, site.entries()[0], "组织生活/植树.html")


def test_a_list_of_addresses_is_no_video(tmp_path: Path) -> None:
    """What calls itself a video but leads elsewhere is not followed, and no still is made of it."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    text = f"#EXTM3U\n#EXTINF:1,\nfile://{tmp_path}/secret.txt\n#EXT-X-ENDLIST\n"
    site, problems = site_of(tmp_path / "site", "![植树](片子.mp4)", {"片子.mp4": text.encode()})
    assert problems == []
    assert not site.pictures
