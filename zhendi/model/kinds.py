"""The ten kinds of entries and their fields, with the Chinese words that clerks type for each.

One declaration gives validation, the manual's field tables and the JSON Schema. Field lists: the rules of
党务公开 (《中国共产党党务公开条例（试行）》) and the practice of offices. Everything but the title is optional for the
program; `required=True` says what a board must not hang without.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from zhendi.model.fields import FILES, SENTENCES, WORDS, Accept, Fields, Period, Person, zh


class Disclosure(Fields, frozen=True):
    """党务公开: a 公示 or 公告."""

    doc_no: str | None = zh("文号", "发文字号")
    issuer: str | None = zh("发布单位", "落款", "发布机构", required=True)
    issued: dt.date | None = zh("发布日期", "落款日期", "成文日期", required=True, role="day")
    group: int | None = zh("公开类别", "类别", about="党务公开内容的七类，1 至 7")
    timing: Literal["长期", "定期", "逐段", "即时"] | None = zh("公开时限", "时限")
    period: Period | None = zh("公示期", "公示时间", "公示期限")
    basis: str | None = zh("依据", "公开依据")
    persons: tuple[Person, ...] = zh("人员", "公示对象", "名单", default=(), split=WORDS)
    accept: Accept | None = zh("意见受理", "受理", required=True)
    result: str | None = zh("结果", "公示结果", about="公示期满后填写：无异议 / 有异议及处理")
    channel: str | None = zh("公开方式", "方式")


class PledgeItem(Fields, frozen=True):
    """One promise."""

    aspect: str | None = zh("方面", "类别", about="学习、工作、自律、服务")
    text: str = zh("内容", "承诺", "承诺内容", default="", required=True, role="main")
    measure: str | None = zh("措施", "落实措施", required=True)
    due: str | None = zh("时限", "完成时限", required=True)
    status: Literal["进行中", "已完成", "延期", "未完成"] | None = zh("状态", "进展")
    note: str | None = zh("备注", "说明")
    evidence: str | None = zh("佐证", "证明")
    updated: dt.date | None = zh("更新日期", "更新")


class Review(Fields, frozen=True):
    """审诺: who reviewed the promises and when."""

    by: str | None = zh("审诺人", "审核人", "审诺", role="main")
    date: dt.date | None = zh("审诺日期", "日期")


class Evaluation(Fields, frozen=True):
    """评诺: how the promises were kept."""

    self: str | None = zh("自评", "本人自评", role="main")
    members: str | None = zh("党员评议", "党员互评")
    masses: str | None = zh("群众评议", "群众评价")
    org: str | None = zh("组织评定", "支部评定")
    grade: Literal["好", "较好", "一般", "差"] | None = zh("等次", "评定等次", "结果")
    date: dt.date | None = zh("评诺日期", "日期")


class Pledge(Fields, frozen=True):
    """承诺践诺: one member's or branch's commitments."""

    year: int | None = zh("年度", "年份")
    org: str | None = zh("党组织", "支部", "单位")
    person: Person | None = zh("承诺人", "党员")
    items: tuple[PledgeItem, ...] = zh(
        "承诺事项", "承诺", "事项", default=(), required=True, split=SENTENCES, role="rows"
    )
    review: Review | None = zh("审诺")
    evaluation: Evaluation | None = zh("评诺", "评价")
    supervise_phone: str | None = zh("监督电话")


class Integrity(Fields, frozen=True):
    """廉政文化长廊: one panel."""

    chapter: str | None = zh("篇章", "章节", "篇")
    number: str | None = zh("序号", "编号", "板号")
    form: Literal["格言", "案例", "家风", "四种形态", "纪律", "业务风采", "篇首"] | None = zh("形式", "板式")
    facet: Literal["党务", "廉政", "业务"] | None = zh("方面", "内容方面")  # 廉政 where nothing is said
    motto: str | None = zh("格言", "主题词", about="竖排的大字，可用斜线分行：俭以养德/静以修身")
    source: str | None = zh("出处", "来源")
    picture: str | None = zh("配图", "图片")
    as_of: dt.date | None = zh("截至日期", "依据时间")


class Rule(Fields, frozen=True):
    """制度上墙: one regulation with numbered articles."""

    doc_no: str | None = zh("文号")
    issuer: str | None = zh("制定单位", "发布单位", "落款")
    issued: dt.date | None = zh("印发日期", "制定日期", "通过日期", role="day")
    effective: dt.date | None = zh("施行日期", "生效日期")
    as_of: dt.date | None = zh("截至日期", "依据时间")


class Study(Fields, frozen=True):
    """学习交流: 心得, 书目, 读书班, 学习计划."""

    form: Literal["心得", "书目", "读书班", "学习计划"] | None = zh("形式", "类型")
    writer: str | None = zh("作者", "撰写人", "交流人")
    book: str | None = zh("书名", "篇目")
    press: str | None = zh("出版社")
    period: Period | None = zh("学习时间", "时间", role="day")
    place: str | None = zh("地点")


class Activity(Fields, frozen=True):
    """组织生活: 三会一课, 主题党日 and the rest."""

    form: (
        Literal[
            "支部党员大会",
            "支部委员会",
            "党小组会",
            "党课",
            "主题党日",
            "民主生活会",
            "组织生活会",
            "谈心谈话",
            "民主评议党员",
            "读书班",
        ]
        | None
    ) = zh("形式", "活动形式", "类型", required=True)
    time: str | None = zh("时间", "起止时间", about="如 9:00—11:30；也可以连日期一起写", role="day")
    place: str | None = zh("地点", "场所", about="用 data/standard.yml 里登记的场所，便于统计使用次数")
    host: str | None = zh("主持人", "主持")
    recorder: str | None = zh("记录人", "记录")
    expected: int | None = zh("应到", "应到人数")
    present: int | None = zh("实到", "实到人数")
    topics: tuple[str, ...] = zh("议题", "主要内容", default=(), split=SENTENCES)
    photos: tuple[str, ...] = zh("照片", "图片", default=(), split=FILES)


class Rectification(Fields, frozen=True):
    """问题清单: a problem found and what became of it."""

    found: dt.date | None = zh("发现日期", "提出日期", role="day")
    channel: str | None = zh("来源", "问题来源")
    owner: str | None = zh("责任人", "责任部门", required=True)
    due: dt.date | None = zh("整改时限", "完成时限", "时限", required=True)
    state: Literal["未开始", "整改中", "已完成", "长期坚持"] | None = zh("状态", "整改状态")
    solved: str | None = zh("问题有没有解决", "解决", "是否解决")
    changed: str | None = zh("现状有没有改变", "改变", "是否改变")
    improved: str | None = zh("工作有没有提升", "提升", "是否提升")
    measures: tuple[str, ...] = zh("整改措施", "措施", default=(), split=SENTENCES)
    evidence: str | None = zh("佐证", "佐证材料")
    closed: dt.date | None = zh("销号日期", "办结日期")


class Roster(Fields, frozen=True):
    """组织风采: organisation chart, 党员示范岗, 先锋模范, honours."""

    form: Literal["组织架构", "示范岗", "先锋模范", "荣誉"] | None = zh("形式", "类型")
    persons: tuple[Person, ...] = zh("人员", "名单", "成员", default=(), split=WORDS, role="rows")
    honours: tuple[str, ...] = zh("荣誉", default=(), split=SENTENCES)


class Brand(Fields, frozen=True):
    """党建品牌: name, meaning, work, results."""

    name: str | None = zh("品牌名称", "名称", required=True)
    slogan: str | None = zh("口号", "理念", "品牌口号")
    meaning: str | None = zh("内涵", "品牌内涵", "释义")
    works: tuple[str, ...] = zh("做法", "主要做法", "工作", default=(), split=SENTENCES)
    results: tuple[str, ...] = zh("成效", "成果", default=(), split=SENTENCES)
    picture: str | None = zh("标识图", "配图")


class Page(Fields, frozen=True):
    """一般页面: anything else."""


KINDS: Mapping[str, type[Fields]] = {
    "disclosure": Disclosure,
    "pledge": Pledge,
    "integrity": Integrity,
    "rule": Rule,
    "study": Study,
    "activity": Activity,
    "rectification": Rectification,
    "roster": Roster,
    "brand": Brand,
    "page": Page,
}

KIND_NAMES: Mapping[str, tuple[str, ...]] = {
    "disclosure": ("党务公开", "公示公告", "公示", "公告", "公开栏"),
    "pledge": ("承诺践诺", "承诺", "党员承诺"),
    "integrity": ("廉政文化长廊", "廉政文化", "廉洁文化", "文化长廊"),
    "rule": ("制度上墙", "制度", "规章制度"),
    "study": ("学习交流", "学习", "学习园地"),
    "activity": ("组织生活", "三会一课", "主题党日"),
    "rectification": ("问题清单", "问题整改", "整改清单"),
    "roster": ("组织风采", "组织架构", "先锋模范", "党员风采"),
    "brand": ("党建品牌", "品牌"),
    "page": ("一般页面", "页面"),
}


class Kinds(Struct, frozen=True):
    """The kinds that a site knows: the shipped ones, and those that its site.yml adds."""

    models: Mapping[str, type[Fields]] = field(default_factory=lambda: KINDS)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: KIND_NAMES)
    templates: Mapping[str, str] = field(default_factory=dict)  # added kind → the kind whose templates it uses

    def named(self, word: str) -> str | None:
        """Find the kind of an English or Chinese name; None if there is none."""
        word = word.strip()
        if word.lower() in self.models:
            return word.lower()
        return next((kind for kind, names in self.names.items() if word in names), None)

    def words(self) -> tuple[str, ...]:
        """Give the names to type, English and Chinese, of every kind."""
        return tuple(word for kind in self.models for word in (kind, *self.names.get(kind, ())))

    def template_of(self, kind: str) -> str:
        """Give the kind whose templates show an entry of this kind."""
        return self.templates.get(kind, kind)
