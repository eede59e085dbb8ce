"""The credentials of a case of a program that receives: the signing secret among them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.credentials.credential import Credential
from harness.model import Case
from harness.plan.receiving import with_secret
from harness.settings.receiving import DeliverySettings

KEY, SECRET = Credential("KEY", "k1"), Credential("SECRET", "s1")
CASE = cast("Case", SimpleNamespace(name="v1/hook/python/success"))


def envs(own: tuple[Credential, ...], key_env: str = "KEY", **rule: Any) -> list[str]:
    return [one.env for one in with_secret(DeliverySettings(**rule), own, CASE, key_env)]


def test_without_a_signing_secret_the_credentials_are_those_of_the_case() -> None:
    assert (KEY,) == with_secret(DeliverySettings(), (KEY,), CASE, "KEY")


@pytest.mark.parametrize(
    ("own", "key_env", "expected"),
    [
        ((KEY,), "KEY", ["KEY", "SECRET"]),
        ((SECRET, KEY), "KEY", ["KEY", "SECRET"]),
        ((KEY, SECRET), "SECRET", ["SECRET", "KEY"]),
        ((), "KEY", ["SECRET"]),
    ],
)
def test_the_signing_secret_is_last_unless_it_is_the_key(
    own: tuple[Credential, ...], key_env: str, expected: list[str]
) -> None:
    assert expected == envs(own, key_env, secret_env=SECRET.env)


def test_a_secret_that_the_case_has_is_kept_and_another_is_made_for_it() -> None:
    rule = DeliverySettings(secret_env=SECRET.env)
    assert "s1" == with_secret(rule, (KEY, SECRET), CASE, "KEY")[-1].value
    made = with_secret(rule, (KEY,), CASE, "KEY")[-1].value
    assert made not in ("", "k1", "s1")
    assert made == with_secret(rule, (KEY,), CASE, "KEY")[-1].value
