"""A small site of one entry a kind, with texts of real length, for the tests of boards."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from jinja2 import Environment
from msgspec.structs import replace
from PIL import Image

from zhendi import markup
from zhendi.model.boards import natural_distance
from zhendi.model.entities import Area, Audience, Board, Entry, Picture, Site, SiteInfo
from zhendi.model.fields import Accept, Approve, Fields, Period, Person
from zhendi.model.kinds import (
    Activity,
    Brand,
    Disclosure,
    Evaluation,
    Integrity,
    Page,
    Pledge,
    PledgeItem,
    Rectification,
    Review,
    Roster,
    Rule,
    Study,
)
from zhendi.model.sizes import Size
from zhendi.render.facts import FILTERS
from zhendi.templating import environment
from zhendi.theme import Theme, load_theme, theme_folders
from zhendi.typeset.engine import Engine

UNIT = "示例市示例局机关党支部"
PHOTO = "assets/pictures/示例.png"

PROSE = (
    "读完这本书，最大的感受是“慢”字的分量。登记一份材料，两个人清点，三个人签字，看起来慢，其实最快，因为不必返工。\n\n"
    "## 一页纸的分量\n\n"
    "窗口的同志说，来办事的人手里往往只有一张旧纸。纸上的字能不能认出来，关系到他的工龄、学籍和房子。所以我们把每一页都当成"
    "最后一页来对待。\n\n> 天下难事，必作于易；天下大事，必作于细。\n\n"
    "## 三点打算\n\n一、每周留出半天，把上周没有想明白的事情再想一遍。\n二、每月和一位老同志谈一次，记下他的办法。\n"
    "三、每季度把自己写的材料重看一遍，改掉空话。\n"
)


def articles(count: int) -> str:
    """Give a rule of numbered articles."""
    texts = (
        "党支部的工作坚持公开、真实、及时，方便党员和群众了解、参与和监督。",
        "支部委员会每季度研究一次公开事项，形成清单，写明内容、范围、时限和责任人。",
        "公开前由提出人起草，经保密审核和审批后实施；没有审批的，不得张贴。",
        "党员和群众提出意见的，十个工作日内答复；情况复杂的，说明理由后可以延长五个工作日。",
    )
    numbers = "一二三四五六七八九十"

    def number(n: int) -> str:
        tens, ones = divmod(n, 10)
        return ("" if tens == 0 else "十" if tens == 1 else f"{numbers[tens - 1]}十") + (
            numbers[ones - 1] if ones else ""
        )

    return "\n\n".join(f"第{number(n)}条　{texts[n % len(texts)]}" for n in range(1, count + 1))


_PERSON = Person(name="张示例", gender="男", birth="1990-05", post="党支部书记、办公室主任", group="第一党小组")
_TREE = [("张示例", "党支部书记"), ("李样本", "党支部副书记"), ("王范例", "组织委员"), ("陈拟名", "宣传委员")]
_ASPECTS = (
    ("学习", "每季度在党员大会上谈一次体会", "每周二晚读书一小时"),
    ("工作", "每月检查一次重点任务，年内逐项完成", "建立台账，月末核对"),
    ("自律", "公务接待、用车、用印全部留痕", "月末交纪检委员核对"),
    ("服务", "每月第一个星期五上午接待群众", "十个工作日内答复"),
)

ENTRIES: Sequence[tuple[str, str, Fields, str]] = (
    ("rule", "党务公开制度", Rule(issuer=UNIT, issued=dt.date(2026, 3, 5)), articles(15)),
    (
        "disclosure",
        "关于接收张示例同志为中共预备党员的公示",
        Disclosure(
            issuer=UNIT,
            issued=dt.date(2026, 3, 5),
            period=Period(start=dt.date(2026, 3, 5), end=dt.date(2026, 3, 12)),
            persons=(_PERSON,),
            accept=Accept(unit=UNIT, phone="0000-1234567", mailbox="dangzhibu@example.com", address="范文路1号306室"),
        ),
        (
            "经党小组推荐、支部委员会审查，拟提交支部党员大会讨论接收张示例同志为中共预备党员，现予公示。\n\n"
            "公示期间，党员和群众可以通过来电、来信、来访反映情况。反映情况应当实事求是，支部对反映人严格保密。"
        ),
    ),
    (
        "pledge",
        "张示例同志2026年承诺书",
        Pledge(
            year=2026,
            person=_PERSON,
            items=tuple(
                PledgeItem(aspect=a, text=t, measure=m, due="2026-12-31", status="进行中") for a, t, m in _ASPECTS
            ),
            review=Review(by="支部委员会", date=dt.date(2026, 1, 30)),
            evaluation=Evaluation(grade="好", date=dt.date(2026, 7, 17)),
        ),
        "",
    ),
    (
        "integrity",
        "俭与静",
        Integrity(chapter="廉政篇", number="5", form="格言", motto="静以修身/俭以养德", source="诸葛亮《诫子书》"),
        "守档案的人，常年与旧纸为伴。静下来，才看得清一个字的来历；俭一些，才不会被身外之物牵着走。",
    ),
    (
        "integrity",
        "监督执纪“四种形态”",
        Integrity(chapter="廉政篇", number="8", form="四种形态", source="以条例原文为准"),
        "一、常提醒：小毛病及时谈话。\n二、早纠正：多数给予轻处分。\n三、严处理：少数给予重处分。\n四、依法办：极少数立案审查。",
    ),
    (
        "integrity",
        "党务篇",
        Integrity(chapter="党务篇", number="1", form="篇首", motto="事有规矩/心有准绳"),
        "支部的事，件件放在明处；党员的话，句句记在账上。",
    ),
    ("study", "一页旧纸上的较真", Study(form="心得", writer="李样本", book="论语选读"), PROSE),
    (
        "activity",
        "主题党日：清洁青石河一公里",
        Activity(
            form="主题党日",
            time="2026年8月13日7:30—9:30",
            place="志愿服务点",
            host="王范例",
            expected=36,
            present=31,
            topics=("清理河岸垃圾", "劝导不文明行为"),
            photos=("../图片/示例.png",) * 3,
        ),
        "为避开高温，活动从早上七点半开始。党员分成三组，沿河走完一公里，清理垃圾二十三袋，发现护栏松动两处，当天报告。",
    ),
    (
        "rectification",
        "查档窗口高峰时段等候时间长",
        Rectification(
            owner="金示字",
            due=dt.date(2026, 6, 30),
            state="已完成",
            solved="解决了。平均等候时间由15分钟降到9分钟。",
            changed="有改变。预约查档占到四成。",
            measures=("开通网上预约", "中午增设一个窗口"),
        ),
        "星期一和节后首日，查档的群众集中在上午九点到十一点，平均等候15分钟。",
    ),
    (
        "roster",
        "支部组织架构",
        Roster(form="组织架构", persons=tuple(Person(name=name, post=post) for name, post in _TREE)),
        "支部现有党员三十六名，下设三个党小组。",
    ),
    (
        "roster",
        "身边的先锋",
        Roster(form="先锋模范", persons=(_PERSON, Person(name="李样本", deeds="从事修复十二年，揭出三百页。"))),
        "他们只是把一件事做得久、做得细。",
    ),
    (
        "brand",
        "一页存真",
        Brand(
            name="一页存真",
            slogan="存好每一页，服务每一人",
            meaning="一页是最小的单位。",
            works=("守真", "明真"),
            results=("等候九分钟",),
        ),
        "真实是最要紧的，耐心是最管用的。",
    ),
    ("page", "意见箱", Page(), "每天17:00由两人开箱登记。署名意见十个工作日内答复。"),
)


def site(entries: Sequence[tuple[str, str, Fields, str]] = ENTRIES) -> Site:
    """Give a site of one area a kind."""
    kinds = tuple(dict.fromkeys(kind for kind, _, _, _ in entries))
    areas = tuple(
        Area(kind, kind, kind, f"content/{kind}/_index.md", entries=tuple(_entries(kind, entries))) for kind in kinds
    )
    info = SiteInfo(title="示例阵地", unit=UNIT, phone="0000-1234567", motto="存好每一页")
    picture = Picture("content/图片/示例.png", PHOTO, picture_bytes(), 3000, 2000)
    return Site(info, dt.date(2026, 3, 6), Audience.UNIT, areas, pictures={picture.source: picture})


def _entries(wanted: str, entries: Sequence[tuple[str, str, Fields, str]]) -> list[Entry]:
    found = []
    for kind, title, fields, text in entries:
        if kind == wanted:
            body, _ = markup.render(text, f"content/{kind}/{title}.md")
            entry = Entry(kind, title, kind, f"content/{kind}/{title}.md", title, fields=fields, body=body)
            approve = Approve(proposer="甲秘密", secrecy_reviewer="乙秘密", approver="丙秘密", date=dt.date(2026, 3, 1))
            found.append(replace(entry, approve=approve))
    return found


def board(entry: Entry, size: Size, theme: str = "red", *, distance: float | None = None) -> Board:
    """Give the board of an entry."""
    metres = distance or natural_distance(size)
    return Board(entry.id, entry.title, entry.source, size, entry.kind, theme, metres, (entry.id,), kind=entry.kind)


def theme(name: str) -> Theme:
    """Load a shipped theme."""
    return load_theme(name, theme_folders())


def templates(name: str) -> Environment:
    """Give the templates of a shipped theme."""
    return environment(theme(name), (), FILTERS)


def picture_bytes() -> bytes:
    """Make a PNG."""
    out = io.BytesIO()
    Image.new("RGB", (3000, 2000), (120, 140, 130)).save(out, "PNG")
    return out.getvalue()


def engine() -> Engine:
    """Give an engine that knows the one picture."""

    def open_asset(path: str) -> tuple[bytes, str]:
        if path != PHOTO:
            raise FileNotFoundError(path)
        return picture_bytes(), "image/png"

    return Engine(open_asset)
