"""`harness serve` gives access tokens to who tries a program by hand, and shows no secret of theirs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.serving.served import Served, serving

TREE = Path(__file__).parents[2] / "credentials" / "oauth"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GRANT = "grant_type=client_credentials&client_id=app&client_secret=s3cret-of-mine"


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tree of OAuth programs, served."""
    with serving(Path(shutil.copytree(TREE, tmp_path_factory.mktemp("by-hand") / "tree"))) as served:
        yield served


def token(served: Served, form: str = GRANT) -> tuple[int, dict[str, Any]]:
    """What the token endpoint answers."""
    status, body, _ = served.ask("POST", "/oauth/token", form, FORM)
    return status, json.loads(body)


def codes(served: Served) -> list[str]:
    """The codes of the last request's findings."""
    return [finding["code"] for finding in served.seen()[-1]["findings"]]


def test_a_token_is_given_and_good_for_the_api(by_hand: Served) -> None:
    status, answer = token(by_hand)
    assert (200, []) == (status, codes(by_hand))
    bearer = {"Authorization": f"Bearer {answer['access_token']}"}
    assert 200 == by_hand.ask("GET", "/v1/orders", headers=bearer)[0]
    assert ("v1/listOrders", []) == (by_hand.seen()[-1]["operation"], by_hand.seen()[-1]["findings"])


def test_what_is_wrong_with_a_token_request_is_told(by_hand: Served) -> None:
    status, answer = token(by_hand, "client_id=app&client_secret=s3cret-of-mine")
    assert (400, "invalid_request", ["oauth-grant"]) == (status, answer["error"], codes(by_hand))


def test_a_refresh_token_from_elsewhere_is_taken(by_hand: Served) -> None:
    status, answer = token(by_hand, "grant_type=refresh_token&refresh_token=1234567890abcdef&client_id=app")
    assert (200, []) == (status, codes(by_hand))
    assert answer["refresh_token"].startswith("rt-")


def test_a_device_is_told_to_come_again_and_then_has_its_token(by_hand: Served) -> None:
    code = json.loads(by_hand.ask("POST", "/oauth/device/code", "client_id=app", FORM)[1])["device_code"]
    poll = f"grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=app&device_code={code}"
    assert "authorization_pending" == token(by_hand, poll)[1]["error"]
    assert "access_token" in token(by_hand, poll)[1]


def test_the_scenarios_of_tokens_are_played(by_hand: Served) -> None:
    by_hand.choose("token-refused")
    status, answer = token(by_hand)
    assert (400, "invalid_client") == (status, answer["error"])
    by_hand.choose("token-expired")
    status, answer = token(by_hand)
    bearer = {"Authorization": f"Bearer {answer['access_token']}"}
    status, _, headers = by_hand.ask("GET", "/v1/orders", headers=bearer)
    assert 401 == status
    assert 'error="invalid_token"' in headers["WWW-Authenticate"]
    assert 200 == by_hand.ask("GET", "/v1/orders", headers=bearer)[0]


def test_the_page_shows_neither_secret_nor_token(by_hand: Served) -> None:
    _, answer = token(by_hand)
    by_hand.ask("GET", "/v1/orders", headers={"Authorization": f"Bearer {answer['access_token']}"})
    shown = json.dumps(by_hand.seen())
    assert "s3cret-of-mine" not in shown
    assert answer["access_token"] not in shown
