"""What the shop should know before it opens a file."""

from __future__ import annotations

from collections.abc import Sequence

from zhendi.config import PressWish
from zhendi.press.declare import STANDARDS
from zhendi.press.jobsheet import Job
from zhendi.press.look import Verdict
from zhendi.press.pressing import Wanted
from zhendi.press.process import PROCESSES, Process

_PLACES = "一二三四五六七八九十"


def letter(jobs: Sequence[Job], unit: str, wanted: Wanted, wish: PressWish) -> bytes:
    """Write it as Notepad of any age shows it, of nothing but what is in the package."""
    pieces, area = sum(job.pieces for job in jobs), sum(job.area for job in jobs)
    lines = [
        f"{unit}　展板印制文件",
        "",
        f"共 {len(jobs)} 种、{pieces} 块，{area:.2f} 平方米。",
        "每个文件的尺寸、工艺、材料、份数、后道见 工作单.pdf，或 jobsheet.xlsx、jobsheet.csv。",
        "",
    ]
    points = list(_points(jobs, wanted, wish))
    lines += [f"{_PLACES[at]}、{point}" for at, point in enumerate(points)]
    failing = [job.file for job in jobs if job.verdict == Verdict.FAIL.value]
    lines += ["", "注意：下列文件预检不合格，印制前请与本单位联系：", *failing] if failing else []
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _points(jobs: Sequence[Job], wanted: Wanted, wish: PressWish) -> list[str]:
    reduced = any("-1比10-" in job.file for job in jobs)
    scale = "尺寸 1 比 1；文件名里写“1比10”的，输出时放大 10 倍。" if reduced else "尺寸 1 比 1，请不要缩放。"
    points = [f"文件都是 {STANDARDS[wish.standard].name}，{scale}"]
    points += [_surroundings(PROCESSES[name], wish) for name in dict.fromkeys(job.process for job in jobs)]
    points += ["颜色都是 CMYK，正文是单色黑；输出特性文件已经内嵌。请不要转成 RGB，也不要换色。"]
    points += [
        "文字已经转成曲线，不需要字体。"
        if wish.outlines
        else "字体已经嵌入，不需要转曲。请不要改字，有错请与本单位联系。"
    ]
    points += ["每个文件的预检结果在 preflight.json；文件是否完整，可以对照工作单里的 SHA-256。"]
    points += (
        ["“图片”里是同样内容的图片，CMYK，带特性文件；四周和 PDF 一样有出血或白边，没有裁切线；文件名里写着精度。"]
        if wish.picture
        else []
    )
    points += ["“拼贴”里是办公打印机用的，“审签”里是送审用的，都不用于印制。"] if wanted.papers or wanted.proof else []
    return points


def _surroundings(process: Process, wish: PressWish) -> str:
    if process.edge:
        return (
            f"{process.name}：没有出血，四周留 {process.edge / 10:g} cm 白边，圆圈是打孔的位置，四角的短线是画面的角。"
        )
    bleed = wish.bleed if wish.bleed is not None else process.bleed
    return f"{process.name}：成品框（TrimBox）就是成品尺寸，四周出血 {bleed:g} mm，裁切线和套准线在出血外。"
