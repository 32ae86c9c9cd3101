"""Layouts of boards: each divides a board into boxes in mm, before CSS sees anything; the templates only fill them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from zhendi.model.entities import Board
from zhendi.render.layouts.brand import arrange_brand
from zhendi.render.layouts.chart import arrange_list, arrange_people
from zhendi.render.layouts.document import arrange_document, is_office_paper
from zhendi.render.layouts.flows import (
    arrange_activity,
    arrange_articles,
    arrange_notice,
    arrange_prose,
)
from zhendi.render.layouts.panel import arrange_panel
from zhendi.render.layouts.plan import Plan
from zhendi.render.layouts.plate import arrange_plate
from zhendi.render.layouts.pledge import arrange_pledge
from zhendi.render.layouts.questions import arrange_questions
from zhendi.render.layouts.sheet import Sheet
from zhendi.render.layouts.slide import arrange_slide
from zhendi.render.layouts.timeline import arrange_timeline

Arrange = Callable[[Sheet], Sequence[Plan]]

LAYOUTS: Mapping[str, Arrange] = {
    "articles": arrange_articles,
    "notice": arrange_notice,
    "document": arrange_document,
    "pledge": arrange_pledge,
    "panel": arrange_panel,
    "prose": arrange_prose,
    "activity": arrange_activity,
    "questions": arrange_questions,
    "people": arrange_people,
    "list": arrange_list,
    "brand": arrange_brand,
    "timeline": arrange_timeline,
    "plate": arrange_plate,
    "slide": arrange_slide,
}

_WORDS: Mapping[str, str] = {
    "rule": "articles",
    "disclosure": "notice",
    "integrity": "panel",
    "study": "prose",
    "page": "prose",
    "rectification": "questions",
    "roster": "people",
    "条文": "articles",
    "制度": "articles",
    "公示": "notice",
    "公告": "notice",
    "公文": "document",
    "通知": "document",
    "党费": "notice",
    "台账": "notice",
    "读书": "prose",
    "书目": "prose",
    "承诺": "pledge",
    "展墙": "panel",
    "廉政": "panel",
    "文章": "prose",
    "正文": "prose",
    "活动": "activity",
    "问题": "questions",
    "人员": "people",
    "光荣榜": "people",
    "先锋岗": "people",
    "名单": "list",
    "品牌": "brand",
    "时间轴": "timeline",
    "年历": "timeline",
    "牌": "plate",
    "门牌": "plate",
    "桌牌": "plate",
}


def layout_of(board: Board) -> str:
    """Give the layout of a board; a notice for an office printer is set as a document where nothing else is asked."""
    if board.layout == board.kind == "disclosure" and is_office_paper(board.size.width, board.size.height):
        return "document"
    return layout_named(board.layout)


def layout_named(word: str) -> str:
    """Give the layout for the name of a layout or kind, English or Chinese; prose for one that nobody knows."""
    word = word.strip()
    return word if word in LAYOUTS else _WORDS.get(word, "prose")


__all__ = ["LAYOUTS", "Plan", "Sheet", "layout_named"]
