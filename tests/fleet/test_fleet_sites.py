"""Promises of finding the sites of a fleet, and what they share."""

from __future__ import annotations

from pathlib import Path

import pytest
from fleet_samples import NAMES

from zhendi.fleet.sites import find_sites
from zhendi.problems import CannotGoOnError
from zhendi.resources import design_folders, fleet_of


def test_every_site_of_a_folder_is_found(fleet: Path) -> None:
    """Sites in folders of folders, too; no output, no theme, nothing hidden; each has its own output."""
    for other in (".git/content", "一支部/output/content", "汇总/content"):
        (fleet / other).mkdir(parents=True)
    (fleet / "汇总" / ".zhendi-manifest.json").touch()
    places = find_sites(fleet)
    assert [place.name for place in places] == list(NAMES)
    assert [place.out for place in places] == [fleet / name / "output" for name in NAMES]
    assert [place.out for place in find_sites(fleet, Path("出"))] == [Path("出") / name for name in NAMES]


def test_a_list_names_sites_in_its_own_order(fleet: Path) -> None:
    """sites.yml, in Chinese or English, full-width or half-width, names the sites and the output."""
    for text in (
        "站点：\n- 城区/三支部\n- ./一支部/\n输出：../网站\n",
        "sites: 城区/三支部、一支部\noutput: ../网站\n",
    ):
        (fleet / "sites.yml").write_text(text, encoding="gbk")
        places = find_sites(fleet / "sites.yml")
        assert [place.name for place in places] == ["城区/三支部", "一支部"]
        assert places[0].out == fleet / "../网站/城区/三支部"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("站点: [../别处]", "不在这个文件夹里"),
        ("站点: [/etc]", "不在这个文件夹里"),
        ("站点: [一支部, 一支部/]", "写了两次"),
        ("网站: [一支部]", "sites.yml:1:1: 警告 SC01"),
        ("站点: {", "sites.yml:"),
    ],
)
def test_a_list_that_is_wrong_is_told(fleet: Path, text: str, said: str) -> None:
    """Nothing is built by a list that does not read or leads elsewhere; the message says where and why."""
    (fleet / "sites.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CannotGoOnError, match=said):
        find_sites(fleet)


def test_one_site_or_none_is_no_fleet(fleet: Path) -> None:
    """A site itself, and a folder without any, are refused with a hint."""
    for folder in (fleet / "一支部", fleet / "themes", fleet / "themes" / "ours" / "theme.yml"):
        with pytest.raises(CannotGoOnError) as caught:
            find_sites(folder)
        assert caught.value.hint


def test_what_is_shared_lies_beside_sites_yml(fleet: Path) -> None:
    """A site's own folder comes first, then the shared one, then the program's; into which all may write is none."""
    site = fleet / NAMES[2]
    assert fleet_of(site) == fleet
    assert [folder.parent for folder in design_folders(site, "themes")][:2] == [site, fleet]
    fleet.chmod(0o777)
    assert fleet_of(site) is None
    assert len(design_folders(site, "themes")) == 2
