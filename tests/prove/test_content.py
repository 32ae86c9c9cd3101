"""Issue 3 at full size: nothing leaks, whatever the channel; encodings, mistakes, kinds, the life of a notice."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pikepdf
import pypdfium2
import pytest
from openpyxl import Workbook
from PIL import Image, PngImagePlugin
from playwright.sync_api import sync_playwright
from test_main_job import CHROMIUM, build

from zhendi.content.pictures import prepare

pytestmark = pytest.mark.issue(3)

Figure = Callable[[str], None]
ROOT = Path(__file__).resolve().parents[2]
SITES = ROOT / "tests" / "sites"
NOTICE = """---
标题：关于接收预备党员的公示
发布单位：示例党支部委员会
发布日期：2026年3月5日
公示期：3月5日至3月11日
受理电话：0000-1234567
意见受理：{受理单位：示例党支部，受理电话：0000-1234567}
标签：【党建，学习】
---
经支部委员会审查，**现予公示**。

一、姓名

- 张示例
- 李样本

| 姓名 | 职务 |
|---|---|
| 张示例 | 干事 |
"""
HEAD = "发布单位: 甲\n发布日期: 2026-11-20\n意见受理: {受理单位: 甲, 受理电话: 0000-1234567}\n"


def word(number: int) -> str:
    """Give a canary word that no font, template or theme holds; one a channel."""
    return f"鹮{number:02d}鸮Kanarie{number:02d}"


W = [word(number) for number in range(26)]


def picture(words: str, kind: str = "JPEG") -> bytes:
    """Make a photograph with words in its metadata."""
    saved = io.BytesIO()
    tags = Image.Exif()
    tags[0x013B] = words
    image = Image.new("RGB", (600, 400), "navy")
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("Comment", words)
        image.save(saved, kind, exif=tags, pnginfo=info)
    else:
        image.save(saved, kind, exif=tags, comment=words.encode())
    return saved.getvalue()


def roster(words: str) -> bytes:
    """Make a workbook with a name."""
    book = Workbook()
    book.active.append(["姓名", "职务"])
    book.active.append([words, "委员"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


PUBLIC: dict[str, bytes | str] = {
    "site.yml": "名称: 示例阵地\n单位: 示例党支部\n网址: http://zhendi.example.cn/\n",
    "content/党务公开/_index.md": "---\n标题: 党务公开\n类型: disclosure\n---\n",
    "content/党务公开/公开的.md": (
        f"---\n标题: 公开的\n公开范围: 社会\n海报: A4\n封面: 图/公开.jpg\n{HEAD}标签: 公开\n"
        "公示期: 2026-11-20至2026-11-30\n---\n"
        f"见[那一篇]({W[8]})和[另一篇](内部/{W[9]}.md)。\n\n![合影](图/公开.jpg)\n"
    ),
    "content/党务公开/第二篇.md": f"---\n标题: 第二篇\n公开范围: 社会\n海报: 否\n{HEAD}---\n第二篇的正文。\n",
    "content/党务公开/图/公开.jpg": picture("拍摄者"),
    "content/制度上墙/制度.md": "---\n标题: 制度\n公开范围: 社会\n海报: A4\n---\n第一条 守时。\n\n第二条 守信。\n",
    "content/boards/公开栏.md": "---\n标题: 公开栏\n尺寸: A3\n展示: {栏目: 党务公开, 数量: 4}\n公开范围: 社会\n---\n",
    "content/index.md": "---\n公开范围: 社会\n---\n欢迎。\n",
}
INTERNAL: dict[str, bytes | str] = {
    "content/党务公开/内部.md": (
        f"---\n标题: {W[0]}\n摘要: {W[1]}\n标签: [公开, {W[2]}]\n公开范围: 本单位\n海报: A4\n系列: {W[3]}\n"
        f"人员: {W[4]}\n"
        f"发布单位: {W[5]}\n发布日期: 2026-11-21\n意见受理: {{受理单位: {W[5]}, 受理电话: 0000-1234567}}\n"
        f"审批: {{提出人: {W[6]}, 保密审核人: {W[6]}, 审批人: {W[6]}, 审批日期: 2026-11-19}}\n封面: 图/{W[7]}.jpg\n"
        f"附件: {W[10]}.pdf\n公示期: 2026-11-20至2026-11-30\n---\n## {W[11]}\n\n{W[12]}\n\n"
        f"![{W[13]}](图/{W[7]}.jpg)\n\n"
        f"![{W[13]}](图/{W[14]}.png)\n\n| {W[15]} |\n|---|\n| {W[15]} |\n\n[{W[16]}](公开的.md)和[附件]({W[10]}.pdf)\n"
    ),
    f"content/党务公开/图/{W[7]}.jpg": picture(W[7]),
    f"content/党务公开/图/{W[14]}.png": picture(W[14], "PNG"),
    f"content/党务公开/{W[10]}.pdf": W[10],
    "content/党务公开/题目相同.md": f"---\n标题: {W[8]}\n公开范围: 本单位\n{HEAD}---\n{W[8]}\n",
    f"content/党务公开/内部/{W[9]}.md": f"---\n公开范围: 党内\n{HEAD}---\n{W[9]}\n",
    "content/党务公开/抢网址名.md": f"---\n标题: {W[17]}\n网址名: 公开的\n公开范围: 党内\n{HEAD}---\n{W[17]}\n",
    "content/党务公开/改网址名.md": f"---\n标题: 甲\n网址名: {W[18]}\n公开范围: 本单位\n海报: A4\n{HEAD}---\n正文。\n",
    f"content/{W[19]}/文.md": f"---\n标题: {W[19]}\n---\n{W[19]}\n",
    "content/组织风采/_index.md": f"---\n标题: {W[20]}\n类型: 组织风采\n数据: data/{W[20]}.xlsx\n---\n{W[20]}\n",
    f"data/{W[20]}.xlsx": roster(W[20]),
    "content/boards/内部栏.md": f"---\n标题: {W[21]}\n尺寸: A3\n展示: {{栏目: 党务公开}}\n公开范围: 本单位\n---\n",
    "content/组织生活/会.md": f"---\n标题: {W[22]}\n日期: 2026-11-18\n形式: 党课\n地点: {W[22]}\n---\n{W[22]}\n",
    "data/standard.yml": f"有场所:\n  - {{场所: {W[22]}, 说明: {W[23]}, 日期: 2026-01-05, 负责人: {W[23]}}}\n",
    "content/党务公开/只给他.md": f"---\n标题: {W[24]}\n公开范围: 特定对象\n{HEAD}---\n{W[24]}\n",
    "content/党务公开/草稿.md": f"---\n标题: {W[25]}\n草稿: 是\n公开范围: 社会\n{HEAD}---\n{W[25]}\n",
}


def write(root: Path, files: dict[str, bytes | str]) -> Path:
    """Write a site."""
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data if isinstance(data, bytes) else data.encode())
    return root


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file with its bytes, the manifest among them."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def forms(words: str) -> list[bytes]:
    """Give a word in every form in which a file may hold it."""
    plain = [words.encode(code) for code in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")]
    hexed = [words.encode("utf-16-be").hex().encode(), words.encode("utf-16-be").hex().upper().encode()]
    ascii_part = re.sub(r"[^\x00-\x7f]", "", words)
    return [*plain, *hexed, quote(words).encode(), json.dumps(words)[1:-1].encode(), ascii_part.encode()]


def decoded(name: str, data: bytes) -> Iterator[bytes]:
    """Give all that a file holds: its bytes, the streams and texts of a PDF, the chunks of a PNG, its own name."""
    yield name.encode()
    yield data
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream):
                    yield thing.read_raw_bytes()
                    try:
                        yield thing.read_bytes()
                    except pikepdf.PdfError:
                        continue
                else:
                    yield repr(thing).encode()
            yield str(dict(pdf.docinfo)).encode()
        document = pypdfium2.PdfDocument(data)
        yield "".join(page.get_textpage().get_text_bounded() for page in document).encode()
        document.close()
    if data.startswith(b"\x89PNG"):
        at = 8
        while at < len(data):
            size = int.from_bytes(data[at : at + 4], "big")
            chunk = data[at + 8 : at + 8 + size]
            yield chunk
            at += size + 12
            if chunk[:2] in {b"x\x9c", b"x\xda", b"x\x01"}:
                yield zlib.decompressobj().decompress(chunk)


def hits(folder: Path) -> list[tuple[str, str]]:
    """Search every canary in every form in every file, decoded."""
    needles = [(words, needle) for words in W for needle in forms(words)]
    return sorted(
        {
            (name, words)
            for name, data in tree(folder).items()
            for part in decoded(name, data)
            for words, needle in needles
            if needle in part
        }
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site with the internal entries for outsiders and for the party, and without them for outsiders."""
    here = tmp_path_factory.mktemp("audience")
    both, alone = write(here / "both", {**PUBLIC, **INTERNAL}), write(here / "alone", PUBLIC)
    for site, audience, out in ((both, "党内", "party"), (both, "社会", "public"), (alone, "社会", "without")):
        done = build("-s", site, "-o", here / out, "--audience", audience)
        assert "Traceback" not in done.stderr + done.stdout
    return here


def test_canaries_of_internal_entries(built: Path, figure: Figure) -> None:
    """Row 57: 26 canaries by as many channels of internal entries: 0 hits in the 社会 build, decoded byte by byte."""
    found = {words for _, words in hits(built / "party")}
    assert len(found) >= 20, sorted(set(W) - found)
    assert hits(built / "public") == []
    files = tree(built / "public")
    figure(f"{len(W)} 个金丝雀词，党内版里找到 {len(found)} 个，社会版 {len(files)} 个文件里 0 个")


def test_the_same_tree_without_internal_entries(built: Path, figure: Figure) -> None:
    """Row 58: the 社会 build is byte-identical with and without the entries above it, PDFs and manifest included."""
    with_them, without = tree(built / "public"), tree(built / "without")
    assert with_them == without
    pdfs = sum(name.endswith(".pdf") for name in without)
    assert pdfs == 3
    figure(f"{len(without)} 个文件逐字节相同，其中 {pdfs} 个 PDF、{sum(map(len, without.values())):,} 字节")


def test_audiences_share_no_output_and_no_cache(built: Path, figure: Figure) -> None:
    """Row 59: 党内 first, then 社会 from the same cache: 0 hits, the same bytes; the same output is refused."""
    refused = build("-s", built / "both", "-o", built / "party", "--audience", "社会")
    assert refused.returncode == 2
    assert "党内" in refused.stderr + refused.stdout
    assert hits(built / "party")  # untouched
    fresh = shutil.copytree(built / "both", built / "copy")
    done = build("-s", fresh, "-o", built / "fresh", "--audience", "社会")
    assert "Traceback" not in done.stderr
    assert tree(built / "fresh") == tree(built / "public")
    figure("同一输出换对象：拒绝，原文件不变；同一缓存先党内后社会：与全新生成逐字节相同")


ENCODINGS = ("utf-8", "utf-8-sig", "gbk", "gb2312", "gb18030", "utf-16", "utf-16-le-bom", "utf-16-be-bom")


def encoded(text: str, name: str) -> bytes:
    """Encode as editors do: UTF-16 with its mark."""
    marks = {"utf-16-le-bom": b"\xff\xfe", "utf-16-be-bom": b"\xfe\xff"}
    return marks.get(name, b"") + text.encode(name.removesuffix("-bom"))


def test_one_notice_in_all_encodings(tmp_path: Path, figure: Figure) -> None:
    """Row 23: one notice in 8 encodings × 3 line endings gives 24 identical pages; no U+FFFD."""
    pages: set[str] = set()
    for encoding in ENCODINGS:
        for number, ending in enumerate(("\n", "\r\n", "\r")):
            site = tmp_path / f"{encoding}-{number}"
            text = NOTICE.replace("\n", ending)
            write(site, {"content/党务公开/公示.md": encoded(text, encoding)})
            done = build("-s", site, "--only", "web")
            assert done.returncode == 0, done.stdout + done.stderr
            files = tree(site / "output")
            assert not [name for name, data in files.items() if "\ufffd".encode() in data]
            pages.add(hashlib.sha256(files["党务公开/公示.html"]).hexdigest())
    assert len(pages) == 1
    figure(f"{len(ENCODINGS)} 种编码 × 3 种换行：24 个页面逐字节相同，U+FFFD 0 个")


def test_small_broken_sites(figure: Figure) -> None:
    """At least 40 small sites, each with its whole console text; no traceback (tests/content/test_sites.py)."""
    expected = [path.read_text(encoding="utf-8") for path in SITES.glob("*/expected.txt")]
    assert len(expected) >= 40
    assert not [text for text in expected if "Traceback" in text]
    broken = [text for text in expected if "错误" in text or "警告" in text or "提示" in text]
    figure(
        f"小站点 {len(expected)} 个，其中有问题的 {len(broken)} 个，"
        f"共 {sum(text.count('建议：') for text in expected)} 条建议"
    )


PROBLEM = re.compile(r"^(\S+):(\d+):(\d+): (错误|警告|提示) ([A-Z]{2}\d\d) (.+)$", re.MULTILINE)


def test_thirty_mistakes_in_one_run(tmp_path: Path, figure: Figure) -> None:
    """All problems of a site with 30 different mistakes in one run, each with place and hint; the rest is built."""
    site = shutil.copytree(SITES / "三十处错误", tmp_path / "site")
    done = build("-s", site, "--only", "web")
    said = done.stdout + done.stderr
    found = PROBLEM.findall(said)
    assert len(found) >= 30
    assert said.count("建议：") == len(found)
    assert "Traceback" not in said
    assert done.returncode == 1
    assert (site / "output/党务公开/好的.html").exists()
    assert not (site / "output/党务公开/公示.html").exists()
    strict = shutil.copytree(SITES / "三十处错误", tmp_path / "strict")
    assert build("-s", strict, "--only", "web", "--strict").returncode == 1
    assert not (strict / "output/index.html").exists()
    figure(
        f"一次报出 {len(found)} 处，{len({code for *_, code, _ in found})} 种代码；"
        "正确的一篇照常生成，--strict 时不发布"
    )


FIVE_DAYS = (
    "---\n标题: 五个工作日\n公示期: {开始: 2026-09-29, 最少工作日: 5}\n"
    f"{HEAD.replace('2026-11-20', '2026-09-29')}---\n正文。\n"
)
HOLIDAYS = "2026:\n  放假: 2026年10月1日至10月7日\n  上班: 2026年10月10日\n"
STATES = {  # 29 and 30 September, 8, 9 and the worked Saturday 10 October
    "2026-09-28": "",
    "2026-09-29": "公示中",
    "2026-09-30": "公示中",
    "2026-10-01": "公示中",
    "2026-10-07": "公示中",
    "2026-10-08": "即将到期",
    "2026-10-09": "即将到期",
    "2026-10-10": "即将到期",
    "2026-10-11": "已到期",
    "2026-10-12": "已到期",
}


@pytest.mark.parametrize("day", STATES)
def test_the_life_of_a_notice(tmp_path: Path, day: str, figure: Figure) -> None:
    """--now day by day over 5 working days across a national holiday: page, home, listing, archive and board follow."""
    files = {"content/党务公开/公示.md": FIVE_DAYS, "content/制度上墙/制度.md": "---\n海报: 否\n---\n第一条 甲。\n"}
    site = write(tmp_path, {**files, "data/holidays.yml": HOLIDAYS})
    done = build("-s", site, "--now", day)
    assert done.returncode == 0, done.stdout + done.stderr
    page = site / "output/党务公开/公示.html"
    state = STATES[day]
    home = (site / "output/index.html").read_text(encoding="utf-8")
    archive = (site / "output/archive.html").read_text(encoding="utf-8")
    assert page.exists() == bool(state)
    if state:
        text = page.read_text(encoding="utf-8")
        assert f">{state}</span>" in text
        assert 'data-until="2026-10-10"' in text
    assert ("五个工作日" in home) == (state in {"公示中", "即将到期"})
    assert ("五个工作日" in archive) == (state == "已到期")
    assert (site / "output/posters/党务公开/公示.pdf").exists() == (state in {"公示中", "即将到期"})
    figure(f"{day} {state or '待发布'}")


def test_a_page_greys_itself_out(tmp_path: Path, figure: Figure) -> None:
    """A page of the last day, opened the day after and not built again, greys itself out in the browser (file://)."""
    site = write(tmp_path, {"content/党务公开/公示.md": FIVE_DAYS, "data/holidays.yml": HOLIDAYS})
    assert build("-s", site, "--now", "2026-10-10", "--only", "web").returncode == 0
    with sync_playwright() as player:
        browser = player.chromium.launch(**CHROMIUM)
        page = browser.new_page()
        seen = []
        for day in ("2026-10-10", "2026-10-11"):
            page.clock.set_fixed_time(f"{day}T09:00:00+08:00")
            page.goto((site / "output/党务公开/公示.html").as_uri())
            article = page.locator("article[data-until]")
            seen.append(("over" in (article.get_attribute("class") or "").split(), "已到期" in article.inner_text()))
        browser.close()
    assert seen == [(False, False), (True, True)]
    figure("截止日当天照常，次日打开旧页面即变灰并标明已到期")


def test_a_kind_without_code(tmp_path: Path, figure: Figure) -> None:
    """A kind declared in site.yml has its fields checked, its page and its board, without a line of code."""
    site = write(
        tmp_path,
        {
            "site.yml": (
                "名称: 示例\n类型:\n  visit:\n    名称: 走访慰问\n    模板: page\n    字段:\n"
                "      走访对象: {类型: 文字, 必填: 是}\n      走访日期: 日期\n      次数: 整数\n"
                "      方式: {类型: 文字, 可选: [上门, 电话]}\n      陪同: 人员\n"
            ),
            "content/走访慰问/甲.md": (
                "---\n标题: 甲户\n走访对象: 老党员甲\n走访日期: 2026年3月5日\n次数: 3次\n方式: 上门\n"
                "陪同: 张示例、李样本\n海报: A4\n---\n一切都好。\n"
            ),
            "content/走访慰问/乙.md": "---\n标题: 乙户\n走访日期: 前天\n方式: 上闷\n---\n",
        },
    )
    done = build("-s", site)
    said = done.stdout + done.stderr
    codes = sorted(code for *_, code, _ in PROBLEM.findall(said))
    page = (site / "output/走访慰问/甲.html").read_text(encoding="utf-8")
    assert codes == ["SC02", "SC03", "SC11"]
    assert "是不是要写“上门”？" in said
    for shown in ("走访对象", "老党员甲", "2026年3月5日", "张示例"):
        assert shown in page
    assert (site / "output/posters/走访慰问/甲.pdf").exists()
    figure("5 个自定字段读入并检查，页面和展板照常生成")


def test_data_tables_at_full_size(tmp_path: Path, figure: Figure) -> None:
    """One roster.xlsx of 300 members gives a page and a card for each; the sums of 300 dues are checked."""
    book = Workbook()
    book.active.append(["序号", "姓名", "职务", "党小组"])
    names = [f"{'赵钱孙李周吴郑王'[n % 8]}示{chr(0x4E00 + n)}" for n in range(300)]
    for number, name in enumerate(names, 1):
        book.active.append([number, name, "党员", f"第{number % 3 + 1}党小组"])
    saved = io.BytesIO()
    book.save(saved)
    dues = "序号,姓名,1月,2月,3月,合计\n" + "".join(f"{n},{name},20,20,20,60\n" for n, name in enumerate(names, 1))
    files: dict[str, Any] = {
        "content/党员/_index.md": "---\n类型: 组织风采\n数据: {文件: data/roster.xlsx, 排序: 姓氏笔画}\n---\n",
        "data/roster.xlsx": saved.getvalue(),
        "content/党务公开/党费.md": (
            f"---\n标题: 党费\n海报: 否\n数据: {{文件: data/党费.csv, 合计行: 是}}\n{HEAD}---\n正文。\n"
        ),
        "data/党费.csv": dues.encode("gbk"),
    }
    site = write(tmp_path, files)
    done = build("-s", site, "--only", "web")
    assert done.returncode == 0, done.stdout
    area = (site / "output/党员/index.html").read_text(encoding="utf-8")
    pages = list((site / "output/党员").glob("*示*.html"))
    assert len(pages) == area.count('<p class="card-title">') == 300
    assert area.index("王示") < area.index("孙示") < area.index("李示") < area.index("赵示")
    page = (site / "output/党务公开/党费.html").read_text(encoding="utf-8")
    assert '<td class="right"><span class="short">18000</span></td>' in page
    write(site, {"data/党费.csv": dues.replace("300,", "300,", 1).replace("20,60\n", "20,61\n", 1).encode("gbk")})
    wrong = build("-s", site, "--only", "web")
    assert "DT05" in wrong.stdout + wrong.stderr
    assert not (site / "output/党务公开/党费.html").exists()
    figure("300 人：300 页、300 张名片；300 行党费：18,000 元核对无误，改错一处即报出并不生成")


def test_ten_thousand_examples_are_in_test_reading() -> None:
    """10,000 hypothesis examples on front matter, slugs and decoding run in test_reading.py (row 67)."""
    assert (Path(__file__).with_name("test_reading.py").read_text(encoding="utf-8")).count("full_size") >= 4


def test_pictures_at_the_limit(figure: Figure) -> None:
    """Row 60: GPS, artist and thumbnail in jpg, png, webp, tiff and heic: 0 tags (tests/content/test_pictures.py)."""
    kinds = {"a.jpg": "JPEG", "a.png": "PNG", "a.webp": "WEBP", "a.tiff": "TIFF"}
    for name, kind in kinds.items():
        tags = Image.Exif()
        tags[0x013B], tags[0x0112] = "Kanarie", 6
        tags.get_ifd(0x8825)[29] = "Kanarie"
        saved = io.BytesIO()
        Image.new("RGB", (40, 20), "red").save(saved, kind, exif=tags)
        made: Any = prepare(name, saved.getvalue())
        assert b"Kanarie" not in made.data
        assert (made.width, made.height) == (20, 40)
    figure("jpg、png、webp、tiff（heic 在快速测试里）：0 个标记，方向正确")
