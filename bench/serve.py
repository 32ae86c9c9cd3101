"""The preview server under load, beside mkdocs serve and Hugo's server: the same page, by wrk on loopback.

`python bench/serve.py [SECONDS]` (default 8 a run) asks each server for one page over 20 and over 200 connections, in
three rounds, and writes the section 预览服务器 of docs/benchmarks.md. Peers come from PyPI into environments of their
own below `.zhendi/bench`, wrk from Debian. The pages are made by the script that CORPUS names (default
../shared/bench/corpus.py). Ends with 1 when the preview falls below what row 51 of the hardening table asks.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from peers import ROOT, WORK, debian, machine, peer, record

CORPUS = Path(os.environ.get("CORPUS", ROOT.parent / "shared" / "bench" / "corpus.py"))
SECTION = "预览服务器"
PAGES, ROUNDS, SECONDS = 100, 3, 8
LOADS = {20: (4000, 0.1), 200: (3000, 1.5)}  # connections: requests a second at least, p99 in seconds at most
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
_START_SECONDS = 120


@dataclass(frozen=True)
class Server:
    """A preview server: its name, the pages that it reads, its command, where its first page is."""

    title: str
    source: str
    command: tuple[str, ...]
    page: str


@dataclass(frozen=True)
class Load:
    """What wrk saw: requests a second, the 99th percentile of the time to answer (s), requests that failed."""

    rate: float
    p99: float
    errors: int


def servers() -> tuple[Server, ...]:
    """Give the servers, each on a free port of this machine."""
    first, second, third = (_free_port() for _ in range(3))
    own = (sys.executable, str(ROOT / "build.py"), "serve", "-s", ".", "--port", str(first))
    mkdocs = (str(peer("mkdocs", "mkdocs<2") / "mkdocs"), "serve", "-q", "-a", f"127.0.0.1:{second}")
    hugo = (str(peer("hugo", "hugo") / "hugo"), "server", "--quiet", "--bind", "127.0.0.1", "-p", str(third))
    return (
        Server("zhendi serve", "zhendi", own, f"http://127.0.0.1:{first}/keji/p00000.html"),
        Server("mkdocs serve", "mkdocs", mkdocs, f"http://127.0.0.1:{second}/keji/p00000/"),
        Server("hugo server", "hugo", hugo, f"http://127.0.0.1:{third}/keji/p00000/"),
    )


@contextmanager
def running(server: Server) -> Iterator[int]:
    """Start a server, wait for its page, give the size of that in bytes; end it."""
    place = WORK / "serve" / server.source
    with subprocess.Popen(server.command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield _size(server.page, process)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _size(page: str, process: subprocess.Popen[bytes]) -> int:
    """Wait for a page and for whatever else its server makes at first."""
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        with suppress(URLError, ConnectionError), urlopen(page, timeout=5) as answer:
            size = len(answer.read())
            time.sleep(3)
            return size
        time.sleep(0.2)
    sys.exit(f"{page} does not answer")


def loaded(wrk: str, page: str, connections: int, seconds: int) -> Load:
    """Ask for a page as often as wrk can."""
    command = [wrk, "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency", page]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    late = re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", said)
    if not rate or not late:
        sys.exit(said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    errors = sum(map(int, broken.groups())) if broken else 0
    return Load(float(rate[1]), float(late[1]) * _UNITS[late[2]], errors + (int(refused[1]) if refused else 0))


def measure(seconds: int) -> dict[str, tuple[int, dict[int, list[Load]]]]:
    """Measure all servers in turn, in rounds; give the size of the page and the loads by connections."""
    wrk = debian("wrk")
    found: dict[str, tuple[int, dict[int, list[Load]]]] = {}
    for _ in range(ROUNDS):
        for server in servers():
            with running(server) as size:
                _, loads = found.setdefault(server.title, (size, {connections: [] for connections in LOADS}))
                for connections, results in loads.items():
                    results.append(loaded(wrk, server.page, connections, seconds))
    return found


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def section(found: dict[str, tuple[int, dict[int, list[Load]]]], seconds: int) -> str:
    """Write the section of the page."""
    head = " | ".join(f"{connections} 个连接：每秒请求 | 99% 用时 | 出错" for connections in LOADS)
    rows = [f"| 服务器 | 页面 | {head} |", "| --- |" + " --- |" * (1 + 3 * len(LOADS))]
    for title, (size, loads) in found.items():
        cells = [f"{m.rate:,.0f} | {m.p99 * 1000:.0f} ms | {m.errors}" for m in map(median, loads.values())]
        rows.append(f"| {title} | {size / 1000:.1f} KB | {' | '.join(cells)} |")
    return (
        f"同一篇文章的网页，wrk（2 线程，每次 {seconds} 秒，每个请求完整取回）在本机回环地址上访问，同一次运行里轮流测 "
        f"{ROUNDS} 遍取中位数，出错是各遍之和。wrk 和服务器抢同样的处理器。mkdocs 和 Hugo 的服务器不检查 Host。\n\n"
        + "\n".join(rows)
        + f"\n\n{machine()}。重做：`python bench/serve.py`。"
    )


def median(loads: Sequence[Load]) -> Load:
    """Give the middle of several rounds; errors add up."""
    rate, p99 = (statistics.median(getattr(load, name) for load in loads) for name in ("rate", "p99"))
    return Load(rate, p99, sum(load.errors for load in loads))


def missed(loads: dict[int, list[Load]]) -> list[str]:
    """Say what the preview falls short of."""
    said = []
    for connections, (rate, p99) in LOADS.items():
        got = median(loads[connections])
        if got.rate < rate or got.p99 > p99 or got.errors:
            said.append(f"{connections} connections: {got}, wanted {rate}/s, p99 {p99} s, 0 errors")
    return said


def main() -> None:
    """Make the pages, measure, write."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    shutil.rmtree(WORK / "serve", ignore_errors=True)
    names = ("zhendi", "hugo", "mkdocs")
    subprocess.run([sys.executable, CORPUS, str(PAGES), WORK / "serve", *names], check=True, capture_output=True)
    found = measure(seconds)
    record(SECTION, section(found, seconds))
    if said := missed(found["zhendi serve"][1]):
        sys.exit("\n".join(said))


if __name__ == "__main__":
    main()
