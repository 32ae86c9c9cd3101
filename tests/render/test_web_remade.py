"""Promises of pages made again: boards that were fitted anew change the pages that say so, and no others."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from pages import board_facts

from tests.render import samples
from zhendi.model.sizes import Size
from zhendi.render import web_fonts
from zhendi.render.web import render_web
from zhendi.work.memo import Memo
from zhendi.work.steps import Steps


class _Noted(Memo):
    """Counts what it is given to remember that it did not hold."""

    count = 0

    def keep(self, results: Iterable[tuple[bytes, bytes]]) -> None:
        """Remember results by key."""
        rows = dict(results)
        self.count += len(rows.keys() - self.holds([*rows]))
        super().keep(rows.items())


def _rendered(memo: _Noted, **fitted: Any) -> tuple[dict[str, bytes], int]:
    """Render a site of three rules with a board each; give its pages, and how much was made for them."""
    found = samples.site([("rule", f"制度{n}", samples.ENTRIES[0][2], "第一条　公开。") for n in "甲乙丙"])
    boards = [samples.board(entry, Size(600, 900)) for entry in found.entries()]
    facts = {board.id: board_facts(board.id, 1) | {"entries": list(board.entries)} for board in boards}
    facts[boards[0].id] |= fitted
    site = replace(found, boards=tuple(boards))
    before = memo.count
    look = samples.theme("red"), samples.templates("red")
    made = render_web(site, *look, facts, read_file=lambda _: b"", steps=Steps(memo))
    pages = {artifact.path: artifact.data for artifact in made if artifact.path.endswith(".html")}
    return pages, memo.count - before


def test_only_its_own_page_knows_what_fitting_a_board_gave(tmp_path: Path) -> None:
    """Another size of type makes the page of the entry again; pages that show how its board hangs are remembered."""
    with _Noted(tmp_path / "memo.sqlite") as memo:
        first, _ = _rendered(memo)
        second, again = _rendered(memo, body_pt=40.0, fill=0.9, columns=3)
        assert [path for path in first if first[path] != second[path]] == ["rule/制度甲.html"]
        assert again == 2  # the page, and a row for the one that it replaces
        third, _ = _rendered(memo, previews=["posters/另一个.png"])
        assert sum(first[path] != third[path] for path in first) > 1


def test_a_face_is_sought_anew_by_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one version of the program remembers of a font, in its own form, no other one reads."""
    font = samples.theme("red").fonts["title"]
    found = {b"old": web_fonts.Face("甲.otf", 0), b"new": web_fonts.Face("乙.otf", 0)}
    with Memo(tmp_path / "memo.sqlite") as memo:
        for version, face in found.items():
            monkeypatch.setattr(web_fonts, "code_digest", lambda version=version: version)
            monkeypatch.setattr(web_fonts, "_find", lambda _, face=face: face)
            assert web_fonts.find_face(font, Steps(memo)) == face
