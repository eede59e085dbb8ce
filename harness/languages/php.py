"""PHP: run by the command-line `php` on PATH.

Its own complaints go to stderr, where a person looks for them: by default they stand in the program's output, or
nowhere, as the machine's php.ini has it (https://www.php.net/manual/en/errorfunc.configuration.php).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.common.cells import Reach
from harness.languages import scripts
from harness.languages.fragments import Completed, as_it_is
from harness.languages.language import Language, Preparation, Prepare
from harness.languages.manifests import resolved
from harness.languages.toolchain import Requirement, Tool
from harness.model import CouldNotStart, Dialect, Example

PING = """\
<?php
$context = stream_context_create(["http" => ["header" => "Authorization: Bearer " . getenv("@KEY@"), "timeout" => 10]]);
exit(file_get_contents(getenv("@HOST@") . "@PATH@", false, $context) === false ? 1 : 0);
"""
VENDOR, COMPOSER, LOCK = "vendor", "composer.json", "composer.lock"
INSTALL = ("composer", "install", "--no-interaction", "--no-dev", "--no-plugins", "--no-scripts", "--quiet")
START = ("{php}", "-d", "display_errors=stderr", "-d", "log_errors=0")
EXTENSIONS = "curl|mb|simplexml|gd|bcmath|intl|gmp"
"""Prefixes of functions that an extension of PHP brings."""
DIALECT = Dialect(
    words=("php",),
    comments=("//", "#"),
    variables=(r"\bgetenv\(\s*[\"']([^\"']+)[\"']\s*\)", r"\$_ENV\[\s*[\"']([^\"']+)[\"']\s*\]"),
    files=(r"(?:fopen|file_get_contents|curl_file_create|CURLFile)\(\s*[\"']([^\"':]+)[\"']",),
    calls=("curl_exec(", "->request(", "file_get_contents("),
    statuses=(r"\b(?:if|switch|match)\b[^\n]*(?:_CODE\b|getStatusCode\(|\$(?:http_?)?(?:code|status)\b)",),
    answers=(r"\bjson_decode\(|->getBody\(",),
    bodies=("CURLOPT_POSTFIELDS", "'content'", "json_encode(", "http_build_query("),
    headers=("CURLOPT_HTTPHEADER", "'header'"),
    prints=("echo", "print"),
    complains=("STDERR", "stderr", "error_log"),
    changes=("file_put_contents", "fwrite", "unlink"),
    crashes=(
        (r"(?m)^(?:PHP )?Parse error: ", "a fault of syntax"),
        (r"Uncaught Error: (?:Call to undefined|Class|Undefined constant)", "a name that is not there"),
    ),
    stack_traces=((r"(?m)^(?:PHP )?Fatal error:\s+Uncaught ", "an exception that nothing caught"),),
    head=r"<\?php[ \t]*(?=\n|$)|(?:declare\(|use )[^\n]*",
    siblings=(r"\b(?:require|include)(?:_once)?\b[^;\n]*?[\"']/?([./\w-]+)[\"']",),
    undefined=(
        r"(?:Warning|Notice): +Undefined variable:? \$?(\w+)",
        r"Uncaught Error: Class \"(?:\w+\\)*(\w+)\" not found",
    ),
    missing_library=rf"Failed opening required '([^']*vendor/autoload\.php)'|undefined function ({EXTENSIONS})_",
    unsent=((r"\bcurl_init\(", r"\bcurl_(?:multi_)?exec\(", "curl sends nothing before curl_exec()"),),
    function=r"(?m)^function (\w+)",
    install="composer install",
    installs={
        name: f"apt-get install php-{name.replace('mb', 'mbstring')} (the extension {name})"
        for name in EXTENSIONS.split("|")
    },
)


def _complete(source: str) -> Completed:
    lines = source.splitlines()
    if "<?" in source:
        return as_it_is(source)
    return Completed("\n".join(["<?php", *lines]) + "\n", (0, *range(len(lines))), "`<?php`")


def _prepare(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
    """Composer installs what a composer.lock names, once, where the work folder has no libraries of its own yet."""
    workdir, plain = examples[0].workdir, scripts.command((*START, "{file}"))
    if not (workdir / LOCK).is_file() or (workdir / VENDOR / "autoload.php").is_file():
        return plain(examples, tools, build)
    made = resolved(workdir, (LOCK, COMPOSER), lambda _: INSTALL, build, Reach(), _composer)
    if isinstance(made, CouldNotStart):
        return Preparation(failures={example.id: made for example in examples})
    return _prepare_with(made / VENDOR)(examples, tools, build)


def _composer(made: Path) -> Mapping[str, str]:
    """Variables by which Composer fills a folder with copies, and writes nothing into the tree."""
    return {
        "COMPOSER_VENDOR_DIR": str(made / VENDOR),
        "COMPOSER_HOME": str(made.parent),
        "COMPOSER_MIRROR_PATH_REPOS": "1",
        "COMPOSER_ALLOW_SUPERUSER": "1",
    }


def _prepare_with(libraries: Path) -> Prepare:
    """Composer's `vendor` is found by its name, so the folder above it is what PHP searches."""
    above = libraries.parent if (libraries / "autoload.php").is_file() else libraries
    return scripts.command((*START, "-d", f"include_path=.:{above}", "{file}"))


PHP = Language(
    name="php",
    title="PHP",
    extensions=("php",),
    workdir="php",
    requirements=(Requirement("php", minimum=(7, 4), advice="install PHP 7.4 or newer with its command line"),),
    prepare=_prepare,
    prepare_with=_prepare_with,
    dialect=DIALECT,
    ping=PING,
    complete=_complete,
    image="php:8-cli",
)
