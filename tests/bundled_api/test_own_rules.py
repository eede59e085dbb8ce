"""The API's own rules: for each a call that breaks it alone, beside near misses that break none."""

from __future__ import annotations

import importlib.util
import io
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image

from harness.model import Call, Operation, UploadedFile

ROOT = Path(__file__).resolve().parents[2]
PROMPTS = {"text_prompts": [{"text": "A lighthouse"}]}
PNG, JSON = "image/png", "application/json"
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def rules() -> ModuleType:
    """fixtures/rules.py as a module."""
    spec = importlib.util.spec_from_file_location("own_rules", ROOT / "fixtures" / "rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def picture(width: int = 512, height: int = 512) -> bytes:
    """A PNG of a size."""
    buffer = io.BytesIO()
    Image.new("L", (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


def call(
    operation: str,
    body: Any = None,
    *,
    accept: str | None = None,
    engine: str | None = "stable-diffusion-v1-5",
    api: str = "v1",
    **files: bytes,
) -> Call:
    """A call with prompts of its own unless the body has some; `files` are uploads by field."""
    fields = PROMPTS | (body or {}) if body is None or isinstance(body, dict) else body
    return Call(
        operation=Operation(api, operation, "POST", "/"),
        path={} if engine is None else {"engine_id": engine},
        query={},
        headers={} if accept is None else {"accept": accept},
        media_type=None,
        body=fields,
        files=tuple(UploadedFile(field, f"{field}.png", PNG, content) for field, content in files.items()),
    )


def alpha(operation: str, options: dict[str, Any], **files: bytes) -> Call:
    """A v1alpha form: the options in one part."""
    body = {"options": PROMPTS | options}
    return Call(
        operation=Operation("v1alpha", operation, "POST", "/"),
        path={"engine_id": "stable-inpainting-512-v2-0"},
        query={},
        headers={"accept": PNG},
        media_type="multipart/form-data",
        body=body,
        files=tuple(UploadedFile(field, f"{field}.png", PNG, content) for field, content in files.items()),
    )


WHITE = {"mask_source": "MASK_IMAGE_WHITE"}
BIG = "stable-diffusion-768-v2-1"
BROKEN = [
    ("not_found", "engine_id", call("textToImage", engine="stable-diffusion-v9"), "an unknown engine"),
    ("not_found", "engine_id", call("textToImage", engine="Stable-Diffusion-v1-5"), "an id in other case"),
    ("invalid_samples", "samples", call("textToImage", {"samples": 2}, accept=PNG), "two samples, one PNG"),
    ("invalid_samples", "samples", call("textToImage", {"samples": 2}, accept="image/*"), "any image"),
    (
        "invalid_samples",
        "samples",
        call("textToImage", {"samples": 2}, accept="application/json;q=0.5, image/png"),
        "a PNG preferred",
    ),
    ("invalid_samples", "samples", alpha("masking", {"samples": 3}), "samples in v1alpha's options"),
    ("invalid_height_or_width", "width", call("textToImage", {"width": 600}), "a width between the steps"),
    ("invalid_height_or_width", "height", call("textToImage", {"height": 513}), "a height between the steps"),
    ("invalid_height_or_width", "height", alpha("imageToImage", {"height": 600}), "a height in the options"),
    ("invalid_pixel_count", "width", call("textToImage", {"width": 448}), "too few pixels"),
    ("invalid_pixel_count", "height", call("textToImage", {"height": 448}), "too few pixels by its height"),
    ("invalid_pixel_count", "height", call("textToImage", {"width": 1024, "height": 1088}), "too many pixels"),
    ("invalid_pixel_count", "height", call("textToImage", engine=BIG), "the default size, too few for 768"),
    (
        "invalid_pixel_count",
        "width",
        call("imageToImage", {"width": 128}, api="v1beta", init_image=picture()),
        "too few pixels in a form",
    ),
    (
        "invalid_pixel_count",
        "width",
        call("upscaleImage", {"width": 2049}, image=picture()),
        "upscaled too far",
    ),
    ("invalid_pixel_count", "height", call("upscaleImage", {"height": 2049}, image=picture()), "too high"),
    ("invalid_pixel_count", "image", call("upscaleImage", image=picture(1025, 1024)), "doubled too far"),
    (
        "invalid_image_dimensions",
        "mask_image",
        call("masking", WHITE, init_image=picture(), mask_image=picture(512, 576)),
        "a mask of another size",
    ),
    ("invalid_mask_image", "mask_image", call("masking", WHITE, init_image=picture()), "no mask"),
    ("invalid_mask_image", "mask_image", alpha("masking", WHITE, init_image=picture()), "no mask in v1alpha"),
    ("invalid_file_size", "init_image", call("imageToImage", init_image=b""), "an empty file"),
    ("invalid_file_size", "image", call("upscaleImage", image=bytes(10 * MIB + 1)), "a file too large"),
    ("invalid_mime_type", "init_image", call("imageToImage", init_image=b"%PDF-1.7 text"), "a PDF"),
    (
        "invalid_mime_type",
        "image",
        call("upscaleImage", image=b"\x89PNG\r\n\x1a\n"),
        "a PNG's signature alone",
    ),
    (
        "invalid_prompts",
        "text_prompts",
        call("textToImage", {"text_prompts": [{"text": "A hill"}, {"text": "Some GORE."}]}),
        "a filtered word",
    ),
]

NEAR_MISSES = [
    (call("listEngines", engine=None), "no engine in the path"),
    (call("textToImage", engine="esrgan-v1-x2plus"), "a known engine"),
    (call("textToImage", {"samples": 2}), "two samples and no Accept"),
    (call("textToImage", {"samples": 2}, accept=""), "two samples and an empty Accept"),
    (call("textToImage", {"samples": 10}, accept=JSON), "ten samples as JSON"),
    (call("textToImage", {"samples": 2}, accept="*/*"), "two samples in any form"),
    (call("textToImage", {"samples": 2}, accept="image/png, application/json"), "JSON as welcome as a PNG"),
    (call("textToImage", {"samples": 2}, accept="image/png;q=0.1, Application/JSON"), "JSON preferred"),
    (call("textToImage", {"samples": 1}, accept=PNG), "one sample as a PNG"),
    (call("textToImage", {"width": 1024, "height": 1024}), "as many pixels as there may be"),
    (call("textToImage", {"width": 1024, "height": 256}), "as few pixels as there may be"),
    (call("textToImage", {"width": 768, "height": 768}, engine=BIG), "as few as 768 takes"),
    (call("imageToImage", engine=BIG, init_image=picture()), "a form that names no size"),
    (call("imageToImage", init_image=picture(500, 300)), "an init image between the steps"),
    (call("upscaleImage", {"width": 2048}, image=picture()), "upscaled as far as may be"),
    (call("upscaleImage", {"width": 1000}, image=picture()), "a width between the steps"),
    (call("upscaleImage", image=picture(1024, 1024)), "doubled as far as may be"),
    (call("masking", WHITE, init_image=picture(), mask_image=picture()), "a mask of the same size"),
    (call("masking", {"mask_source": "INIT_IMAGE_ALPHA"}, init_image=picture()), "alpha needs no mask"),
    (alpha("masking", WHITE, init_image=picture(), mask_image=picture()), "a mask in v1alpha"),
    (call("textToImage", {"text_prompts": [{"text": "A gorey nudibranch"}]}), "filtered words inside others"),
    (call("textToImage", {"text_prompts": []}), "no prompts: the schema's business"),
    (call("textToImage", {"text_prompts": "gore"}), "prompts of another type: the schema's business"),
    (call("textToImage", {"width": "512", "samples": "2"}, accept=PNG), "texts for numbers: the schema's"),
    (call("textToImage", {"samples": True}, accept=PNG), "a truth value is no number"),
    (call("textToImage", [1, 2]), "a body that is no object"),
]


@pytest.mark.parametrize(("name", "field", "broken", "why"), BROKEN, ids=[row[3] for row in BROKEN])
def test_a_call_breaks_exactly_one_rule(rules: ModuleType, name: str, field: str, broken: Call, why: str) -> None:
    """The rule's name, its status and the field at fault; expected and actual say something."""
    (found,) = rules.violations(broken)
    assert (name, 404 if name == "not_found" else 400, field) == (found.name, found.status, found.field), why
    assert found.message.startswith(("height x width", field))
    assert found.expected
    assert found.actual


@pytest.mark.parametrize(("near_miss", "why"), NEAR_MISSES, ids=[row[1] for row in NEAR_MISSES])
def test_a_near_miss_breaks_no_rule(rules: ModuleType, near_miss: Call, why: str) -> None:
    """Nothing is said of a call that keeps the rules, or that only the schema can judge."""
    assert [] == rules.violations(near_miss), why


def test_every_name_of_the_api_has_a_call_that_breaks_it() -> None:
    """The table above leaves none out."""
    assert {
        "not_found",
        "invalid_samples",
        "invalid_height_or_width",
        "invalid_pixel_count",
        "invalid_image_dimensions",
        "invalid_mask_image",
        "invalid_file_size",
        "invalid_mime_type",
        "invalid_prompts",
    } == {row[0] for row in BROKEN}


def test_a_file_as_large_as_may_be_is_not_too_large(rules: ModuleType) -> None:
    """The limit itself is allowed; what is behind an image's end doesn't matter."""
    image = picture()
    assert [] == rules.violations(call("upscaleImage", image=image + bytes(10 * MIB - len(image))))


@pytest.mark.parametrize("name", ["init_image", "mask_image_white", "mask_image_black"])
def test_the_examples_own_images_break_no_rule(rules: ModuleType, name: str) -> None:
    """What the programs upload is fit for it."""
    content = (ROOT / "examples" / f"{name}.png").read_bytes()
    assert [] == rules.violations(call("masking", WHITE, init_image=content, mask_image=content))


@pytest.mark.parametrize(
    ("expected", "made"),
    [
        ((512, 512), call("textToImage")),
        ((640, 512), call("textToImage", {"width": 640})),
        ((640, 768), call("textToImage", {"width": 640, "height": 768})),
        ((512, 512), call("textToImage", {"width": "wide"})),
        ((320, 256), call("imageToImage", init_image=picture(320, 256))),
        ((320, 256), call("masking", {"height": 512}, api="v1beta", init_image=picture(320, 256))),
        ((320, 256), alpha("imageToImage", {"width": 512}, init_image=picture(320, 256))),
        ((640, 512), call("upscaleImage", image=picture(320, 256))),
        ((1000, 800), call("upscaleImage", {"width": 1000}, image=picture(320, 256))),
        ((1000, 800), call("upscaleImage", {"height": 800}, image=picture(320, 256))),
        ((512, 1), call("upscaleImage", {"width": 512}, image=picture(2000, 1))),
        (None, call("upscaleImage")),
        (None, call("imageToImage", init_image=b"no image")),
        (None, call("listEngines")),
    ],
)
def test_the_answers_images_have_the_size_that_the_call_tells(
    rules: ModuleType, expected: tuple[int, int] | None, made: Call
) -> None:
    """Width and height; a size that can't be told is None."""
    assert expected == rules.contents(made)["image_size"]


@pytest.mark.parametrize(
    ("expected", "made"),
    [
        (1, call("textToImage")),
        (4, call("textToImage", {"samples": 4})),
        (3, alpha("masking", {"samples": 3})),
        (1, call("textToImage", {"samples": 0})),
        (1, call("textToImage", {"samples": "many"})),
        (1, call("textToImage", "no object")),
    ],
)
def test_there_are_as_many_images_as_samples(rules: ModuleType, expected: int, made: Call) -> None:
    """One where the call doesn't say, or says what the schema refuses."""
    assert expected == rules.contents(made)["count"]


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "bad_request"),
        (401, "unauthorized"),
        (403, "permission_denied"),
        (404, "not_found"),
        (429, "rate_limited"),
        (500, "server_error"),
        (502, "bad_gateway"),
        (503, "service_unavailable"),
        (418, "i_m_a_teapot"),
        (599, "unexpected_error"),
    ],
)
def test_an_error_has_the_name_of_its_status(rules: ModuleType, status: int, name: str) -> None:
    """A status that the API doesn't document gets a plausible name."""
    body = rules.error_body(None, status, None, None, "v1/masking/go/bad-request")
    assert ["id", "name", "message"] == list(body)
    assert name == body["name"]
    assert body["message"]


def test_an_error_says_what_it_is_given(rules: ModuleType) -> None:
    """A broken rule's name and message win over the status's."""
    body = rules.error_body(call("textToImage"), 400, "invalid_samples", "samples: too many", "case")
    assert ("invalid_samples", "samples: too many") == (body["name"], body["message"])


def test_an_unknown_engine_is_named(rules: ModuleType) -> None:
    """404 tells what was not found, where the call shows it."""
    assert (
        "stable-diffusion-v9"
        in rules.error_body(call("textToImage", engine="stable-diffusion-v9"), 404, None, None, "case")["message"]
    )
    assert rules.error_body(call("userAccount", engine=None), 404, None, None, "case")["message"]


def test_an_errors_id_follows_from_what_is_unique(rules: ModuleType) -> None:
    """The same text gives the same id, another text another."""
    first, again, other = (rules.error_body(None, 500, None, None, text)["id"] for text in ("a", "a", "b"))
    assert first == again != other


def test_the_known_engines_are_those_that_the_documents_list(rules: ModuleType) -> None:
    """The worked example of listEngines and the rule agree."""
    yaml = pytest.importorskip("yaml")
    for version in ("v1", "v1beta", "v1alpha"):
        document = yaml.safe_load((ROOT / "fixtures" / "spec" / f"{version}.yaml").read_text(encoding="utf-8"))
        answer = document["paths"]["/engines/list"]["get"]["responses"]["200"]["content"][JSON]["example"]
        engines = answer if isinstance(answer, list) else answer["engines"]
        assert rules.ENGINES == {engine["id"] for engine in engines}
