"""The folder that the settings name for a language's libraries: programs find them there, and messages name it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from support.machine import command, needs_machine
from support.runs import errors, run

from harness.errors import UserError
from harness.languages import load as load_languages
from harness.settings.reader import load

TREE = Path(__file__).parent / "tree"
PHP = """\
<?php
require 'vendor/autoload.php';
exit(ask(getenv("API_HOST") . "/v1/balance", getenv("NOTES_KEY")));
"""
PHP_LIBRARY = """\
<?php
function ask(string $url, string $key): int {
    $context = stream_context_create(["http" => [
        "header" => "Authorization: Bearer $key", "timeout" => 4, "ignore_errors" => true]]);
    $said = @file_get_contents($url, false, $context);
    $ok = $said !== false && str_contains($http_response_header[0], " 200");
    fwrite($ok ? STDOUT : STDERR, $said === false ? error_get_last()["message"] : $said . "\\n");
    return $ok ? 0 : 1;
}
"""
RUBY = """\
require "asking"
exit Asking.call(ENV.fetch("API_HOST") + "/v1/balance", ENV.fetch("NOTES_KEY"))
"""
RUBY_LIBRARY = """\
require "net/http"
module Asking
  def self.call(url, key)
    answer = Net::HTTP.get_response(URI(url), "Authorization" => "Bearer " + key)
    answer.code == "200" ? puts(answer.body) : warn(answer.body)
    answer.code == "200" ? 0 : 1
  end
end
"""
GEM = """\
Gem::Specification.new { |s| s.name = "asking"; s.version = "1.0"; s.files = ["lib/asking.rb"]; s.summary = "Asks";
  s.authors = ["A"]; s.require_paths = ["lib"] }
"""
JAVA = """\
import asking.Client;

class Balance {
  public static void main(String[] arguments) throws Exception {
    System.exit(Client.ask(System.getenv("API_HOST") + "/v1/balance", System.getenv("NOTES_KEY")));
  }
}
"""
JAVA_LIBRARY = """\
package asking;

import java.net.URI;
import java.net.http.*;

public class Client {
  public static int ask(String url, String key) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + key).build();
    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    (answer.statusCode() == 200 ? System.out : System.err).println(answer.body());
    return answer.statusCode() == 200 ? 0 : 1;
  }
}
"""


def put(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def vendor(shelf: Path) -> None:
    put(shelf / "vendor" / "autoload.php", PHP_LIBRARY)


def gems(shelf: Path) -> None:
    """As `gem install --install-dir` leaves them."""
    put(shelf / "gems" / "asking-1.0" / "lib" / "asking.rb", RUBY_LIBRARY)
    put(shelf / "specifications" / "asking-1.0.gemspec", GEM)


def bundle(shelf: Path) -> None:
    """As Bundler leaves them: in a folder for each version of Ruby."""
    gems(shelf / "ruby" / "3.1.0")


def jars(shelf: Path) -> None:
    source = put(shelf.parent / "asking" / "Client.java", JAVA_LIBRARY)
    subprocess.run([command("javac"), "-d", shelf.parent / "classes", source], check=True, timeout=60)
    (shelf / "asking" / "1.0").mkdir(parents=True)
    jar = shelf / "asking" / "1.0" / "asking.jar"  # as in a repository of Maven
    subprocess.run(
        [command("jar"), "--create", "--file", jar, "-C", shelf.parent / "classes", "."], check=True, timeout=60
    )


def project(root: Path, language: str, name: str, program: str, table: str) -> Path:
    put(root / language / "v1" / name, program)
    put(root / "notes.yaml", (TREE / "notes.yaml").read_text("utf-8"))
    settings = (TREE / "harness.toml").read_text("utf-8")
    return put(root / "harness.toml", f"{settings}\n[languages.{language}]\n{table}\n").parent


@needs_machine("java", "php", "ruby")
@pytest.mark.parametrize(
    ("language", "name", "program", "fill", "folder"),
    [
        ("php", "balance.php", PHP, vendor, "shelf"),
        ("php", "balance.php", PHP, vendor, "shelf/vendor"),
        ("ruby", "balance.rb", RUBY, gems, "shelf"),
        ("ruby", "balance.rb", RUBY, bundle, "shelf"),
        ("java", "balance.java", JAVA, jars, "shelf"),
    ],
    ids=["php", "php-vendor", "gems", "bundle", "java"],
)
def test_programs_find_their_libraries_in_the_folder_of_the_settings(
    language: str, name: str, program: str, fill: object, folder: str, tmp_path: Path
) -> None:
    root = project(tmp_path / "project", language, name, program, f'libraries = "{folder}"')
    assert callable(fill)
    fill(root / "shelf")
    found = run(root, "success", "unauthorized").values()
    assert [("passed", []), ("passed", [])] == [(one["verdict"], errors(one)) for one in found]


@needs_machine("java", "php", "ruby")
@pytest.mark.parametrize(
    ("language", "name", "program"),
    [("php", "balance.php", PHP), ("ruby", "balance.rb", RUBY), ("java", "balance.java", JAVA)],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_missing_library_is_told_with_the_place_where_it_was_looked_for(
    language: str, name: str, program: str, named: bool, tmp_path: Path
) -> None:
    table = 'libraries = "shelf"' if named else ""
    root = project(tmp_path / "project", language, name, program, table)
    (root / "shelf").mkdir()
    (record,) = run(root, "success").values()
    place = (
        ", nor is it in shelf" if named else f' (a folder that has it can be named as "languages.{language}.libraries")'
    )
    assert "could-not-run" == record["verdict"]
    assert f"which is not installed where it runs{place}" in record["outcome"]["reason"]


@needs_machine("php")
def test_a_missing_extension_of_php_is_looked_for_in_no_folder(tmp_path: Path) -> None:
    root = project(tmp_path / "project", "php", "balance.php", "<?php\ngmp_init(1);\n", "")
    (record,) = run(root, "success").values()
    install = "to install it: apt-get install php-gmp (the extension gmp)"
    assert f"which is not installed where it runs; {install}" in record["outcome"]["reason"]


@pytest.mark.parametrize(
    ("language", "folder", "expected"),
    [
        ("go", ".", "expected no folder, for only these languages take one: ruby, php, java"),
        ("php", "nowhere", "expected a folder, found none at nowhere"),
    ],
)
def test_a_folder_that_can_not_be_used_is_refused(language: str, folder: str, expected: str, tmp_path: Path) -> None:
    root = project(tmp_path / "project", language, "a", "", f'libraries = "{folder}"')
    with pytest.raises(UserError) as refused:
        load_languages(load(root))
    assert f'harness.toml: "languages.{language}.libraries": {expected}' == str(refused.value)
