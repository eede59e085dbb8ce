"""A Java program with a real SDK, Stripe's, whose pom.xml Maven resolves once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.command import write_own
from support.machine import command, needs_machine
from support.runs import Record, errors, run

DOCUMENT = """\
openapi: 3.0.3
info: {title: Customers, version: "1"}
components: {securitySchemes: {key: {type: http, scheme: bearer}}}
security: [{key: []}]
paths:
  /v1/customers:
    post:
      operationId: createCustomer
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              additionalProperties: false
              required: [email]
              properties: {email: {type: string, format: email}, name: {type: string}}
      responses:
        "200":
          description: The customer.
          content:
            application/json:
              schema:
                type: object
                required: [id, object]
                properties: {id: {type: string}, object: {type: string, enum: [customer]}, email: {type: string}}
"""
POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId><artifactId>programs</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.stripe</groupId><artifactId>stripe-java</artifactId><version>VERSION</version></dependency>
  </dependencies>
</project>
"""
PROGRAM = """\
import com.stripe.Stripe;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.param.CustomerCreateParams;

public class CreateCustomer {
  public static void main(String[] arguments) {
    Stripe.apiKey = System.getenv("API_KEY");
    Stripe.overrideApiBase(System.getenv("API_HOST"));
    Stripe.setReadTimeout(5000);
    Stripe.enableTelemetry = false;
    try {
      CustomerCreateParams params = CustomerCreateParams.builder().EMAIL.build();
      System.out.println(Customer.create(params).getId());
    } catch (StripeException error) {
      System.err.println("the customer was not created: " + error.getMessage());
      System.exit(1);
    }
  }
}
"""
SETTINGS = 'pattern = "java/{operation}.{ext}"\n[apis.v1]\nspec = "openapi.yaml"\n'
SOUND = 'setEmail("ada@example.com")'

pytestmark = needs_machine("java", "mvn")


def records(root: Path, version: str, **programs: str) -> dict[str, Record]:
    """The records of programs under success and a refused key."""
    command("java")
    command("mvn")
    files = {"openapi.yaml": DOCUMENT, "examples/java/pom.xml": POM.replace("VERSION", version)}
    files |= {f"examples/java/{name}.java": PROGRAM.replace("EMAIL", text) for name, text in programs.items()}
    names = "".join(f'[operations.{name}]\noperation_id = "createCustomer"\n' for name in programs)
    write_own(root, SETTINGS + names, files)
    return run(root, "success", "unauthorized")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Record]:
    faulty = f'{SOUND}.putExtraParam("nmae", "Ada")'
    return records(tmp_path_factory.mktemp("sdk") / "tree", "28.4.0", sound=SOUND, faulty=faulty)


def test_a_sound_program_passes(found: dict[str, Record]) -> None:
    sound = {name: record for name, record in found.items() if "/sound/" in name}
    assert ["passed", "passed"] == [record["verdict"] for record in sound.values()], sound


def test_a_faulty_program_is_named_at_its_line(found: dict[str, Record]) -> None:
    record = found["v1/faulty/java/success"]
    (finding,) = (one for one in record["findings"] if one["code"] == "unknown-field")
    assert "failed" == record["verdict"]
    assert "nmae" in PROGRAM.replace("EMAIL", f'{SOUND}.putExtraParam("nmae", "Ada")').splitlines()[finding["line"] - 1]


def test_libraries_are_resolved_once_and_are_there_without_maven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "tree"
    assert "passed" == records(root, "28.4.0", sound=SOUND)["v1/sound/java/success"]["verdict"]
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").symlink_to(str(shutil.which("java")))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}")
    assert "passed" == run(root, "success")["v1/sound/java/success"]["verdict"]
    (root / "examples" / "java" / "pom.xml").write_text(POM.replace("VERSION", "28.3.0"), "utf-8")
    (record,) = run(root, "success").values()
    assert ("could-not-run", True) == (record["verdict"], "pom.xml needs mvn" in record["reason"])


def test_a_library_that_there_is_none_of_is_maven_s_own_words(tmp_path: Path) -> None:
    (record, _) = records(tmp_path / "tree", "0.0.0", sound=SOUND).values()
    assert "could-not-run" == record["verdict"]
    assert "stripe-java" in record["reason"]
    assert [] == errors(record)
