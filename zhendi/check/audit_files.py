"""The audit as text, JSON, a workbook and a page."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from markupsafe import Markup
from openpyxl.styles import Alignment, Font, PatternFill

from zhendi.check.audit import Audit, Verdict
from zhendi.problems import CannotGoOnError
from zhendi.render.facts import FILTERS
from zhendi.resources import design_folders
from zhendi.theme import environment, load_theme, rendered, theme_folders

OWN_PRESETS = "data/体检.yml"
_SHIPPED = Path(__file__).with_name("presets.yml")
_WIDTHS = (12, 18, 26, 24, 10, 80)
_HEAD = ("类别", "项目", "要求", "现状", "结论", "佐证")
_COLOURS = {Verdict.MET: "E3F1E3", Verdict.UNDER_WAY: "FFF3D6", Verdict.INCOMPLETE: "FFF3D6", Verdict.LACKING: "F9DEDC"}


def presets(root: Path) -> dict[str, dict[str, int]]:
    """Read the shipped presets and the site's own, which win; CannotGoOnError if these do not read."""
    found: dict[str, dict[str, int]] = yaml.safe_load(_SHIPPED.read_text(encoding="utf-8"))
    try:
        own: Any = yaml.safe_load((root / OWN_PRESETS).read_text(encoding="utf-8-sig"))
        found |= {str(name): {str(form): int(times) for form, times in forms.items()} for name, forms in own.items()}
    except FileNotFoundError:
        return found
    except (OSError, ValueError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise CannotGoOnError(f"{OWN_PRESETS} 读不懂。", "写成“名称:”，下面缩进两格一行一项：主题党日: 2。") from error
    return found


def as_lines(audit: Audit) -> Iterator[str]:
    """Give the text that a terminal shows."""
    yield f"{audit.unit} {audit.year} 年阵地体检（截至 {audit.now}，标准：{audit.preset}）"
    for group, items in audit.groups().items():
        yield group
        for item in items:
            yield f"    {item.state.value} {item.item}：{item.found}（要求{item.required}）"
            if item.state is Verdict.LACKING:
                yield from (f"        {one}" for one in item.evidence)
    yield "，".join(f"{state.value} {audit.count(state)} 项" for state in Verdict) + "。"


def as_json(audit: Audit) -> str:
    """Give the list of items."""
    return json.dumps([item.as_json() for item in audit.items], ensure_ascii=False, indent=2)


def as_workbook(audit: Audit) -> bytes:
    """Give an .xlsx with the items, one a row, and the chart of the year; a cell is never a formula."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "体检"
    sheet.append(_HEAD)
    for item in audit.items:
        cells = (item.group, item.item, item.required, item.found, item.state.value, "\n".join(item.evidence))
        sheet.append(cells)
        sheet.cell(sheet.max_row, 5).fill = PatternFill("solid", fgColor=_COLOURS[item.state])
    months = book.create_sheet("全年")
    months.append(("形式", *(f"{month}月" for month in range(1, 13)), "合计", "要求"))
    for row in audit.chart:
        months.append((row.form, *row.months, row.total, row.required or None))
    for one in (sheet, months):
        one.freeze_panes = "A2"
        for cell in one[1]:
            cell.font = Font(bold=True)
        for line in one.iter_rows(min_row=2):
            for cell in line:
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    months.column_dimensions["A"].width = 16
    book.properties.created = book.properties.modified = _midnight(audit)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _midnight(audit: Audit) -> Any:
    return dt.datetime.combine(audit.now, dt.time(), tzinfo=dt.timezone.utc).replace(tzinfo=None)


def as_page(audit: Audit, root: Path, theme: str, before: list[dict[str, Any]] | None) -> str:
    """Give the page for an inspector; `before` are the items of the year before, to compare with."""
    loaded = load_theme(theme, theme_folders(root))
    template = environment(loaded, design_folders(root, "templates"), FILTERS).get_template("check/audit.html")
    earlier = {(one["group"], one["item"]): one for one in before or ()}
    return rendered(
        template,
        audit=audit,
        tokens=Markup(loaded.root_css()),  # noqa: S704 - colours and fonts that the theme has checked
        before=earlier,
        states=tuple(Verdict),
    )
