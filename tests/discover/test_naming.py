"""Which operation a program's name is for."""

from __future__ import annotations

import pytest

from harness.discover.naming import is_by_itself, tied
from harness.model import Operation

PETS = [
    Operation("v1", "pets.v1/list_all", "GET", "/pets"),
    Operation("v1", "x2", "POST", "/pets"),
    Operation("v1", "x3", "GET", "/pets/{id}"),
    Operation("v1", "x4", "DELETE", "/pets/{id}"),
    Operation("v1", "x5", "PUT", "/pets/{id}"),
    Operation("v1", "x6", "PATCH", "/pets/{id}"),
    Operation("v1", "x7", "POST", "/pets/{id}/walks"),
    Operation("v1", "x8", "GET", "/stories"),
    Operation("v1", "x9", "GET", "/status"),
    Operation("v1", "x10", "GET", "/boxes/{id}/glasses"),
    Operation("v1", "x11", "GET", "/{any}"),
]


@pytest.mark.parametrize(
    ("name", "operation"),
    [
        ("pets-v1-list-all", "pets.v1/list_all"),
        ("ListAll", "pets.v1/list_all"),
        ("GET_stories", "x8"),
        ("stories get", "x8"),
        ("GET_pets", None),
        ("list_pets", "pets.v1/list_all"),
        ("search-pets", "pets.v1/list_all"),
        ("create_pet", "x2"),
        ("post-pets", "x2"),
        ("get_pet", "x3"),
        ("get_pets_id", "x3"),
        ("retrieve-pet", "x3"),
        ("list_pet", None),
        ("list-pet", None),
        ("delete_pet", "x4"),
        ("remove-pets", None),
        ("replace_pet", "x5"),
        ("update_pet", None),
        ("modify_pet", "x6"),
        ("walks_pet", "x7"),
        ("pet-walks", "x7"),
        ("pets_walks", "x7"),
        ("create_walk", "x7"),
        ("walks", "x7"),
        ("list_stories", "x8"),
        ("list_story", None),
        ("get_status", "x9"),
        ("get_statu", None),
        ("status", "x9"),
        ("list_glasses", "x10"),
        ("glasses-box", "x10"),
        ("box_glasses", "x10"),
        ("get_any", "x11"),
        ("get", "x11"),
        ("pet", None),
        ("pets", None),
    ],
)
def test_a_name_is_tied_by_the_usual_ways_to_write_one(name: str, operation: str | None) -> None:
    found = tied(name, PETS)
    assert operation == (found.id if found else None)


@pytest.mark.parametrize(("name", "itself"), [("pets_v1_listAll", True), ("list_all", False)])
def test_by_itself_a_name_is_the_whole_id(name: str, itself: bool) -> None:
    assert itself == is_by_itself(name, PETS[0])
