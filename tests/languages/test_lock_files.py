"""Libraries that a lock file names: installed once by the language's own tool, into a folder of the harness's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.languages import load
from harness.languages.language import Preparation
from harness.languages.toolchain import Tool
from harness.model import Example
from harness.settings import Settings

LANGUAGES = load(Settings(Path()))
TOOL = """\
#!/bin/sh
echo "$*" >>calls
mkdir -p "${{{folder}}}/{below}"
: >"${{{folder}}}/{below}/{file}"
"""
FILES = {
    "ruby": ("bundle", TOOL.format(folder="BUNDLE_PATH", below="ruby/3.1.0", file="x"), ("Gemfile", "Gemfile.lock")),
    "php": (
        "composer",
        TOOL.format(folder="COMPOSER_VENDOR_DIR", below=".", file="autoload.php"),
        ("composer.json", "composer.lock"),
    ),
}


class Place:
    """A work folder with one program, and a tool of its language that writes down how it is called."""

    def __init__(self, root: Path, language: str, *, locked: bool = True) -> None:
        self.language, self.root, self.work = LANGUAGES[language], root, root / "work"
        name, script, (manifest, lock) = FILES[language]
        self.work.mkdir()
        (self.work / manifest).write_text("", "utf-8")
        self.lock = self.work / lock
        if locked:
            self.lock.write_text("", "utf-8")
        (root / "bin").mkdir()
        self.tool = root / "bin" / name
        self.tool.write_text(script, "utf-8")
        self.tool.chmod(0o755)

    def prepare(self) -> Preparation:
        """How the program is started."""
        name = self.language.name
        example = Example(name, "v1", "a", None, self.work / "a", "a", self.work, dialect=self.language.dialect)
        return self.language.prepare([example], {name: Tool(f"/usr/bin/{name}", "3.1")}, self.root / "build")

    @property
    def calls(self) -> list[str]:
        """How the tool was called."""
        file = self.work / "calls"
        return file.read_text("utf-8").splitlines() if file.exists() else []


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("language", FILES)
def test_what_a_lock_file_names_is_installed_once(
    tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path, language)
    first = place.prepare()
    assert ({}, 1) == (first.failures, len(place.calls))
    (made,) = (tmp_path / "build").glob("libraries-*/made")
    told = " ".join([*first.env.values(), *next(iter(first.commands.values()))])
    assert str(made) in told
    assert ["a", "calls"] == sorted({"a", *(one.name for one in place.work.iterdir())} - set(FILES[language][2]))
    place.tool.unlink()
    assert (first, 1) == (place.prepare(), len(place.calls))
    place.lock.write_text("another", "utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert f"needs {FILES[language][0]}, and there is none" in next(iter(place.prepare().failures.values())).reason


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("language", FILES)
def test_without_a_lock_file_nothing_is_installed(tmp_path: Path, language: str) -> None:
    place = Place(tmp_path, language, locked=False)
    assert ({}, []) == (place.prepare().failures, place.calls)


@pytest.mark.usefixtures("tools")
def test_libraries_of_php_that_are_in_the_work_folder_are_used_as_they_are(tmp_path: Path) -> None:
    place = Place(tmp_path, "php")
    (place.work / "vendor").mkdir()
    (place.work / "vendor" / "autoload.php").touch()
    assert ({}, []) == (place.prepare().failures, place.calls)
