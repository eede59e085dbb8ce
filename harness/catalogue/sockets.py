"""What the settings say of an API's WebSockets."""

from __future__ import annotations

from harness import openapi
from harness.errors import UserError, nearest
from harness.settings import Settings, SocketLine, SocketSettings


def scripts(settings: Settings, api: openapi.Api) -> dict[str, openapi.SocketScript]:
    """Operation -> what is said on its WebSocket.

    Raises UserError, one line with file and line, for an operation or a schema that the document does not have.
    """
    tables = settings.api(api.name).sockets
    known = {operation.id: operation for operation in api.operations}
    for name, table in tables.items():
        expected = f'{table.shown}: "apis.{api.name}.sockets": expected operations of {api.name}'
        if api.documented and name not in known:
            raise UserError(f'{expected}, got "{name}"{nearest(name, known)}')
        if api.documented and known[name].method != "GET":
            raise UserError(f'{expected} that are a GET, as RFC 6455 has it, got "{name}"')
        _check_message(api, name, table)
    return {name: _script(table) for name, table in tables.items()}


def _check_message(api: openapi.Api, name: str, table: SocketSettings) -> None:
    try:
        if table.message:
            api.document.follow({"$ref": table.message})
    except LookupError:
        place = f'{table.shown}: "apis.{api.name}.sockets.{name}.message"'
        raise UserError(f'{place}: expected a schema of the document, got "{table.message}"') from None


def _script(table: SocketSettings) -> openapi.SocketScript:
    return openapi.SocketScript(tuple(map(_line, table.script)), table.message)


def _line(line: SocketLine) -> openapi.ScriptLine:
    if line.close is not None:
        return openapi.ScriptLine("close", code=line.close)
    if line.server is not None:
        return openapi.ScriptLine("mock", line.server)
    return openapi.ScriptLine("program", line.client or None)
