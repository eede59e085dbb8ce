"""The images that the examples upload, and the script that draws them."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
NAMES = ("init_image.png", "mask_image_white.png", "mask_image_black.png")


@pytest.fixture(scope="module")
def drawing() -> ModuleType:
    """fixtures/draw_images.py as a module."""
    spec = importlib.util.spec_from_file_location("own_draw_images", ROOT / "fixtures" / "draw_images.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """A folder with copies of the images."""
    for name in NAMES:
        shutil.copy(EXAMPLES / name, tmp_path)
    return tmp_path


def test_the_images_in_examples_are_the_ones_that_the_script_draws(drawing: ModuleType) -> None:
    """What lies in examples/ has the pixels that are drawn."""
    assert 0 == drawing.main(["--check"])


def test_two_runs_write_the_same_bytes(drawing: ModuleType, tmp_path: Path) -> None:
    """Drawing depends on no clock, no seed from outside and no order of a set."""
    for run in ("first", "second"):
        assert 0 == drawing.main(["--folder", str(tmp_path / run)])
    for name in NAMES:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_one_other_pixel_fails_the_check(drawing: ModuleType, copies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--check` exits with 1 and names the file."""
    with Image.open(copies / "mask_image_white.png") as image:
        image.putpixel((0, 0), 1)
        image.save(copies / "mask_image_white.png")
    assert 1 == drawing.main(["--check", "--folder", str(copies)])
    assert "mask_image_white.png" in capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_image_fails_the_check(drawing: ModuleType, copies: Path, name: str) -> None:
    """`--check` doesn't take an absent file for an equal one."""
    (copies / name).unlink()
    assert 1 == drawing.main(["--check", "--folder", str(copies)])


def test_another_mode_fails_the_check(drawing: ModuleType, copies: Path) -> None:
    """The same picture without its alpha channel is another image."""
    with Image.open(copies / "init_image.png") as image:
        opaque = image.convert("RGB")
    opaque.save(copies / "init_image.png")
    assert 1 == drawing.main(["--check", "--folder", str(copies)])


def test_another_compression_passes_the_check(drawing: ModuleType, copies: Path) -> None:
    """Pixels are compared, not bytes: another zlib packs them differently."""
    with Image.open(copies / "init_image.png") as image:
        image.save(copies / "init_image.png", compress_level=0)
    assert 0 == drawing.main(["--check", "--folder", str(copies)])


@pytest.mark.parametrize("name", NAMES)
def test_every_image_is_a_png_of_512_x_512(name: str) -> None:
    """The size that every program asks for."""
    with Image.open(EXAMPLES / name) as image:
        assert ("PNG", (512, 512)) == (image.format, image.size)


def test_the_masks_are_each_others_inverse_and_the_black_one_is_the_alpha_channel() -> None:
    """The three mask sources mark the same part of the picture, and its rim is soft."""
    white, black = (Image.open(EXAMPLES / f"mask_image_{name}.png") for name in ("white", "black"))
    alpha = Image.open(EXAMPLES / "init_image.png").getchannel("A")
    assert ImageChops.invert(white).tobytes() == black.tobytes() == alpha.tobytes()
    assert (0, 255) == white.getextrema()
    assert len(white.getcolors() or ()) > 50
