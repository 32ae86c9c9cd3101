"""Promises of the package: names that sort, a true job sheet, faults held back, named persons kept out of output/."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from PIL import Image

from zhendi.cli import commands
from zhendi.doctor import examine

RULE = "---\n标题: {title}\n材质: {material}\n份数: 2\n{more}---\n第一条 公开要真实、及时。\n\n第二条 公开前要审批。\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a site of two rules, one with a photo of few pixels, and one for named persons."""
    root = tmp_path / "site"
    area = root / "content" / "制度上墙"
    area.mkdir(parents=True)
    (root / "site.yml").write_text(
        "单位: 示例市示例局机关党支部\n默认:\n  制度上墙: {海报: 42x57cm}\n", encoding="utf-8"
    )
    (area / "甲制度.md").write_text(RULE.format(title="甲制度", material="KT板", more=""), encoding="utf-8")
    out = io.BytesIO()
    Image.new("RGB", (800, 500), (90, 20, 20)).save(out, "PNG")
    (area / "小图.png").write_bytes(out.getvalue())
    poor = RULE.format(title="乙制度", material="铜版纸", more="")
    (area / "乙制度.md").write_text(poor + "\n![小图](小图.png)\n", encoding="utf-8")
    named = RULE.format(title="丙名单", material="KT板", more="公开范围: 特定对象\n")
    (area / "丙名单.md").write_text(named, encoding="utf-8")
    return root


def press(*arguments: str | Path) -> tuple[int, str]:
    """Run `zhendi press`; its exit code and what it said."""
    command = ["press", "--now", "2026-11-24", "--jobs", "1", *map(str, arguments)]
    done = CliRunner().invoke(commands, command, standalone_mode=False)
    if done.exception:
        return 2, f"{done.exception} {getattr(done.exception, 'hint', '')}"
    return done.return_value or 0, done.output


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_package_is_whole(site: Path, tmp_path: Path) -> None:
    """A board that fails is held back and named; the others come with a job sheet whose digests and areas are true."""
    code, said = press("-s", site, "-o", tmp_path / "out", "--proof", "--tile", "a3")
    files = tree(tmp_path / "out")
    assert code == 1
    assert "乙制度" in said
    assert "图片分辨率" in said
    assert "丙名单" not in said
    name = "印刷文件/01-甲制度-42x57cm-2份.pdf"
    names = [one for one in files if one.endswith(".pdf")]
    assert sorted(names) == sorted(
        [name, name.replace("印刷文件", "审签"), name.replace("印刷文件", "拼贴/A3"), "工作单.pdf"]
    )
    (row,) = csv.DictReader(io.StringIO(files["jobsheet.csv"].decode("utf-8-sig")))
    assert row["SHA-256"] == hashlib.sha256(files[name]).hexdigest()
    assert (row["块数"], row["面积（m²）"], row["工艺"]) == ("2", "0.479", "写真")
    sheet = load_workbook(io.BytesIO(files["jobsheet.xlsx"])).worksheets[0]
    assert [str(cell.value or "") for cell in sheet[3]] == list(row.values())
    (report,) = json.loads(files["preflight.json"])
    assert (report["file"], report["verdict"]) == (name, "pass")
    assert "1 种、2 块" in files["请先看这里.txt"].decode("utf-8-sig")


def test_force_and_archive(site: Path, tmp_path: Path) -> None:
    """--force takes a failing board in and says so to the shop; --zip makes one archive; twice the same bytes."""
    assert press("-s", site, "-o", tmp_path / "a", "--force", "--zip")[0] == 1
    press("-s", site, "-o", tmp_path / "b", "--force", "--zip")
    archive = tree(tmp_path / "a")["印刷包.zip"]
    assert archive == tree(tmp_path / "b")["印刷包.zip"]
    with zipfile.ZipFile(io.BytesIO(archive)) as package:
        assert len([name for name in package.namelist() if name.startswith("印刷文件/")]) == 2
        assert "预检不合格" in package.read("请先看这里.txt").decode("utf-8-sig")
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in package.infolist())


def test_named_persons(site: Path, tmp_path: Path) -> None:
    """A board for named persons is pressed only by name, and only into a folder that was chosen outside output/."""
    code, said = press("-s", site, "--only", "丙名单")
    assert code == 2
    assert "-o" in said
    assert press("-s", site, "--only", "丙名单", "-o", site / "output" / "x")[0] == 2
    assert press("-s", site, "--only", "丙名单", "-o", tmp_path / "safe")[0] == 0
    assert [name for name in tree(tmp_path / "safe") if name.startswith("印刷文件")] == [
        "印刷文件/01-丙名单-42x57cm-2份.pdf"
    ]


def test_a_board_that_is_not_there(site: Path, tmp_path: Path) -> None:
    """A name that no board has is said so, with how to write one."""
    code, said = press("-s", site, "--only", "丁制度", "-o", tmp_path / "out")
    assert code == 2
    assert "没有叫“丁制度”的展板" in said


def test_pressed_boards_are_remembered(site: Path, tmp_path: Path) -> None:
    """What was pressed is taken from the memory of the site, byte for byte; boards for named persons never are."""
    (site / "data").mkdir()
    (site / "data" / "walls.yml").write_text("会议室: {长度: 12m, 高度: 290cm, 展板: [甲制度]}\n", encoding="utf-8")
    press("-s", site, "-o", tmp_path / "a", "--only", "甲制度", "--only", "乙制度")
    memory = site / ".zhendi" / "cache-本单位.sqlite"
    size = memory.stat().st_size
    press("-s", site, "-o", tmp_path / "b", "--only", "甲制度", "--only", "乙制度")
    press("-s", site, "-o", tmp_path / "c", "--only", "甲制度", "--only", "乙制度", "--no-cache")
    assert tree(tmp_path / "a") == tree(tmp_path / "b") == tree(tmp_path / "c")
    press("-s", site, "--only", "丙名单", "-o", tmp_path / "d")
    assert size > 100_000
    assert memory.stat().st_size == size
    assert "会议室" in tree(tmp_path / "a")["jobsheet.csv"].decode("utf-8-sig")


def test_where_boards_hang(site: Path, tmp_path: Path) -> None:
    """The job sheet says on which wall, which from the left, and how far from its end and the floor."""
    (site / "data").mkdir()
    walls = "会议室: {长度: 12m, 高度: 290cm, 中心高: 150cm, 展板: [甲制度, 乙制度]}\n"
    (site / "data" / "walls.yml").write_text(walls, encoding="utf-8")
    press("-s", site, "-o", tmp_path / "out")
    (row,) = csv.DictReader(io.StringIO(tree(tmp_path / "out")["jobsheet.csv"].decode("utf-8-sig")))
    assert row["悬挂位置"].startswith("会议室，左起第1块，距左端")
    assert row["悬挂位置"].endswith("下沿离地121.5\u00a0cm")


def test_what_the_shop_asks_for(site: Path, tmp_path: Path) -> None:
    """`印刷` in site.yml: an old standard, outlines, a picture; the letter to the shop says what was done."""
    with (site / "site.yml").open("a", encoding="utf-8") as file:
        file.write("印刷: {标准: X-1a, 转曲: 是, 图片: tif, 图片精度: 40}\n")
    assert press("-s", site, "-o", tmp_path / "out", "--only", "甲制度")[0] == 0
    files = tree(tmp_path / "out")
    assert "图片/01-甲制度-42x57cm-2份-40dpi.tif" in files
    letter = files["请先看这里.txt"].decode("utf-8-sig")
    assert all(words in letter for words in ("PDF/X-1a:2003", "曲线", "“图片”"))
    assert "拼贴" not in letter


def test_no_time_of_the_run(site: Path, tmp_path: Path) -> None:
    """Pressed on another day, what did not change is byte-identical: the shop's digests stay true."""
    press("-s", site, "-o", tmp_path / "a", "--only", "甲制度")
    press("-s", site, "-o", tmp_path / "b", "--only", "甲制度", "--now", "2026-12-01")
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_doctor_knows_what_the_press_needs(site: Path) -> None:
    """Doctor looks for the shop's profile, and for ghostscript where outlines or pictures are asked for."""
    with (site / "site.yml").open("a", encoding="utf-8") as file:
        file.write("印刷: {特性文件: assets/没有.icc, 转曲: 是}\n")
    found = {finding.what: finding for finding in examine(site, frozenset)}
    assert not found["印刷用的 CMYK 特性文件"].fine
    assert "ghostscript（转曲和图片要用）" in found
