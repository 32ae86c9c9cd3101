"""Promises of the parcel in which a site travels."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

from editing import tree
from fleet_samples import NAMES

from zhendi.content.walk import walk
from zhendi.fleet.cluster import make_files
from zhendi.fleet.parcel import pack, unpack
from zhendi.request import Request
from zhendi.resources import design_folders, fleet_of


def test_a_site_arrives_with_what_it_reads_and_nothing_else(fleet: Path, tmp_path: Path) -> None:
    """Sources, settings and the shared theme arrive under the site's own name; outputs and secrets stay."""
    site = fleet / NAMES[2]
    for name in ("output/index.html", ".zhendi/cache.sqlite", "秘密.txt"):
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text("不带走", encoding="utf-8")
    there = unpack(pack(site), tmp_path)
    assert there.name == site.name
    assert set(tree(there)) == {"site.yml", "content/制度上墙/学习.md"}
    assert fleet_of(there) == tmp_path.resolve()
    assert (design_folders(there, "themes")[1] / "ours" / "theme.yml").is_file()


def test_links_mean_the_same_there(fleet: Path, tmp_path: Path) -> None:
    """Row 6: what is refused here is refused there, with the same words; a link inside the site still leads there."""
    site = fleet / NAMES[0]
    content = site / "content"
    (tmp_path / "外面.md").write_text("外面", encoding="utf-8")
    (content / "里面.md").symlink_to(content / "制度上墙" / "学习.md")
    (content / "外面.md").symlink_to(tmp_path / "外面.md")
    (content / "没有.md").symlink_to("没有的文件.md")
    (content / "圈.md").symlink_to("圈.md")
    (content / "文件夹").symlink_to(content / "制度上墙")
    (tmp_path / "there").mkdir()
    there = unpack(pack(site), tmp_path / "there")
    here_files, here_problems = walk(site, "content")
    there_files, there_problems = walk(there, "content")
    assert [file.path for file in there_files] == [file.path for file in here_files]
    assert there_problems == here_problems
    assert len(there_problems) == 4
    assert "外面" not in (there / "content" / "里面.md").read_text(encoding="utf-8")
    assert not any(os.path.isabs(os.readlink(path)) for path in there.rglob("*") if path.is_symlink())  # noqa: PTH115, PTH117


def test_what_a_worker_remembers_comes_back_with_its_bytes(fleet: Path, tmp_path: Path) -> None:
    """Made a second time, every file is there though the memory that it came from is closed."""
    request = Request(Path(), Path(), now=dt.date(2026, 3, 1), only=frozenset({"web"}))
    first, second = (make_files(pack(fleet / NAMES[1]), request, tmp_path)[1] for _ in range(2))
    shutil.rmtree(tmp_path / "zhendi")
    assert {file.path: file.data for file in second} == {file.path: file.data for file in first}
    assert any(file.path.endswith("学习.html") and file.data for file in second)
