"""The addresses in answers that lead to the second host of a case."""

from __future__ import annotations

import json

import pytest

from harness.model import Request
from harness.openapi import Api, load
from harness.respond import Leads
from harness.respond.leads import GIVING, TAKING, methods_of

OWN, OTHER = "http://127.0.0.1:1234", "http://localhost:1234"


DOCUMENT = {"openapi": "3.1.0", "servers": [{"url": "https://api.files.invalid/v1"}], "paths": {}}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    path = tmp_path_factory.mktemp("document") / "api.yaml"
    path.write_text(json.dumps(DOCUMENT), "utf-8")
    return Api("v1", load(path, "api.yaml"))


def led(
    api: Api, value: object, *, origin: str = "", host: str = "127.0.0.1:1234", location: str = ""
) -> tuple[object, str]:
    """What becomes of a JSON value, and of a header `Location`."""
    request = Request("POST", "/v1/files", (("Host", host),), b"", origin=origin)
    headers, body = Leads().answer(api, request, (("Location", location),), json.dumps(value).encode())
    return json.loads(body), headers[0][1]


@pytest.mark.parametrize(
    ("names", "beside", "methods"),
    [
        (("upload_url",), {}, TAKING),
        (("uploadUrl",), {}, TAKING),
        (("upload", "url"), {}, TAKING),
        (("upload", "href"), {"method": "put"}, ("PUT",)),
        (("upload", "url"), {"fields": {}}, ("POST",)),
        (("presigned_urls",), {}, (*TAKING, *GIVING)),
        (("download_url",), {}, GIVING),
        (("status", "link"), {}, GIVING),
        (("avatar_url",), {}, ()),
        (("upload",), {}, ()),
        (("url",), {}, ()),
    ],
)
def test_the_name_of_a_field_says_what_its_address_is_for(
    names: tuple[str, ...], beside: dict[str, object], methods: tuple[str, ...]
) -> None:
    assert methods == methods_of(names, beside, "POST")


def test_an_address_of_another_host_leads_to_the_second_one(api: Api) -> None:
    value = {"uploads": [{"upload_url": "https://s3.invalid/a%20b?x=1&y=%2B"}], "page_url": "https://www.invalid/"}
    expected = {"uploads": [{"upload_url": f"{OTHER}/a%20b?x=1&y=%2B"}], "page_url": "https://www.invalid/"}
    assert expected == led(api, value)[0]


@pytest.mark.parametrize(
    ("beside", "led_to"), [("", "https://s3.invalid"), ("other.invalid", "http://other.invalid:80")]
)
def test_beside_an_address_of_a_network_the_second_host_has_a_name_of_its_own(
    beside: str, led_to: str, api: Api
) -> None:
    request = Request("POST", "/v1/files", (("Host", "172.18.0.1:80"),), b"")
    _, body = Leads(beside).answer(api, request, (), b'{"upload_url": "https://s3.invalid/a"}')
    assert {"upload_url": f"{led_to}/a"} == json.loads(body)


def test_an_address_of_the_api_leads_to_the_mock(api: Api) -> None:
    assert {"status_url": f"{OWN}/v1/jobs/7"} == led(api, {"status_url": "https://api.files.invalid/v1/jobs/7"})[0]


def test_a_location_leads_to_the_second_host(api: Api) -> None:
    assert f"{OTHER}/" == led(api, {}, location="https://cdn.invalid")[1]
    assert "/v1/files/7" == led(api, {}, location="/v1/files/7")[1]


def test_the_mock_by_another_name_has_its_second_name(api: Api) -> None:
    assert {"upload_url": f"{OWN}/a"} == led(api, {"upload_url": "https://s3.invalid/a"}, host="localhost:1234")[0]


def test_a_program_that_names_its_host_gets_a_second_one_by_name(api: Api) -> None:
    value = {"upload_url": "https://s3.invalid/a", "status_url": "https://api.files.invalid/v1/jobs/7"}
    expected = {"upload_url": "https://elsewhere.invalid/a", "status_url": "https://api.files.invalid/v1/jobs/7"}
    assert expected == led(api, value, origin="https://api.files.invalid")[0]


def test_without_a_second_name_an_address_stays_as_it_is(api: Api) -> None:
    value = {"upload_url": "https://s3.invalid/a"}
    assert value == led(api, value, host="172.17.0.1:1234")[0]


@pytest.mark.parametrize("text", ["https://", "https://[", "http://a b/", "https://s3.invalid:99999/"])
def test_what_is_no_address_stays_as_it_is(text: str, api: Api) -> None:
    assert {"upload_url": text} == led(api, {"upload_url": text})[0]
