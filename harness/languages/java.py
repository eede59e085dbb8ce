"""Java: single-file programs (JEP 330), all of them compiled beforehand by one virtual machine.

A program is started as the class that `java FILE` would start, from a folder that holds its classes alone: two programs
may have a class of the same name.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from harness.common.cells import Reach, in_cells, run_in_cell
from harness.common.tools import ToolTrouble
from harness.languages import java_fragments
from harness.languages.compiled import BUILD_LIMIT, build_error, build_name
from harness.languages.language import Language, Preparation
from harness.languages.manifests import NOTHING, resolved
from harness.languages.toolchain import Requirement, Tool
from harness.model import CouldNotStart, Dialect, Example

COMPILER = Path(__file__).with_name("Compile.java")
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")
"""Flags for short programs: the quick compiler alone, one collector thread. What a program does is the same."""
POM = "pom.xml"
VARIABLES = ("JAVA_HOME", "MAVEN_OPTS", "MAVEN_ARGS")
"""Of the user's own, those that a build gets."""
MAIN = "main-class.json"


def _prepare(
    examples: Sequence[Example], tools: Mapping[str, Tool], build: Path, given: Path | None = None
) -> Preparation:
    java = tools["java"]
    libraries = _libraries(examples[0].workdir, build)
    if isinstance(libraries, CouldNotStart):
        return Preparation(failures={example.id: libraries for example in examples})
    jars = sorted(libraries.glob("*.jar")) if libraries != NOTHING else []
    jars += sorted(given.rglob("*.jar")) if given else []
    inputs = [COMPILER, *jars]
    classes = {example.id: build / build_name(example, java.version, [example.file, *inputs]) for example in examples}
    stale = [example for example in examples if not (classes[example.id] / MAIN).exists()]
    failures = _compile(stale, classes, java, jars, build) if stale else {}
    commands = {
        example.id: (java.path, *QUICK, "-cp", _path(classes[example.id], *jars), _main_class(classes[example.id]))
        for example in examples
        if example.id not in failures
    }
    return Preparation(commands, failures)


def _libraries(workdir: Path, build: Path) -> Path | CouldNotStart:
    """The folder of what a pom.xml names, and what that needs; put there by Maven's own way.

    In a cell Maven has a repository of its own: extensions that a pom.xml names run in it, and may write there.
    """
    own = build / "maven"
    settings = Path(os.path.expanduser("~"), ".m2", "settings.xml")  # noqa: PTH111 - Path.home() raises for who has none
    options: tuple[str, ...] = ()
    if in_cells() and (workdir / POM).is_file():
        own.mkdir(parents=True, exist_ok=True)
        options = (f"-Dmaven.repo.local={own}", *(("--settings", str(settings)) if settings.is_file() else ()))

    def command(target: Path) -> tuple[str, ...]:
        goal = ("dependency:copy-dependencies", f"-DoutputDirectory={target}", "-DincludeScope=runtime")
        return ("mvn", "--quiet", "--batch-mode", "-Dstyle.color=never", *options, *goal)

    tool = shutil.which("mvn")
    reads = [*([Path(tool).resolve().parents[1]] if tool else []), *([settings] if settings.is_file() else [])]
    reach = Reach((own,) if options else (), reads=reads, variables=_kept())
    return resolved(workdir, (POM,), command, build, reach)


def _kept() -> dict[str, str]:
    return {name: os.environ[name] for name in VARIABLES if name in os.environ}


def _path(*places: Path) -> str:
    return os.pathsep.join(map(str, places))


def _main_class(folder: Path) -> str:
    return str(json.loads((folder / MAIN).read_text("utf-8")))


def _compile(
    stale: Sequence[Example], classes: Mapping[str, Path], java: Tool, jars: Sequence[Path], build: Path
) -> dict[str, CouldNotStart]:
    """Compiles programs into their folders; the trouble of those that don't compile."""
    build.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build) as scratch:
        made = {example.id: Path(scratch, classes[example.id].name) for example in stale}
        pairs = [word for example in stale for word in (str(example.file), str(made[example.id]))]
        reach = Reach([Path(scratch)], reads=jars, variables=_kept())
        try:
            done = run_in_cell([java.path, str(COMPILER), _path(*jars), *pairs], BUILD_LIMIT, reach, folder=build)
        except ToolTrouble as error:
            return {example.id: CouldNotStart(f"javac: {error}") for example in stale}
        for name, folder in made.items():
            if folder.is_dir():
                shutil.rmtree(classes[name], ignore_errors=True)
                folder.rename(classes[name])
    told = {file: words for file, *words in (line.split("\t") for line in done.stdout.splitlines())}
    failures = {}
    for example in stale:
        match told.get(str(example.file), []):
            case ["ok", name]:
                (classes[example.id] / MAIN).write_text(json.dumps(name), "utf-8")
            case ["error", line, *said]:
                failures[example.id] = build_error(
                    example, "javac", " ".join(said), int(line) or None, f"javac {example.file.name} shows all of it"
                )
            case _:
                words = done.stderr.strip().splitlines() or ["it said nothing"]
                failures[example.id] = CouldNotStart(f"javac: {words[-1]}")
    return failures


PING = """\
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

class Ping {
  public static void main(String[] arguments) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(System.getenv("@HOST@") + "@PATH@"))
            .header("Authorization", "Bearer " + System.getenv("@KEY@"))
            .build();
    HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.exit(response.statusCode() == 200 ? 0 : 1);
  }
}
"""
DIALECT = Dialect(
    words=("java",),
    comments=("//",),
    variables=(r"System\.getenv\(\s*\"([^\"]+)\"\s*\)",),
    calls=(".send(", ".sendAsync(", "openConnection(", "http."),
    statuses=(r"\b(?:if|switch)\b[^\n]*(?:statusCode\(|getResponseCode\()",),
    answers=(r"\.body\(\)|getInputStream\(",),
    bodies=("BodyPublishers.of", "getOutputStream(", "BodyPublisher"),
    headers=(".header(", ".setRequestProperty(", ".setHeader("),
    prints=("System.out",),
    complains=("System.err",),
    changes=("write", "writeString", "delete"),
    whole=r"\b(?:class|record|enum|interface)\s+\w+",
    head=r"\bimport\b[^;]*;",
    imports=(r"^[ \t]*import\s+(?:static\s+)?(?:\w+\.)+(\w+)\s*;",),
    undefined=(r"^cannot find symbol: (?:variable|class) (\w+)$",),
    crashes=((r"java\.lang\.(?:NoClassDefFoundError|NoSuchMethodError|ClassNotFoundException)", "a missing class"),),
    stack_traces=(
        (r"(?m)^[ \t]+at .+\(.+\.java:\d+\)$", "a bare Java stack trace"),
        (r"(?m)^Exception in thread \"", "an exception that nothing caught"),
    ),
    unsent=((r"\bHttpRequest\.newBuilder\(", r"\.send(?:Async)?\(", "HttpRequest sends nothing before .send()"),),
    missing_library=r"package (?!java\.)(\w+(?:\.\w+)*) does not exist",
    installs={
        package: f"mvn dependency:copy -Dartifact={artifact}:RELEASE"
        for package, artifact in {
            "com.fasterxml.jackson": "com.fasterxml.jackson.core:jackson-databind",
            "com.google.gson": "com.google.code.gson:gson",
            "com.mashape.unirest": "com.konghq:unirest-java",
            "com.openai": "com.openai:openai-java",
            "com.stripe": "com.stripe:stripe-java",
            "com.twilio": "com.twilio.sdk:twilio",
            "io.jsonwebtoken": "io.jsonwebtoken:jjwt",
            "jakarta.json": "jakarta.json:jakarta.json-api",
            "javax.json": "javax.json:javax.json-api",
            "kong.unirest": "com.konghq:unirest-java",
            "okhttp3": "com.squareup.okhttp3:okhttp",
            "org.apache.commons.io": "commons-io:commons-io",
            "org.apache.hc": "org.apache.httpcomponents.client5:httpclient5",
            "org.apache.http": "org.apache.httpcomponents:httpclient",
            "org.json": "org.json:json",
            "org.jsoup": "org.jsoup:jsoup",
            "org.springframework": "org.springframework:spring-web",
            "retrofit2": "com.squareup.retrofit2:retrofit",
            "software.amazon.awssdk": "software.amazon.awssdk:bundle",
        }.items()
    },
    usual_seconds=0.4,
)
JAVA = Language(
    name="java",
    title="Java",
    extensions=("java",),
    workdir="java",
    requirements=(Requirement("java", minimum=(11,), advice="install a JDK, 11 or newer"),),
    prepare=_prepare,
    prepare_with=lambda libraries: partial(_prepare, given=libraries),
    builds=True,
    dialect=DIALECT,
    ping=PING,
    complete=java_fragments.complete,
    image="eclipse-temurin:21",
)
