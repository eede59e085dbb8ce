"""All programs under all scenarios in containers, against the local launcher with cold starts: verdicts and time.

    python -m bench.containers [PATTERN ...]

Starts an engine of its own (Debian's docker.io, as root), with an image made of this machine's files.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.engine import IMAGE, running_engine  # noqa: E402 - the path is set above

LANGUAGES = ("python", "ts", "go", "curl")


def run(launcher: str, config: Path, env: dict[str, str], patterns: list[str]) -> tuple[float, dict[str, Any]]:
    """Seconds, and the cases by name."""
    report = config.with_name(f"{launcher}.json")
    argv = [sys.executable, "-m", "harness", "run", "--config", str(config), "--launcher", launcher, "--cold"]
    began = time.monotonic()
    subprocess.run(  # noqa: S603 - this interpreter
        [*argv, "--no-cache", "--json", str(report), *patterns],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    seconds = time.monotonic() - began
    return seconds, {case["name"]: case for case in json.loads(report.read_text("utf-8"))["cases"]}


def judged(case: dict[str, Any]) -> tuple[str, list[str]]:
    """Verdict and codes."""
    return case["verdict"], [finding["code"] for finding in case["findings"]]


def main() -> int:
    """0 where every verdict is the same."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    tables = "".join(f'\n[tool.harness.languages.{name}]\nimage = "{IMAGE}"\n' for name in LANGUAGES)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        config = ROOT / "harness-containers.toml"
        settings = (
            (text[text.index("[tool.harness]") :] + tables).replace("tool.harness.", "").replace("[tool.harness]", "")
        )
        config.write_text(settings, "utf-8")
        try:
            with running_engine(Path(folder)) as engine:
                env = {**os.environ, **engine.env}
                local, outside = run("local", config, env, sys.argv[1:])
                contained, inside = run("docker", config, env, sys.argv[1:])
                left = engine.left()
        finally:
            for path in (config, ROOT / "local.json", ROOT / "docker.json"):
                path.unlink(missing_ok=True)
    different = [name for name in outside if judged(outside[name]) != judged(inside[name])]
    sys.stdout.write(
        f"{len(outside)} cases, {len(different)} with another verdict, {len(left)} things left in the engine\n"
    )
    for name in different[:20]:
        sys.stdout.write(f"  {name}: {judged(outside[name])} here, {judged(inside[name])} in a container\n")
    sys.stdout.write(f"local {local:.1f} s, containers {contained:.1f} s: {contained / local:.2f} (bar 2.5)\n")
    return 1 if different or left else 0


if __name__ == "__main__":
    sys.exit(main())
