"""Spare WeasyPrint what it would do again for every element or board; what comes of it stays the same, byte for byte.

An element with an id had a style of its own, and all elements in it: now those that are alike share theirs. The paths
of a theme's ornaments were read anew for each board. Sixteen margin boxes were made for each page, to be thrown away,
and backgrounds sought for each box, in strips too, where they are sought again when columns are cut. A font was
described for each text, and the height of an empty line looked up by a text of all its style. For each property of each
element all was asked that a style sheet may say of it, which of most says nothing. The patterns by which tinyhtml5
reads on were made anew each time, for it keeps them by another key than it looks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

from zhendi.typeset.loading import load
from zhendi.typeset.strip import bare

Function: TypeAlias = Callable[..., Any]

STRIP = "slot"  # what the names of pages begin with on which texts are laid out in strips
_PLAIN_PATH = re.compile(r"[\sACHLMQSTVZachlmqstvz0-9.,eE+-]*")  # without units, so that it is drawn alike anywhere
_MANY_PATHS = 512
_MARGINS = tuple(
    f"@{side}-{place}"
    for sides, places in (
        ("top bottom", "left-corner left center right right-corner"),
        ("left right", "top middle bottom"),
    )
    for side in sides.split()
    for place in places.split()
)
_CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
_GROUNDS = ("background_image", "border_image_source", "box_shadow", "mask_border_source")
_FONT = (
    *("font_family", "font_size", "font_stretch", "font_style"),
    *("font_variant_caps", "font_variation_settings", "font_weight"),
)  # what a font is described by
_STRUT = (
    *_FONT,
    *("font_feature_settings", "font_language_override", "font_variant_alternates", "font_variant_east_asian"),
    *("font_variant_ligatures", "font_variant_numeric", "font_variant_position", "lang", "line_height"),
)  # what the height of an empty line depends on
_BOUND = frozenset({"display", "float", "page", "position"})  # properties that depend on one another
_MANY_FONTS = 256


@lru_cache(maxsize=1)
def quicken() -> None:
    """Put quicker ways in the place of WeasyPrint's own, once a process."""
    load()
    from tinyhtml5 import inputstream
    from weasyprint import css, layout, svg
    from weasyprint.layout import background, inline
    from weasyprint.text import line_break

    css.find_style_attributes = _without_anchors(css.find_style_attributes)
    svg.TAGS["path"] = _paths_kept(svg.TAGS["path"])
    layout.make_margin_boxes = _where_any_are_styled(layout.make_margin_boxes)
    layout.layout_backgrounds = _but_of_strips(layout.layout_backgrounds)
    background.layout_box_backgrounds = _but_of_plain_boxes(background.layout_box_backgrounds)
    css.ComputedStyle.__missing__ = _unless_it_is_plain(css.ComputedStyle.__missing__)
    line_break.get_font_description = _kept(line_break.get_font_description)
    inline.strut = _known_by_values(inline.strut)
    inputstream.characters_until_regex = _Patterns()


def _without_anchors(find: Function) -> Function:
    """Leave the anchors out of what is found as style of a text's elements."""

    def find_style(*tree: Any) -> Iterator[Any]:
        for found in find(*tree):
            first = found[2][0] if found[2] else None
            if getattr(first, "name", "") != "-weasy-anchor":
                yield found

    return find_style


def _paths_kept(draw: Function) -> Function:
    """Draw a path as it was drawn before."""
    import pydyf
    from weasyprint import svg

    @lru_cache(maxsize=_MANY_PATHS)
    def drawn(line: str) -> tuple[tuple[bytes, ...], tuple[Any, ...]]:
        node = SimpleNamespace(get=lambda _, __: line, vertices=[])
        paper = SimpleNamespace(stream=pydyf.Stream(), point=lambda x, y, em: (svg.size(x, em, 0), svg.size(y, em, 0)))
        draw(paper, node, 0)
        return tuple(paper.stream.stream), tuple(node.vertices)

    def draw_path(image: Any, node: Any, em: float) -> None:
        line = node.get("d", "")
        if _PLAIN_PATH.fullmatch(line):
            with suppress(svg.PointError, ArithmeticError, IndexError, ValueError):
                parts, vertices = drawn(line)
                image.stream.stream.extend(parts)
                node.vertices.extend(vertices)
                return
        draw(image, node, em)  # of an unsound path it draws what comes before the fault

    return draw_path


def _where_any_are_styled(make: Function) -> Function:
    """Make the margin boxes of pages that have a style for one."""

    def make_margin_boxes(context: Any, page: Any, state: Any) -> Iterable[Any]:
        styled = any(context.style_for(page.page_type, place) is not None for place in _MARGINS)
        return make(context, page, state) if styled else ()

    return make_margin_boxes


def _but_of_strips(lay_out: Function) -> Function:
    """Leave the backgrounds of strips to be laid out when their columns are cut."""

    def layout_backgrounds(page: Any, get_image: Function) -> None:
        if not str(page.page_type.name).startswith(STRIP):
            lay_out(page, get_image)

    return layout_backgrounds


def _but_of_plain_boxes(lay_out: Function) -> Function:
    """Lay out no background of boxes that have none, nor round corners, nor pictures for a border."""
    from weasyprint.css.properties import INITIAL_VALUES

    plain = {name: INITIAL_VALUES[name] for name in (*_CORNERS, *_GROUNDS)}

    def is_plain(style: Any) -> bool:
        if "is_plain" not in vars(style):
            clear = getattr(style["background_color"], "alpha", 1) == 0  # black equals clear: alpha is not compared
            style.is_plain = clear and all(style[name] == value for name, value in plain.items())
        return bool(style.is_plain)

    def layout_box_backgrounds(page: Any, box: Any, *rest: Any, **named: Any) -> None:
        if rest[1:] or named or box is page or not is_plain(box.style):
            lay_out(page, box, *rest, **named)
            return
        for corner in _CORNERS:
            setattr(box, corner, (0, 0))
        for child in box.all_children():
            layout_box_backgrounds(page, child, *rest)
        box.background = None

    return layout_box_backgrounds


def _unless_it_is_plain(compute: Function) -> Function:
    """Take a property of which no style sheet says anything from the parent, or as it is initially."""
    from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS as PHYSICAL
    from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

    inherits = {
        name: name in INHERITED
        for name in INITIAL_VALUES
        if name not in _BOUND and not name.startswith("text_decoration_")
        if name in INHERITED or name not in INITIAL_NOT_COMPUTED
    }
    logical = {name_of(block="ttb", inline=inline) for name_of in PHYSICAL.values() for inline in ("ltr", "rtl")}

    def missing(style: Any, name: str) -> Any:
        inherited, said, parent = inherits.get(name), style.cascaded, style.parent_style
        if inherited is None or parent is None or name in said or (name in PHYSICAL and not logical.isdisjoint(said)):
            return compute(style, name)
        style[name] = value = parent[name] if inherited else INITIAL_VALUES[name]
        return value

    return missing


def _known_by_values(measure: Function) -> Function:
    """Measure the strut of each font once; WeasyPrint writes out a long key to find what it measured before."""

    def strut(style: Any) -> Any:
        known = style.font_config.strut_layouts
        key = tuple([style[name] for name in _STRUT])
        if key not in known:
            known[key] = measure(style)
        return known[key]

    return strut


def _kept(describe: Function) -> Function:
    """Describe each font to Pango once; nobody changes a description."""

    @lru_cache(maxsize=_MANY_FONTS)
    def described(*values: Any) -> Any:
        return describe(dict(zip(_FONT, values, strict=True)))

    def get_font_description(style: Any) -> Any:
        return described(*[style[name] for name in _FONT])

    return get_font_description


class _Patterns(dict[tuple[Iterable[str], bool], re.Pattern[str]]):
    """What runs to one of some characters, or consists of them (`True`)."""

    def __missing__(self, key: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        signs = "".join(f"\\x{ord(character):02x}" for character in key[0])
        self[key] = re.compile(f"[{signs}]+" if key[1] else f"[^{signs}]+")
        return self[key]


def name_anchors(box: Any) -> None:
    """Give the boxes of a laid-out page their anchors, in place: those whose elements have an id."""
    box = bare(box)
    style = box.style
    if isinstance(box.element, Element) and type(style).__name__ == "ComputedStyle" and style.pseudo_type is None:
        anchor = (box.element.get("name") if box.element.tag == "a" else None) or box.element.get("id")
        if anchor:
            box.style = style.copy()
            box.style["anchor"] = anchor
    for child in getattr(box, "children", ()):
        name_anchors(child)
