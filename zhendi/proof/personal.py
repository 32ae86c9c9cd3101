"""Rules of personal data: what no notice may show of a person (个人信息保护法; domain.md, Masking)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from zhendi.late import late
from zhendi.problems import Severity
from zhendi.proof.manuscript import HAN, Manuscript
from zhendi.proof.mask import mask
from zhendi.proof.numbers import Number
from zhendi.proof.rules import Finding, rule
from zhendi.proof.tables import tables_of

_OLD_ID = re.compile(
    r"身份证(?:件)?(?:号码|号)?[:：\s]{0,3}(\d{6}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?!\d)"
)
_ANY_CARD = re.compile(r"(?:银行卡|卡号|银行账号|个人账号|储蓄卡|信用卡)[^\d\n]{0,8}((?:\d[ -]?){15,18}\d)(?!\d)")
_SOCIAL = re.compile(
    r"(?:社保卡|社会保障卡|社会保障|社保|医保卡|医保)(?:卡)?(?:号码|编号|号)[:：\s]{0,3}([A-Z]?\d[A-Z\d]{7,17})(?![A-Z\d])"
)
_MAIL = late(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_PUBLIC_MAIL = re.compile(r"(?:受理|支部|单位|公务|公用|意见|监督|举报|办公|党建)(?:电子)?(?:邮箱|信箱|邮件)")
_PLATE = late(
    r"(?<![A-Za-z])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•・\s]?"
    r"(?=[A-HJ-NP-Z0-9]*\d)[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_ADDRESS = late(
    rf"(?:家庭住址|家庭地址|现住址|住址|户籍地址|户籍地|居住地址|居住在|家住|现住|住在)[:：\s]{{0,3}}"
    rf"(?P<where>[{HAN}A-Za-z]{{0,24}}?\d[{HAN}A-Za-z\d\-－—]{{0,20}}?(?:号楼|号院|栋|幢|单元|室|户|号|弄|组))"
)
_ROOM = re.compile(r"\d{1,3}(?:号楼|栋|幢|座)\s?\d{1,2}单元\s?\d{2,4}(?:室|号|户)?|\d{1,3}(?:号楼|栋|幢)\s?\d{3,4}室")
_ADDRESS_HEAD = re.compile(r"住址|家庭地址|户籍地")
_ADDRESS_CELL = re.compile(r"\d[\d\-]*\s?(?:号楼|号院|栋|幢|单元|室|户|号|弄)")
_ILL = (
    r"癌|肿瘤|白血病|艾滋|HIV|乙肝|肝炎|肺结核|尿毒症|精神病|精神分裂|抑郁症|糖尿病|脑瘫|截瘫|重病|大病|残疾|流产|怀孕"
)
_ILL_PERSON = late(
    rf"[{HAN}]{{2,4}}(?:同志|，[男女]，)?[{HAN}\d，]{{0,6}}?(?:身患|患有|罹患|确诊|查出|因患|患)[{HAN}]{{0,6}}?(?:{_ILL})"
)
_ILL_HEAD = re.compile(r"病情|病种|疾病|残疾|诊断|健康状况|患病")
_NAME_HEAD = re.compile(r"^(?:姓\s*名|名字|对象|户主)")
_ILL_CELL = re.compile(_ILL)
_ILL_TOLD = re.compile(f"{_ILL}|{_ILL_HEAD.pattern}")
NO_ILLNESS = "公开的名单里不写病情；写“因病”“生活困难”即可。"


def _masked(number: Number, text: Manuscript) -> str:
    """Mask a number; in Markdown stars would otherwise be read as marks of emphasis."""
    masked = mask(number.digits)
    return masked.replace("*", r"\*") if number.start >= text.body and text.path.endswith(".md") else masked


def _numbers(text: Manuscript, sort: str) -> Iterator[Number]:
    return (number for found, number in text.numbers if found == sort)


def _holds(text: Manuscript, signs: Iterable[str]) -> bool:
    """Say at once of most texts that they hold none of the words by which a rule goes."""
    return any(sign in text.text for sign in signs)


@rule(
    "PD01", Severity.ERROR, "身份证号码", "身份证号码不公开；确需标明的隐去中间各位。",
    wrong="身份证号：{身份证号}", right="身份证号：35*************123",
)  # fmt: skip
def identity(text: Manuscript) -> Iterator[Finding]:
    """Find identity numbers of 18 digits, and of 15 where they are named."""
    for number in _numbers(text, "身份证"):
        fixed = _masked(number, text)
        yield Finding(number.start, number.end, "这里有身份证号码。", f"删去，或者写成 {mask(number.digits)}。", fixed)
    for found in _OLD_ID.finditer(text.text):
        yield Finding(found.start(1), found.end(1), "这里有 15 位的身份证号码。", "删去，或者隐去中间各位。")


@rule(
    "PD02", Severity.ERROR, "手机号码", "个人手机号码不公开；意见受理电话除外。",
    wrong="联系人王范例，{手机号}", right="联系人王范例，138****1234",
)  # fmt: skip
def mobile(text: Manuscript) -> Iterator[Finding]:
    """Find mobile numbers other than the acceptance phone."""
    for number in _numbers(text, "手机"):
        if number.digits not in text.public:
            fixed = _masked(number, text)
            hint = f"删去，或者写成 {mask(number.digits)}；意见受理电话写在“受理电话”里。"
            yield Finding(number.start, number.end, "这里有手机号码。", hint, fixed)


@rule(
    "PD03",
    Severity.ERROR,
    "银行卡号",
    "个人银行卡号不公开。",
    wrong="卡号：{银行卡号}",
    right="卡号：6222***********0123",
)
def bank_card(text: Manuscript) -> Iterator[Finding]:
    """Find bank cards: of 银联 anywhere, others where they are named."""
    taken = set()
    for number in _numbers(text, "银行卡"):
        taken.add(number.start)
        fixed = _masked(number, text)
        yield Finding(number.start, number.end, "这里有银行卡号。", f"删去，或者写成 {mask(number.digits)}。", fixed)
    for found in _ANY_CARD.finditer(text.text):
        if found.start(1) not in taken:
            yield Finding(found.start(1), found.end(1), "这里有银行卡号。", "删去，或者隐去中间各位。")


@rule(
    "PD04",
    Severity.ERROR,
    "社保卡号",
    "社会保障号码、医保卡号不公开。",
    wrong="社保卡号：A12345678",
    right="（不公开）",
)
def social_card(text: Manuscript) -> Iterator[Finding]:
    """Find numbers of social security cards where they are named."""
    for found in _SOCIAL.finditer(text.text):
        yield Finding(found.start(1), found.end(1), "这里有社保或医保卡号。", "删去它。")


@rule(
    "PD05",
    Severity.WARNING,
    "电子邮箱",
    "个人邮箱不公开；意见受理邮箱除外。",
    wrong="发至 zhangsan@example.com",
    right="受理邮箱: dangban@example.com（写在“意见受理”里）",
)
def mail(text: Manuscript) -> Iterator[Finding]:
    """Find e-mail addresses other than the acceptance mailbox."""
    if "@" not in text.text:
        return
    for found in _MAIL.finditer(text.text):
        line = text.text[text.text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if found[0] not in text.public and not _PUBLIC_MAIL.search(line):
            yield Finding(
                found.start(), found.end(), f"这里有邮箱“{mask(found[0])}”。", "个人邮箱删去；公用的写在“受理邮箱”里。"
            )


@rule(
    "PD06", Severity.WARNING, "车牌号", "个人车牌号不公开；公务用车除外。", wrong="车牌鲁A{车牌}", right="车牌鲁A***45"
)
def plate(text: Manuscript) -> Iterator[Finding]:
    """Find number plates."""
    for found in _PLATE.finditer(text.text):
        yield Finding(found.start(), found.end(), f"这里有车牌号“{found[0][:2]}…”。", "个人车辆的删去或隐去中间几位。")


@rule(
    "PD07",
    Severity.ERROR,
    "家庭住址",
    "住址只写到乡镇、街道。",
    wrong="家庭住址：示例市东区和平街道8号楼2单元301室",
    right="家庭住址：示例市东区和平街道",
)
def address(text: Manuscript) -> Iterator[Finding]:
    """Find home addresses below the level of 街道."""
    hint = "只写到乡镇或街道。"
    ends = set()
    for found in _ADDRESS.finditer(text.text) if _holds(text, ("住", "地址", "户籍")) else ():
        ends.add(found.end())
        yield Finding(found.start("where"), found.end("where"), "住址写到了门牌。", hint)
    for found in _ROOM.finditer(text.text) if _holds(text, "楼栋幢座") else ():
        if not any(found.start() <= end <= found.end() + 12 for end in ends):
            yield Finding(found.start(), found.end(), "住址写到了单元、房间。", hint)
    for rows in tables_of(text) if _ADDRESS_HEAD.search(text.words) else ():
        for column, head in enumerate(rows[0]):
            if _ADDRESS_HEAD.search(head.words):
                for row in rows[1:]:
                    if column < len(row) and _ADDRESS_CELL.search(row[column].words):
                        cell = row[column]
                        yield Finding(cell.at, cell.at + len(cell.words), "住址写到了门牌。", hint)


@rule(
    "PD08", Severity.WARNING, "健康信息", "病情、残疾等与姓名一起属于敏感个人信息（个人信息保护法第二十八条）。",
    wrong="王范例同志身患癌症", right="1名党员因病生活困难",
)  # fmt: skip
def health(text: Manuscript) -> Iterator[Finding]:
    """Find illnesses told of named persons: in sentences, lists of front matter, tables with names."""
    told = []
    for found in _ILL_PERSON.finditer(text.words):
        told.append(found.span())
        yield Finding(*found.span(), "这里写了个人的病情。", NO_ILLNESS)
    for start, end in text.persons:
        if _ILL_TOLD.search(text.text, start, end) and not any(one < end and start < other for one, other in told):
            yield Finding(start, end, "名单里写了个人的病情。", NO_ILLNESS)
    for rows in tables_of(text):
        heads, body = [head.words for head in rows[0]], [[cell.words for cell in row] for row in rows[1:]]
        for row, column, message in illnesses_in(heads, body):
            cell = rows[row][column]
            yield Finding(cell.at, cell.at + len(cell.words), message, NO_ILLNESS)


def illnesses_in(heads: Sequence[str], body: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, str]]:
    """Find illnesses in a table with names, one a column: row (0: the heads), column, what is wrong."""
    if not any(_NAME_HEAD.match(head) for head in heads):
        return
    for column, head in enumerate(heads):
        if _ILL_HEAD.search(head):
            yield 0, column, f"名单里有“{head}”一栏。"
            continue
        cells = ((at, row[column]) for at, row in enumerate(body, 1) if column < len(row))
        if ill := next((at for at, cell in cells if _ILL_CELL.search(cell)), None):
            yield ill, column, "名单里写了个人的病情。"


RULES = (identity, mobile, bank_card, social_card, mail, plate, address, health)
