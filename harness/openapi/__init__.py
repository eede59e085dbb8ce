"""Documents and overlays -> operations; a request -> violations; an operation -> a model answer."""

from typing import TYPE_CHECKING

from harness.common.lazy import lazy
from harness.openapi.answer.answer import Answer, is_stream
from harness.openapi.answer.paging import Paging, identity_of, list_of
from harness.openapi.api import Api
from harness.openapi.document.document import Document
from harness.openapi.document.errors import DocumentError
from harness.openapi.document.files import Source, read_source
from harness.openapi.document.inline import InlineSample
from harness.openapi.document.load import load
from harness.openapi.document.sample_links import SampleLink
from harness.openapi.request.media import essence
from harness.openapi.request.route import Route
from harness.openapi.request.security import Requirements, Scheme
from harness.openapi.schema.violation import Inspection, Violation
from harness.openapi.sockets import ScriptLine, Socket, SocketScript
from harness.openapi.values.images import ImageMaker

if TYPE_CHECKING:
    from harness.openapi.undocumented import Undocumented

__all__ = [
    "Answer",
    "Api",
    "Document",
    "DocumentError",
    "ImageMaker",
    "InlineSample",
    "Inspection",
    "Paging",
    "Requirements",
    "Route",
    "SampleLink",
    "Scheme",
    "ScriptLine",
    "Socket",
    "SocketScript",
    "Source",
    "Undocumented",
    "Violation",
    "essence",
    "identity_of",
    "is_stream",
    "list_of",
    "load",
    "read_source",
]

__getattr__ = lazy(__name__, {"undocumented": ("Undocumented",)})
