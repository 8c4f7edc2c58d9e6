"""What the settings of one machine become in the services."""

from pathlib import Path

import pytest

from legato_local.legato import Legato
from legato_local.settings import Settings


@pytest.mark.parametrize("is_open", [True, False])
def test_the_user_service_is_told_whether_anyone_may_sign_up(
    short_folder: Path, *, is_open: bool
) -> None:
    legato = Legato.open(Settings(home=short_folder / "h", port=9000, registration_open=is_open))
    assert legato.stack.user.environment["USER_SERVICE_REGISTRATION_OPEN"] == str(is_open)
