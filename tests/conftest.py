"""What holds for every suite, and the platform that the suites of whole stacks share."""

from hypothesis import settings

settings.register_profile("legato", deadline=None, print_blob=True)
settings.load_profile("legato")
