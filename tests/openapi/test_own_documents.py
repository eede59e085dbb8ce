"""The project's own three documents: each program's request is right, and each way to get it wrong is seen."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from harness import openapi
from harness.model import Headers, Operation
from harness.openapi.lint.lint import lint_document
from openapi.helpers import Part, codes, found, multipart, operation, request

SPEC = Path(__file__).parents[2] / "fixtures/spec"
VERSIONS = {"v1": 7, "v1beta": 6, "v1alpha": 6}
KEY = "sk-secret"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)

pytestmark = pytest.mark.skipif(not SPEC.is_dir(), reason="the documents are not there")


@cache
def own(version: str) -> openapi.Api:
    return openapi.Api(version, openapi.load(SPEC / f"{version}.yaml", f"fixtures/spec/{version}.yaml"))


@pytest.mark.parametrize(("version", "count"), VERSIONS.items())
def test_a_document_has_its_operations_and_four_samples_of_each(version: str, count: int) -> None:
    assert (count, 4 * count) == (len(own(version).operations), len(own(version).document.sample_links()))
    assert f"/{version}" == own(version).base_path


@pytest.mark.parametrize("version", VERSIONS)
def test_a_document_is_right_in_itself(version: str) -> None:
    assert [] == [finding for finding in lint_document(own(version).document) if finding.code != "sample-link"]


OPTIONS: dict[str, Any] = {
    "cfg_scale": 7,
    "clip_guidance_preset": "FAST_BLUE",
    "samples": 1,
    "steps": 30,
    "text_prompts": [{"text": "A lighthouse"}],
}
SIZE = {"height": 512, "width": 512}
ENGINES = {
    "textToImage": "stable-diffusion-v1-5/text-to-image",
    "imageToImage": "stable-diffusion-v1-5/image-to-image",
    "masking": "stable-inpainting-512-v2-0/image-to-image/masking",
    "upscaleImage": "esrgan-v1-x2plus/image-to-image/upscale",
}


def headers(version: str, *more: tuple[str, str]) -> Headers:
    key = KEY if version == "v1alpha" else f"Bearer {KEY}"
    return (("Authorization", key), ("accept", "application/json"), *more)


def file(name: str) -> Part:
    return (name, PNG, f"{name}.png", "image/png")


def flat(options: dict[str, Any]) -> list[Part]:
    plain: list[Part] = [(name, str(value)) for name, value in options.items() if name != "text_prompts"]
    return [*plain, ("text_prompts[0][text]", "A lighthouse"), ("text_prompts[0][weight]", "1")]


def parts_of(version: str, name: str) -> list[Part]:
    """The parts that the programs of an operation send."""
    if name == "upscaleImage":
        return [file("image"), ("width", "1024")]
    masked = name == "masking"
    files = [file("init_image"), file("mask_image")] if masked else [file("init_image")]
    more: dict[str, Any] = {"mask_source": "MASK_IMAGE_WHITE"} if masked else {}
    if version == "v1alpha":
        more |= {} if masked else {"step_schedule_start": 0.6, "step_schedule_end": 0.01}
        return [*files, ("options", json.dumps({**OPTIONS, **SIZE, **more}))]
    more |= {} if masked else {"init_image_mode": "IMAGE_STRENGTH", "image_strength": 0.35}
    return [*files, *flat({**OPTIONS, **more, **(SIZE if version == "v1beta" else {})})]


def inspect(version: str, name: str, body: Any) -> openapi.Inspection:
    """Judges a generation request with a body: options as JSON, or the parts of a form."""
    api = own(version)
    target = f"/{version}/generation/{ENGINES[name]}"
    if isinstance(body, list):
        form = ("Content-Type", "multipart/form-data; boundary=b")
        return api.inspect(request("POST", target, headers(version, form), multipart(body, "b")), operation(api, name))
    content = ("Content-Type", "application/json")
    return api.inspect(request("POST", target, headers(version, content), json.dumps(body)), operation(api, name))


ALL = [(version, one) for version in VERSIONS if SPEC.is_dir() for one in own(version).operations]
IDS = [f"{version}-{one.id}" for version, one in ALL]


@pytest.mark.parametrize(("version", "due"), ALL, ids=IDS)
def test_the_request_of_each_program_has_no_violation(version: str, due: Operation) -> None:
    if due.method == "GET":
        seen = own(version).inspect(request("GET", f"/{version}{due.path}", headers(version)), due)
    elif due.id == "textToImage":
        seen = inspect(version, due.id, {**OPTIONS, **SIZE})
    else:
        seen = inspect(version, due.id, parts_of(version, due.id))

    assert () == seen.violations
    assert seen.call is not None


@pytest.mark.parametrize(("version", "due"), ALL, ids=IDS)
def test_a_program_without_a_key_or_with_the_key_in_the_other_form_is_told_of(version: str, due: Operation) -> None:
    target = f"/{version}{due.path.replace('{engine_id}', 'x')}"
    swapped = f"Bearer {KEY}" if version == "v1alpha" else KEY
    without = own(version).inspect(request(due.method, target), due)
    wrong = own(version).inspect(request(due.method, target, (("Authorization", swapped),)), due)

    assert ("auth-missing", "auth-scheme") == (codes(without)[0], codes(wrong)[0])
    assert "header-missing" not in codes(without)
    assert KEY not in repr(wrong.violations)
    assert own(version).needs_key(due)


def without(parts: list[Part], *names: str) -> list[Part]:
    return [part for part in parts if part[0] not in names]


STRENGTH, MASK = parts_of("v1", "imageToImage"), parts_of("v1", "masking")
ALPHA: list[Part] = [*without(MASK, "mask_image", "mask_source"), ("mask_source", "INIT_IMAGE_ALPHA")]
SCHEDULE: list[Part] = [*without(STRENGTH, "init_image_mode", "image_strength"), ("init_image_mode", "STEP_SCHEDULE")]


@pytest.mark.parametrize(
    ("version", "name", "body", "expected"),
    [
        ("v1", "imageToImage", without(STRENGTH, "init_image_mode"), []),
        ("v1", "imageToImage", without(STRENGTH, "init_image_mode", "image_strength"), []),
        ("v1", "imageToImage", [*SCHEDULE, ("step_schedule_start", "0.6")], []),
        ("v1", "masking", ALPHA, []),
        ("v1", "upscaleImage", [file("image")], []),
        ("v1", "upscaleImage", [file("image"), ("height", "512")], []),
        ("v1beta", "imageToImage", [*STRENGTH, ("height", "512")], []),
        ("v1alpha", "masking", without(parts_of("v1alpha", "masking"), "mask_image"), []),
        ("v1", "imageToImage", [*STRENGTH, ("height", "512")], [("unknown-field", "/height")]),
        ("v1", "masking", [*MASK, ("width", "512")], [("unknown-field", "/width")]),
        ("v1", "masking", without(MASK, "mask_image"), [("body-schema", "/mask_image")]),
        ("v1", "masking", [*ALPHA, file("mask_image")], [("unknown-field", "/mask_image")]),
        ("v1", "masking", without(MASK, "mask_source"), [("body-schema", "/mask_source")]),
        ("v1", "imageToImage", [*SCHEDULE, ("image_strength", "0.35")], [("unknown-field", "/image_strength")]),
        (
            "v1",
            "imageToImage",
            [*STRENGTH, ("step_schedule_start", "0.6")],
            [("unknown-field", "/step_schedule_start")],
        ),
        ("v1", "upscaleImage", [file("image"), ("height", "512"), ("width", "512")], [("body-schema", "")]),
        ("v1", "upscaleImage", [file("image"), ("height", "511")], [("body-schema", "/height")]),
        ("v1", "upscaleImage", [file("init_image")], [("unknown-field", "/init_image")]),
        ("v1beta", "imageToImage", [*STRENGTH, ("height", "500")], [("body-schema", "/height")]),
        ("v1alpha", "imageToImage", STRENGTH, None),
        ("v1", "imageToImage", parts_of("v1alpha", "imageToImage"), None),
        ("v1", "textToImage", {**OPTIONS, "text_prompts": []}, [("body-schema", "/text_prompts")]),
        ("v1", "textToImage", {**OPTIONS, "samples": 11}, [("body-schema", "/samples")]),
        ("v1", "textToImage", {**OPTIONS, "seed": 2**32}, [("body-schema", "/seed")]),
        ("v1", "textToImage", {**OPTIONS, "cfg_scale": 35.5}, [("body-schema", "/cfg_scale")]),
        ("v1", "textToImage", {**OPTIONS, "prompt": "cat"}, [("unknown-field", "/prompt")]),
        (
            "v1",
            "textToImage",
            {**OPTIONS, "text_prompts": [{"text": "x" * 2001}]},
            [("body-schema", "/text_prompts/0/text")],
        ),
    ],
)
def test_each_way_to_get_a_body_wrong_is_seen_and_nothing_else_is(
    version: str, name: str, body: Any, expected: list[tuple[str, str]] | None
) -> None:
    seen = inspect(version, name, body)
    if expected is None:
        assert seen.violations
    else:
        assert expected == found(seen)


@pytest.mark.parametrize("accept", ["", "image/png", "*/*", "image/*"])
def test_an_empty_accept_header_is_allowed_in_v1alpha_alone(accept: str) -> None:
    for version in VERSIONS:
        api = own(version)
        sent = (headers(version)[0], ("Accept", accept), ("Content-Type", "application/json"))
        target = f"/{version}/generation/{ENGINES['textToImage']}"
        seen = api.inspect(request("POST", target, sent, json.dumps(OPTIONS)), operation(api, "textToImage"))
        assert codes(seen) == (["accept"] if not accept and version != "v1alpha" else [])


@pytest.mark.parametrize(("version", "due"), ALL, ids=IDS)
def test_each_answer_can_be_given(version: str, due: Operation) -> None:
    api = own(version)
    generation = due.method == "POST"

    assert (("application/json", "image/png") if generation else ("application/json",)) == api.media_types(due)
    assert generation == api.has_artifact_list(due, "application/json")
    for status in (200, 400, 401, 403, 404, 429, 500, 502):
        answer = api.answer(due, status, None, lambda index: PNG + bytes([index]), 2)
        body = json.loads(answer.body)
        assert (status, "application/json") == (answer.status, answer.header("Content-Type"))
        assert status == 200 or {"id", "name", "message"} == set(body)
    if generation:
        answer = api.answer(due, 200, "image/png", lambda index: PNG + bytes([index]))
        assert (PNG + b"\0", "SUCCESS") == (answer.body, answer.header("finish-reason"))
        assert (answer.header("seed") or "").isdigit()
