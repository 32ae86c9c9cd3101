"""Promises of `zhendi build-all`: every site as if built alone, whatever happens to the others."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result
from editing import tree
from fleet_samples import NAMES

from zhendi.cli import commands


def run(*arguments: str | Path) -> Result:
    """Run a command of the program."""
    return CliRunner().invoke(commands, [*map(str, arguments), "--now", "2026-03-10"], standalone_mode=False)


def test_many_sites_in_one_go(fleet: Path, tmp_path: Path) -> None:
    """Each site is what a build of it alone gives; they share one memory; the second time nothing is done."""
    first = run("build-all", fleet, "-o", tmp_path / "out", "--jobs", "2")
    assert first.return_value == 0, first.output
    for name in NAMES:
        alone = run("build", "-s", fleet / name, "-o", tmp_path / "alone" / name, "--no-cache")
        assert alone.return_value == 0, alone.output
        assert tree(tmp_path / "out" / name) == tree(tmp_path / "alone" / name)
    assert [str(path.parent.relative_to(fleet)) for path in fleet.rglob("*.sqlite")] == [".zhendi"]
    again = run("build-all", fleet, "-o", tmp_path / "out", "--jobs", "1")
    assert again.return_value == 0
    assert again.output.count("没有改动，已是最新") == len(NAMES)


def test_one_site_that_fails_does_not_stop_the_others(fleet: Path, tmp_path: Path) -> None:
    """What has an error is left out, a site that cannot be built keeps its old output; a row tells of each."""
    assert run("build-all", fleet, "--only", "web", "--jobs", "1").return_value == 0
    before = tree(fleet / NAMES[1] / "output")
    entry = fleet / NAMES[0] / "content" / "制度上墙" / "学习.md"
    entry.write_text("---\n标题: 学习制度\n日期: 某一天\n---\n第一条 每周一次。\n", encoding="utf-8")
    (fleet / NAMES[1] / "site.yml").write_text("主题: 没有这个\n", encoding="utf-8")
    done = run("build-all", fleet, "--only", "web", "--jobs", "1", "--report", tmp_path / "report.json")
    assert done.return_value == 2
    assert f"{NAMES[0]}/content/制度上墙/学习.md:3:" in done.output
    rows = {line.split()[0]: line for line in done.output.splitlines() if line.startswith("  ")}
    assert "有错误的没有放上去" in rows[NAMES[0]]
    assert "没有名为“没有这个”的主题" in rows[NAMES[1]]
    assert "没有改动，已是最新" in rows[NAMES[2]]
    assert done.output.endswith("共 3 个站点，1 个没有错误。其余见上面。\n")
    assert tree(fleet / NAMES[1] / "output") == before
    told = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["sites"]
    assert [(row["site"], row["exit_code"]) for row in told] == list(zip(NAMES, (1, 2, 0), strict=True))
