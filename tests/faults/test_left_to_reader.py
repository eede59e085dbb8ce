"""Programs that hold what a reader is to replace, set or bring, and programs that do not build."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.runs import errors

from faults.table import Fault, check, rows

ENGINE = "stable-diffusion-v1-5"
IMAGE = "../init_image.png"
QUOTED = '"stable-diffusion-v1-5"'


def fault(code: str, language: str, name: str, what: str, old: str, new: str, at: str) -> Fault:
    """A row with one text exchanged."""
    return Fault(what, code, language, name, ((old, new),), at)


LEFT = (
    fault("placeholder", "python", "text_to_image", "names no engine", QUOTED, '"<engine_id>"', at="<engine_id>"),
    fault("placeholder", "ts", "text_to_image", "names no engine", ENGINE, "{engine_id}", at="{engine_id}"),
    fault("placeholder", "go", "text_to_image", "names no engine", ENGINE, "<engine_id>", at="<engine_id>"),
    fault("placeholder", "curl", "text_to_image", "names no engine", ENGINE, "<engine_id>", at="<engine_id>"),
    fault("variable-unset", "python", "text_to_image", "takes the engine from a variable",
          QUOTED, 'os.environ["ENGINE"]', at='"ENGINE"'),
    fault("variable-unset", "ts", "text_to_image", "takes the engine from a variable",
          f"const url = `${{apiHost}}/v1/generation/{ENGINE}/",
          'const engine = process.env.ENGINE;\nif (!engine) {\n  console.error("Set the variable of the engine.");\n'
          "  process.exit(1);\n}\nconst url = `${apiHost}/v1/generation/${engine}/", at="process.env.ENGINE"),
    fault("variable-unset", "go", "text_to_image", "takes the engine from a variable",
          f'url := host + "/v1/generation/{ENGINE}/',
          'engine := os.Getenv("ENGINE")\n\tif engine == "" {\n\t\tlog.Fatal("Set the variable of the engine.")\n\t}\n'
          '\turl := host + "/v1/generation/" + engine + "/', at='"ENGINE"'),
    fault("variable-unset", "curl", "text_to_image", "takes the engine from a variable", ENGINE, "$ENGINE",
          at="$ENGINE"),
    *(
        fault("input-missing", language, "upscale_image", "reads a file of its author's", IMAGE, "../photo.png",
              at="../photo.png")
        for language in ("python", "ts", "go", "curl")
    ),
)  # fmt: skip
UNBUILT = (
    fault("build-error", "python", "get_balance", "lacks a bracket",
          "print(json.dumps(balance, indent=2))", "print(json.dumps(balance, indent=2)", at="print("),
    fault("build-error", "ts", "get_balance", "lacks a bracket", "null, 2));", "null, 2);", at="null, 2);"),
    fault("build-error", "go", "get_balance", "misspells a name", "indented.String()", "indent.String()",
          at="indent.String()"),
)  # fmt: skip
FAULTS = (*LEFT, *UNBUILT)


@pytest.mark.parametrize("fault", rows(LEFT))
def test_what_a_program_leaves_to_its_reader_is_told_by_one_code(fault: Fault, tmp_path: Path) -> None:
    check(fault, tmp_path / "tree")


@pytest.mark.parametrize("fault", rows(UNBUILT))
def test_a_program_that_does_not_build_could_not_run(fault: Fault, tmp_path: Path) -> None:
    record = fault.record(tmp_path / "tree")
    assert ("could-not-run", [fault.code]) == (record["verdict"], errors(record))
    assert fault.program.line_of(fault.at or "") == record["findings"][0]["line"]
