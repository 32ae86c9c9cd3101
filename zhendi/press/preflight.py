"""Preflight: look through a finished file as the shop would, from the file itself."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pikepdf

from zhendi.press.finish import PT, Order
from zhendi.press.inks import Cmyk, named_inks
from zhendi.press.reach import short_sides
from zhendi.press.walk import Painted, walk

_EXACT = 0.01  # mm
_INKS = frozenset({"/DeviceCMYK", "/DeviceGray", "/ICCBased 4", "/ICCBased 1"})
_ALL_PLATES = "/Separation All"
_TAGGED_RGB = "/ICCBased 3"
_WIDEST = 320  # px to which a picture is shrunk before its ink is measured
_NO_LINE = 0.01  # pt: a path without any width paints nothing
_SHOWN = 12  # characters of a text in a message
_FEW = 3  # places that a message names


class Verdict(Enum):
    """How a rule came out."""

    PASS = "通过"  # noqa: S105 - no password
    WARN = "提醒"
    FAIL = "不合格"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: what was found, and what to do where it did not pass."""

    rule: str
    verdict: Verdict
    found: str
    hint: str = ""

    def as_json(self) -> dict[str, str]:
        """Give the row of preflight.json."""
        return {"rule": self.rule, "verdict": self.verdict.name.lower(), "found": self.found, "hint": self.hint}


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was found in one file; `texts` counts the characters set in each ink."""

    checks: tuple[Check, ...]
    texts: tuple[tuple[Cmyk, str, int], ...]

    @property
    def verdict(self) -> Verdict:
        """Give the worst of all rules."""
        found = {check.verdict for check in self.checks}
        return next((one for one in (Verdict.FAIL, Verdict.WARN) if one in found), Verdict.PASS)

    @property
    def failures(self) -> tuple[Check, ...]:
        """Give the rules that the file breaks."""
        return tuple(check for check in self.checks if check.verdict is Verdict.FAIL)

    def as_json(self) -> dict[str, Any]:
        """Give the part of preflight.json for one file."""
        texts = [
            {"token": token, "ink": [round(part * 100, 1) for part in ink], "characters": count}
            for ink, token, count in self.texts
        ]
        checks = [check.as_json() for check in self.checks]
        return {"verdict": self.verdict.name.lower(), "checks": checks, "texts": texts}


@dataclass(frozen=True, slots=True)
class _Look:
    """A file that is being looked through."""

    pdf: pikepdf.Pdf
    data: bytes
    order: Order
    painted: tuple[Painted, ...]

    def of(self, *kinds: str) -> Iterator[Painted]:
        return (one for one in self.painted if one.kind in kinds)


def preflight(data: bytes, order: Order, tokens: Mapping[str, Cmyk] | None = None) -> Preflight:
    """Look through the file of a board; `tokens` are the inks of its theme by name."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        painted = tuple(one for page in pdf.pages for one in walk(page) if _on_page(one, page))
        look = _Look(pdf, data, order, painted)
        checks = tuple(_check(name, rule, look) for name, rule in _RULES.items())
    texts: Counter[Cmyk] = Counter()
    for one in look.of("text"):
        if one.ink.space == "/DeviceCMYK":
            cyan, magenta, yellow, black = one.ink.parts
            texts[cyan, magenta, yellow, black] += len(one.text)
    rows = tuple((ink, named_inks(tokens or {}, ink), count) for ink, count in sorted(texts.items()))
    return Preflight(checks, rows)


def _on_page(one: Painted, page: pikepdf.Page) -> bool:
    """Say whether a thing is on the sheet at all: what is mirrored into the bleed paints far beyond it as well."""
    left, bottom, right, top = (float(edge) for edge in page.MediaBox)
    return one.box[0] < right and one.box[2] > left and one.box[1] < top and one.box[3] > bottom


_Result = tuple[Verdict, str] | tuple[Verdict, str, str]


def _check(name: str, rule: Callable[[_Look], _Result], look: _Look) -> Check:
    return Check(name, *rule(look))


def _boxes(look: _Look) -> _Result:
    order = look.order
    wrong = []
    for number, page in enumerate(look.pdf.pages, 1):
        trim, bleed, media = (_mm(page, key) for key in ("/TrimBox", "/BleedBox", "/MediaBox"))
        size = (order.size.width * order.scale, order.size.height * order.scale)
        found = (trim[2] - trim[0], trim[3] - trim[1])
        if any(abs(a - b) > _EXACT for a, b in zip(found, size, strict=True)):
            wrong.append(f"第{number}页成品框 {found[0]:.2f}×{found[1]:.2f} mm，应为 {size[0]:.2f}×{size[1]:.2f} mm")
        ways = (trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3])
        if any(abs(way - order.process.bleed * order.scale) > _EXACT for way in ways):
            wrong.append(f"第{number}页出血框不是成品框外 {order.process.bleed * order.scale:g} mm")
        if any(a < b - _EXACT for a, b in zip((*bleed[:2], *media[2:]), (*media[:2], *bleed[2:]), strict=True)):
            wrong.append(f"第{number}页出血框超出了页面")
    if wrong:
        return Verdict.FAIL, "；".join(wrong) + "。", "重新生成这块展板的文件。"
    scale = "" if order.scale == 1 else "（1 比 10）"
    return Verdict.PASS, f"成品框 {order.size.name}{scale}，出血 {order.process.bleed:g} mm，偏差小于 0.01 mm。"


def _mm(page: pikepdf.Page, key: str) -> Sequence[float]:
    box = page.get(key, page.MediaBox)
    return [float(one) / PT for one in box]


def _intent(look: _Look) -> _Result:
    intents = list(look.pdf.Root.get("/OutputIntents", []))
    profiles = [one.get("/DestOutputProfile") for one in intents]
    if len(intents) == 1 and profiles[0] is not None and profiles[0].get("/N") == len("CMYK"):
        return Verdict.PASS, f"一个输出意图，内嵌色彩特性文件“{intents[0].get('/Info', '')}”。"
    return Verdict.FAIL, f"有 {len(intents)} 个输出意图，应当恰好一个，并内嵌 CMYK 特性文件。", "重新生成文件。"


def _fonts(look: _Look) -> _Result:
    fonts = {one.font.name: one.font.embedded for one in look.of("text") if one.font}
    missing = sorted(name for name, embedded in fonts.items() if not embedded)
    if missing:
        return Verdict.FAIL, f"字体没有嵌入：{'、'.join(missing)}。", "用本程序重新生成，不要用别的软件另存。"
    return Verdict.PASS, f"{len(fonts)} 种字体全部嵌入。"


def _rgb(look: _Look) -> _Result:
    strange = [one for one in look.painted if one.ink.space not in _INKS and "Separation" not in one.ink.space]
    spaces = [one for one in strange if one.ink.space != _TAGGED_RGB or one.kind != "picture"]
    if spaces:
        hint = "图片交给本程序转换；主题里的颜色写成标记（tokens），不用渐变和透明。"
        return Verdict.FAIL, f"不是 CMYK 的颜色：{_places(spaces)}。", hint
    if strange:
        return Verdict.WARN, f"带特性文件的 RGB 图片：{_places(strange)}。", "请印刷厂确认可以转换。"
    return Verdict.PASS, "文字、图形、图片都是 CMYK。"


def _spot(look: _Look) -> _Result:
    spots = [one for one in look.painted if one.ink.space.startswith(("/Separation", "/DeviceN"))]
    spots = [one for one in spots if one.ink.space != _ALL_PLATES or one.kind != "line"]
    if spots:
        names = sorted({one.ink.space.split(" ")[-1].lstrip("/") for one in spots})
        return Verdict.FAIL, f"用了专色 {'、'.join(names)}：{_places(spots)}。", "改用 CMYK 四色。"
    return Verdict.PASS, "没有专色；裁切线和套准标记在各色版上。"


def _dpi(look: _Look) -> _Result:
    process = look.order.process
    measured = [(_resolution(one) * look.order.scale, one) for one in look.of("picture") if one.picture is not None]
    poor = [(dpi, one) for dpi, one in measured if dpi < process.dpi]
    if not measured:
        return Verdict.PASS, "没有图片。"
    lowest = min(dpi for dpi, _ in measured)
    if not poor:
        return Verdict.PASS, f"图片最低 {lowest:.0f} dpi，{process.name}不低于 {process.dpi:g} dpi。"
    verdict = Verdict.FAIL if lowest < process.dpi_fail else Verdict.WARN
    places = _places([one for _, one in poor])
    hint = "换一张像素更多的原图，或把图片放小。"
    return verdict, f"图片最低 {lowest:.0f} dpi，{process.name}应不低于 {process.dpi:g} dpi：{places}。", hint


def _resolution(one: Painted) -> float:
    left, bottom, right, top = one.box
    return min(int(one.picture.Width) / max(right - left, 1e-6), int(one.picture.Height) / max(top - bottom, 1e-6)) * 72


def _ink(look: _Look) -> _Result:
    limit = look.order.process.ink
    flat = [(sum(one.ink.parts) * 100, one) for one in look.painted if one.ink.space == "/DeviceCMYK"]
    pictures = {one.picture.objgen: one for one in look.of("picture") if one.ink.space == "/DeviceCMYK"}
    flat += [(_heaviest(one.picture), one) for one in pictures.values()]
    most, where = max(flat, key=lambda found: found[0], default=(0.0, None))
    if most > limit + 0.5 and where:
        return Verdict.FAIL, f"油墨总量最高 {most:.0f}%，应不超过 {limit:g}%：{_places([where])}。", "调浅这种颜色。"
    return Verdict.PASS, f"油墨总量最高 {most:.0f}%，不超过 {limit:g}%。"


def _heaviest(stream: Any) -> float:
    """Give the most ink of a picture in percent, measured on a smaller copy."""
    picture = pikepdf.PdfImage(stream).as_pil_image()
    if picture.mode != "CMYK":
        return 100.0
    small = picture.reduce(max(1, max(picture.size) // _WIDEST)).tobytes()
    return max(map(sum, zip(*(small[plate::4] for plate in range(4)), strict=True))) / 2.55


def _small_text(look: _Look) -> _Result:
    least = look.order.process.text_pt
    sizes = [(one.size / look.order.scale, one) for one in look.of("text") if one.text.strip()]
    small = [one for size, one in sizes if size < least - 0.01]
    lowest = min((size for size, _ in sizes), default=0.0)
    if small:
        hint = f"印刷的文字不小于 {least:g} pt；删减文字或换大一号的展板。"
        return Verdict.FAIL, f"最小的文字 {lowest:.1f} pt：{_places(small)}。", hint
    return Verdict.PASS, f"最小的文字 {lowest:.1f} pt，不小于 {least:g} pt。"


def _thin_line(look: _Look) -> _Result:
    least = look.order.process.line_mm
    lines = [one for one in look.of("line") if one.ink.space != _ALL_PLATES and one.size > _NO_LINE]
    lowest = min((one.size / PT / look.order.scale for one in lines), default=least)
    if lowest < least - 0.005:
        thin = [one for one in lines if one.size / PT / look.order.scale < least - 0.005]
        return Verdict.WARN, f"最细的线 {lowest:.2f} mm，应不细于 {least:g} mm：{_places(thin)}。", "把线加粗。"
    return Verdict.PASS, f"线条不细于 {least:g} mm。"


def _glyphs(look: _Look) -> _Result:
    lacking = [one for one in look.of("text") if one.lacking]
    if lacking:
        return Verdict.FAIL, f"字体里没有的字：{_places(lacking)}。", "换一种字体，或改用相近的规范字。"
    return Verdict.PASS, "没有缺字。"


def _reach(look: _Look) -> _Result:
    if not look.order.process.bleed:
        return Verdict.PASS, f"{look.order.process.name}不要求出血，四周留 {look.order.process.edge:g} mm 打孔边。"
    short = short_sides(look.data, look.pdf)
    if short:
        return Verdict.FAIL, f"底色没有伸到出血线：{'、'.join(short)}。", "重新生成文件，不要裁掉出血。"
    return Verdict.PASS, "四边的底色都伸到了出血线。"


_RULES: Mapping[str, Callable[[_Look], _Result]] = {
    "页面框": _boxes,
    "输出意图": _intent,
    "字体嵌入": _fonts,
    "颜色模式": _rgb,
    "专色": _spot,
    "图片分辨率": _dpi,
    "油墨总量": _ink,
    "最小文字": _small_text,
    "最细线条": _thin_line,
    "缺字": _glyphs,
    "出血": _reach,
}


def _places(found: Sequence[Painted]) -> str:
    """Name what was found and where it stands, a few of many."""
    names = list(dict.fromkeys(_place(one) for one in sorted(found, key=lambda one: (-one.box[3], one.box[0]))))
    more = f"等 {len(names)} 处" if len(names) > _FEW else ""
    return "、".join(names[:_FEW]) + more


def _place(one: Painted) -> str:
    left, bottom, *_ = (edge / PT / 10 for edge in one.box)
    where = f"（距页面左边 {left:.0f} cm、下边 {bottom:.0f} cm）"
    if one.kind == "text":
        return f"文字“{one.text[:_SHOWN] or '?'}”"
    if one.kind == "picture":
        return f"图片{f' {int(one.picture.Width)}×{int(one.picture.Height)} 像素'}{where}"
    return {"line": "线条", "area": "色块", "shading": "渐变"}[one.kind] + where
