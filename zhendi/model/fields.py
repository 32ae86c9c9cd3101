"""How fields are declared, with the Chinese words that clerks type for each, and those of entries of any kind.

Annotations are left to be evaluated in all modules that declare fields: content/names.py reads the types themselves.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from msgspec import Struct, StructMeta


class Declared(Struct, frozen=True, gc=False):
    """What a field is declared with; see `zh`."""

    names: tuple[str, ...]
    default: Any
    must: bool
    about: str
    split: str
    role: str


def zh(
    *names: str, default: Any = None, required: bool = False, about: str = "", split: str = "", role: str = ""
) -> Any:
    """Declare a field: its Chinese names (the first is the one shown), default, need and meaning.

    `split` holds the marks at which a list typed as one text is parted. `role` is `main` for the field that a bare
    text fills where fields are expected (人员: 张三), `day` for the one that dates the entry.
    """
    return Declared(names, default, required, about, split, role)


WORDS = "、，,；;"  # between names and tags
FILES = "，,；;"  # between file names
SENTENCES = "；;\n"


class _Declaring(StructMeta):
    """Keeps what the fields of a class are declared with; msgspec gets their defaults."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        declared = {field: one for field, one in namespace.items() if isinstance(one, Declared)}
        defaults = {field: one.default for field, one in declared.items()}
        made: Any = super().__new__(cls, name, bases, {**namespace, **defaults}, **options)
        made.declared = declared
        return made


class Fields(Struct, metaclass=_Declaring, frozen=True, gc=False):
    """Fields of one kind; frozen, and nothing unknown passes silently. Values are taken as they are, unchecked."""

    declared: ClassVar[Mapping[str, Declared]]  # by the names of the fields, in their order


def told(fields: Fields) -> Iterator[tuple[str, Any]]:
    """Give the names and values of the fields that say something: those that differ from their defaults."""
    for name, one in fields.declared.items():
        value = getattr(fields, name)
        if value != one.default:
            yield name, value


class Person(Fields, frozen=True):
    """One person in a notice, a list or a chart."""

    name: str = zh("姓名", "名字", default="", required=True, role="main")
    gender: str | None = zh("性别")
    birth: str | None = zh("出生年月", "出生", about="年月即可，如 1990-05；不写日")
    ethnicity: str | None = zh("民族")
    education: str | None = zh("学历", "文化程度")
    unit: str | None = zh("单位", "所在单位", "部门")
    post: str | None = zh("职务", "现任职务", "岗位")
    proposed_post: str | None = zh("拟任职务")
    group: str | None = zh("党小组", "小组", "组别")
    photo: str | None = zh("照片", about="5:7 竖幅照片的路径")
    dates: str | None = zh("时间", "相关日期", about="如入党申请、列为积极分子、发展对象的时间")
    deeds: str | None = zh("事迹", "简介", "主要事迹")
    motto: str | None = zh("格言", "座右铭")
    is_leader: bool = zh("党员领导干部", "领导", default=False)
    rank: int | None = zh("排名", "排序")


class Period(Fields, frozen=True):
    """A period of public notice."""

    start: dt.date | None = zh("开始", "起", "起始")
    end: dt.date | None = zh("结束", "止", "截止")
    min_workdays: int | None = zh("最少工作日", "工作日")


class Accept(Fields, frozen=True):
    """Where opinions are accepted."""

    unit: str | None = zh("受理单位", "单位", "受理部门", required=True, role="main")
    phone: str | None = zh("受理电话", "电话", "监督电话", required=True)
    mailbox: str | None = zh("受理邮箱", "邮箱", "信箱")
    address: str | None = zh("受理地址", "地址")


class Approve(Fields, frozen=True):
    """The approval trail: proposed, reviewed for secrecy, approved; printed on no board."""

    proposer: str | None = zh("提出人", "提出", required=True)
    secrecy_reviewer: str | None = zh("保密审核人", "审核人", "审核", required=True)
    approver: str | None = zh("审批人", "批准人", "审批", required=True, role="main")
    date: dt.date | None = zh("审批日期", "日期", required=True)


class DataKeys(Fields, frozen=True):
    """Which table feeds an entry, or every entry of an area."""

    file: str | None = zh("文件", "表格", required=True, role="main", about="data/ 里的 .xlsx、.csv 或 .yml")
    sheet: str | None = zh("工作表", about="不写就用第一张")
    order: Literal["原序", "姓氏笔画", "拼音"] | None = zh("排序", "顺序", about="不写就按表里的原序")
    columns: tuple[str, ...] = zh("列", "只取", default=(), split=WORDS, about="只采用这几列，按写的先后")
    total: bool = zh("合计行", "加合计", default=False, about="在表的末尾加一行合计")


class Common(Fields, frozen=True):
    """The fields that every entry may have, whatever its kind."""

    title: str | None = zh("标题", "题目", "名称")
    date: dt.date | None = zh("日期", "时间")
    slug: str | None = zh("网址名", "文件名", about="网页和展板的文件名；不写就用 Markdown 文件的名字")
    tags: tuple[str, ...] = zh("标签", "关键词", "关键字", default=(), split=WORDS)
    summary: str | None = zh("摘要", "简介", "说明")
    scope: str | None = zh("公开范围", "范围", about="社会、本单位、党内、特定对象；不写就是本单位")
    draft: bool = zh("草稿", default=False)
    rank: int | None = zh("排序", "排名", "顺序")
    publish: dt.date | None = zh("发布日期", "上线日期", "定时发布", about="这一天起才公开")
    expires: dt.date | None = zh("下架日期", "失效日期", "到期日期", about="公开到这一天为止，含当天")
    review_by: dt.date | None = zh("复核日期", "复查日期", about="最迟在这一天重新核对内容")
    archived: bool = zh("归档", "已归档", default=False)
    cover: str | None = zh("封面", "题图")
    attachments: tuple[str, ...] = zh("附件", default=(), split=FILES)
    approve: Approve | None = zh("审批", "审批记录", "公开审批")
    data: DataKeys | None = zh("数据", "数据表", "数据文件", about="data/ 里的表格：名单成为人员，其他的成为正文后的表")


class BoardKeys(Fields, frozen=True):
    """What an entry says of its own board."""

    poster: str | None = zh(
        "海报", "展板", "上墙", about="尺寸，如 60x90cm、易拉宝、A1；几个尺寸用顿号隔开；不做写“否”"
    )
    layout: str | None = zh("版式")
    distance: str | None = zh("阅读距离", "观看距离", about="如 2m；按它定最小字号")
    series: str | None = zh("系列", about="挂在一起的展板写同一个名字，字号就一样大")
    numbered: bool = zh("系列编号", "展板编号", default=False, about="同一系列的展板在页脚编号：1／8")
    theme: str | None = zh("主题")
    dense: bool = zh("密排", default=False, about="允许把字排得更小，多放一些内容")
    copies: int | None = zh("份数", "数量")
    material: str | None = zh("材质", "材料")
