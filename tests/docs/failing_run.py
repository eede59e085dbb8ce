"""The failing run that the README shows: a shell example whose status check was left out."""

from __future__ import annotations

import re
from pathlib import Path

from support.command import ON_PATH, harness
from support.trees import Program, make_tree

STATUS_CHECK = """if [ "$http_code" -ne 200 ]; then
  printf 'HTTP %s: %s\\n' "$http_code" "$(cat "$tmp/body")" >&2
  exit 1
fi

"""


def shown(root: Path) -> str:
    """What `harness run v1/text_to_image/curl/unauthorized` prints there, its time taken out."""
    program = Program("curl", "text_to_image", ((STATUS_CHECK, ""),))
    tree = make_tree(root, program)
    done = harness(tree.root, "run", "v1/text_to_image/curl/unauthorized", **ON_PATH)
    assert 1 == done.returncode, done.stderr
    return re.sub(r"in \d+\.\d s", "in 0.1 s", "\n".join(line.rstrip() for line in done.stdout.splitlines())).strip()
