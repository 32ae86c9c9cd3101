"""Issue 9, many sites: a hundred branch sites on three dask workers, and what can be reached of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from test_main_job import DAY, ROOT, tree

from zhendi.fleet.cluster import exposed

pytestmark = pytest.mark.issue(9)

Figure = Callable[[str], None]
SITES = 100
PORT = 18786
PAPERS = ("ca.pem", "cert.pem", "key.pem")
NOTICE = """---
标题: 关于公布第{number}支部年度学习计划的公示
发布单位: 第{number}支部委员会
发布日期: 2026-11-20
公示期: 2026-11-20 至 2026-11-27
海报: 30x40cm
---

第{number}支部全年组织集中学习{number}次，由支部委员会负责落实，欢迎监督。
"""
RULE = """---
标题: 学习制度
---

第一条 每月集中学习一次，时间不少于两小时。

第二条 请假须说明理由，并在两周内补学。
"""


@dataclass(frozen=True)
class Cluster:
    """A scheduler and three workers on loopback, each a process of its own; `papers` are the options of TLS."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: tuple[subprocess.Popen[bytes], ...]


@contextmanager
def cluster(folder: Path, papers: Path | None = None) -> Iterator[Cluster]:
    """Start a cluster as docs/fleet.md says, and end it."""
    scheme = "tls" if papers else "tcp"
    names = zip(("--tls-ca-file", "--tls-cert", "--tls-key"), PAPERS, strict=True)
    sealed = [str(word) for option, name in names if papers for word in (option, papers / name)]
    common = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0", *sealed]
    address = f"{scheme}://127.0.0.1:{PORT}"
    dask = str(Path(sys.executable).with_name("dask"))
    with ExitStack() as running:

        def start(*words: str) -> subprocess.Popen[bytes]:
            log = running.enter_context((folder / "dask.log").open("ab"))
            process = subprocess.Popen([dask, *words, *common], stdout=log, stderr=log)
            running.callback(process.wait)
            running.callback(process.kill)
            return process

        scheduler = start("scheduler", "--port", str(PORT), "--protocol", scheme)
        worker = ("worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder / "dask"))
        workers = tuple(start(*worker) for _ in range(3))
        subprocess.run([sys.executable, "-c", WAIT, address, *map(str, [papers] if papers else [])], check=True)
        yield Cluster(address, scheduler, workers)


WAIT = """
import sys
from pathlib import Path
from distributed import Client, Security
folder = Path(sys.argv[2]) if sys.argv[2:] else None
names = dict(tls_ca_file="ca.pem", tls_client_cert="cert.pem", tls_client_key="key.pem")
seal = Security(require_encryption=True, **{key: str(folder / name) for key, name in names.items()}) if folder else None
with Client(sys.argv[1], security=seal, timeout=120) as client:
    client.wait_for_workers(3, timeout=120)
"""


@pytest.fixture(scope="module")
def branches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a hundred branch sites that share a theme."""
    folder = tmp_path_factory.mktemp("fleet") / "各支部"
    files = {"sites.yml": "", "themes/ours/theme.yml": "title: 我们\nextends: lotus\n"}
    for number in range(1, SITES + 1):
        home = f"第{number:03}支部"
        files[f"{home}/site.yml"] = f"标题: 第{number}支部阵地\n单位: 第{number}支部\n主题: ours\n"
        files[f"{home}/content/党务公开/学习计划.md"] = NOTICE.format(number=number)
        files[f"{home}/content/制度上墙/学习制度.md"] = RULE
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def local(branches: Path) -> dict[str, str]:
    """Give the digests of what this machine alone makes of them."""
    out = branches.parent / "here"
    assert code(run(branches, out)) == 0
    return tree(out)


def run(branches: Path, out: Path, *words: str | Path) -> subprocess.Popen[str]:
    """Start `build-all`."""
    command = [sys.executable, str(ROOT / "build.py"), "build-all", str(branches), "-o", str(out), "--now", DAY]
    return subprocess.Popen([*command, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def code(process: subprocess.Popen[str]) -> int:
    """Wait for the end and give the exit code."""
    process.communicate()
    return process.returncode


def open_sockets(processes: Sequence[subprocess.Popen[str] | subprocess.Popen[bytes]]) -> tuple[int, list[str]]:
    """Count the listening sockets of some processes and their children; list those that others could reach."""
    listening = []
    for process in processes:
        parent = psutil.Process(process.pid)
        for one in (parent, *parent.children(recursive=True)):
            try:
                found = one.net_connections("tcp")
            except psutil.NoSuchProcess:
                continue
            listening += [tuple(row.laddr) for row in found if row.status == psutil.CONN_LISTEN]
    return len(listening), exposed(listening, "tcp://127.0.0.1:0")


def test_a_worker_is_killed_half_way(branches: Path, local: dict[str, str], tmp_path: Path, figure: Figure) -> None:
    """Rows 61 and 62: 100 sites, 1 of 3 workers killed at 50 %: all complete, the local bytes; no open socket."""
    counts, doors = [], []
    with cluster(tmp_path) as made:
        process = run(branches, tmp_path / "there", "--cluster", made.address)
        assert process.stderr
        said = []
        for line in process.stderr:
            said.append(line)
            if line.startswith("站点"):
                alive = [one for one in (made.scheduler, *made.workers, process) if one.poll() is None]
                count, found = open_sockets(alive)
                counts.append(count)
                doors += found
            if line.startswith(f"站点 {SITES // 2}/"):
                made.workers[0].kill()
                made.workers[0].wait()
        assert code(process) == 0, said
    assert made.workers[0].returncode == -9
    assert tree(tmp_path / "there") == local
    assert doors == []
    assert min(counts[:-1]) >= 3
    figure(f"{SITES} sites, {len(local)} files identical; sockets seen {counts}, reachable from elsewhere 0")


def test_a_sealed_cluster(branches: Path, local: dict[str, str], tmp_path: Path, figure: Figure) -> None:
    """Row 61: over TLS the bytes are the same; without certificates, or in the clear, nobody gets in."""
    papers = tmp_path / "证书"
    make_papers(papers)
    make_papers(tmp_path / "别人的证书")
    (branches / "sites.yml").write_text("站点: [第001支部, 第002支部]\n", encoding="utf-8")
    try:
        with cluster(tmp_path, papers) as made:
            assert code(run(branches, tmp_path / "there", "--cluster", made.address, "--tls", papers)) == 0
            others = ("--cluster", made.address, "--tls", tmp_path / "别人的证书")
            clear = ("--cluster", made.address.replace("tls", "tcp"))
            for words in (others, clear, ("--cluster", made.address)):
                assert code(run(branches, tmp_path / "never", *words)) == 2
    finally:
        (branches / "sites.yml").write_text("", encoding="utf-8")
    found = tree(tmp_path / "there")
    assert found == {name: data for name, data in local.items() if name.startswith(("第001", "第002"))}
    assert not (tmp_path / "never").exists()
    figure(f"2 sites over TLS, {len(found)} files identical; 3 of 3 without the right certificate refused")


def make_papers(folder: Path) -> None:
    """Make an authority, a certificate and a key with OpenSSL."""
    folder.mkdir()
    steps = (
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=ca",
        "req -newkey rsa:2048 -nodes -keyout key.pem -out cert.csr -subj /CN=zhendi",
        "x509 -req -in cert.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out cert.pem -days 2",
    )
    for step in steps:
        subprocess.run(["openssl", *step.split()], cwd=folder, check=True, capture_output=True)
