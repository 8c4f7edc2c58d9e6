from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legato_kit.errors import UnprocessableError
from legato_kit.paging import cut_page, decode_cursor, encode_cursor

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(texts, min_size=1, max_size=4))
def test_a_cursor_gives_back_the_key_it_was_made_of(parts: list[str]) -> None:
    key = tuple(parts)
    assert decode_cursor(encode_cursor(key), len(key)) == key


@given(st.text(max_size=200))
def test_anything_else_is_refused_and_never_a_crash(text: str) -> None:
    with suppress(UnprocessableError):
        key = decode_cursor(text, 2)
        assert key is not None
        assert len(key) == 2


def test_a_cursor_of_another_list_is_refused_by_the_name_of_its_field() -> None:
    with pytest.raises(UnprocessableError) as raised:
        decode_cursor(encode_cursor(("a", "b", "c")), 2)
    assert [refused.field for refused in raised.value.errors] == ["cursor"]


@given(st.lists(st.integers(), max_size=20), st.integers(min_value=1, max_value=10))
def test_a_page_holds_at_most_its_limit_and_knows_whether_more_follows(
    rows: list[int], limit: int
) -> None:
    fetched = rows[: limit + 1]
    page, more = cut_page(fetched, limit)
    assert list(page) == rows[:limit]
    assert more == (len(rows) > limit)
