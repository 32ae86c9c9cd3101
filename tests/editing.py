"""A clerk who edits a site at random: entries, settings, themes, tables, pictures, days; the same for the same seed."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from zhendi.problems import CannotGoOnError
from zhendi.progress import silence
from zhendi.request import PARTS, Request
from zhendi.site import build

_AREAS = ("党务公开", "制度上墙", "学习交流", "组织生活", "组织风采")
_WORDS = (
    "每月组织一次集中学习",
    "由宣传委员负责记录",
    "在公开栏公布结果",
    "因故不能到会的应当请假",
    "全体党员按时参加",
)
_FIELDS = (
    *("海报: 30x40cm", "海报: 否", "海报: 21x30cm、30x40cm", "主题: ink", "系列: 同一排", "草稿: 是", "置顶: 是"),
    *(
        "公开范围: 党内",
        "公开范围: 社会",
        "标签: [学习, 公开]",
        "标签: 公开",
        "数据: data/名单.csv",
        "摘要: 第{n}次修改",
    ),
    *("发布日期: 2026-03-0{n}", "公示期: 2026-03-0{n} 至 2026-03-1{n}", "日期: 某一天", "网址名: page-{n}"),
)
_SETTINGS = (
    *("单位: 第{n}支部", "主题: lotus", "主题: own", "口号: 第{n}句", "网址: http://10.0.0.{n}/", "监督电话: 0000-{n}"),
    *("公示首日计入: 否", "时区: Asia/Urumqi", "检查: {{LG12: 关}}", "成立日期: 2026-03-0{n}"),
)
_DEFAULTS = "默认: {党务公开: 否, 制度上墙: 30x40cm, 学习交流: 否, 组织生活: 否, 组织风采: 否}"
_CSS = ("body {{ letter-spacing: .0{n}em }}", "h1 {{ color: #80{n}{n}20 }}")
_FIRST_DAY = dt.date(2026, 3, 8)


class Desk:
    """A site on a clerk's desk, its day, and the outputs of cached and of clean builds."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.root, self.out, self.clean_out = folder / "site", folder / "cached", folder / "clean"
        self.day = _FIRST_DAY
        self.only = frozenset(PARTS if seed % 3 == 0 else ("web", "screen"))  # boards take longest
        self.done: list[str] = []
        self._write("site.yml", f"标题: 示例阵地\n单位: 示例支部\n{_DEFAULTS}\n")
        self._write("data/名单.csv", "姓名,职务\n张示例,书记\n")
        for _ in range(4):
            self.add_entry()

    def edit(self) -> None:
        """Do one thing at random, and note what it was."""
        many = (self.add_entry, self.change_body, self.change_field)
        kinds: Sequence[Callable[[], None]] = (
            *many, *many, self.delete_entry, self.rename_entry, self.change_settings, self.change_theme,
            self.change_template, self.change_table, self.change_picture, self.change_area, self.change_board,
            self.change_wall, self.pass_days, self.spoil_output, self.write_glossary,
        )  # fmt: skip
        chosen = self.chance.choice(kinds)
        chosen()
        self.done.append(chosen.__name__)

    def build(self) -> dict[str, Any]:
        """Build with all that is remembered; give the report."""
        jobs = self.chance.choice((1, 2))
        return _told(Request(self.root, self.out, now=self.day, only=self.only, jobs=jobs))

    def build_clean(self) -> dict[str, Any]:
        """Build without any memory; give the report."""
        return _told(Request(self.root, self.clean_out, now=self.day, only=self.only, jobs=1, cache=False))

    def differences(self) -> list[str]:
        """Build both ways; name the files and parts of the report that differ."""
        told, told_clean = self.build(), self.build_clean()
        published = "trouble" not in told
        files, files_clean = (tree(self.out), tree(self.clean_out)) if published else ({}, {})
        wrong = [name for name in sorted({*files, *files_clean}) if files.get(name) != files_clean.get(name)]
        return wrong + [key for key in {**told, **told_clean} if told.get(key) != told_clean.get(key)]

    def add_entry(self) -> None:
        """Write a new entry."""
        name = f"{self.chance.choice(_AREAS)}/{self.chance.choice('甲乙丙丁戊己庚辛')}{self._n}.md"
        fields = [f"标题: {self.chance.choice(_WORDS)}", *self.chance.sample(_FIELDS, self.chance.randint(0, 3))]
        head = "\n".join(fields).format(n=self._n)
        self._write(f"content/{name}", f"---\n{head}\n---\n{self._text()}")

    def change_body(self) -> None:
        """Add a paragraph, a link or a picture to an entry, or take its last line away."""
        entry = self._entry()
        lines = entry.read_text(encoding="utf-8").rstrip("\n").split("\n") if entry else []
        if not entry or (len(lines) > 6 and self.chance.random() < 0.3 and not lines.pop()):
            return
        lines += ["", self._text()]
        entry.write_text("\n".join(lines), encoding="utf-8")

    def change_field(self) -> None:
        """Put a field into the front matter of an entry, or take one out."""
        if not (entry := self._entry()):
            return
        _, head, body = entry.read_text(encoding="utf-8").split("---\n", 2)
        fields = head.splitlines()
        if len(fields) > 1 and self.chance.random() < 0.4:
            fields.pop(self.chance.randrange(1, len(fields)))
        else:
            fields.append(self.chance.choice(_FIELDS).format(n=self._n))
        entry.write_text("---\n" + "\n".join(fields) + f"\n---\n{body}", encoding="utf-8")

    def delete_entry(self) -> None:
        """Delete an entry."""
        if entry := self._entry():
            entry.unlink()

    def rename_entry(self) -> None:
        """Move an entry to another name or area."""
        if entry := self._entry():
            place = self.root / "content" / self.chance.choice(_AREAS) / f"新{self._n}.md"
            place.parent.mkdir(parents=True, exist_ok=True)
            entry.replace(place)

    def change_settings(self) -> None:
        """Write site.yml anew; now and then it is gone."""
        lines = [f"标题: 阵地{self._n}", *self.chance.sample(_SETTINGS, self.chance.randint(0, 3))]
        keys = {line.split(":")[0]: line for line in lines}
        self._write("site.yml", "\n".join(keys.values()).format(n=self._n) + f"\n{_DEFAULTS}\n")
        if self.chance.random() < 0.1:
            (self.root / "site.yml").unlink()

    def change_theme(self) -> None:
        """Change the site's own theme, or put one in the place of a shipped one; or take them away."""
        name = self.chance.choice(("own", "red"))
        for file in ("web.css", "board.css"):
            self._write(f"themes/{name}/{file}", self.chance.choice(_CSS).format(n=self._n) + "\n")
        parent = "red" if name == "own" else "lotus"
        self._write(f"themes/{name}/theme.yml", f"title: 自己的{self._n}\nextends: {parent}\n")
        if name == "red" and self.chance.random() < 0.5:
            (self.root / "themes" / "red" / "theme.yml").unlink()

    def change_template(self) -> None:
        """Override a template of the pages, or take the override away."""
        place = self.root / "templates" / "web" / "_footer.html"
        if place.exists() and self.chance.random() < 0.4:
            place.unlink()
        else:
            self._write("templates/web/_footer.html", f"<footer>第{self._n}版页脚</footer>\n")

    def change_table(self) -> None:
        """Change, damage or delete the table that entries may show."""
        rows = "".join(
            f"{self.chance.choice('张李王赵')}示例,委员{self._n}\n" for _ in range(self.chance.randint(0, 3))
        )
        self._write("data/名单.csv", f"姓名,职务\n{rows}")
        if self.chance.random() < 0.2:
            (self.root / "data" / "名单.csv").unlink()

    def change_picture(self) -> None:
        """Paint a picture that entries show anew, or delete it."""
        saved = io.BytesIO()
        size = self.chance.choice(((40, 30), (300, 200)))
        Image.new("RGB", size, (self._n * 20, 40, 40)).save(saved, "PNG")
        place = self.root / "content" / "图片" / f"照片{self._n % 2}.png"
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(saved.getvalue())
        if self.chance.random() < 0.2:
            place.unlink()

    def change_area(self) -> None:
        """Name or order an area, or turn it into pages of a table."""
        extra = self.chance.choice(("", "", "数据: data/名单.csv\n"))
        area = self.chance.choice(_AREAS)
        self._write(
            f"content/{area}/_index.md", f"---\n标题: {area}{self._n}\n排序: {self._n}\n{extra}---\n说明{self._n}。\n"
        )

    def change_board(self) -> None:
        """Write a board of several entries."""
        area = self.chance.choice(_AREAS)
        text = f"标题: 公开栏\n尺寸: 60x40cm\n版式: 栏位\n展示: {{栏目: {area}, 状态: 全部, 数量: {self._n}}}\n"
        self._write("content/boards/公开栏.md", f"---\n{text}---\n")

    def change_wall(self) -> None:
        """Hang the board and the series on a wall."""
        self._write("data/walls.yml", f"北墙:\n  长度: {self._n + 1}m\n  展板: [公开栏, 系列 同一排]\n")

    def pass_days(self) -> None:
        """Let some days go by."""
        self.day += dt.timedelta(days=self.chance.randint(1, 5))

    def spoil_output(self) -> None:
        """Delete or alter a file of the output, or forget the memory, as somebody may."""
        files = sorted(path for path in self.out.rglob("*") if path.is_file() and not path.name.startswith("."))
        if files and self.chance.random() < 0.7:
            file = self.chance.choice(files)
            file.write_bytes(b"x") if self.chance.random() < 0.5 else file.unlink()
        for memory in self.root.glob(".zhendi/*.sqlite") if self.chance.random() < 0.3 else ():
            memory.write_bytes(b"rubbish" * self._n)

    def write_glossary(self) -> None:
        """Add to the terms that are proof-read."""
        self._write("data/术语.csv", f"错误,正确\n集中学{self._n},集中学习\n每月组织,每月举办\n")

    @property
    def _n(self) -> int:
        return self.chance.randint(1, 9)

    def _text(self) -> str:
        words = "。\n\n第二条 ".join(self.chance.choices(_WORDS, k=self.chance.randint(1, 3)))
        other = self._entry()
        link = f"\n\n见[另一篇](../{other.parent.name}/{other.name})。" if other and self.chance.random() < 0.3 else ""
        picture = f"\n\n![照片](../图片/照片{self._n % 2}.png)" if self.chance.random() < 0.15 else ""
        return f"第一条 {words}。{link}{picture}\n"

    def _entry(self) -> Path | None:
        entries = sorted(path for area in _AREAS for path in (self.root / "content" / area).glob("[!_]*.md"))
        return self.chance.choice(entries) if entries else None

    def _write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")


def _told(request: Request) -> dict[str, Any]:
    try:
        told = build(request, silence).as_data()
    except CannotGoOnError as error:  # as for a theme that is not there
        return {"trouble": str(error)}
    return {key: value for key, value in told.items() if key != "timings"}


def tree(folder: Path) -> dict[str, bytes]:
    """Give all files of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def replay(folder: Path, seed: int, edits: int) -> tuple[list[str], list[str]]:
    """Edit a fresh site, with a build after each edit; give how the end differs from a clean build, and the edits."""
    desk = Desk(folder, seed)
    desk.build()
    for _ in range(edits - 1):
        desk.edit()
        desk.build()
    desk.edit()
    return desk.differences(), desk.done
