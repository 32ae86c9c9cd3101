"""Promises of tables on boards: short cells stay whole, wide tables keep their freedom to break."""

from __future__ import annotations

import re

from zhendi.render.tables import settle_tables


def table(*rows: str) -> str:
    """Make a table of rows whose cells are parted by |."""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>" for row in rows)
    return f"<p>前</p><table><tbody>{body}</tbody></table><p>后</p>"


def kept(text: str) -> list[str]:
    """Give the cells that stay on one line."""
    return re.findall(r'<span class="short">([^<]*)</span>', settle_tables(text))


def test_names_and_short_words_stay_on_one_line() -> None:
    """A name of three characters is never broken beside a long cell."""
    found = kept(table("第一党小组|赵举例|12|办公室、财务科、人事教育科和其他科室"))
    assert found == ["第一党小组", "赵举例", "12"]


def test_a_column_is_kept_whole_or_not_at_all() -> None:
    """One long cell leaves its whole column free to break."""
    assert kept(table("甲|乙", "这一格的文字比较长一些|丙")) == ["乙", "丙"]


def test_many_columns_keep_the_freedom_to_break() -> None:
    """Short cells are kept only as far as a row has room."""
    assert len(kept(table("|".join(["五个字一格"] * 10)))) == 3


def test_nothing_but_the_marks_is_added() -> None:
    """Words, escapes and the text outside the table are as they were."""
    text = table("A &amp; B|丙")
    assert re.sub(r"</?span[^>]*>", "", settle_tables(text)) == text


def test_columns_beside_a_long_cell_have_fixed_shares() -> None:
    """A table with a long cell is not left to the engine, which would try every break; its text stays as it is."""
    table = f"<table><tr><td>一</td><td>{'长' * 5000}</td></tr></table>"
    settled = settle_tables(table)
    assert re.findall(r"width:([\d.]+)%", settled) == ["8.9", "91.1"]
    assert re.sub(r"<[^>]*>", "", settled) == re.sub(r"<[^>]*>", "", table)
    assert "table-layout" not in settle_tables(table.replace("长" * 5000, "长" * 50))
