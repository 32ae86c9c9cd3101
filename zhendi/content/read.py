"""Bytes to text: whatever Windows, UOS and old phones save, or one clear problem; never a garbled character."""

from __future__ import annotations

import codecs
import unicodedata

from zhendi.content.codes import problem
from zhendi.late import late
from zhendi.problems import Problem

MAX_BYTES = 1_000_000
_NOT_TEXT = (
    (b"PK\x03\x04", "看起来是 Word、Excel 或压缩文件"),
    (b"\xd0\xcf\x11\xe0", "看起来是旧版 Word 或 Excel 文件"),
    (b"%PDF", "看起来是 PDF 文件"),
    (b"\x89PNG", "看起来是图片"),
    (b"\xff\xd8\xff", "看起来是图片"),
    (b"{\\rtf", "看起来是写字板（RTF）文件"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_ENDS = late("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_CONTROLS = late("[\x00-\x08\x0e-\x1b\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_HAN = late("[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORD = late("[A-Za-z][\u00c0-\u024f]|[\u00c0-\u024f][A-Za-z]")
_SAVE_AS = "用记事本或 WPS 打开，“另存为”时编码选 UTF-8。"
_COMMON_FROM, _COMMON_TO = 0xB0, 0xD7  # first bytes of the 3,755 common hanzi of GB 2312
_ENOUGH_HAN = 8
_LEAST_COMMON_SHARE = 0.6
_SAMPLE = 2000  # hanzi


def decode(path: str, data: bytes) -> tuple[str, list[Problem]]:
    """Give the text of a file: line ends as on Unix, Unicode as NFC, no byte order mark; empty if it is not text."""
    if len(data) > MAX_BYTES:
        message = f"文件有 {len(data) / 1e6:.1f} MB，超过了 {MAX_BYTES / 1e6:g} MB 的上限，没有读入。"
        return "", [problem("RD06", path, (0, 0), message, "把它拆成几篇；图片不要嵌在文字里。")]
    text, problems = _decode(path, data)
    if not text.isascii() or not text.isprintable():
        text, cleaned = _clean(path, text)
        problems += cleaned
    return text, problems


def _decode(path: str, data: bytes) -> tuple[str, list[Problem]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(path, data.removeprefix(bom), encoding, offset=len(bom))
    kind = next((words for magic, words in _NOT_TEXT if data.startswith(magic)), "")
    if kind or b"\0" in data:
        message = f"这不是文本文件，{kind or '里面有二进制数据，或者是没有标记的 UTF-16'}。"
        return "", [problem("RD04", path, (0, 0), message, _SAVE_AS)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _gb18030(path, data)
    return (text, []) if data.isascii() or _HAN.search(text) else _ambiguous(path, data, text)


def _strict(path: str, data: bytes, encoding: str, offset: int = 0) -> tuple[str, list[Problem]]:
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError as error:
        return "", [_damaged(path, data, error, encoding.upper(), offset)]


def _damaged(path: str, data: bytes, error: UnicodeDecodeError, name: str, offset: int = 0) -> Problem:
    before = data[: error.start].decode(error.encoding, "replace")
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    byte = f"第 {error.start + offset + 1} 个字节（0x{data[error.start]:02X}）"
    message = f"文件不是完好的 {name} 文本，{byte}读不出来。"
    return problem("RD02", path, (line, column), message, "从没有损坏的原稿重新保存，编码选 UTF-8。")


def _gb18030(path: str, data: bytes) -> tuple[str, list[Problem]]:
    """Read GB18030, unless the bytes are UTF-8 with a few damaged places, or an encoding of neither."""
    lenient = data.decode("utf-8", "replace")
    if len(_HAN.findall(lenient)) > lenient.count("\ufffd") or lenient.isascii():
        return _strict(path, data, "utf-8")
    text, problems = _strict(path, data, "gb18030")
    if problems:
        return _strict(path, data, "utf-8") if _HAN.search(lenient) else (text, problems)
    if not _looks_written(text):
        return "", [problem("RD04", path, (0, 0), "认不出这个文件的编码，读出来会是乱码。", _SAVE_AS)]
    message = "这个文件是 GBK（GB18030）编码，已经照此读入。"
    return text, [problem("RD01", path, (0, 0), message, f"不必改；要统一编码，{_SAVE_AS}")]


def _looks_written(text: str) -> bool:
    """Say whether the hanzi of a text are mostly common ones, as in any Chinese text and in no misread one."""
    han = "".join(_HAN.findall(text))
    if len(han) < _ENOUGH_HAN:
        return len(han) > 0
    pairs = [one.encode("gb2312", "ignore") for one in han[:_SAMPLE]]
    common = sum(bool(pair) and _COMMON_FROM <= pair[0] <= _COMMON_TO for pair in pairs)
    return common >= _LEAST_COMMON_SHARE * len(pairs)


def _ambiguous(path: str, data: bytes, text: str) -> tuple[str, list[Problem]]:
    """Choose for bytes that are good UTF-8 without Chinese: the GBK bytes of 通知 and 目录 are such."""
    try:
        other = data.decode("gb18030")
    except UnicodeDecodeError:
        return text, []
    if not _HAN.search(other):
        return text, []
    first = _HAN.findall(other)
    if _LATIN_WORD.search(text) or not _looks_written(other):
        chosen, words = text, " UTF-8 "
    else:
        chosen, words = other, f" GBK（其中有“{''.join(first[:6])}”）"
    message = f"字太少，分不清这个文件是 UTF-8 还是 GBK，已经按{words}读入。"
    return chosen, [problem("RD03", path, (0, 0), message, f"看一看页面上的字对不对；不对的话，{_SAVE_AS}")]


def _clean(path: str, text: str) -> tuple[str, list[Problem]]:
    problems = []
    text = _LINE_ENDS.sub("\n", text)
    if found := _CONTROLS.search(text):
        place = _place(text, found.start())
        message = f"文字里有看不见的控制字符（U+{ord(found[0]):04X}），已经去掉。"
        problems.append(problem("RD08", path, place, message, "不必改；多半是从别处复制时带来的。"))
        text = _CONTROLS.sub("", text)
    if (at := text.find("\ufffd")) >= 0:
        message = "这里有一个替代符号（U+FFFD），原来的字在以前转换编码时已经丢了。"
        problems.append(problem("RD05", path, _place(text, at), message, "对照原稿把这个字重新打上。"))
        text = text.replace("\ufffd", "")
    return unicodedata.normalize("NFC", text), problems


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
