"""`zhendi fit`: what a text would be on a board, and on others; it writes nothing."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zhendi.cli.fit import fit

RULE = "# 示例制度\n\n" + "\n".join(
    f"第{number}条　支部委员会每季度研究一次公开事项，形成清单，共{at}份，写明内容、范围、时限和责任人。"
    for at, number in enumerate("一二三四五六七八九", 1)
)


def run(*arguments: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(fit, [str(argument) for argument in arguments], standalone_mode=False)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give what is said of a lone text file."""
    file = tmp_path_factory.mktemp("散放") / "制度.txt"
    file.write_text(RULE, encoding="gbk")
    done = run(file, "--size", "60x90cm", "--distance", "2米")
    assert done.return_value == 0, done.output
    assert list(file.parent.iterdir()) == [file]
    return done.output


def test_the_solution_is_said(said: str) -> None:
    """Size in mm and pt, distance, columns, fill and layouts of any text file stand in the answer."""
    assert f"示例制度：{len(''.join(RULE.split())) - 5} 个字，60x90cm 的展板" in said
    millimetres, points = map(float, re.findall(r"正文字号　([\d.]+) 毫米（([\d.]+) 磅）", said)[0])
    assert points == pytest.approx(millimetres * 72 / 25.4, abs=0.3)
    assert millimetres >= 8
    for name in ("标题字号", "阅读距离　2 米", "分栏", "用满", "块数　　　1 块", "排版次数"):
        assert name in said


def test_other_sizes_are_compared_in_a_table(said: str) -> None:
    """Other usual sizes stand below, larger ones with larger type."""
    rows = {
        found[1]: float(found[2]) for found in re.finditer(r"(\S+cm) .*? 1 +([\d.]+) 毫米", said.partition("换成")[2])
    }
    assert rows["29.7x42cm"] < rows["90x120cm"] < rows["120x240cm"]


def test_a_text_of_a_site_has_its_own_wishes(tmp_path: Path) -> None:
    """A text in a site is tried in the size, layout and unit that it has there, whatever its state."""
    folder = tmp_path / "content" / "制度上墙"
    folder.mkdir(parents=True)
    (tmp_path / "site.yml").write_text("单位: 示例党支部\n", encoding="utf-8")
    (folder / "甲.md").write_text(f"---\n海报: 90x120cm\n草稿: 是\n---\n{RULE}", encoding="utf-8")
    done = run(folder / "甲.md")
    assert done.return_value == 0, done.output
    assert "90x120cm 的展板" in done.output


def test_a_missing_glyph_is_named_with_its_place(tmp_path: Path) -> None:
    """A character that no font has is an error with file, line, column and code point; the exit code is 1."""
    file = tmp_path / "名单.md"
    absent = next(code for code in range(0x3134A, 0x323B0) if not _fonts_with(code))
    file.write_text(f"# 名单\n\n甲示例\n\n乙{chr(absent)}示例\n", encoding="utf-8")
    done = run(file, "--size", "A3")
    assert done.return_value == 1
    assert re.search(rf"名单\.md:5:2: 错误 TS01 .*U\+{absent:04X}", done.output)


def _fonts_with(code: int) -> str:
    done = subprocess.run(["fc-list", f":charset={code:x}", "family"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_what_is_too_long_is_said(tmp_path: Path) -> None:
    """A table row that can never fit is named, with its surplus; nothing is raised."""
    file = tmp_path / "长.md"
    file.write_text("| 甲 | 乙 |\n| - | - |\n| 一 | " + "很长的一格" * 2000 + " |\n", encoding="utf-8")
    done = run(file, "--size", "A4")
    assert done.return_value == 1
    assert "放不下：多出约" in done.output
    assert "建议：" in done.output
