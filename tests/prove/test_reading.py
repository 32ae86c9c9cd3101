"""Issue 3 at full size: what a clerk types is understood or named, whatever it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhendi.config import Config
from zhendi.content.discover import read_site
from zhendi.content.frontmatter import parse, split
from zhendi.content.names import known_names
from zhendi.content.read import decode
from zhendi.content.schema import Place, build_entry
from zhendi.content.settings import config_of
from zhendi.content.slugs import slug_as_typed, slug_of_stem
from zhendi.model.kinds import KINDS

pytestmark = pytest.mark.issue(3)

Figure = Callable[[str], None]
EXAMPLES = 10_000
full_size = settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)
VALUES = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="2026年3月5日至-./：:,，、[]{}【】\"'“” 是否党内xcm易拉宝\n\t　-", max_size=30),
    st.sampled_from(["是", "2026-3-5", "60x90cm", "{姓名: 甲}", "[甲，乙]", "\n- 姓名：甲\n- 乙", "|\n  甲\n  乙"]),
)
LINES = st.lists(
    st.tuples(st.sampled_from(sorted(known_names())), st.sampled_from([":", "：", ": ", "： "]), VALUES).map("".join),
    max_size=8,
)


def test_front_matter_of_any_shape(figure: Figure) -> None:
    """10,000 front matters of any shape are understood or named; none raises."""

    @full_size
    @given(LINES, st.sampled_from(sorted(KINDS)))
    def check(lines: list[str], kind: str) -> None:
        text, _ = decode("a.md", ("---\n" + "\n".join(lines) + "\n---\n正文").encode("utf-8", "replace"))
        entry, problems = build_entry(split("a.md", text), Place("a", kind, "content/a/b.md", "b"), Config())
        assert entry.kind == kind
        assert all(problem.hint for problem in problems)

    check()
    figure(f"文件头 {EXAMPLES} 份，异常 0 次")


def test_settings_of_any_shape(figure: Figure) -> None:
    """Any site.yml is understood or named; none raises."""

    @settings(full_size, max_examples=EXAMPLES // 5)
    @given(LINES)
    def check(lines: list[str]) -> None:
        config_of(parse("site.yml", "\n".join(lines))[0])

    check()
    figure(f"site.yml {EXAMPLES // 5} 份，异常 0 次")


def test_bytes_of_any_kind(figure: Figure) -> None:
    """10,000 files of any bytes are text or a named problem; U+FFFD never comes out."""

    @full_size
    @given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("gb18030", "ignore"))))
    def check(data: bytes) -> None:
        assert "\ufffd" not in decode("a.md", data)[0]

    check()
    figure(f"字节 {EXAMPLES} 份，异常 0 次，U+FFFD 0 个")


def test_slugs_of_any_kind(figure: Figure) -> None:
    """10,000 slugs are each one file name, or refused."""

    @full_size
    @given(st.text(max_size=80))
    def check(text: str) -> None:
        for slug in (slug_as_typed(text), slug_of_stem(text)):
            assert not isinstance(slug, str) or not set(slug) & set('/\\:*?"<>|\0')

    check()
    figure(f"网址名 {EXAMPLES} 个，越出文件夹 0 个")


def test_a_thousand_files_are_read_at_once(tmp_path: Path, figure: Figure) -> None:
    """1,000 notices of 1.5 KB are decoded, parted and checked; the time is stated, without and with their texts."""
    head = (
        "---\n标题：关于接收预备党员的公示\n发布单位：示例党支部\n发布日期：2026年3月5日\n公示期：3月5日至3月11日\n"
        "意见受理：{受理单位：示例党支部，受理电话：0000-1234567}\n标签：【党建，学习】\n---\n"
    )
    text = head + "经支部委员会审查，现予公示。" * 30
    data = text.encode()
    start = time.perf_counter()
    for number in range(1000):
        decoded, _ = decode(f"{number}.md", data)
        _, problems = build_entry(split("a.md", decoded), Place("a", "disclosure", "a.md", "a"), Config())
        assert not problems
    seconds = time.perf_counter() - start
    figure(f"1,000 份各 {len(data)} 字节：{seconds:.2f} 秒")
    (tmp_path / "content" / "党务公开").mkdir(parents=True)
    for number in range(1000):
        (tmp_path / "content" / "党务公开" / f"{number}.md").write_bytes(data)
    start = time.perf_counter()
    assert read_site(tmp_path).problems == ()
    figure(f"同样 1,000 份连正文一起读入：{time.perf_counter() - start:.2f} 秒")
