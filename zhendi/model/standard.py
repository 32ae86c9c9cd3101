"""阵地六有: the places, equipment, signs, flag, books and rules of a unit, each with its evidence; pure."""

import datetime as dt

from zhendi.model.fields import Fields, zh

SIX = ("有场所", "有设施", "有标识", "有党旗", "有书报", "有制度")


class Evidence(Fields, frozen=True):
    """One thing that the 阵地 has, and what shows it."""

    place: str | None = zh("场所", "地点", "名称", required=True, role="main")
    about: str | None = zh("说明", "情况", "简介")
    photo: str | None = zh("照片", "图片", about="从站点的根写起，如 content/组织生活/图片/会议室.png")
    date: dt.date | None = zh("日期", "检查日期", required=True)
    person: str | None = zh("负责人", "责任人", required=True)


class StandardKeys(Fields, frozen=True):
    """The keys of data/standard.yml: the 六有."""

    scope: str | None = zh("公开范围", "范围", about="不写就是本单位")
    places: tuple[Evidence, ...] = zh("有场所", "场所", default=())
    equipment: tuple[Evidence, ...] = zh("有设施", "设施", default=())
    signs: tuple[Evidence, ...] = zh("有标识", "标识", default=())
    flag: tuple[Evidence, ...] = zh("有党旗", "党旗", default=())
    books: tuple[Evidence, ...] = zh("有书报", "书报", default=())
    rules: tuple[Evidence, ...] = zh("有制度", "制度", default=())
