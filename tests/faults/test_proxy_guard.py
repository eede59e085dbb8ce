"""Without namespaces, a try at another host that honours proxy variables is refused and told all the same."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from support.runs import errors, run
from support.trees import Program, make_tree

ELSEWHERE = {
    "python": ('os.getenv("API_HOST") or "https://api.stability.ai"', '"{url}"'),
    "ts": ('process.env.API_HOST || "https://api.stability.ai"', '"{url}"'),
    "go": ('os.Getenv("API_HOST")\n\tif host == "" {\n\t\thost = "https://api.stability.ai"\n\t}', '"{url}"'),
    "curl": ("${API_HOST:-https://api.stability.ai}", "{url}"),
}


def free_range() -> str:
    """A range of ports, which a run takes without namespaces."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        first = taken.getsockname()[1]
    return f"{first}-{min(first + 200, 65535)}"


@pytest.mark.parametrize("url", ["http://api.invalid", "https://api.invalid:8443"])
@pytest.mark.parametrize("language", ELSEWHERE)
def test_a_try_at_another_host_comes_to_the_mock_and_is_told(language: str, url: str, tmp_path: Path) -> None:
    old, new = ELSEWHERE[language]
    program = Program(language, "get_balance", ((old, new.format(url=url)),))
    make_tree(tmp_path / "tree", program, settings={"ports": free_range()})
    record = run(tmp_path / "tree", "success")[f"v1/get_balance/{language}/success"]
    assert ["network-escape"] == errors(record)
    assert f"api.invalid, port {'80' if url.startswith('http:') else '8443'} (tcp)" in record["findings"][0]["message"]


@pytest.mark.parametrize("language", ELSEWHERE)
def test_a_sound_program_passes_there_too(language: str, tmp_path: Path) -> None:
    make_tree(tmp_path / "tree", Program(language, "get_balance"), settings={"ports": free_range()})
    assert [] == errors(run(tmp_path / "tree", "success")[f"v1/get_balance/{language}/success"])
