"""What the benchmarks share: peers in environments of their own, programs of Debian, sections of docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / ".zhendi" / "bench"
_PAGE = ROOT / "docs" / "benchmarks.md"


def peer(name: str, *packages: str) -> Path:
    """Give the programs (`bin`) of a peer from PyPI, installed once in an environment of its own; by name alone."""
    folder = WORK / name
    ready = folder / "ready.txt"
    wanted = "\n".join(packages)
    if not ready.is_file() or ready.read_text(encoding="utf-8") != wanted:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", *packages], check=True)
        ready.write_text(wanted, encoding="utf-8")
    return folder / "bin"


def debian(program: str, package: str = "") -> str:
    """Give a program of Debian, installed if the user may; otherwise say which package is wanted, and end."""
    if found := shutil.which(program):
        return found
    name = package or program
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"需要 {name}。请管理员执行：apt-get install --no-install-recommends {name}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, stdout=subprocess.DEVNULL)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", name]
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL, env=quiet)
    return shutil.which(program) or sys.exit(f"装了 {name}，仍然没有 {program}。")


def machine() -> str:
    """Say on what was measured."""
    return f"{platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}"


def record(section: str, body: str) -> None:
    """Put the text of a section (Markdown without its heading) in its place on the page, a new one at the end."""
    text = f"## {section}\n\n{body.strip()}\n"
    page = _PAGE.read_text(encoding="utf-8") if _PAGE.exists() else "# 测速\n"
    found = re.search(rf"^## {re.escape(section)}\n.*?(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    page = page.replace(found[0], f"{text}\n") if found else f"{page.rstrip()}\n\n{text}"
    _PAGE.write_text(f"{page.rstrip()}\n", encoding="utf-8")
    print(text)
