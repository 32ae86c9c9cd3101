"""One board pressed once for the tests of this room."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from pressed import BOARD, PICTURE, SIZE, Sample

from zhendi.press.finish import Order, press_pdf
from zhendi.press.inks import Inks, read_inks
from zhendi.press.paper import Stationery
from zhendi.press.process import PROCESSES
from zhendi.render.facts import FILTERS
from zhendi.resources import shipped
from zhendi.templating import environment
from zhendi.theme import load_theme
from zhendi.typeset.engine import Engine
from zhendi.typeset.spec import BoardSpec


def open_asset(path: str) -> tuple[bytes, str]:
    """Give the one picture: 600×400 px, so 127 dpi at its size."""
    if path != PICTURE:
        raise FileNotFoundError(path)
    out = io.BytesIO()
    Image.linear_gradient("L").resize((600, 400)).convert("RGB").save(out, "PNG")
    return out.getvalue(), "image/png"


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Give one warm engine."""
    return Engine(open_asset)


@pytest.fixture(scope="session")
def inks() -> Inks:
    """Give the profile that Debian ships."""
    return read_inks(None)


@pytest.fixture(scope="session")
def stationery(engine: Engine) -> Stationery:
    """Give what papers are made with."""
    theme = load_theme("red", (shipped("themes"),))
    return Stationery(engine, theme, environment(theme, (), FILTERS))


@pytest.fixture(scope="session")
def sample(engine: Engine, inks: Inks) -> Sample:
    """Give a small board with all that a board may hold."""
    theme = load_theme("red", (shipped("themes"),)).inked()
    css = theme.root_css() + ".frame {font-family: var(--font-body); color: var(--text)}"
    source = engine.compose(BoardSpec(SIZE.width, SIZE.height, css, (), 10, 10, 10), 10, [BOARD], ()).pdf
    order = Order(SIZE, PROCESSES["写真"], inks, "制度上墙")
    return Sample(source, order, press_pdf(source, order))
