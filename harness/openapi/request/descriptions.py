"""What a document says in words of what an operation's requests hold."""

from __future__ import annotations

from typing import Any

from harness.openapi.document.document import Document, Entry
from harness.openapi.request.parameters import declarations
from harness.openapi.request.value_examples import bodies, parts


def descriptions(document: Document, entry: Entry) -> dict[str, str]:
    """Name of a header (in lower case), a parameter of the query or a topmost field of the body -> its description.

    It is empty where the document has none. Fields that only answers have are left out.
    """
    found: dict[str, str] = {}
    for schema in bodies(document, entry):
        for part in parts(document, schema):
            fields = part.get("properties")
            for name, field in fields.items() if isinstance(fields, dict) else ():
                said = parts(document, field)
                if not any(one.get("readOnly") is True for one in said):
                    found[str(name)] = _joined(found.get(str(name), ""), *said)
    for _, declared in declarations(document, entry):
        if declared.get("in") in ("header", "query"):
            name = str(declared.get("name"))
            name = name.lower() if declared["in"] == "header" else name
            found[name] = _joined(found.get(name, ""), declared, *parts(document, declared.get("schema")))
    return found


def _joined(text: str, *said: dict[str, Any]) -> str:
    return " ".join(filter(None, (text, *(str(one.get("description", "")) for one in said))))
