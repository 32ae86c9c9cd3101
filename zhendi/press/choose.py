"""Which boards are pressed, and where their files may not lie."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from zhendi.content.discover import Draft
from zhendi.model.entities import Audience, Board, Site
from zhendi.press.pressing import Wanted
from zhendi.problems import CannotGoOnError
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.site import protected
from zhendi.workshop import arrange_site


class PressRequest(Struct, frozen=True):
    """What to press; `only` names boards by id, title or file name."""

    build: Request
    only: tuple[str, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)
    force: bool = False
    archive: bool = False  # one zip in the folder instead of loose files
    chosen_out: bool = True  # the folder was named by the clerk


def choose(draft: Draft, request: PressRequest, report: BuildReport) -> tuple[Site, Sequence[Board]]:
    """Give the boards to press; one that only named persons may see must be named by the clerk."""
    site = arrange_site(draft, request.build, report)
    if not request.only:
        return site, site.boards
    found = {name: [board for board in site.boards if _is_called(board, name)] for name in request.only}
    if not all(found.values()):
        site = arrange_site(draft, replace(request.build, audience=Audience.NAMED), report)
        named = frozenset(entry.id for entry in site.entries() if entry.scope is Audience.NAMED)
        own = [board for board in site.boards if frozenset(board.entries) <= named]
        found = {name: boards or [board for board in own if _is_called(board, name)] for name, boards in found.items()}
    for name, boards in found.items():
        if not boards:
            raise CannotGoOnError(
                f"没有叫“{name}”的展板。", "写展板的标题，或构建报告里的编号，如 制度上墙/三会一课制度。"
            )
    chosen = frozenset(board.id for boards in found.values() for board in boards)
    return site, [board for board in site.boards if board.id in chosen]


def _is_called(board: Board, name: str) -> bool:
    return name in {board.id, board.title, board.id.rpartition("/")[2]}


def secret(boards: Sequence[Board], site: Site) -> list[Board]:
    """Give those of the boards that show what only named persons may see."""
    named = frozenset(entry.id for entry in site.entries() if entry.scope is Audience.NAMED)
    return [board for board in boards if named & frozenset(board.entries)]


def forbidden(request: PressRequest, boards: Sequence[Board], site: Site) -> tuple[Path, ...]:
    """Give the folders that the package must keep away from: for named persons the published output too."""
    root = request.build.root
    hidden = secret(boards, site)
    if not hidden:
        return protected(root)
    if not request.chosen_out:
        message = f"展板“{hidden[0].title}”只给特定对象看。"
        raise CannotGoOnError(message, "用 -o 指定一个不在 output/ 里的文件夹，打印后妥善保管。")
    return (*protected(root), root / "output")
