"""Promises of `check --fix`: certain answers only, once, in the file's own encoding, and nothing that is no prose."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhendi.check.mend import mend_text, mended
from zhendi.cli import commands
from zhendi.config import Config
from zhendi.proof.book import Proof

sys.path.insert(0, str(Path(__file__).parents[1] / "proof"))
from numbers_of_nobody import a_mobile, an_id

TODAY = dt.date(2026, 11, 25)
CONFIG = Config(proof=Proof(thorough=True))
KEPT = """---
标题: 示例
附件: 各组,名单.xlsx
标签: [学习, 宣传]
---

`各组,上报` 和 [说明](各组,说明.md)、<span title="各组,甲">甲</span>

```text
各组,上报。。。
１２
```

> 原文如此,不作改动。。。

见 http://192.0.2.1/各组,a
"""
WRONG = f"""---
标题: 关于换届,选举的通知。
文号: 示支[2026]05号
---

各组,请在2026年03月05日前上报。。。联系电话{a_mobile()}。

（一）、坚持"三会一课"(含党课)

１２人，，参加--完毕
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a site of one entry, in GBK with the line ends of Windows."""
    (tmp_path / "content" / "通知").mkdir(parents=True)
    (tmp_path / "content" / "通知" / "一.md").write_bytes(WRONG.replace("\n", "\r\n").encode("gb18030"))
    return tmp_path


def test_what_is_no_prose_stays() -> None:
    """Code, links, tags, keys, lists of YAML, file names and quoted originals are not touched."""
    assert mend_text("a.md", KEPT, CONFIG) == KEPT


def test_certain_answers() -> None:
    """Width, ellipses, dashes, quotes, numbers, dates are mended; a mobile number is masked so that it prints."""
    mended_text = mend_text("a.md", WRONG, CONFIG)
    mobile = f"{a_mobile()[:3]}\\*\\*\\*\\*{a_mobile()[7:]}"
    _, front, body = mended_text.split("---\n", 2)
    assert front == "标题: 关于换届，选举的通知\n文号: 示支〔2026〕5号\n"
    assert body.split("\n\n") == [
        f"\n各组，请在2026年3月5日前上报……联系电话{mobile}。",
        "（一）坚持“三会一课”（含党课）",
        "12人，参加——完毕\n",
    ]


def test_mending_twice_changes_nothing(site: Path) -> None:
    """The diff is shown, the file keeps its encoding and line ends, and a second run finds nothing to mend."""
    first = CliRunner().invoke(commands, ["check", "-s", str(site), "--fix", "--yes"])
    data = (site / "content" / "通知" / "一.md").read_bytes()
    assert "+标题: 关于换届，选举的通知" in first.stderr
    assert "标题: 关于换届，选举的通知\r\n" in data.decode("gb18030")
    assert list(mended(site, TODAY)) == []
    second = CliRunner().invoke(commands, ["check", "-s", str(site), "--fix", "--yes"])
    assert second.stderr == "没有可以自动改正的问题。\n"
    assert (site / "content" / "通知" / "一.md").read_bytes() == data


def test_a_pipe_changes_nothing_unasked(site: Path) -> None:
    """Where nobody can be asked, `--fix` shows the diff and leaves the file; `--yes` is the answer."""
    before = (site / "content" / "通知" / "一.md").read_bytes()
    done = CliRunner().invoke(commands, ["check", "-s", str(site), "--fix"])
    assert "+标题: 关于换届，选举的通知" in done.stderr
    assert "以上 1 个文件没有改动；确认要改，就加上 --yes 再运行一次。" in done.stderr
    assert (site / "content" / "通知" / "一.md").read_bytes() == before


def test_an_identity_number_is_masked() -> None:
    """An identity number in front matter keeps its first two and last three characters."""
    number = an_id()
    text = mend_text("a.md", f"---\n标题: {number}\n---\n", CONFIG)
    assert text == f"---\n标题: {number[:2]}{'*' * 13}{number[-3:]}\n---\n"


def test_an_exception_is_not_mended() -> None:
    """What a comment allows stays as it is."""
    text = "共１２人 <!-- 允许 LG02 -->\n"
    assert mend_text("a.md", text, CONFIG) == text
