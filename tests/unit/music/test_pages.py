"""Cursors with types."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legato_kit.errors import UnprocessableError
from legato_kit.paging import encode_cursor
from music_service.storage.pages import read_cursor, small_integer


@given(st.integers(-(2**31) + 1, 2**31 - 1), st.uuids())
def test_a_sort_key_comes_back_with_its_types(number: int, identifier: UUID) -> None:
    cursor = encode_cursor((str(number), str(identifier)))
    assert read_cursor(cursor, small_integer, UUID) == (number, identifier)


def test_the_first_page_begins_nowhere() -> None:
    assert read_cursor(None, small_integer, str, UUID) == (None, None, None)


@given(st.tuples(st.text(), st.text()))
def test_parts_of_other_types_are_refused_by_name(parts: tuple[str, str]) -> None:
    with pytest.raises(UnprocessableError) as refused:
        read_cursor(encode_cursor(parts), small_integer, UUID)
    assert [error.field for error in refused.value.errors] == ["cursor"]


@pytest.mark.parametrize("text", [str(2**31), "9" * 5000, "1.5", "", "1e3"])
def test_a_number_that_the_database_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(UnprocessableError):
        read_cursor(encode_cursor((text,)), small_integer)
