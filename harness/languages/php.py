"""PHP: run by the command-line `php` on PATH.

Its own complaints go to stderr, where a person looks for them: by default they stand in the program's output, or
nowhere, as the machine's php.ini has it (https://www.php.net/manual/en/errorfunc.configuration.php).
"""

from __future__ import annotations

from harness.languages import scripts
from harness.languages.fragments import Completed, as_it_is
from harness.languages.language import Language
from harness.languages.toolchain import Requirement
from harness.model import Dialect

PING = """\
<?php
$context = stream_context_create(["http" => ["header" => "Authorization: Bearer " . getenv("@KEY@"), "timeout" => 10]]);
exit(file_get_contents(getenv("@HOST@") . "@PATH@", false, $context) === false ? 1 : 0);
"""
EXTENSIONS = "curl|mb|simplexml|gd|bcmath|intl|gmp"
"""Prefixes of functions that an extension of PHP brings."""
DIALECT = Dialect(
    words=("php",),
    comments=("//", "#"),
    variables=(r"\bgetenv\(\s*[\"']([^\"']+)[\"']\s*\)", r"\$_ENV\[\s*[\"']([^\"']+)[\"']\s*\]"),
    files=(r"(?:fopen|file_get_contents|curl_file_create|CURLFile)\(\s*[\"']([^\"':]+)[\"']",),
    calls=("curl_exec(", "->request(", "file_get_contents("),
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


PHP = Language(
    name="php",
    title="PHP",
    extensions=("php",),
    workdir="php",
    requirements=(Requirement("php", minimum=(7, 4), advice="install PHP 7.4 or newer with its command line"),),
    prepare=scripts.command(("{php}", "-d", "display_errors=stderr", "-d", "log_errors=0", "{file}")),
    dialect=DIALECT,
    ping=PING,
    complete=_complete,
    image="php:8-cli",
)
