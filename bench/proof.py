"""The cost of `zhendi check`: 250, 1,000 and 4,000 notices with 5,000 terms; all anew, nothing changed, one changed.

`python bench/proof.py` writes the section 校对 of docs/benchmarks.md. CPU counts all processes.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from costs import Cost, measured, medians, run
from peers import ROOT, WORK, machine, record

from zhendi.content.frontmatter import split
from zhendi.content.glossary import TERM_FILE, read_words
from zhendi.content.manuscripts import manuscript_of
from zhendi.content.read import decode
from zhendi.proof.book import proofread

SIZES = (250, 1000, 4000)
TERMS = 5000
ROUNDS = 3
RULES = "只算校对规则"
SENTENCES, LENGTH = 20, 28  # of a notice; characters
DAY = dt.date(2026, 11, 25)
WORDS = "支部党员学习制度公开承诺工作检查落实会议服务群众问题整改活动材料上报组织生活时间地点要求"


def write_notices(root: Path, entries: int, terms: int = TERMS) -> None:
    """Write a site of notices of about 600 characters, and a file of terms that none of them holds."""
    some = random.Random(entries)  # noqa: S311 - sample texts
    area = root / "content" / "通知"
    area.mkdir(parents=True)
    (root / "data").mkdir()
    rows = "".join(f"{''.join(some.choices(WORDS, k=6))}甲{n},改正{n},警告\n" for n in range(terms))
    (root / TERM_FILE).write_text("错误写法,正确写法,级别\n" + rows, encoding="utf-8-sig")
    for number in range(entries):
        sentences = ("".join(some.choices(WORDS, k=LENGTH)) + "。" for _ in range(SENTENCES))
        text = f"---\n标题: 第{number}号通知\n日期: 2026-03-05\n---\n\n" + "\n\n".join(sentences) + "\n"
        (area / f"{number}.md").write_text(text, encoding="utf-8")


def read_by_rules(root: Path) -> None:
    """Read the terms, and proof-read every notice by all rules, without anything else that check does."""
    config, _ = read_words(root, DAY, thorough=True)
    for path in (root / "content" / "通知").iterdir():
        text, _ = decode(path.name, path.read_bytes())
        proofread(manuscript_of(path.name, text, split(path.name, text)), config.proof)


def forget(root: Path) -> None:
    """Forget all that was remembered."""
    shutil.rmtree(root / ".zhendi", ignore_errors=True)


def change(root: Path) -> None:
    """Add a sentence to one notice."""
    with (root / "content" / "通知" / "7.md").open("a", encoding="utf-8") as file:
        file.write("\n又一句。\n")


CASES: dict[str, Callable[[Path], None]] = {
    "全部新查": forget,
    "没有改动": lambda _root: None,
    "改了一篇": change,
}


def check(root: Path) -> Cost:
    """Run the whole command."""
    command = (sys.executable, ROOT / "build.py", "check", "-s", root, "--now", str(DAY), "--format", "json")
    return run(command, ROOT)


def rows() -> Iterator[str]:
    """Measure every size, and give the rows of the table."""
    for size in SIZES:
        root = WORK / "proof" / str(size)
        shutil.rmtree(root, ignore_errors=True)
        write_notices(root, size)
        costs = {RULES: [measured(lambda root=root: read_by_rules(root)) for _ in range(ROUNDS)]}
        for _ in range(ROUNDS):
            for case, prepare in CASES.items():
                prepare(root)
                costs.setdefault(f"check，{case}", []).append(check(root))
        for case, found in costs.items():
            cost = medians(found)
            yield f"| {size} | {case} | {cost.cpu:.2f} s | {cost.cpu / size * 1000:.2f} ms |"


def main() -> None:
    """Measure, write."""
    head = (
        f"每篇约 {SENTENCES * LENGTH} 字，用语表 {TERMS} 条；同一次运行里各做 {ROUNDS} 遍取中位数，CPU 含各进程。"
        "“check”是整条命令：读、解析、校对、查个人信息、看栏目、排展板（这些通知没有展板）。"
    )
    table = ["| 篇数 | 做什么 | CPU | 每篇 CPU |", "| --- | --- | --- | --- |", *rows()]
    record("校对", "\n".join([head, "", *table, "", f"{machine()}。重做：`python bench/proof.py`。"]))


if __name__ == "__main__":
    main()
