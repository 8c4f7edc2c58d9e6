import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legato_kit.errors import DeadlineExceededError
from legato_kit.requests import (
    accept_request_id,
    parse_timeout,
    request_id,
    request_scope,
    seconds_left,
)


@given(st.one_of(st.none(), st.text(max_size=100)))
def test_a_request_id_is_always_harmless_in_a_log_line(offered: str | None) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", accept_request_id(offered))


def test_a_harmless_request_id_is_kept() -> None:
    assert accept_request_id("edge-1.a_b") == "edge-1.a_b"


@given(st.one_of(st.none(), st.text(max_size=40)))
def test_a_callers_timeout_never_exceeds_our_own_limit(offered: str | None) -> None:
    assert 0 <= parse_timeout(offered, 10.0) <= 10.0


def test_a_callers_timeout_is_in_milliseconds() -> None:
    assert parse_timeout("250", 10.0) == 0.25


def test_a_call_may_take_what_is_left_of_the_request() -> None:
    with request_scope("r", 60.0):
        assert request_id() == "r"
        assert seconds_left(1.0) == 1.0
        assert 0 < seconds_left(1000.0) <= 60.0
    assert request_id() == ""
    assert seconds_left(5.0) == 5.0


def test_no_call_is_made_for_a_request_whose_time_is_over() -> None:
    with request_scope("r", 0.0), pytest.raises(DeadlineExceededError):
        seconds_left(1.0)
