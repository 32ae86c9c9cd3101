"""Markdown as clerks write it: each habit and the HTML that it becomes."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Browser

from zhendi.markup import plain, render, title_of
from zhendi.problems import Severity

CASES = {
    "a list needs no blank line before it": (
        "要求：\n- 甲\n- 乙",
        "<p>要求：</p>\n<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>",
    ),
    "a numbered list keeps its start": ("3. 丙\n4. 丁", '<ol start="3">\n<li>丙</li>\n<li>丁</li>\n</ol>'),
    "numbers that do not count up are not renumbered": (
        "1. 甲\n3. 丙",
        '<ol>\n<li>甲</li>\n</ol>\n<p class="l3"><span class="no">3.</span> 丙</p>',
    ),
    "two spaces nest a list": (
        "- 甲\n  - 子\n- 乙",
        "<ul>\n<li>甲<ul>\n<li>子</li>\n</ul>\n</li>\n<li>乙</li>\n</ul>",
    ),
    "a table needs no blank line before or after it": (
        "名单\n| 姓名 | 数 |\n|---|--:|\n| 张 | 1 |\n以上。",
        (
            '<p>名单</p>\n<div class="table"><table>\n<thead>\n<tr>\n<th>姓名</th>\n<th class="right">数</th>\n</tr>\n</thead>\n'  # noqa: E501
            '<tbody>\n<tr>\n<td>张</td>\n<td class="right">1</td>\n</tr>\n</tbody>\n</table></div>\n<p>以上。</p>'
        ),
    ),
    "lists and numbers in a quotation are lists and numbers": (
        "> 要求：\n> - 甲\n> - 乙\n> 一、总则\n>> 再引",
        (
            "<blockquote>\n<p>要求：</p>\n<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>\n"
            '<p class="l1"><span class="no">一、</span>总则</p>\n'
            "<blockquote>\n<p>再引</p>\n</blockquote>\n</blockquote>"
        ),
    ),
    "the lines of a quotation are joined without a space": (
        "> 第一行\n> 第二行\n\n后文",
        "<blockquote>\n<p>第一行第二行</p>\n</blockquote>\n<p>后文</p>",
    ),
    "fenced code in a list item stays code in the item": (
        "- 甲\n\n  ```\n  - a\n    b\n  ```\n- 乙",
        "<ul>\n<li>\n<p>甲</p>\n<pre><code>- a\n  b\n</code></pre>\n</li>\n<li>\n<p>乙</p>\n</li>\n</ul>",
    ),
    "a table in a list item stays in the item": (
        "- 甲\n\n  | 姓名 | 数 |\n  |---|---|\n  | 张 | 1 |\n- 乙",
        (
            '<ul>\n<li>\n<p>甲</p>\n<div class="table"><table>\n<thead>\n<tr>\n<th>姓名</th>\n<th>数</th>\n</tr>\n'
            "</thead>\n<tbody>\n<tr>\n<td>张</td>\n<td>1</td>\n</tr>\n</tbody>\n</table></div>\n</li>\n<li>\n<p>乙</p>\n</li>\n</ul>"
        ),
    ),
    "a table may be drawn with full-width bars and dashes": (
        "｜姓名｜数｜\n｜——｜：—：｜\n｜张｜1｜",
        (
            '<div class="table"><table>\n<thead>\n<tr>\n<th>姓名</th>\n<th class="center">数</th>\n</tr>\n</thead>\n'
            '<tbody>\n<tr>\n<td>张</td>\n<td class="center">1</td>\n</tr>\n</tbody>\n</table></div>'
        ),
    ),
    "numbers that are all alike count up": (
        "1. 甲\n1. 乙\n1. 丙",
        "<ol>\n<li>甲</li>\n<li>乙</li>\n<li>丙</li>\n</ol>",
    ),
    "a quotation needs no blank line before it": (
        "他说\n> 好",
        "<p>他说</p>\n<blockquote>\n<p>好</p>\n</blockquote>",
    ),
    "an indent of four spaces is 首行缩进, not code": (
        "    第一段。\n    第二段。",
        "<p>第一段。</p>\n<p>第二段。</p>",
    ),
    "full-width indents begin paragraphs": ("　　第一段。\n　　第二段。", "<p>第一段。</p>\n<p>第二段。</p>"),
    "fenced code stays as it is": (
        "```\n    一、a\n- b\n```",
        "<pre><code>    一、a\n- b\n</code></pre>",
    ),
    "numbers begin paragraphs of their own": (
        "一、总则\n（一）目的\n1、范围\n（1）对象\n2.党员",
        (
            '<p class="l1"><span class="no">一、</span>总则</p>\n<p class="l2"><span class="no">（一）</span>目的</p>\n'
            '<p class="l3"><span class="no">1、</span>范围</p>\n<p class="l4"><span class="no">（1）</span>对象</p>\n'
            '<p class="l3"><span class="no">2.</span>党员</p>'
        ),
    ),
    "half-width brackets count as well": ("(一)办理", '<p class="l2"><span class="no">(一)</span>办理</p>'),
    "articles have their number as address": (
        "第一条　为了\n第二条 本条例",
        (
            '<p class="article" id="第一条"><span class="no">第一条</span>　为了</p>\n'
            '<p class="article" id="第二条"><span class="no">第二条</span> 本条例</p>'
        ),
    ),
    "an article's number that comes again gets no second address": (
        "第一条　甲\n\n第一条　乙",
        (
            '<p class="article" id="第一条"><span class="no">第一条</span>　甲</p>\n'
            '<p class="article"><span class="no">第一条</span>　乙</p>'
        ),
    ),
    "a decimal number is no list number": ("3.5万元", "<p>3.5万元</p>"),
    "a year at a line's start is no list": ("2026年3月5日", "<p>2026年3月5日</p>"),
    "soft breaks between Chinese vanish": ("党务工作\n公开透明", "<p>党务工作公开透明</p>"),
    "soft breaks between Latin words stay": ("open\nsource", "<p>open\nsource</p>"),
    "two spaces at a line's end break it": ("甲  \n乙", "<p>甲<br>\n乙</p>"),
    "bold works beside Chinese marks": (
        "**要求：**全体，**《条例》**第三条",
        "<p><strong>要求：</strong>全体，<strong>《条例》</strong>第三条</p>",
    ),
    "a bold number is still a number": (
        "**第一条**　为了",
        '<p class="article" id="第一条"><strong><span class="no">第一条</strong></span>　为了</p>',
    ),
    "headings get Chinese addresses, and their highest is h2": (
        "# 总则\n## 目的\n# 总则",
        '<h2 id="总则">总则</h2>\n<h3 id="目的">目的</h3>\n<h2 id="总则-2">总则</h2>',
    ),
    "a heading needs no space after its mark": ("##总则\n正文", '<h2 id="总则">总则</h2>\n<p>正文</p>'),
    "tasks": (
        "- [ ] 甲\n- [x] 乙",
        '<ul>\n<li class="task">□ 甲</li>\n<li class="task">✓ 乙</li>\n</ul>',
    ),
    "strike-through": ("~~旧~~新", "<p><del>旧</del>新</p>"),
    "a picture alone is a figure with its caption": (
        '![会议室](图片/a.png "三楼会议室")',
        '<figure class="figure"><img alt="会议室" src="图片/a.png"><figcaption>三楼会议室</figcaption></figure>',
    ),
    "links out are marked": (
        "[某](https://example.com/)",
        '<p><a href="https://example.com/" class="external" rel="noopener">某</a></p>',
    ),
    "addresses show as they were typed": (
        "[甲](../%E5%88%B6%E5%BA%A6/a.md#%E7%AC%AC)",
        '<p><a href="../制度/a.md#第">甲</a></p>',
    ),
    "comments are dropped": ("甲<!-- 密 -->乙", "<p>甲乙</p>"),
    "comments of many lines are dropped, with directives in them": (
        "甲<!-- 密\n\n第一条 密\n::: 提示\n-->乙",
        "<p>甲</p>\n<p>乙</p>",
    ),
    "a sign is no tag": ("x<y，且y>z", "<p>x&lt;y，且y&gt;z</p>"),
    "a name in angle brackets is text": ("<张三>同志", "<p>&lt;张三&gt;同志</p>"),
    "addresses in angle brackets are links": (
        "<https://example.com/>",
        '<p><a href="https://example.com/" class="external" rel="noopener">https://example.com/</a></p>',
    ),
    "a list that begins with a year keeps it": ("2026. 甲", '<ol start="2026">\n<li>甲</li>\n</ol>'),
    "an item after one of two paragraphs is still an item": (
        "- 甲\n\n  续段\n- 乙",
        "<ul>\n<li>\n<p>甲</p>\n<p>续段</p>\n</li>\n<li>\n<p>乙</p>\n</li>\n</ul>",
    ),
    "soft breaks after links vanish as well": (
        "看[甲](a.md)\n再看",
        '<p>看<a href="a.md">甲</a>再看</p>',
    ),
    "tasks need no space": ("- [x]甲", '<ul>\n<li class="task">✓ 甲</li>\n</ul>'),
    "callouts": (
        "::: 注意 截止\n明天\n:::",
        '<aside class="caution">\n<p class="aside-title">截止</p>\n<p>明天</p>\n</aside>',
    ),
    "harmless HTML passes": ("水 H<sub>2</sub>O", "<p>水 H<sub>2</sub>O</p>"),
}


@pytest.mark.parametrize(("text", "html"), CASES.values(), ids=CASES.keys())
def test_habits(text: str, html: str) -> None:
    """Each habit of clerks has its HTML, to the letter."""
    body, problems = render(text, "a.md")
    assert body.web.strip() == html
    assert problems == []


def test_footnotes_stand_in_a_section_with_ways_back() -> None:
    """On the page footnotes link both ways; on paper there is nothing to click."""
    body, _ = render("正文[^1]。\n\n[^1]: 注释", "a.md")
    assert '<section class="footnotes">' in body.web
    assert 'href="#fnref:1"' in body.web
    assert "<a" not in body.poster
    assert "↩" not in body.poster
    assert "注释" in body.poster


def test_directives_part_the_media() -> None:
    """What is for one medium is in no other."""
    text = "共有\n\n::: 仅网页\n网页\n:::\n\n::: 仅展板\n展板\n:::\n\n::: 仅屏幕\n屏幕\n:::\n"
    body, _ = render(text, "a.md")
    assert [plain(form).split() for form in (body.web, body.poster, body.screen)] == [
        ["共有", "网页"],
        ["共有", "展板"],
        ["共有", "屏幕"],
    ]
    assert body.text == "共有\n网页"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("甲\n\n::: 提示\n乙", 7, "没有结束"),
        ("甲\n\n::: 提式\n乙\n:::", 7, "不认识"),
        ("甲\n:::\n乙", 6, "没有对应"),
    ],
)
def test_a_wrong_directive_is_named_and_its_text_kept(text: str, line: int, words: str) -> None:
    """Line numbers count from the start of the file; nothing is lost."""
    body, (problem,) = render(text, "a.md", first_line=5)
    assert (problem.line, problem.severity) == (line, Severity.WARNING)
    assert words in problem.message
    assert problem.hint
    assert "乙" in body.text


def test_links_and_pictures_are_listed_with_their_place() -> None:
    """Targets come as typed, with line and column in the file."""
    body, _ = render("甲\n\n看[乙](b.md)和![丙](c.png)", "a.md", first_line=10)
    assert [(link.target, link.line, link.column) for link in body.links] == [("b.md", 12, 6)]
    assert [(picture.target, picture.line) for picture in body.pictures] == [("c.png", 12)]


def test_a_comment_without_end_is_refused_with_its_place() -> None:
    """What a clerk meant to hide is not published, nor is the rest hidden silently."""
    body, (problem,) = render("甲\n乙<!-- 密", "a.md", first_line=5)
    assert (body.web, problem.line, problem.column, problem.severity) == ("", 6, 2, Severity.ERROR)


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("# 某制度\n\n正文", "某制度", "\n\n正文"),
        ("\n# 某制度 #\n正文", "某制度", "\n\n正文"),
        ("## 章\n正文", None, "## 章\n正文"),
        ("正文", None, "正文"),
        ("", None, ""),
    ],
)
def test_a_first_heading_is_the_title(text: str, title: str | None, rest: str) -> None:
    """The heading leaves the text, and the lines keep their numbers."""
    assert title_of(text) == (title, rest)


def test_one_text_does_not_show_in_the_next() -> None:
    """Rendering is a function of the text: footnotes and heading addresses start anew."""
    first, _ = render("# 甲\n\n正文[^1]\n\n[^1]: 注", "a.md")
    render("# 甲\n\n别的[^1]\n\n[^1]: 别的注", "b.md")
    again, _ = render("# 甲\n\n正文[^1]\n\n[^1]: 注", "a.md")
    assert again == first


XSS = (
    "<script>hit()</script>", "<img src=x onerror=hit()>", "<svg onload=hit()>", "<svg><script>hit()</script></svg>",
    "[a](javascript:hit())", "[a](JaVaScRiPt:hit())", "[a](java\tscript:hit())", "[a](&#106;avascript:hit())",
    "[a](javascript&colon;hit())", "![a](javascript:hit())", "<a href='javascript:hit()'>a</a>",
    '<a href=" javascript:hit()">a</a>', "<a href='data:text/html,<script>hit()</script>'>a</a>",
    "<iframe src='javascript:hit()'></iframe>", "<iframe srcdoc='<script>hit()</script>'></iframe>",
    "<object data='javascript:hit()'></object>", "<embed src='javascript:hit()'>", "<form action='javascript:hit()'><button>a",  # noqa: E501
    "<button onclick=hit()>a</button>", "<input autofocus onfocus=hit()>", "<select autofocus onfocus=hit()>",
    "<textarea autofocus onfocus=hit()>", "<video src=x onerror=hit()></video>", "<video><source onerror=hit()></video>",  # noqa: E501
    "<audio src=x onerror=hit()></audio>", "<details open ontoggle=hit()>a</details>", "<body onload=hit()>",
    "<style>@import 'javascript:hit()'</style>", "<div style='background:url(javascript:hit())'>a</div>",
    "<p style='width:expression(hit())'>a</p>", "<link rel=stylesheet href='javascript:hit()'>",
    "<meta http-equiv=refresh content='0;url=javascript:hit()'>", "<base href='javascript:hit()//'>",
    "<math><maction actiontype='statusline#http://x' xlink:href='javascript:hit()'>a</maction></math>",
    "<marquee onstart=hit()>a</marquee>", "<isindex action=javascript:hit() type=image>", "<x onclick=hit()>a</x>",
    "`<script>hit()</script>`", "<<script>script>hit()<</script>/script>",
    '<img src="x" alt="`><script>hit()</script>">',
)  # fmt: skip


class _Elements(HTMLParser):
    """Gathers what a browser would see: elements, and attributes with their values."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def test_a_part_takes_its_footnotes_with_it() -> None:
    """A footnote of a part for another medium is not printed, and the others count up."""
    text = "甲[^a]\n\n::: 仅网页\n乙[^b]\n:::\n\n丙[^c]\n\n[^a]: 注甲\n[^b]: 注乙\n[^c]: 注丙\n"
    body, _ = render(text, "a.md")
    assert plain(body.poster).split() == ["甲1", "丙2", "注甲", "注丙"]
    assert "注乙" in body.web


def test_an_address_that_opens_nowhere_else_is_named() -> None:
    """A link to the clerk's own drive, or a script, is taken off with a warning at its place."""
    body, problems = render("见\n[甲](C:\\文档\\甲.docx)和![图](D:/a.png)", "a.md", 5)
    assert ":" not in body.web
    assert [(found.line, found.column, found.code) for found in problems] == [(6, 5, "MD04"), (6, 24, "MD04")]


@pytest.mark.parametrize("text", XSS)
def test_no_script_passes(text: str) -> None:
    """Row 17: of 40 attacks no script element, event handler or javascript address is left."""
    body, _ = render(f"{text}\n\n前{text}后", "a.md")
    for form in (body.web, body.poster, body.screen):
        found = _Elements(form)
        assert found.tags.isdisjoint({"script", "iframe", "object", "embed", "form", "style", "svg", "math", "base"})
        for name, value in found.attributes:
            assert not name.startswith("on")
            assert name != "style"
            assert not re.sub(r"\s", "", value.lower()).startswith(("javascript:", "data:"))


@pytest.mark.browser
def test_no_script_runs(browser: Browser) -> None:
    """Row 17: in a real browser none of the 40 attacks runs, and no link leads to a script."""
    bodies = "\n".join(render(f"{text}\n\n前{text}后", "a.md")[0].web for text in XSS)
    page = browser.new_page()
    page.set_content(f"<script>window.hits = 0; function hit() {{ window.hits += 1 }}</script>{bodies}")
    page.evaluate("for (const one of document.querySelectorAll('body *')) one.click()")
    assert page.evaluate("[...document.links].filter(link => link.protocol === 'javascript:').length") == 0
    assert page.evaluate("window.hits") == 0
    page.close()


HOSTILE = {
    "open brackets": lambda n: "[" * n,
    "closing brackets": lambda n: "]" * n,
    "links in links": lambda n: "[a](" * n,
    "stars": lambda n: "*a" * n,
    "underscores": lambda n: "_a" * n,
    "back-ticks": lambda n: "`a" * n,
    "cdata": lambda n: "<![CDATA[" * n,
    "tags": lambda n: "<a" * n,
    "entities": lambda n: "&a" * n,
    "tildes": lambda n: "~~a" * n,
    "back slashes": lambda n: "\\" * n,
    "pictures": lambda n: "![" * n,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_refused_by_name(make: object) -> None:
    """Row 15: what would take quadratic time is refused before parsing, with file and line."""
    body, problems = render("正文\n\n" + make(9000), "a.md", first_line=3)  # type: ignore[operator]
    assert body.web == ""
    assert [problem.line for problem in problems] == [5]
    assert problems[0].hint


@pytest.mark.parametrize(
    "text", ["<div>" * 5000, "> " * 3000 + "a", "- " * 3000 + "a", "<b>" * 3000, "  " * 3000 + "- a"]
)
def test_deep_nesting_is_no_recursion_error(text: str) -> None:
    """Row 16: 5,000 divs, 3,000 quotations or lists in each other end in a sentence."""
    _, problems = render(text, "a.md")
    assert all(problem.severity is Severity.ERROR and problem.hint for problem in problems)
