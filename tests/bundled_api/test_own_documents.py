"""The OpenAPI documents: what they declare, and that their worked examples are valid."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from openapi_spec_validator import validate
from PIL import Image

SPEC = Path(__file__).resolve().parents[2] / "fixtures" / "spec"
VERSIONS = ("v1", "v1beta", "v1alpha")
COMMON = {"listEngines", "userAccount", "userBalance", "textToImage", "imageToImage", "masking"}
PROGRAMS = {
    "listEngines": "list_engines",
    "userAccount": "get_account",
    "userBalance": "get_balance",
    "textToImage": "text_to_image",
    "imageToImage": "image_to_image",
    "masking": "masking",
    "upscaleImage": "upscale_image",
}
LANGUAGES = {
    "Python": ("python", "py"),
    "TypeScript": ("ts", "ts"),
    "Go": ("go", "go"),
    "cURL": ("curl", "sh"),
}
PROMPTS = {"text_prompts": [{"text": "A lighthouse"}]}
UPLOAD = {"init_image": "init_image.png"}


@cache
def raw(file: str) -> Any:
    """A document as it is written."""
    return yaml.safe_load((SPEC / file).read_text(encoding="utf-8"))


def resolved(node: Any, file: str) -> Any:
    """A node with every reference to a component replaced by what it refers to, and without discriminators.

    None of these documents refers to itself in a circle.
    """
    if isinstance(node, list):
        return [resolved(item, file) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target, _, pointer = node["$ref"].partition("#")
        if not pointer:
            return node
        found = raw(target or file)
        for key in pointer.split("/")[1:]:
            found = found[key]
        return resolved(found, target or file)
    return {key: resolved(value, file) for key, value in node.items() if key != "discriminator"}


@cache
def document(version: str) -> Any:
    """A version's document with all references to components resolved."""
    return resolved(raw(f"{version}.yaml"), f"{version}.yaml")


def operations(version: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and operation."""
    for path, item in document(version)["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def operation(version: str, operation_id: str) -> dict[str, Any]:
    """One operation."""
    return next(found for _, _, found in operations(version) if found["operationId"] == operation_id)


def media_types(version: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Where it stands, media type and its object, of every request and response body."""
    for _, _, found in operations(version):
        bodies = {"request": found.get("requestBody", {}), **found["responses"]}
        for where, body in bodies.items():
            for media_type, value in body.get("content", {}).items():
                yield f"{found['operationId']} {where}", media_type, value


def accepts(schema: dict[str, Any], value: Any) -> bool:
    """True if a value is valid, where a field that the schema doesn't know is a fault."""
    return jsonschema_rs.Draft202012Validator(closed(schema)).is_valid(value)


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that takes no fields but its own, at any depth."""
    return {**closed_inside(schema), "unevaluatedProperties": False}


def closed_inside(schema: dict[str, Any]) -> dict[str, Any]:
    """The same for the schemas of its fields and items alone: it may be one of several in an allOf."""
    made = dict(schema)
    if "properties" in schema:
        made["properties"] = {name: closed(value) for name, value in schema["properties"].items()}
    if "items" in schema:
        made["items"] = closed(schema["items"])
    for keyword in ("allOf", "oneOf"):
        if keyword in schema:
            made[keyword] = [closed_inside(part) for part in schema[keyword]]
    return made


@pytest.mark.parametrize("file", ["shared.yaml", *(f"{version}.yaml" for version in VERSIONS)])
def test_a_document_is_valid_openapi(file: str) -> None:
    """openapi-spec-validator has nothing to say, and the version is 3.0.3."""
    validate(raw(file), base_uri=(SPEC / file).as_uri())
    assert "3.0.3" == raw(file)["openapi"]


@pytest.mark.parametrize(("version", "extra"), [("v1", {"upscaleImage"}), ("v1beta", set()), ("v1alpha", set())])
def test_a_version_has_its_operations(version: str, extra: set[str]) -> None:
    """Seven in v1, six in the others."""
    assert COMMON | extra == {found["operationId"] for _, _, found in operations(version)}
    assert len(COMMON | extra) == len(list(operations(version)))


def test_every_operation_links_its_four_programs() -> None:
    """19 operations x 4 languages, each link relative to the document."""
    links = []
    for version in VERSIONS:
        for _, _, found in operations(version):
            for sample in found["x-codeSamples"]:
                folder, extension = LANGUAGES[sample["lang"]]
                program = f"{PROGRAMS[found['operationId']]}.{extension}"
                assert f"../../examples/{folder}/code/{version}/{program}" == sample["source"]["$ref"]
                links.append(sample["source"]["$ref"])
    assert 76 == len(links) == len(set(links))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_document_declares_how_the_key_is_sent(version: str) -> None:
    """A bearer token in v1 and v1beta; the bare header in v1alpha, which also is a required parameter."""
    scheme = document(version)["components"]["securitySchemes"]["STABILITY_API_KEY"]
    assert [{"STABILITY_API_KEY": []}] == document(version)["security"]
    if version == "v1alpha":
        assert ("apiKey", "header", "Authorization") == (scheme["type"], scheme["in"], scheme["name"])
    else:
        assert ("http", "bearer") == (scheme["type"], scheme["scheme"])
    for _, _, found in operations(version):
        required = [entry["name"] for entry in found.get("parameters", ()) if entry.get("required")]
        assert (version == "v1alpha") == ("Authorization" in required)


@pytest.mark.parametrize("version", VERSIONS)
def test_headers_are_declared_where_they_count(version: str) -> None:
    """Organization everywhere but for the account, Accept where images are made; v1alpha takes it empty."""
    for _, path, found in operations(version):
        parameters = {entry["name"]: entry for entry in found.get("parameters", ())}
        assert (found["operationId"] != "userAccount") == ("Organization" in parameters)
        assert path.startswith("/generation/") == ("Accept" in parameters) == ("engine_id" in parameters)
        if "Accept" in parameters:
            empty = [""] if version == "v1alpha" else []
            assert ["application/json", "image/png", *empty] == parameters["Accept"]["schema"]["enum"]


@pytest.mark.parametrize("version", VERSIONS)
def test_statuses_are_those_of_the_api(version: str) -> None:
    """401 and 500 everywhere, 400, 403 and 404 where images are made."""
    for _, path, found in operations(version):
        generation = {"400", "403", "404"} if path.startswith("/generation/") else set()
        assert {"200", "401", "500"} | generation == set(found["responses"])


@pytest.mark.parametrize("version", VERSIONS)
def test_every_json_body_and_form_has_valid_worked_examples(version: str) -> None:
    """Each example is valid against its schema, fields that it doesn't know included."""
    for where, media_type, value in media_types(version):
        if media_type == "image/png":
            continue
        examples = [entry["value"] for entry in value.get("examples", {}).values()]
        examples += [value["example"]] if "example" in value else []
        assert examples, f"{version} {where}: no worked example"
        for example in examples:
            assert accepts(value["schema"], example), f"{version} {where}: {example}"


@pytest.mark.parametrize("version", VERSIONS)
def test_an_error_examples_name_is_the_one_of_its_status(version: str) -> None:
    """Each name of the API's table stands in an example."""
    usual = {"401": "unauthorized", "403": "permission_denied", "404": "not_found", "500": "server_error"}
    for _, _, found in operations(version):
        for status, response in found["responses"].items():
            content = response["content"]["application/json"]
            if status in usual:
                assert usual[status] == content["example"]["name"]
            if status == "400":
                assert 9 == len(content["examples"])
                assert all(name == entry["value"]["name"] for name, entry in content["examples"].items())


def test_the_artifact_example_is_a_png() -> None:
    """A tool can see from the example that the text is an image."""
    answer = operation("v1", "textToImage")["responses"]["200"]["content"]["application/json"]
    field = answer["schema"]["properties"]["artifacts"]["items"]["properties"]["base64"]
    for text in (field["example"], answer["example"]["artifacts"][0]["base64"]):
        with Image.open(io.BytesIO(base64.b64decode(text, validate=True))) as image:
            image.load()
            assert "PNG" == image.format


STRENGTH, SCHEDULE = {"init_image_mode": "IMAGE_STRENGTH"}, {"init_image_mode": "STEP_SCHEDULE"}
WHITE, ALPHA = {"mask_source": "MASK_IMAGE_WHITE"}, {"mask_source": "INIT_IMAGE_ALPHA"}
MASK = {"mask_image": "mask.png"}
FORM = UPLOAD | PROMPTS
SIDES = {"height": 512, "width": 512}
BODIES = [
    ("v1", "imageToImage", FORM, True, "no mode means IMAGE_STRENGTH"),
    ("v1", "imageToImage", FORM | {"image_strength": 0.5}, True, "no mode, its field"),
    ("v1", "imageToImage", FORM | {"step_schedule_start": 0.5}, False, "no mode, the other mode's field"),
    ("v1", "imageToImage", FORM | STRENGTH | {"image_strength": 1}, True, "the mode's field"),
    ("v1", "imageToImage", FORM | STRENGTH | {"step_schedule_end": 1}, False, "the other mode's field"),
    ("v1", "imageToImage", FORM | SCHEDULE | {"step_schedule_end": 1}, True, "the schedule's field"),
    ("v1", "imageToImage", FORM | SCHEDULE | {"image_strength": 1}, False, "the strength in a schedule"),
    ("v1", "imageToImage", FORM | {"init_image_mode": "OTHER"}, False, "a mode that there is not"),
    ("v1", "imageToImage", FORM | SIDES, False, "v1 takes no size"),
    ("v1beta", "imageToImage", FORM | SIDES, True, "v1beta takes a size"),
    ("v1", "imageToImage", PROMPTS, False, "no init image"),
    ("v1", "imageToImage", UPLOAD, False, "no prompts"),
    ("v1", "masking", FORM, False, "no mask source"),
    ("v1", "masking", FORM | WHITE | MASK, True, "a mask image, and its source"),
    ("v1", "masking", FORM | WHITE, False, "a source without its mask image"),
    ("v1", "masking", FORM | ALPHA, True, "the alpha channel"),
    ("v1", "masking", FORM | ALPHA | MASK, False, "the alpha channel and a mask image"),
    ("v1", "masking", FORM | ALPHA | SIDES, False, "v1 takes no size"),
    ("v1beta", "masking", FORM | ALPHA | SIDES, True, "v1beta takes a size"),
    ("v1", "upscaleImage", {"image": "a.png"}, True, "double the size"),
    ("v1", "upscaleImage", {"image": "a.png", "width": 512}, True, "the smallest width"),
    ("v1", "upscaleImage", {"image": "a.png", "height": 511}, False, "too small a height"),
    ("v1", "upscaleImage", {"image": "a.png", "width": 600, "height": 600}, False, "both sides"),
    ("v1alpha", "imageToImage", UPLOAD | {"options": PROMPTS | SIDES}, True, "options as an object"),
    ("v1alpha", "imageToImage", FORM, False, "options outside their object"),
    ("v1alpha", "imageToImage", UPLOAD | {"options": SIDES}, False, "no prompts"),
    ("v1alpha", "imageToImage", UPLOAD | {"options": PROMPTS | WHITE}, False, "a mask source"),
    ("v1alpha", "masking", UPLOAD | {"options": PROMPTS | ALPHA}, True, "no mask image"),
    ("v1alpha", "masking", UPLOAD | MASK | {"options": PROMPTS | WHITE}, True, "a mask image"),
    ("v1alpha", "masking", UPLOAD | {"options": PROMPTS}, False, "no mask source"),
    (
        "v1",
        "textToImage",
        PROMPTS | SIDES | {"cfg_scale": 35, "steps": 10, "samples": 10},
        True,
        "the limits",
    ),
    ("v1", "textToImage", PROMPTS | {"cfg_scale": 35.1}, False, "cfg_scale too large"),
    ("v1", "textToImage", PROMPTS | {"steps": 9}, False, "too few steps"),
    ("v1", "textToImage", PROMPTS | {"samples": 11}, False, "too many samples"),
    ("v1", "textToImage", PROMPTS | {"seed": 2**32 - 1}, True, "the largest seed"),
    ("v1", "textToImage", PROMPTS | {"seed": 2**32}, False, "too large a seed"),
    ("v1", "textToImage", PROMPTS | {"width": 500}, False, "no multiple of 64"),
    ("v1", "textToImage", PROMPTS | {"width": 64}, False, "below 128"),
    ("v1", "textToImage", PROMPTS | {"sampler": "K_EULER"}, True, "a sampler"),
    ("v1", "textToImage", PROMPTS | {"sampler": "EULER"}, False, "a sampler that there is not"),
    ("v1", "textToImage", {"text_prompts": []}, False, "an empty list of prompts"),
    ("v1", "textToImage", {"text_prompts": [{"text": "a" * 2000, "weight": -0.5}]}, True, "a long prompt"),
    ("v1", "textToImage", {"text_prompts": [{"text": "a" * 2001}]}, False, "too long a prompt"),
    ("v1", "textToImage", {"text_prompts": [{"weight": 1}]}, False, "a prompt without text"),
]


@pytest.mark.parametrize(("version", "name", "body", "valid", "why"), BODIES)
def test_a_request_body_is_judged(version: str, name: str, body: Any, valid: bool, why: str) -> None:
    """The variants are told apart by their field alone, without a reader of discriminators."""
    (content,) = operation(version, name)["requestBody"]["content"].values()
    assert valid == accepts(content["schema"], body), why


@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_a_discriminator_names_one_of_its_variants_for_each_value(version: str) -> None:
    """Every mapping's target is in the oneOf, and takes the value that maps to it."""
    schemas = raw(f"{version}.yaml")["components"]["schemas"]
    for name in ("ImageToImageBody", "MaskingBody"):
        body = schemas[name]
        variants = [entry["$ref"] for entry in body["oneOf"]]
        assert set(variants) == set(body["discriminator"]["mapping"].values())
        for value, target in body["discriminator"]["mapping"].items():
            field = body["discriminator"]["propertyName"]
            mask = MASK if value.startswith("MASK_IMAGE") else {}
            assert accepts(resolved({"$ref": target}, f"{version}.yaml"), FORM | mask | {field: value}), value
