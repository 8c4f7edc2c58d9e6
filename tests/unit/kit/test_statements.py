import pytest

from legato_kit.statements import load_statements, parse_statements

FILE = """\
-- What the file is about.

-- name: get
-- One row.
SELECT 1;

-- name: set_name
UPDATE t SET name = %(name)s
WHERE id = 2;
"""


def test_statements_are_found_by_name_without_prose_and_semicolon() -> None:
    assert dict(parse_statements(FILE)) == {
        "get": "-- One row.\nSELECT 1",
        "set_name": "UPDATE t SET name = %(name)s\nWHERE id = 2",
    }


def test_a_name_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match=r"idempotency\.claim"):
        load_statements("legato_kit", "legato_kit")


def test_a_package_is_loaded_under_its_files_names() -> None:
    statements = load_statements("user_service.storage")
    assert "accounts.get_by_email" in statements
    assert "sessions.get_token" in statements
