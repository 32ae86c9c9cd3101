"""The code on a board leads to its page: read back from the board as it will be printed, at its true size."""

from __future__ import annotations

import io
from urllib.parse import unquote

import pikepdf
import pypdfium2
import pytest
import samples
import zxingcpp
from msgspec.structs import replace

from zhendi.model.entities import Audience, BoardSlot, Entry, Site, SiteInfo
from zhendi.model.sizes import MM_PER_PT, Size
from zhendi.press.walk import walk
from zhendi.render.board import render_board
from zhendi.render.board_result import BoardResult
from zhendi.render.code import MODULE, code_of, drawn
from zhendi.render.composite import render_composite
from zhendi.theme import Theme

URL = "http://10.1.2.3/党建/阵地"
SITE = samples.site()
_PIXELS = 3.0  # a module


def located(site: Site = SITE, url: str = URL) -> Site:
    """Give a site that has an address."""
    return replace(site, info=replace(site.info, url=url))


def entry_of(kind: str) -> Entry:
    """Give the first entry of a kind."""
    return next(entry for entry in SITE.entries() if entry.kind == kind)


def made(entry: Entry, size: Size, theme: Theme | None = None, site: Site | None = None) -> BoardResult:
    """Render an entry's board."""
    look = theme or samples.theme("red")
    board = samples.board(entry, size)
    return render_board(site or located(), board, look, samples.templates("red"), samples.engine())


def scanned(pdf: bytes, pixels_a_mm: float) -> list[zxingcpp.Barcode]:
    """Read all codes of a board's first page."""
    page = pypdfium2.PdfDocument(pdf)[0]
    picture = page.render(scale=pixels_a_mm * MM_PER_PT, grayscale=True).to_pil()
    return list(zxingcpp.read_barcodes(picture))


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        ("disclosure", Size(600, 900)),
        ("disclosure", Size(210, 297)),
        ("rule", Size(2000, 1200)),
        ("activity", Size(3000, 700)),
        ("integrity", Size(800, 2000)),
    ],
    ids=str,
)
def test_leads_to_the_page_of_its_entry(kind: str, size: Size) -> None:
    """The code of a board of true size reads as the address of its page, and its modules suit the reading distance."""
    entry = entry_of(kind)
    result = made(entry, size)
    assert result.problems == ()
    pixels = _PIXELS / (MODULE * result.facts["distance_m"])
    (found,) = scanned(result.artifacts[0].data, pixels)
    assert unquote(found.text).lower() == f"{URL}/{kind}/{entry.slug}.html"
    corners = found.position
    side = (corners.top_right.x - corners.top_left.x) / pixels
    assert side / (drawn(found.text)[0] - 8) >= MODULE * result.facts["distance_m"] * 0.97


def test_a_site_without_address_has_none() -> None:
    """Without `网址` no board has a code, nor has one for named persons, whose page is nowhere."""
    entry = entry_of("disclosure")
    assert scanned(made(entry, Size(600, 900), site=SITE).artifacts[0].data, 1.2) == []
    named = replace(entry, scope=Audience.NAMED)
    assert code_of(located(), samples.board(named, Size(600, 900)), named, samples.theme("red")) is None


def test_a_board_of_several_leads_to_their_area() -> None:
    """A board of several entries leads to the page of their area; of several areas, to the site's first page."""
    for names, page in (
        (("disclosure/关于接收张示例同志为中共预备党员的公示",), "disclosure/index.html"),
        (("rule/党务公开制度", "page/意见箱"), "index.html"),
    ):
        one = samples.board(SITE.entries()[0], Size(2000, 1200))
        board = replace(one, id="boards/栏", layout="slots", entries=names, slots=(BoardSlot("", names),))
        site = located()
        result = render_composite(site, board, samples.theme("red"), samples.templates("red"), samples.engine())
        assert result.problems == ()
        (found,) = scanned(result.artifacts[0].data, 1.25)
        assert unquote(found.text).lower() == f"{URL}/{page}"


def test_is_drawn_in_black_alone_for_the_shop() -> None:
    """In the inks of the print shop the code is vector lines in K, on bare paper."""
    result = made(entry_of("rule"), Size(600, 900), samples.theme("red").inked())
    with pikepdf.open(io.BytesIO(result.artifacts[0].data)) as document:
        bars = [one for one in walk(document.pages[0]) if one.kind == "line" and one.size > 5]
    assert len(bars) == 1
    assert bars[0].ink.parts == (0, 0, 0, 1)


def test_is_as_short_as_it_can_be() -> None:
    """An address of Chinese names takes fewer modules than it would as mere bytes."""
    site = Site(SiteInfo(url="http://10.1.2.3"), SITE.now, SITE.audience)
    entry = entry_of("disclosure")
    code = code_of(site, samples.board(entry, Size(600, 900)), entry, samples.theme("red"))
    assert code is not None
    assert code.url.startswith("http://10.1.2.3/disclosure/%E5%85%B3")
    assert code.modules <= 61
