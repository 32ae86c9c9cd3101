"""Addresses: one file of the output points at another."""

from __future__ import annotations

import posixpath
from urllib.parse import quote, unquote

from hypothesis import given
from hypothesis import strategies as st

from zhendi.model.urls import relative_url

NAMES = st.sampled_from(["a", "b", "党务 公开", "100%", "x-y"])
PATHS = st.builds(lambda folders, name: "/".join([*folders, f"{name}.html"]), st.lists(NAMES, max_size=3), NAMES)


@given(PATHS, PATHS)
def test_a_link_leads_from_any_page_to_any_file(target: str, page: str) -> None:
    """Followed from the page, a link leads to its file; it is the shortest there is."""
    link = relative_url(target, page)
    assert posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(link))) == target
    assert unquote(link) == posixpath.relpath(target, posixpath.dirname(page) or ".")


@given(PATHS, PATHS, NAMES)
def test_an_anchor_is_kept(target: str, page: str, anchor: str) -> None:
    """An anchor follows the link; alone it stays on the page."""
    assert relative_url(f"{target}#{anchor}", page) == f"{relative_url(target, page)}#{quote(anchor)}"
    assert relative_url(f"#{anchor}", page) == f"#{quote(anchor)}"
