"""The rules of preflight: each looks at a finished file, and says in Chinese what it found and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pikepdf

from zhendi.press.finish import PT
from zhendi.press.look import Look, Verdict, places
from zhendi.press.pictures import dots_of
from zhendi.press.reach import short_sides
from zhendi.press.walk import Painted

Result = tuple[Verdict, str] | tuple[Verdict, str, str]

_EXACT = 0.01  # mm
_INKS = frozenset({"/DeviceCMYK", "/DeviceGray", "/ICCBased 4", "/ICCBased 1"})
_ALL_PLATES = "/Separation All"
_TAGGED_RGB = "/ICCBased 3"
_WIDEST = 320  # px to which a picture is shrunk before its ink is measured
_NO_LINE = 0.01  # pt: a path without any width paints nothing
_CODE_EDGES = 100  # of the smallest QR code drawn in lines
_SQUARE = 0.08  # how far the sides of a code may differ
_CODE_COLOURS = 2


def _boxes(look: Look) -> Result:
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


def _intent(look: Look) -> Result:
    intents = list(look.pdf.Root.get("/OutputIntents", []))
    profiles = [one.get("/DestOutputProfile") for one in intents]
    if len(intents) == 1 and profiles[0] is not None and profiles[0].get("/N") == len("CMYK"):
        return Verdict.PASS, f"一个输出意图，内嵌色彩特性文件“{intents[0].get('/Info', '')}”。"
    return Verdict.FAIL, f"有 {len(intents)} 个输出意图，应当恰好一个，并内嵌 CMYK 特性文件。", "重新生成文件。"


def _fonts(look: Look) -> Result:
    fonts = {one.font.name: one.font.embedded for one in look.of("text") if one.font}
    if not fonts:
        return Verdict.PASS, "文字都是曲线，不用字体。"
    missing = sorted(name for name, embedded in fonts.items() if not embedded)
    if missing:
        return Verdict.FAIL, f"字体没有嵌入：{'、'.join(missing)}。", "用本程序重新生成，不要用别的软件另存。"
    return Verdict.PASS, f"{len(fonts)} 种字体全部嵌入。"


def _rgb(look: Look) -> Result:
    strange = [one for one in look.painted if one.ink.space not in _INKS and "Separation" not in one.ink.space]
    spaces = [one for one in strange if one.ink.space != _TAGGED_RGB or one.kind != "picture"]
    if spaces:
        hint = "图片交给本程序转换；主题里的颜色写成标记（tokens），不用渐变和透明。"
        return Verdict.FAIL, f"不是 CMYK 的颜色：{places(spaces)}。", hint
    if strange:
        return Verdict.WARN, f"带特性文件的 RGB 图片：{places(strange)}。", "请印刷厂确认可以转换。"
    return Verdict.PASS, "文字、图形、图片都是 CMYK。"


def _spot(look: Look) -> Result:
    spots = [one for one in look.painted if one.ink.space.startswith(("/Separation", "/DeviceN"))]
    spots = [one for one in spots if one.ink.space != _ALL_PLATES or one.kind != "line"]
    if spots:
        names = sorted({one.ink.space.split(" ")[-1].lstrip("/") for one in spots})
        return Verdict.FAIL, f"用了专色 {'、'.join(names)}：{places(spots)}。", "改用 CMYK 四色。"
    return Verdict.PASS, "没有专色；裁切线和套准标记在各色版上。"


def _dpi(look: Look) -> Result:
    process = look.order.process
    measured = [(_resolution(one) * look.order.scale, one) for one in look.of("picture") if one.picture is not None]
    poor = [(dpi, one) for dpi, one in measured if dpi < process.dpi]
    if not measured:
        return Verdict.PASS, "没有图片。"
    lowest = min(dpi for dpi, _ in measured)
    if not poor:
        return Verdict.PASS, f"图片最低 {lowest:.0f} dpi，{process.name}不低于 {process.dpi:g} dpi。"
    verdict = Verdict.FAIL if lowest < process.dpi_fail else Verdict.WARN
    where = places([one for _, one in poor])
    hint = "换一张像素更多的原图，或把图片放小。"
    return verdict, f"图片最低 {lowest:.0f} dpi，{process.name}应不低于 {process.dpi:g} dpi：{where}。", hint


def _resolution(one: Painted) -> float:
    left, bottom, right, top = one.box
    return min(int(one.picture.Width) / max(right - left, 1e-6), int(one.picture.Height) / max(top - bottom, 1e-6)) * 72


def _ink(look: Look) -> Result:
    limit = look.order.process.ink
    flat = [(sum(one.ink.parts) * 100, one) for one in look.painted if one.ink.space == "/DeviceCMYK"]
    pictures = {one.picture.objgen: one for one in look.of("picture") if one.ink.space == "/DeviceCMYK"}
    flat += [(_heaviest(one.picture), one) for one in pictures.values()]
    most, where = max(flat, key=lambda found: found[0], default=(0.0, None))
    if most > limit + 0.5 and where:
        return Verdict.FAIL, f"油墨总量最高 {most:.0f}%，应不超过 {limit:g}%：{places([where])}。", "调浅这种颜色。"
    return Verdict.PASS, f"油墨总量最高 {most:.0f}%，不超过 {limit:g}%。"


def _heaviest(stream: Any) -> float:
    """Give the most ink of a picture in percent, measured on a smaller copy."""
    picture = dots_of(stream)
    if picture.mode != "CMYK":
        return 100.0
    small = picture.reduce(max(1, max(picture.size) // _WIDEST)).tobytes()
    return max(map(sum, zip(*(small[plate::4] for plate in range(4)), strict=True))) / 2.55


def _small_text(look: Look) -> Result:
    least = look.order.process.text_pt
    sizes = [(one.size / look.order.scale, one) for one in look.of("text") if one.text.strip()]
    small = [one for size, one in sizes if size < least - 0.01]
    lowest = min((size for size, _ in sizes), default=0.0)
    if small:
        hint = f"印刷的文字不小于 {least:g} pt；删减文字或换大一号的展板。"
        return Verdict.FAIL, f"最小的文字 {lowest:.1f} pt：{places(small)}。", hint
    return Verdict.PASS, f"最小的文字 {lowest:.1f} pt，不小于 {least:g} pt。"


def _thin_line(look: Look) -> Result:
    least = look.order.process.line_mm
    lines = [one for one in look.of("line") if one.ink.space != _ALL_PLATES and one.size > _NO_LINE]
    lowest = min((one.size / PT / look.order.scale for one in lines), default=least)
    if lowest < least - 0.005:
        thin = [one for one in lines if one.size / PT / look.order.scale < least - 0.005]
        return Verdict.WARN, f"最细的线 {lowest:.2f} mm，应不细于 {least:g} mm：{places(thin)}。", "把线加粗。"
    return Verdict.PASS, f"线条不细于 {least:g} mm。"


def _glyphs(look: Look) -> Result:
    lacking = [one for one in look.of("text") if one.lacking]
    if lacking:
        return Verdict.FAIL, f"字体里没有的字：{places(lacking)}。", "换一种字体，或改用相近的规范字。"
    return Verdict.PASS, "没有缺字。"


def _reach(look: Look) -> Result:
    if not look.order.process.bleed:
        return Verdict.PASS, f"{look.order.process.name}不要求出血，四周留 {look.order.process.edge:g} mm 打孔边。"
    short = short_sides(look.data, look.pdf)
    if short:
        return Verdict.FAIL, f"底色没有伸到出血线：{'、'.join(short)}。", "重新生成文件，不要裁掉出血。"
    return Verdict.PASS, "四边的底色都伸到了出血线。"


def _transparent(look: Look) -> Result:
    """Look for what old RIPs cannot do: opacity, soft masks, blending."""
    found = list(dict.fromkeys(_softness(look.pdf)))
    if not found:
        return Verdict.PASS, "没有透明，新旧设备都能输出。"
    if look.order.standard.transparency:
        return (
            Verdict.PASS,
            f"有{'、'.join(found)}，按 PDF/X-4 输出；设备旧的印刷厂，在 site.yml 写“印刷: {{标准: X-1a}}”。",
        )
    return Verdict.FAIL, f"有{'、'.join(found)}，PDF/X-1a 不允许。", "图片去掉半透明，主题里不用 opacity，或改回 X-4。"


def _softness(pdf: pikepdf.Pdf) -> Iterator[str]:
    for one in pdf.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image" and "/SMask" in one:
            yield "半透明的图片"
    holders = [*pdf.pages, *(one for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/Resources" in one)]
    for holder in holders:
        for state in (holder.get("/Resources") or {}).get("/ExtGState", {}).values():
            if any(float(state.get(key, 1)) < 1 for key in ("/ca", "/CA")) or state.get("/SMask", "/None") != "/None":
                yield "半透明的色块或文字"
            if str(state.get("/BM", "/Normal")) not in {"/Normal", "/Compatible"}:
                yield "混合模式"


def _codes(look: Look) -> Result:
    """Small modules on more than one plate blur at the least misregister, and no telephone reads them."""
    drawn = [one for one in look.of("line", "area") if one.edges >= _CODE_EDGES and _is_square(one)]
    shown = [
        one for one in look.of("picture") if one.picture is not None and _is_square(one) and _two_tone(one.picture)
    ]
    mixed = [one for one in drawn if one.ink.space == "/DeviceCMYK" and sum(part > 0 for part in one.ink.parts) > 1]
    mixed += [one for one in shown if one.ink.space == "/DeviceCMYK"]
    if mixed:
        return Verdict.FAIL, f"二维码用了几种油墨，套印稍偏就扫不出：{places(mixed)}。", "二维码用纯黑白的图。"
    count = len(drawn) + len(shown)
    return Verdict.PASS, f"{count} 个二维码，都是单色黑。" if count else "没有二维码。"


def _is_square(one: Painted) -> bool:
    wide, high = one.box[2] - one.box[0], one.box[3] - one.box[1]
    return abs(wide - high) <= _SQUARE * max(wide, high)


def _two_tone(stream: Any) -> bool:
    return bool(dots_of(stream).getcolors(_CODE_COLOURS))


RULES: Mapping[str, Callable[[Look], Result]] = {
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
    "透明": _transparent,
    "二维码": _codes,
}
TEXT_RULES = frozenset({"最小文字", "缺字"})
