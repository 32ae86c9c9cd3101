"""Three branch sites, and how to look at what came of them."""

from __future__ import annotations

from pathlib import Path

ENTRY = "---\n标题: 学习制度\n海报: {board}\n---\n第一条 每月学习一次，由{unit}组织。\n\n第二条 请假要说明理由。\n"
NAMES = ("一支部", "二支部", "城区/三支部")


def write_fleet(folder: Path) -> Path:
    """Write an empty sites.yml, a theme and three sites, the first with a board."""
    files = {"sites.yml": "", "themes/ours/theme.yml": "title: 我们\nextends: lotus\n"}
    for name in NAMES:
        files[f"{name}/site.yml"] = f"标题: {name[-3:]}阵地\n单位: {name[-3:]}\n主题: ours\n"
        board = "30x40cm" if name == NAMES[0] else "否"
        files[f"{name}/content/制度上墙/学习.md"] = ENTRY.format(unit=name[-3:], board=board)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder
