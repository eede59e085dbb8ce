"""Ruby: run by the `ruby` on PATH."""

from __future__ import annotations

from harness.languages import scripts
from harness.languages.language import Language
from harness.languages.toolchain import Requirement
from harness.model import Dialect

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
    undefined=(
        r"undefined local variable or method [`'](\w+)'(?! for (?:an instance of|#<))",
        r"uninitialized constant ([A-Z]\w*)(?=\s|:|$)",
    ),
    missing_library=r"cannot load such file -- (\w[\w/-]*) \(LoadError\)",
    unsent=((r"\bNet::HTTP::[A-Z]\w+\.new", r"\.request\b", "Net::HTTP sends nothing before .request"),),
    function=r"(?m)^def (\w+)",
    install="gem install {name}",
)
RUBY = Language(
    name="ruby",
    title="Ruby",
    extensions=("rb",),
    workdir="ruby",
    requirements=(Requirement("ruby", minimum=(2, 7), advice="install Ruby 2.7 or newer"),),
    prepare=scripts.command(("{ruby}", "{file}")),
    dialect=DIALECT,
    ping=PING,
    image="ruby:3-slim",
)
