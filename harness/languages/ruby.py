"""Ruby: run by the `ruby` on PATH."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from harness.common.cells import Reach
from harness.languages import scripts
from harness.languages.language import Language, Preparation, Prepare
from harness.languages.manifests import resolved
from harness.languages.toolchain import Requirement, Tool
from harness.model import CouldNotStart, Dialect, Example

PING = """\
require "net/http"
answer = Net::HTTP.get_response(URI(ENV["@HOST@"] + "@PATH@"), "Authorization" => "Bearer " + ENV["@KEY@"])
puts answer.code
exit answer.code == "200"
"""
DIALECT = Dialect(
    words=("ruby", "rb"),
    comments=("#",),
    variables=(r"ENV\[\s*[\"']([^\"']+)[\"']\s*\]", r"ENV\.fetch\(\s*[\"']([^\"']+)[\"']\s*\)"),
    files=(r"File\.(?:open|read|new|binread)\(\s*[\"']([^\"']+)[\"']\s*(?:,\s*[\"']rb?[\"']\s*)?\)",),
    calls=("http.", "Net::HTTP", "HTTParty.", "Faraday."),
    statuses=(r"\b(?:if|unless|case)\b[^\n]*(?:\.(?:code|status|success\?)|\bNet::HTTPSuccess\b)",),
    answers=(r"\.body\b",),
    bodies=(".body =", ".set_form", ".to_json", "JSON.generate"),
    headers=("headers", "request[", "req["),
    prints=("puts ", "print"),
    complains=("stderr", "warn", "abort"),
    changes=("write", "binwrite", "unlink", "delete"),
    crashes=(
        (r"\((?:NameError|NoMethodError)\)", "a name that is not there"),
        (r"\((?:LoadError|SyntaxError)\)|(?m:syntax errors? found)", "a program that can't be loaded"),
    ),
    stack_traces=(
        (r"(?m)^[ \t]*from .+:\d+:in [`']", "a bare Ruby stack trace"),
        (r"(?m)^\S+\.rb:\d+:in [`'].*\([A-Z]\w*(?:::\w+)*\)$", "an exception that nothing caught"),
    ),
    head=r"#!.*|# (?:frozen_string_literal|encoding):.*",
    siblings=(r"\brequire(?:_relative)?[ (]+[\"']([./\w-]+)[\"']",),
    undefined=(
        r"undefined local variable or method [`'](\w+)'(?! for (?:an instance of|#<))",
        r"uninitialized constant ([A-Z]\w*)(?=\s|:|$)",
    ),
    missing_library=r"cannot load such file -- (\w[\w/-]*) \(LoadError\)",
    unsent=((r"\bNet::HTTP::[A-Z]\w+\.new", r"\.request\b", "Net::HTTP sends nothing before .request"),),
    function=r"(?m)^def (\w+)",
    install="gem install {name}",
)
START = ("{ruby}", "{file}")

INSTALL = ("bundle", "install", "--quiet")
GEMFILE, LOCK = "Gemfile", "Gemfile.lock"


def _prepare(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
    """Bundler installs what a Gemfile.lock names, once; without one, programs find the gems of this machine."""
    workdir = examples[0].workdir
    if not (workdir / LOCK).is_file():
        return scripts.command(START)(examples, tools, build)
    gems = resolved(workdir, (LOCK, GEMFILE), lambda _: INSTALL, build, Reach(), _bundler(workdir))
    if isinstance(gems, CouldNotStart):
        return Preparation(failures={example.id: gems for example in examples})
    return _prepare_with(gems)(examples, tools, build)


def _bundler(workdir: Path) -> Callable[[Path], Mapping[str, str]]:
    """Variables by which Bundler fills a folder, and writes nothing into the tree."""
    own = {"BUNDLE_GEMFILE": str(workdir / GEMFILE), "BUNDLE_FROZEN": "true", "BUNDLE_SILENCE_ROOT_WARNING": "true"}
    return lambda made: {**own, "BUNDLE_PATH": str(made), "BUNDLE_APP_CONFIG": str(made.parent)}


def _prepare_with(libraries: Path) -> Prepare:
    """RubyGems searches the folder, or those that Bundler made below it for each version, and then its own."""
    folders = [str(folder) for folder in sorted(libraries.glob("ruby/*/"))] or [str(libraries)]
    return scripts.command(START, env={"GEM_PATH": ":".join([*folders, ""])})


RUBY = Language(
    name="ruby",
    title="Ruby",
    extensions=("rb",),
    workdir="ruby",
    requirements=(Requirement("ruby", minimum=(2, 7), advice="install Ruby 2.7 or newer"),),
    prepare=_prepare,
    prepare_with=_prepare_with,
    dialect=DIALECT,
    ping=PING,
    image="ruby:3-slim",
)
