"""The rules for what people type, and for refresh tokens that come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legato_kit.ids import new_id
from user_service.models import clean_name, email_key, normalise_email
from user_service.services.sign_in import REPEAT_SECONDS, Exchange, decide_exchange
from user_service.storage.sessions import StoredToken


def token(
    *, expired: bool = False, ended: bool = False, used_seconds_ago: float | None = None
) -> StoredToken:
    return StoredToken(new_id(), new_id(), expired, ended, used_seconds_ago)


def test_an_unused_token_is_exchanged() -> None:
    assert decide_exchange(token()) is Exchange.ROTATE


def test_an_unknown_token_is_refused() -> None:
    assert decide_exchange(None) is Exchange.REFUSE


@given(st.one_of(st.none(), st.floats(0, 1e6)))
def test_a_token_of_an_ended_session_or_past_its_time_is_refused_whatever_else_holds(
    used: float | None,
) -> None:
    assert decide_exchange(token(ended=True, used_seconds_ago=used)) is Exchange.REFUSE
    assert decide_exchange(token(expired=True, used_seconds_ago=used)) is Exchange.REFUSE


@given(st.floats(0, 1e6))
def test_a_used_token_repeats_for_half_a_minute_and_then_ends_the_session(used: float) -> None:
    decided = decide_exchange(token(used_seconds_ago=used))
    assert decided is (Exchange.REPEAT if used <= REPEAT_SECONDS else Exchange.END_SESSION)


@pytest.mark.parametrize("address", ["ada@example.org", "root@home", "ü@müller.example"])
def test_addresses_of_the_world_and_of_a_home_network_are_taken(address: str) -> None:
    assert normalise_email(address)


@pytest.mark.parametrize("address", ["", "ada", "@", "a@", "a b@c.org", "a@b..c", "a\x00@b.org"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        normalise_email(address)


@given(st.emails())
def test_letter_case_makes_no_other_account(address: str) -> None:
    assert email_key(address.upper()) == email_key(address.lower())


@given(st.text(max_size=80))
def test_a_name_is_either_refused_or_fit_for_one_line(text: str) -> None:
    try:
        name = clean_name(text)
    except ValueError:
        return
    assert name == name.strip()
    assert len(name.splitlines()) == 1
