"""The rules of the field for a whole site, as the manual and machines name them; check/compliance.py applies them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from zhendi.problems import Severity


class SiteRule(Struct, frozen=True):
    """One rule; `severity` holds unless site.yml says otherwise."""

    code: str
    severity: Severity
    name: str
    reason: str
    cure: str


SITE_RULES = (
    SiteRule(
        "CP01", Severity.WARNING, "审批记录不全", "公开前要经过提出、审核、审批（《党务公开条例》第十五条）。",
        "补上提出人、保密审核人、审批人、审批日期。",
    ),
    SiteRule(
        "CP02", Severity.WARNING, "公示没有结果", "公示期满要写明有没有异议、怎样处理的。", "补上“结果: 无异议”。"
    ),
    SiteRule(
        "CP03", Severity.WARNING, "复核日期已过", "制度、案例会修订，到了复核日期要重新核对。",
        "核对以后把“复核日期”往后改。",
    ),
    SiteRule(
        "CP04", Severity.WARNING, "栏目半年没有更新", "党务公开、学习交流、组织生活、问题清单六个月内要有新内容。",
        "补上新的一篇；不再使用的归档。",
    ),
    SiteRule("CP05", Severity.HINT, "栏目是空的", "检查时空着的栏目最显眼。", "写上第一篇，或者删去这个文件夹。"),
    SiteRule(
        "CP06", Severity.HINT, "图片没有替代文字", "看不见图的读者靠它知道图上是什么；文件名、“图片1”不算。",
        "在方括号里写图上是什么。",
    ),
    SiteRule(
        "CP07", Severity.HINT, "到期的展板还挂着", "到期六十天以内的提醒撤下。", "撤下以后写“归档: 是”。"
    ),
    SiteRule(
        "CP08", Severity.WARNING, "日期早于单位成立", "成立日期写在 site.yml。", "核对日期。"
    ),
    SiteRule(
        "CP09", Severity.HINT, "两篇里有同一段", "多半是复制时忘了改。", "确认，不是有意的就改。"
    ),
)  # fmt: skip
SITE_RULE: Mapping[str, SiteRule] = {one.code: one for one in SITE_RULES}
