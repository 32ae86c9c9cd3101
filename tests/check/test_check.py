"""Promises of `zhendi check`: all problems, in the form asked for, nothing written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from zhendi.cli import commands

SITES = Path(__file__).parents[1] / "sites"


def check(site: Path, *options: str) -> Result:
    """Run the command on a site."""
    return CliRunner().invoke(commands, ["check", "-s", str(site), "--now", "2026-03-10", *options])


def test_every_problem_is_printed(tmp_path: Path) -> None:
    """The text holds each problem of the broken site with its place, then the counts; no file of the site changes."""
    site = shutil.copytree(SITES / "三十处错误", tmp_path / "site")
    before = sorted(site.rglob("*"))
    said = check(site).output
    errors = [line for line in (site / "expected.txt").read_text(encoding="utf-8").splitlines() if ": 错误 " in line]
    assert len(errors) > 15
    assert all(line in said for line in errors)
    assert said.splitlines()[-1].startswith(f"共错误 {len(errors)} 处，警告 ")
    assert [path for path in sorted(site.rglob("*")) if ".zhendi" not in path.parts] == before


def test_machines_read_the_same_list() -> None:
    """JSON, SARIF and GitHub name the same places as the text."""
    site = SITES / "枚举写错"
    listed = json.loads(check(site, "--format", "json").stdout)
    sarif = json.loads(check(site, "--format", "sarif").stdout)["runs"][0]
    github = check(site, "--format", "github").stdout.splitlines()
    assert listed
    assert {"path", "line", "column", "code", "severity", "message", "hint"} == listed[0].keys()
    regions = [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in sarif["results"]]
    assert regions == [problem["line"] for problem in listed]
    assert len(github) == len(listed)
    here = site.relative_to(Path.cwd()).as_posix()
    place = f"file={here}/{listed[0]['path']},line={listed[0]['line']},col="
    assert github[0].startswith(f"::{listed[0]['severity']} {place}")
    rules = {rule["id"]: rule for rule in sarif["tool"]["driver"]["rules"]}
    assert rules.keys() == {problem["code"] for problem in listed}
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules.values())


def test_five_like_warnings_then_a_summary(tmp_path: Path) -> None:
    """Of seven warnings of one code five are shown, then one line with the number left."""
    (tmp_path / "content" / "通知").mkdir(parents=True)
    text = "---\n" + "".join(f"无此键{number}: 甲\n" for number in range(7)) + "---\n正文。\n"
    (tmp_path / "content" / "通知" / "一.md").write_text(text, encoding="utf-8")
    said = check(tmp_path).output
    assert said.count(": 警告 SC01 ") == 5
    assert "（SC01 还有 2 处同类问题，全部见 --format json 的结果）" in said


def test_the_exit_code_tells(tmp_path: Path) -> None:
    """An error is exit code 1, a site without problems 0, an unknown format 2."""
    assert (
        CliRunner().invoke(commands, ["check", "-s", str(SITES / "枚举写错")], standalone_mode=False).return_value == 1
    )
    (tmp_path / "content" / "通知").mkdir(parents=True)
    (tmp_path / "content" / "通知" / "一.md").write_text("# 通知\n\n正文。\n", encoding="utf-8")
    fine = CliRunner().invoke(commands, ["check", "-s", str(tmp_path)], standalone_mode=False)
    assert fine.return_value == 0
    assert fine.output == "没有发现问题。\n"
    assert check(tmp_path, "--format", "xml").exit_code == 2
