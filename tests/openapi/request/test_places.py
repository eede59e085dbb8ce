"""Where in a parameter a fault is: under the name that was sent."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from openapi.helpers import api, request

OBJECT = (
    "{type: object, required: [age], properties: {age: {type: integer}, "
    "inner: {type: object, properties: {n: {type: integer}}}, list: {type: array, items: {type: integer}}}}"
)
PARAMETERS = {
    "deep": f"{{name: filter, in: query, style: deepObject, schema: {OBJECT}}}",
    "spread": f"{{name: filter, in: query, schema: {OBJECT}}}",
    "flat": f"{{name: filter, in: query, explode: false, schema: {OBJECT}}}",
    "json": f"{{name: filter, in: query, content: {{application/json: {{schema: {OBJECT}}}}}}}",
    "ids": "{name: ids, in: query, schema: {type: array, items: {type: integer}}}",
    "whole": f"{{name: q, in: querystring, content: {{application/x-www-form-urlencoded: {{schema: {OBJECT}}}}}}}",
    "whole-json": f"{{name: q, in: querystring, content: {{application/json: {{schema: {OBJECT}}}}}}}",
}
DEEP = "filter[age]=1&"


@pytest.mark.parametrize(
    ("name", "query", "message"),
    [
        ("deep", "filter[age]=old", 'the query parameter filter[age]: expected an integer, got "old"'),
        ("deep", "filter[inner][n]=1", "the query parameter filter[age] is missing"),
        ("deep", DEEP + "filter[inner][n]=x", 'the query parameter filter[inner][n]: expected an integer, got "x"'),
        ("deep", DEEP + "filter[list][]=x", 'the query parameter filter[list][0]: expected an integer, got "x"'),
        ("deep", DEEP + "filter[age]=2", 'filter[age] was sent more than once: expected one value, got "1" and "2"'),
        ("deep", DEEP + "filter[ago]=2", "the query parameter filter[ago] is not one that the document knows"),
        ("deep", "filter={}", 'the query parameter filter: expected filter[FIELD]=VALUE, got "filter={}"'),
        ("spread", "age=old", 'the query parameter age: expected an integer, got "old"'),
        ("spread", "filter=age,1", 'the query parameter filter: expected FIELD=VALUE&FIELD=VALUE, got "filter=age,1"'),
        ("flat", "filter=age,old", 'the query parameter filter.age: expected an integer, got "old"'),
        ("flat", "filter=age", 'the query parameter filter: expected filter=FIELD,VALUE, got "filter=age"'),
        ("json", "filter=" + quote('{"age": 1, "list": [1, "x"]}'), "the query parameter filter.list[1]: expected an"),
        ("json", "filter=%7B%7D&filter=2", "filter was sent 2 times: expected filter once"),
        ("ids", "ids=1&ids=x", 'the query parameter ids: expected an integer, got "x"'),
        ("whole", "age=old", 'the query\'s age: expected an integer, got "old"'),
        ("whole", "age=1&age=2", 'the query\'s age was sent more than once: expected one value, got "1" and "2"'),
        ("whole-json", quote('{"age": 1, "inner": {"n": "x"}}'), "the query's inner.n: expected an integer"),
        ("whole-json", quote("[]"), "the query: expected an object, got []"),
    ],
)
def test_a_fault_names_its_place_as_it_was_sent(tmp_path: Path, name: str, query: str, message: str) -> None:
    paths = f"paths: {{/a: {{get: {{parameters: [{PARAMETERS[name]}], responses: {{}}}}}}}}"
    shop = api(tmp_path, paths, "3.2.0")
    (fault,) = shop.inspect(request("GET", f"/v1/a?{query}"), shop.operations[0]).violations

    assert message in fault.message
