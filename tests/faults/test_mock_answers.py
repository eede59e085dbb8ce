"""What the mock answers: the images that were asked for, and the API's own errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.runs import Record, errors, run, run_one
from support.trees import Edit, Program, make_tree


def sizes(record: Record) -> list[tuple[int, int]]:
    """Width and height of the files that were written."""
    return [(output["width"], output["height"]) for output in record["outcome"]["outputs"]]


@pytest.mark.parametrize("language", ["python", "ts", "go", "curl"])
def test_an_upscaled_image_has_the_width_that_was_asked_for(language: str, tmp_path: Path) -> None:
    assert [(1024, 1024)] == sizes(run_one(tmp_path / "tree", Program(language, "upscale_image")))


def test_an_image_has_the_size_that_was_asked_for(tmp_path: Path) -> None:
    program = Program("python", "text_to_image", (('"height": 512', '"height": 768'),))
    assert [(512, 768)] == sizes(run_one(tmp_path / "tree", program))


def test_an_answer_holds_as_many_images_as_were_asked_for(tmp_path: Path) -> None:
    program = Program("go", "masking", (('{"samples", "1"}', '{"samples", "3"}'),))
    record = run_one(tmp_path / "tree", program)
    assert ("passed", [(512, 512)] * 3) == (record["verdict"], sizes(record))


def test_every_image_of_every_case_is_another(tmp_path: Path) -> None:
    make_tree(tmp_path / "tree", Program("python", "masking"), Program("curl", "masking"), Program("ts", "masking"))
    records = run(tmp_path / "tree", "success", "success-closed", "many-artifacts")
    digests = [output["sha256"] for record in records.values() for output in record["outcome"]["outputs"]]
    assert 12 == len(digests) == len(set(digests))


def test_every_case_has_a_key_of_its_own_and_no_record_shows_it(tmp_path: Path) -> None:
    record = run_one(tmp_path / "tree", Program("python", "masking"))
    sent = dict(record["exchanges"][0]["request"]["headers"])
    assert "Bearer [key]" == sent["Authorization"]


RULES = {
    "invalid_samples": ("curl", "text_to_image", ('"samples": 1', '"samples": 2')),
    "not_found": ("ts", "text_to_image", ("stable-diffusion-v1-5", "stable-diffusion-v9")),
    "invalid_prompts": ("go", "masking", ("A red fox asleep", "A nude fox asleep")),
    "invalid_pixel_count": ("python", "text_to_image", ('"width": 512', '"width": 4096')),
    "invalid_file_size": ("curl", "masking", ("init_image=@../init_image.png", "init_image=@/dev/null;filename=x.png")),
    "invalid_mime_type": ("curl", "masking", ("init_image=@../init_image.png",
          "init_image=@code/v1/masking.sh;filename=x.png")),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_a_broken_rule_is_answered_by_its_name_which_the_program_shows(name: str, tmp_path: Path) -> None:
    language, program, edit = RULES[name]
    edits: tuple[Edit, ...] = (edit,)
    record = run_one(tmp_path / "tree", Program(language, program, edits))
    assert ["api-rule"] == errors(record), record["findings"]
    assert f'"{name}"' in record["outcome"]["stderr"]
    assert record["findings"][0]["message"].startswith(f"{name}: ")
