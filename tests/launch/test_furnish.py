"""What stands in the places of programs that name their hosts."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.launch.furnish import HOST_ADDRESS, NOTHING, Furniture, address_of, lay_out, read

NAMES = ("api.example.com", "*.cdn.example.com", "localhost", "127.0.0.2")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("api.example.com", HOST_ADDRESS),
        ("localhost", "127.0.0.1"),
        ("a.localhost", "127.0.0.1"),
        ("notlocalhost", HOST_ADDRESS),
        ("127.0.0.2", "127.0.0.2"),
        ("127.0.0.2.example.com", HOST_ADDRESS),
    ],
)
def test_a_name_leads_to_the_mock_or_is_an_address_itself(name: str, address: str) -> None:
    assert address == address_of(name)


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("api.example.com", True),
        ("a.cdn.example.com", True),
        ("a.b.cdn.example.com", False),
        ("cdn.example.com", False),
        ("example.com", False),
    ],
)
def test_a_star_stands_for_one_label(name: str, there: bool) -> None:
    assert there is Furniture(NAMES).has(name)


def test_an_address_and_port_is_listened_to_once() -> None:
    ports = (("api.example.com", 443), ("b.example.com", 443), ("localhost", 443), ("api.example.com", 80))
    assert ((HOST_ADDRESS, 443), ("127.0.0.1", 443), (HOST_ADDRESS, 80)) == Furniture(NAMES, ports).doors


def test_what_is_written_is_read_again() -> None:
    one = Furniture(NAMES, (("api.example.com", 443),), {"/etc/ssl/a": "ca"})
    again = read(one.write())
    assert (one.names, one.ports, one.files) == (again.names, again.ports, again.files)


def laid_out(furniture: Furniture, folder: Path) -> dict[str, str]:
    """What programs are to read, by the path that it is shown at."""
    shown = lay_out(furniture, str(folder))
    return {path: (folder / str(number)).read_text("latin-1") for number, path in enumerate(shown)}


def test_names_are_resolved_by_files_that_lie_in_place_of_the_machine_s(tmp_path: Path) -> None:
    hosts = f"127.0.0.1 localhost\n{HOST_ADDRESS} api.example.com\n127.0.0.2 127.0.0.2\n"
    lookups = "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n"
    assert {
        "/etc/hosts": hosts,
        "/etc/resolv.conf": "nameserver 127.0.0.1\n",
        "/etc/nsswitch.conf": lookups,
        "/etc/ssl/a": "ca\xff",
    } == laid_out(Furniture(NAMES, files={"/etc/ssl/a": "ca\xff"}), tmp_path / "own")


def test_without_names_nothing_is_laid_out(tmp_path: Path) -> None:
    assert {} == laid_out(Furniture(files={"/etc/ssl/a": "ca"}), tmp_path / "own")
    assert not (tmp_path / "own").exists()
    assert not NOTHING.has("localhost")
