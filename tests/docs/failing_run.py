"""The failing run that the first pages show: a shell example whose status check was left out.

PYTHONPATH=tests python -m docs.failing_run    draws docs/red-run.svg anew
"""

from __future__ import annotations

import inspect
import io
import re
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text
from support.command import ON_PATH, harness
from support.trees import ROOT, Program, make_tree

CASE = "v1/text_to_image/curl/unauthorized"
PICTURE = ROOT / "docs" / "red-run.svg"
STATUS_CHECK = """if [ "$http_code" -ne 200 ]; then
  printf 'HTTP %s: %s\\n' "$http_code" "$(cat "$tmp/body")" >&2
  exit 1
fi

"""


def shown(root: Path, **env: str) -> str:
    """What `harness run v1/text_to_image/curl/unauthorized` prints there, its time taken out."""
    program = Program("curl", "text_to_image", ((STATUS_CHECK, ""),))
    tree = make_tree(root, program)
    done = harness(tree.root, "run", CASE, **ON_PATH, **env)
    assert 1 == done.returncode, done.stderr
    return re.sub(r"in \d+\.\d s", "in 0.1 s", "\n".join(line.rstrip() for line in done.stdout.splitlines())).strip()


def picture(root: Path) -> str:
    """The same as a terminal shows it, as SVG. It has the reader's own font: no page asks another host for one."""
    text = Text.from_ansi(shown(root, FORCE_COLOR="1", TERM="xterm-256color", COLUMNS="100"))
    widest = max(map(len, text.plain.splitlines()))
    console = Console(record=True, width=widest, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text(f"$ harness run {CASE}"), text, sep="\n")
    usual = inspect.signature(console.export_svg).parameters["code_format"].default
    plain = re.sub(r"@font-face \{\{.*?\}\}\n", "", usual, flags=re.DOTALL).replace("Fira Code, ", "")
    return console.export_svg(title="harness run", code_format=plain, unique_id="run")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PICTURE.write_text(picture(Path(folder) / "tree"), "utf-8")
