"""Set up Python-Markdown for notices: the HTML of any text, that of one as if it were the only one."""

from __future__ import annotations

import functools

import markdown
from markdown.inlinepatterns import SimpleTagInlineProcessor

from zhendi.markup.inline import SignedInline


def full_html(text: str) -> str:
    """Give the HTML of a repaired text; RecursionError if it is nested too deep."""
    converter = _converter()
    converter.reset()
    return converter.convert(text)


@functools.cache
def _converter() -> markdown.Markdown:
    made = markdown.Markdown(
        extensions=["tables", "footnotes", "sane_lists", "fenced_code", "def_list", "abbr"],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "footnotes": {"BACKLINK_TITLE": "回到正文第 {} 处", "BACKLINK_TEXT": "↩"},
        },
        output_format="html",
    )
    made.inlinePatterns.register(SimpleTagInlineProcessor(r"(~~)([^~]+)~~", "del"), "del", 65)
    made.treeprocessors.register(SignedInline(made), "inline", 20)
    return made
