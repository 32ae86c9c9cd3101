"""The manual's page of rules, from the declarations that texts are read by."""

from __future__ import annotations

from collections.abc import Iterator

from zhendi.proof.book import PERSONAL_RULES, TEXT_RULES
from zhendi.proof.lexicon import TERM_RULES
from zhendi.proof.rules import Rule
from zhendi.proof.site_rules import SITE_RULES

_INTRODUCTION = """# 检查规则

这一页由程序里的声明生成。`zhendi check` 按这些规则校对每一篇；级别为“错误”的，`build` 也会把那一篇留下不发布。

- **改级别**：在 `site.yml` 里写 `检查: {LG12: 关, DA02: 错误}`，可以写：错误、警告、提示、关。
- **放过一处**：在那一行末尾写 `<!-- 允许 LG18 -->`，或者在它上面单独写一行；抬头里写 `# 允许 LG18`。
  身份证号码和银行卡号不能放过。
- **自动改正**：标有“可自动改”的，`zhendi check --fix` 先列出改动，再写回原文件；
  代码、链接、抬头的键和引文（`>` 开头）不动。
- **用语和姓名**：`data/术语.csv` 的列是 错误写法、正确写法、级别、类型、说明、依据、起用日期、停用日期、例外
  （几个例外用 `|` 隔开）；`data/名单.csv` 的列是 姓名、职务、排序、起、止，一人几职写几行。
  WPS 存成的 UTF-8、GBK 都能读。
"""
_FIXED = frozenset(
    [
        "LG01",
        "LG02",
        "LG03",
        "LG04",
        "LG05",
        "LG06",
        "LG07",
        "LG13",
        "LG14",
        "LG20",
        "LG21",
        "LG23",
        "DA02",
        "TM01",
        "PD01",
        "PD02",
        "PD03",
    ]
)


def rule_page() -> str:
    """Write the page as Markdown."""
    return "\n".join(
        [
            _INTRODUCTION,
            *_section("语言和格式", TEXT_RULES),
            *_section("用语和姓名", TERM_RULES),
            *_section("个人信息", PERSONAL_RULES),
            *_whole_site(),
        ]
    )


def _whole_site() -> Iterator[str]:
    yield "## 整个站点\n"
    yield "这些规则看的是整篇、整个栏目，级别同样可以在 `site.yml` 里改。\n"
    yield "| 代码 | 名称 | 级别 | 为什么 | 怎么办 |\n|---|---|---|---|---|"
    rows = (f"| {one.code} | {one.name} | {one.severity.label} | {one.reason} | {one.cure} |" for one in SITE_RULES)
    yield "\n".join(rows) + "\n"


def _section(title: str, rules: tuple[Rule, ...]) -> Iterator[str]:
    yield f"## {title}\n"
    for one in rules:
        fixed = "，可自动改" if one.code in _FIXED else ""
        yield f"### {one.code} {one.name}\n"
        yield f"{one.severity.label}{fixed}。{one.reason}\n"
        yield f"错：\n\n```text\n{one.wrong}\n```\n"
        yield f"对：\n\n```text\n{one.right}\n```\n"
