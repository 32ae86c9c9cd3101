"""Send sites to a dask.distributed cluster: only sealed lines off this machine, only workers that give our bytes."""

from __future__ import annotations

import datetime as dt
import ipaddress
import platform
import socket
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from zhendi.content.settings import read_config
from zhendi.fleet.builder import Builder
from zhendi.fleet.parcel import pack, unpack
from zhendi.problems import CannotGoOnError
from zhendi.progress import Progress, silence
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.resources import shipped
from zhendi.site import Work
from zhendi.stock import memo_in
from zhendi.work.artifact import Artifact
from zhendi.work.keys import code_digest, digest, folder_digest, fonts_digest
from zhendi.work.memo import Memo

_PAPERS = {"tls_ca_file": "ca.pem", "tls_client_cert": "cert.pem", "tls_client_key": "key.pem"}
_WAIT_SECONDS = 15.0
_SAFE = "写 tls:// 开头的地址，加 --tls 文件夹（里面放 ca.pem、cert.pem、key.pem）。"
_SAME = "各台机器装同一版本的程序、依赖和字体。"
_LOCAL = "启动 dask scheduler 和 dask worker 时都加 --host 和 --dashboard-address 127.0.0.1:0，看板不要对外开放。"
_mine: dict[int, Builder] = {}  # in a worker: by thread


@contextmanager
def joined(address: str, papers: Path | None) -> Iterator[tuple[Work, int]]:
    """Join a cluster; give how to make the files of a site there, and how many sites it can make at once.

    `papers` is the folder of the certificates. CannotGoOnError if the line is not sealed and leaves this machine, if
    any part of the cluster can be reached from elsewhere, or if a worker would not give the bytes of this machine.
    """
    sealed = check_address(address, papers)
    try:
        import dask  # noqa: PLC0415 - an extra
        from distributed import Client, Security  # noqa: PLC0415
    except ImportError:
        what = "没有安装集群组件 distributed。"
        raise CannotGoOnError(what, "运行 pip install 'zhendi[cluster]'；不用集群就去掉 --cluster。") from None
    seal = Security(require_encryption=True, **sealed) if sealed else None
    quiet = {"distributed.admin.large-graph-warning-threshold": "1TB", "distributed.comm.retry.count": 3}
    with dask.config.set(quiet):
        try:
            client = Client(address, security=seal, timeout=_WAIT_SECONDS, set_as_default=False, name="zhendi")
        except (OSError, TimeoutError, ValueError) as error:
            hint = "看看 dask scheduler 是否已经启动，地址和证书是否正确。"
            raise CannotGoOnError(f"连不上集群 {address}（{error}）。", hint) from error
        with client:
            yield partial(_work, client), 2 * _examine(client, address)


def check_address(address: str, papers: Path | None) -> dict[str, str]:
    """Refuse an address whose line is neither sealed nor within this machine; give the certificates to use."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        complete = bool(parts.hostname and parts.port)
    except ValueError:
        complete = False
    if parts.scheme not in {"tcp", "tls"} or not complete:
        raise CannotGoOnError(f"看不懂集群地址“{address}”。", "写成 tcp://127.0.0.1:8786 或 tls://主机:8786。")
    if parts.scheme == "tcp":
        if papers:
            raise CannotGoOnError(f"集群地址“{address}”不是加密的，证书用不上。", _SAFE)
        if not _on_this_machine(parts.hostname or ""):
            raise CannotGoOnError(f"集群“{address}”不在本机，又没有加密，没有连接。", _SAFE)
        return {}
    if papers is None:
        raise CannotGoOnError("加密的集群要有证书，没有连接。", _SAFE)
    missing = [name for name in _PAPERS.values() if not (papers / name).is_file()]
    if missing:
        raise CannotGoOnError(f"“{papers}”里没有 {'、'.join(missing)}，没有连接。", _SAFE)
    return {key: str(papers / name) for key, name in _PAPERS.items()}


def _on_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _examine(client: Any, address: str) -> int:
    """Look at every part of the cluster; give the number of its threads."""
    workers = client.scheduler_info(n_workers=-1)["workers"]
    if not workers:
        raise CannotGoOnError(f"集群 {address} 里没有工作进程。", "启动 dask worker 之后再试。")
    nannies = [name for name, worker in workers.items() if worker.get("nanny")]
    seen = [client.run_on_scheduler(open_doors), *client.run(open_doors).values()]
    seen += client.run(open_doors, workers=nannies, nanny=True).values() if nannies else ()
    if doors := {door for found in seen for door in found}:
        raise CannotGoOnError(f"集群有没有加密、其他机器能连上的端口：{'、'.join(sorted(doors))}，没有使用。", _LOCAL)
    wanted = fingerprint()
    unlike = [name for name, found in client.run(fingerprint).items() if found != wanted]
    if unlike:
        raise CannotGoOnError(f"{'、'.join(unlike)} 上的程序或字体和这台机器不同，做出来会不一样，没有使用。", _SAME)
    return sum(worker["nthreads"] for worker in workers.values())


def open_doors(dask_worker: Any = None, dask_scheduler: Any = None) -> list[str]:
    """List the ports of this process that another machine could reach and that no TLS seals; runs in the cluster."""
    import psutil  # noqa: PLC0415 - distributed brings it

    listed = psutil.Process().net_connections("tcp")
    listening = [tuple(one.laddr) for one in listed if one.status == psutil.CONN_LISTEN]
    return [f"{socket.gethostname()} {door}" for door in exposed(listening, (dask_worker or dask_scheduler).address)]


def exposed(listening: Iterable[tuple[str, int]], own: str) -> list[str]:
    """Say which sockets another machine could reach, besides that of a part's `own` address if TLS seals it."""
    scheme, port = urlsplit(own).scheme, urlsplit(own).port
    return [
        f"{host}:{number}"
        for host, number in listening
        if not ipaddress.ip_address(host).is_loopback and not (scheme == "tls" and number == port)
    ]


def fingerprint() -> bytes:
    """Hash what makes the bytes of a build besides the site: the program, its libraries, its designs, the fonts."""
    designs = (folder_digest(shipped(name)) for name in ("templates", "themes"))
    machine = platform.python_version(), zlib.ZLIB_RUNTIME_VERSION
    return digest(code_digest(), fonts_digest(times=False), *designs, *machine)


def _work(
    client: Any, request: Request, _memo: Memo, _design: bytes, report: BuildReport, _progress: Progress
) -> Iterable[Artifact]:
    """Have one site made by a worker; what a dead worker was at is made by another (as often as dask allows: 3)."""
    info = read_config(request.root)[0].info
    day = request.now or dt.datetime.now(ZoneInfo(info.timezone)).date()  # by our clock, not the worker's
    wanted = replace(request, root=Path(), out=Path(), now=day, jobs=1)
    task = client.submit(_make, pack(request.root), wanted, fingerprint(), pure=False)
    try:
        made, artifacts = task.result()
    except CannotGoOnError:
        raise
    except Exception as error:
        message = f"集群没有做成这个站点（{type(error).__name__}: {error}）；原来的网站没有改动。"
        raise CannotGoOnError(message, "看看集群各台机器是否正常，再生成一次。") from error
    for name in BuildReport.__struct_fields__:
        setattr(report, name, getattr(made, name))
    return artifacts  # type: ignore[no-any-return]


def _make(parcel: bytes, request: Request, wanted: bytes) -> tuple[BuildReport, list[Artifact]]:
    """Run in a worker: have its builder make the files."""
    import threading  # noqa: PLC0415 - only in a worker

    from distributed import get_worker  # noqa: PLC0415

    worker = get_worker()
    if fingerprint() != wanted:  # it came after we had looked
        raise CannotGoOnError(f"{worker.address} 上的程序或字体和这台机器不同。", _SAME)
    if doors := open_doors(worker):
        raise CannotGoOnError(f"{worker.address} 有没有加密、其他机器能连上的端口：{'、'.join(doors)}。", _LOCAL)
    builder = _mine.setdefault(threading.get_ident(), Builder())
    return builder.ask(make_files, parcel, request, Path(worker.local_directory))


def make_files(parcel: bytes, request: Request, folder: Path) -> tuple[BuildReport, list[Artifact]]:
    """Run in a builder of a worker: unpack a site below `folder`, make its files, and remember steps there."""
    from zhendi.produce import work  # noqa: PLC0415
    from zhendi.stock import design_digest  # noqa: PLC0415

    report = BuildReport()
    audience = request.audience.label
    with TemporaryDirectory(prefix="zhendi-", dir=folder) as temporary:
        root = unpack(parcel, Path(temporary))
        with memo_in(folder / "zhendi", audience) if request.cache else Memo(None) as memo:
            made = work(replace(request, root=root), memo, design_digest(root), report, silence)
            artifacts = [Artifact(one.path, one.data) for one in made]  # the memory that bytes are read from closes now
    return report, artifacts
