"""The settings' credentials, tied to the schemes of the documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.credentials.credential import Credential
from harness.credentials.declared import _parts, declared, held
from harness.errors import UserError
from harness.openapi.request.security import Scheme
from harness.settings import CredentialSettings, Settings

KEY = Scheme("key", "header", "X-Key", None)
OTHER = Scheme("other", "header", "X-Other", None)
BASIC = Scheme("basic", "header", "Authorization", "basic", "http")
DIGEST = Scheme("digest", "header", "Authorization", "digest", "http")
OAUTH = Scheme("oauth", "header", "Authorization", "bearer", "oauth2")
OPEN = Scheme("open", "header", "Authorization", "bearer", "openIdConnect")
MUTUAL = Scheme("mutual", "", "", None, "mutualTLS")


def read(*schemes: Scheme, **tables: CredentialSettings) -> tuple[Credential, ...]:
    return declared(Settings(Path(), credentials=tables, key_env="API_KEY"), schemes)


def table(env: str = "USER", **more: str) -> CredentialSettings:
    return CredentialSettings(env=env, shown="harness.toml:3", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scheme", "parts"),
    [
        (KEY, ("token", "key")),
        (BASIC, ("username", "password")),
        (DIGEST, ("username", "password")),
        (OAUTH, ("token", "client_id", "client_secret", "username", "password")),
        (OPEN, ("token", "client_id", "client_secret", "username", "password")),
        (MUTUAL, ()),
    ],
)
def test_a_scheme_is_made_of_parts(scheme: Scheme, parts: tuple[str, ...]) -> None:
    assert parts == _parts(scheme)


def test_the_key_is_a_credential_where_no_table_names_it() -> None:
    assert (Credential("API_KEY", ""),) == read(KEY)
    assert (Credential("API_KEY", "", "key", ""),) == read(KEY, one=table("API_KEY"))
    assert (Credential("USER", "", "basic", "username"), Credential("API_KEY", "")) == read(
        BASIC, KEY, one=table(part="username")
    )


def test_without_a_document_a_credential_has_no_scheme() -> None:
    assert Credential("USER", "", "", "username") == read(one=table(part="username"))[0]


@pytest.mark.parametrize(
    ("schemes", "given", "said"),
    [
        (
            (KEY, BASIC),
            {"scheme": "kay"},
            'a security scheme of the document (key, basic), got "kay" (did you mean "key"?)',
        ),
        ((), {"scheme": "key"}, 'a security scheme of the document (none), got "key"'),
        ((BASIC,), {"scheme": "basic", "part": "token"}, 'a part of basic (username, password), got "token"'),
        ((KEY, OTHER), {}, '"scheme", since several fit: key, other; got none'),
        ((KEY,), {"part": "username"}, "a part that some security scheme of the document takes, got username"),
    ],
)
def test_a_table_that_fits_nothing_is_one_line(schemes: tuple[Scheme, ...], given: dict[str, str], said: str) -> None:
    with pytest.raises(UserError) as raised:
        read(*schemes, one=table(**given))
    assert f'harness.toml:3: "credentials.one": expected {said}' == str(raised.value)


def test_a_case_holds_values_of_its_own_its_key_first() -> None:
    found = held((Credential("USER", "", "basic", "username"), Credential("API_KEY", "")), "v1/a", "API_KEY", "the-key")
    assert [("API_KEY", "the-key"), ("USER", "basic")] == [
        (found[0].env, found[0].value),
        (found[1].env, found[1].scheme),
    ]
    assert found[1].value not in ("", "the-key")
    assert found != held(
        (Credential("USER", "", "basic", "username"), Credential("API_KEY", "")), "v1/b", "API_KEY", "the-key"
    )
