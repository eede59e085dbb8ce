"""The settings as frozen values, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from harness.common.own_folder import OwnFolder
from harness.model import Difference
from harness.scenarios import Scenario, ScriptedAnswer
from harness.settings.kinds import (
    Amount,
    AnyText,
    Argv,
    Below,
    Commands,
    ExitStatus,
    Host,
    OptionalFile,
    OptionalVariable,
    Origins,
    Pattern,
    Ports,
    Regex,
    Says,
    Seconds,
    Share,
    Variable,
    Variables,
    Version,
    Whole,
)
from harness.settings.receiving import DeliverySettings, ReceiverSettings
from harness.settings.sockets import SocketSettings

DEFAULT_PATTERN = "{language}/code/{api}/{operation}.{ext}"
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")
"""Variables of the harness's own environment that a program gets, where they are set."""
PRELUDE = 'a text, a table with "text" or "file", or a list of such tables'
ONLY_API = "api"
"""The name of the only API version of a project whose settings name none."""
PROPOSES = "`harness init` proposes one (docs/guides/your-own-tree.md)"
"""What to do where there is no settings file."""


@dataclass(frozen=True)
class ResourceSettings:
    """The operations that belong to one collection of things, where the document's paths do not tell."""

    create: str | None = None
    """The operationId of what makes a thing."""
    list: str | None = None
    """That of what lists them."""
    read: str | None = None
    """That of what reads one."""
    update: str | None = None
    """That of what changes one."""
    delete: str | None = None
    """That of what removes one."""
    id: str = "id"
    """The field, or the parameter, that names a thing in requests and answers."""
    shown: str = ""
    """File and line of its table, for messages."""


@dataclass(frozen=True)
class ApiSettings:
    """Where one API version's document lies."""

    spec: OptionalFile
    """The OpenAPI document; false if there is none, and the programs are compared with each other alone."""
    overlays: tuple[Path, ...] = ()
    """OpenAPI Overlay documents, applied in order."""
    flows: tuple[Path, ...] = ()
    """Arazzo 1.0 documents: a program of a workflow's name sends the requests of its steps, in order."""
    graphql: Path | None = None
    """The GraphQL schema, in GraphQL's own language or as the JSON of an introspection, where the API takes queries."""
    sockets: Mapping[str, SocketSettings] = field(default_factory=dict)
    """Operations that are WebSockets, and what is said on them."""
    base_path: AnyText | None = None
    """The path that comes before those of the document (default: its first server's)."""
    breaking_changes: Literal["fail", "tell"] = "fail"
    """What `harness spec diff` does about a change that breaks a caller: `fail`, or `tell` of it."""
    documented: bool = True
    """False for an API without a document: its programs are compared with each other, and with nothing else."""
    compare: bool = True
    """False where its programs are not compared between languages."""
    stateful: bool = False
    """True where the mock keeps state: what a program made is there in later answers, until the program removes it."""
    resources: Mapping[str, ResourceSettings] = field(default_factory=dict)
    """Collections of things whose operations the document's paths and links do not tie together."""
    hosts: Origins = ()
    """Hosts that its programs name, beside the document's servers, e.g. `https://upload.example.com`."""
    deliveries: DeliverySettings = field(default_factory=DeliverySettings)
    """What it delivers to programs that receive."""


@dataclass(frozen=True)
class LanguageSettings:
    """How programs of a language are prepared, started and read; a bundled language keeps what is not set."""

    extensions: tuple[str, ...] | None = None
    """The endings of its files."""
    workdir: Below | None = None
    """The folder below the tree that its programs run from."""
    prepare: Commands | None = None
    """Commands, each a list of words, that run once in that folder."""
    prepare_reach: Literal["tree", "network", "machine"] = "tree"
    """What these reach: the project, of which they write to that folder alone; the network too; or, as you, all."""
    command: Argv | None = None
    """How a program starts: `{file}` is its path, `{name}` its name without the ending, `{TOOL}` a tool's path."""
    time_limit: Seconds | None = None
    """Seconds that a program of the language may take."""
    version: Argv | None = None
    """The command that tells the tool's version, e.g. `["dotnet", "--version"]`; its first word is the tool."""
    minimum: Version | None = None
    """The oldest version that will do, e.g. `8.0`."""
    env: Mapping[str, AnyText] = field(default_factory=dict)
    """Variables that every program of the language gets."""
    libraries: Path | None = None
    """The folder that holds its libraries: Java's jars, Ruby's gems, or PHP's `vendor`."""
    image: str | None = None
    """The image that its programs run in, with `--launcher docker`."""
    comment: str | None = None
    """How a line of comment begins."""
    words: tuple[str, ...] | None = None
    """What documents call the language in their samples, beside its name."""
    variables: tuple[Regex, ...] | None = None
    """Patterns of reading an environment variable without a default; the one group is its name."""
    files: tuple[Regex, ...] | None = None
    """Patterns of reading a file; the one group is its path."""
    calls: tuple[str, ...] | None = None
    """What a line that sends a request holds, most telling first, e.g. `http.request(`."""
    missing_library: Regex | None = None
    """The pattern of what is printed where a library is not installed; the one group is its name."""
    usual_seconds: Seconds | None = None
    """Seconds of work, about, of a case that never ran."""


@dataclass(frozen=True)
class RequestSettings:
    """One of several requests of a program."""

    operation: str
    """The operation's id."""
    carries: tuple[str, ...] = ()
    """Fields of an earlier answer, as `file.id`, whose values the request must carry."""


Answers = Annotated[tuple[ScriptedAnswer, ...], Says({"title": "a list of one answer or more", "minItems": 1})]

OneRequest = Annotated[RequestSettings, Says({"type": ["string", "object"], "minLength": 1})]
"""A text is its operation."""


@dataclass(frozen=True)
class OperationSettings:
    """What the programs of one name show and promise."""

    operation_id: str | None = None
    """The operationId, where it is not the program's name in the form of the document."""
    writes: Mapping[str, str] = field(default_factory=dict)
    """Media type of the answer -> file name below `outputs`, with `{api}` and `{index}` filled in."""
    prints: bool = False
    """True where a good program prints the answer that it got."""
    compare: bool = True
    """False where its programs are not compared between languages."""
    requests: Annotated[tuple[OneRequest, ...], Says({"title": "a list of operations"})] = ()
    """The requests of a program that sends several, in order; empty where it sends the one of its operation."""
    answer: Annotated[Any, Says({"title": "a value that JSON can hold"})] = None
    """What an API without a document answers, as JSON; `{}` if it is not set."""
    answers: Answers = ()
    """What the API answers to a request that is sent again and again, in order; the last one is repeated."""


OneOperation = Annotated[OperationSettings, Says({"type": ["string", "object"]})]
"""A text is its operationId."""


@dataclass(frozen=True)
class Added:
    """A part of samples' requests that a client library adds."""

    at: str
    """Where, e.g. `query.x-agent` or `headers.content-type`."""
    reason: str
    """Why, for whoever reads the settings."""


@dataclass(frozen=True)
class Prelude:
    """First lines of samples that stand elsewhere, as a text or in a file."""

    text: str = ""
    """The lines."""
    file: Path | None = None
    """A file that holds them."""
    pages: tuple[str, ...] = ()
    """Patterns of the documents and pages whose samples get it; empty for all."""
    library: str = ""
    """A word, such as a library's name, that a sample must hold to get it; empty for any sample."""


OnePrelude = Annotated[tuple[Prelude, ...], Says({"type": ["string", "object", "array"], "title": PRELUDE})]
"""A text is the lines; a table is one prelude, a list several."""


@dataclass(frozen=True)
class SampleSettings:
    """Which samples are taken out of documents and pages, and what is known of them."""

    documents: bool = True
    """True where the samples of the APIs' documents are run."""
    pages: tuple[str, ...] = ()
    """Pages, as patterns relative to the project's root: Markdown, MDX, reStructuredText, AsciiDoc, notebooks, maps of
    named samples in YAML or JSON, Postman collections (`*.postman_collection.json`) and `.http` files."""
    languages: Mapping[str, AnyText] = field(default_factory=dict)
    """A document's word for a language -> the language's name; empty leaves those samples out."""
    scenarios: tuple[str, ...] = ("success",)
    """The scenarios that samples are run under: most samples have no handling of errors."""
    compare: bool = False
    """True where the samples of one operation must send the same in all languages."""
    inputs: Path | None = None
    """A folder whose files every sample finds in its work folder."""
    values: Mapping[str, AnyText] = field(default_factory=dict)
    """Placeholder, without its brackets -> what takes its place."""
    keys: tuple[str, ...] = ()
    """Texts that stand for the key, beside the usual ones such as `YOUR_API_KEY`."""
    prelude: Mapping[str, OnePrelude] = field(default_factory=dict)
    """Language -> the first lines of its samples that stand elsewhere: a text, `{file = "..."}`, or a list of tables
    with `pages` or `library`. A sample gets the lines that give names which it uses and does not give itself."""
    adds: tuple[Added, ...] = ()
    """What client libraries add to the samples' requests, and no finding is to name."""


@dataclass(frozen=True)
class ProfileSettings:
    """A named choice of cases, for `--profile`; an empty list takes all."""

    patterns: tuple[str, ...] = ()
    """Patterns over case names, or paths of example files."""
    exclude: tuple[str, ...] = ()
    """Patterns of what is left out of the rest, e.g. `**/hang`."""
    languages: tuple[str, ...] = ()
    """The languages."""
    apis: tuple[str, ...] = ()
    """The API versions."""
    scenarios: tuple[str, ...] = ()
    """The scenarios."""


@dataclass(frozen=True)
class MatrixSettings:
    """The versions and library sets of a language that `harness run --matrix` runs its programs under."""

    version: tuple[str, ...] = ()
    """Versions of the toolchain, e.g. `3.9`; none takes the one that there is."""
    libraries: tuple[Literal["locked", "lowest", "newest"], ...] = ("locked",)
    """Library sets: as the lock file has them, and as low and as new as the ranges allow."""


@dataclass(frozen=True)
class CoverageSettings:
    """What a whole run must cover. What is not set or empty asks for nothing."""

    scenarios: tuple[str, ...] = ()
    """Scenarios that every example must be run under, as far as they apply to it."""
    fields: Share | None = None
    """The least share, 0 to 1, of the documented fields and enum values that some example must send."""


@dataclass(frozen=True)
class LiveSettings:
    """How the programs are run against the real API."""

    host: Host | None = None
    """The real host, e.g. `https://api.example.com`. Without it there are no live runs."""
    unit: str = "credits"
    """What costs are counted in."""
    cost: Mapping[str, Amount] = field(default_factory=dict)
    """Program name -> what one of its requests costs, about, in `unit`."""
    in_ci: bool = False
    """True where a live run may go on under CI=true."""


@dataclass(frozen=True)
class CredentialSettings:
    """One credential of several that a program reads, each from a variable of its own."""

    env: Variable
    """The variable that programs read it from."""
    scheme: str | None = None
    """The security scheme of the document that it serves; it may be left out where one fits alone."""
    part: Literal["key", "token", "username", "password", "client_id", "client_secret"] | None = None
    """What it is of the scheme: `key`, `token`, `username`, `password`, `client_id` or `client_secret`."""
    secret: bool = True
    """False for what anyone may see, as a user name or a client id by default."""
    shown: str = ""
    """File and line of its table, for messages."""


@dataclass(frozen=True)
class Asks:
    """Which media type a set of examples asks for, where that is not the first that the operation offers."""

    examples: tuple[str, ...]
    """Patterns of examples, e.g. `v1/*/curl`."""
    media: str
    """The media type."""
    reason: str
    """Why, for whoever reads the settings."""


@dataclass(frozen=True)
class Settings:
    """All settings, paths made absolute. `file` is None where only the defaults are in force."""

    root: Path
    file: Path | None = None
    examples: Path = Path("examples")
    """The root of the tree of examples."""
    pattern: Pattern = DEFAULT_PATTERN
    """Where a program lies below the root: `*` is a part of a name, `**` any number of folders, and `{group}` one or
    more folders that begin the program's name."""
    ignore: tuple[str, ...] = ("**/__init__.py",)
    """Patterns of files below the root that are no examples."""
    host_env: OptionalVariable = "API_HOST"
    """The variable that a program reads the host from; empty where programs name it themselves."""
    key_env: Variable = "API_KEY"
    """The variable that a program reads the key from."""
    credentials: Mapping[str, CredentialSettings] = field(default_factory=dict)
    """The credentials, where there are several: `key_env` is short for one."""
    hard_coded_hosts: bool = False
    """True where programs name the API's host themselves: the servers of the documents are then the mock."""
    hosts: Origins = ()
    """More hosts that programs name, e.g. `https://*.example.com` or `http://localhost:8080`."""
    ca_bundles: tuple[str, ...] = ()
    """Patterns, relative to the project's root, of CA bundles that clients bring; the mock's CA appears in each."""
    readable: tuple[str, ...] = ()
    """Files and folders outside the project that programs may read, relative to its root or from `~`, e.g.
    `../sdk-python`. Beside the project they see the system and the tools that their languages name."""
    outputs: Below = "out"
    """Where programs write, below the folder that they run from. A folder that is named here is there when a
    program begins, as is one that comes with the tree by a hidden file such as .gitkeep."""
    makes_outputs: bool = False
    """True where the settings name `outputs`."""
    spec: str = "openapi/{api}.yaml"
    """Where the document of an API version lies that has no table of its own."""
    env: Variables = field(default_factory=dict)
    """Variables that every program gets; `{key}` in a value represents the case's key."""
    samples: SampleSettings | None = None
    """Samples of documents and pages. Without it only programs in files are run."""
    rules: Path | None = None
    """A Python file with the API's own rules: any of the functions `violations`, `contents`, `error_body` and
    `signature`."""
    time_limit: Seconds = 30.0
    """Seconds that a program may take before it is ended."""
    memory_limit: Whole = 2048
    """MB of memory that all processes of a program may have at once, before they are ended."""
    process_limit: Whole = 1024
    """Processes and threads that a program may have at once, before they are ended."""
    disk_limit: Whole = 256
    """MB that a program may add to its folder and to its folders for temporary files, before it is ended."""
    output_limit: Whole = 64
    """MB that a program may print, to stdout and to stderr, before it is ended."""
    shared_memory_limit: Whole = 256
    """MB that `/dev/shm` holds for a program."""
    ports: Ports | None = None
    """First and last port for the cases' listeners; the system chooses them if it is not set."""
    apis: Mapping[str, ApiSettings] = field(default_factory=dict)
    """API version -> its document."""
    operations: Mapping[str, OneOperation] = field(default_factory=dict)
    """Program name -> what it shows and promises; a text is its operationId."""
    receivers: Mapping[str, ReceiverSettings] = field(default_factory=dict)
    """Program name -> how it receives what the API delivers."""
    operations_by_request: bool = False
    """True where a program that names no operation shows the one that its request is for."""
    languages: Mapping[str, LanguageSettings] = field(default_factory=dict)
    """Language -> how its programs are prepared and started."""
    asks: tuple[Asks, ...] = ()
    """Examples that ask for another media type than the first that is offered."""
    compare: bool = True
    """False where programs are not compared between languages."""
    differences: tuple[Difference, ...] = ()
    """Differences between languages that are meant."""
    retries: Whole = 5
    """How often a program may repeat a request that failed."""
    failure_status: ExitStatus | None = None
    """The status that every program exits with after a failure; without one any will do that is not 0."""
    requests: Path = Path("requests")
    """The folder of the reviewed requests, `{api}/{operation}.json`."""
    known_failures: Path = Path("known-failures.toml")
    """The list of accepted failures."""
    coverage: CoverageSettings = field(default_factory=lambda: CoverageSettings())
    """What a whole run must cover."""
    live: LiveSettings = field(default_factory=LiveSettings)
    """How the programs are run against the real API."""
    scenarios: tuple[Scenario, ...] = ()
    """The project's own, beside the bundled ones; one of the same name replaces the bundled one."""
    profile: Mapping[str, ProfileSettings] = field(default_factory=dict)
    """Named choices of cases, for `--profile`; `quick`, all but `hang` and `slow`, needs no table."""
    matrix: Mapping[str, MatrixSettings] = field(default_factory=dict)
    """Language -> the versions and library sets that `--matrix` adds."""
    open_folders: tuple[Path, ...] = ()
    """Folders outside the project in which documents and pages may name files, as a `$ref` or a sample's link does."""
    minimum_examples: Whole = 1
    """A floor under discovery: fewer examples than this is an error."""

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders in which documents and pages may name files."""
        return (self.root, self.examples, *self.open_folders)

    @property
    def own(self) -> OwnFolder:
        """What the harness keeps in the project."""
        return OwnFolder(self.root)

    @property
    def only_api(self) -> str:
        """The API version of programs whose path names none."""
        return next(iter(self.apis), ONLY_API)

    @property
    def key_variables(self) -> tuple[str, ...]:
        """The variables that programs read keys from, `key_env` first."""
        return tuple(dict.fromkeys((self.key_env, *(one.env for one in self.credentials.values()))))

    @property
    def secret_variables(self) -> tuple[str, ...]:
        """The variables that programs read keys and signing secrets from."""
        signing = (table.deliveries.secret_env for table in self.apis.values())
        return tuple(dict.fromkeys((*self.key_variables, *filter(None, signing))))

    @property
    def hard_coded(self) -> bool:
        """True where programs name their hosts themselves."""
        return (
            not self.host_env
            or self.hard_coded_hosts
            or bool(self.hosts)
            or any(table.hosts for table in self.apis.values())
        )

    @property
    def shown(self) -> str:
        """The settings file as people see it."""
        return "the defaults" if self.file is None else self.file.name

    @property
    def advice(self) -> str:
        """What a message about something that is lacking adds where there is no settings file; else empty."""
        return f"; there is no harness.toml: {PROPOSES}" if self.file is None else ""

    def api(self, name: str) -> ApiSettings:
        """The settings of an API version, or where its document is looked for by default."""
        return self.apis.get(name) or ApiSettings(self.root / self.spec.replace("{api}", name))

    def show(self, path: Path) -> str:
        """A path as people see it: relative to the project's root where it lies below it."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()
