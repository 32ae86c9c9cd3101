"""Promises of a cluster: sealed lines off this machine, nothing open to others, the bytes of a local build."""

from __future__ import annotations

from pathlib import Path

import pytest
from distributed import LocalCluster
from editing import tree
from fleet_samples import NAMES
from test_build_all import run

from zhendi.fleet.cluster import check_address, exposed
from zhendi.problems import CannotGoOnError


@pytest.mark.parametrize(
    "address",
    ["10.0.0.5:8786", "tcp://10.0.0.5:8786", "tcp://branch.example:8786", "tcp://127.0.0.1.example:8786", "[::]:8786",
     "tcp://0.0.0.0:8786", "tcp://localhost.example:8786", "tls://10.0.0.5:8786"],
)  # fmt: skip
def test_an_open_line_off_this_machine_is_refused(fleet: Path, address: str) -> None:
    """Row 61: without TLS and certificates nothing is sent to another machine: a Chinese sentence, no output."""
    refused = run("build-all", fleet, "--cluster", address).exception
    assert isinstance(refused, CannotGoOnError)
    assert "没有连接" in str(refused)
    assert "tls://" in refused.hint
    assert not list(fleet.rglob("output"))


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1", "ws://127.0.0.1:1", "inproc://1", "tcp://127.0.0.1:x", "tls://:1"]
)
def test_an_address_that_makes_no_sense_is_told(address: str) -> None:
    """What is no address of a scheduler is named, with an example."""
    with pytest.raises(CannotGoOnError, match="看不懂"):
        check_address(address, None)


def test_certificates_must_all_be_there(tmp_path: Path) -> None:
    """Row 61: a sealed line wants authority, certificate and key; they are no use on an open one."""
    (tmp_path / "ca.pem").touch()
    with pytest.raises(CannotGoOnError, match=r"没有 cert.pem、key.pem"):
        check_address("tls://10.0.0.5:8786", tmp_path)
    with pytest.raises(CannotGoOnError, match="不是加密的"):
        check_address("tcp://127.0.0.1:8786", tmp_path)
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).touch()
    assert check_address("tls://10.0.0.5:8786", tmp_path)["tls_client_key"] == str(tmp_path / "key.pem")
    assert check_address("localhost:8786", None) == check_address("tcp://[::1]:8786", None) == {}


def test_open_doors_are_seen() -> None:
    """Row 61: of the sockets of a part only its own sealed one may be reached from elsewhere, no dashboard."""
    sockets = [("127.0.0.1", 1), ("::1", 2), ("10.0.0.1", 8786), ("::", 8787), ("10.0.0.5", 3)]
    assert exposed(sockets, "tcp://10.0.0.5:8786") == ["10.0.0.1:8786", ":::8787", "10.0.0.5:3"]
    assert exposed(sockets, "tls://10.0.0.5:8786") == [":::8787", "10.0.0.5:3"]
    assert exposed(sockets[:2], "tcp://127.0.0.1:8786") == []


def test_a_cluster_gives_the_same_bytes(fleet: Path, tmp_path: Path) -> None:
    """Row 62: three workers of a real scheduler make what this machine makes; the second time nothing is sent."""
    assert run("build-all", fleet, "-o", tmp_path / "here", "--only", "web", "--jobs", "1").return_value == 0
    with LocalCluster(
        n_workers=3, threads_per_worker=1, processes=False, protocol="tcp", host="127.0.0.1",
        dashboard_address="127.0.0.1:0", local_directory=str(tmp_path / "dask"),
    ) as cluster:  # fmt: skip
        arguments = ("build-all", fleet, "-o", tmp_path / "there", "--only", "web")
        done = run(*arguments, "--cluster", cluster.scheduler_address)
        assert done.return_value == 0, done.output
        again = run(*arguments, "--cluster", cluster.scheduler_address)
    assert tree(tmp_path / "there") == tree(tmp_path / "here")
    assert again.output.count("没有改动，已是最新") == len(NAMES)
