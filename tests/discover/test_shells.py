"""The shell that a sample runs under: its reader's, who pastes it into bash or zsh."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.runs import errors

from discover.notes import GET, KEY, code, run_samples

SEND = f'curl -sS {KEY} "$API_HOST/v1/notes/n1"'
BASH = [
    f"{SEND} -D >(cat >/dev/null) -o >(cat >/dev/null)\n",
    f"{SEND} -K <(echo silent)\n",
    f"note=(n1)\n{GET}",
    f"if [[ 1 = 1 ]]; then\n{GET}fi\n",
    f"cat <<< hello\n{GET}",
]


@pytest.mark.parametrize("source", BASH)
def test_a_sample_in_the_syntax_of_bash_runs_under_it(source: str, tmp_path: Path) -> None:
    (record,) = run_samples(tmp_path, getNote=code(source, lang="curl")).values()
    assert ("passed", []) == (record["verdict"], record["findings"])


def test_a_file_behind_a_process_substitution_is_missed(tmp_path: Path) -> None:
    source = f'curl -sS -o >(cat) {KEY} "$API_HOST/v1/notes/n1" -F image=@none.png\n'
    (record,) = run_samples(tmp_path, getNote=code(source, lang="curl")).values()
    assert ["input-missing"] == errors(record)
