"""How long tests wait for what, in one table; each at least ten times what it should take."""

SERVER_READY_SECONDS = 120.0
"""From the start of one server (Postgres, Valkey, SeaweedFS, nginx, Envoy) to its first answer."""

PART_BACK_SECONDS = 120.0
"""From the death of one part to its readiness after the supervisor started it again."""

PROCESS_GONE_SECONDS = 60.0
"""From a signal to the end of the process that got it."""

REQUEST_SECONDS = 30.0
"""One HTTP request of a test, whatever it asks for."""

IMPORT_SECONDS = 180.0
"""From the upload of an archive of a few megabytes to a finished import."""

SPANS_SECONDS = 60.0
"""From the end of a request to the arrival of all its spans; exporters collect for 5 s."""

TOLD_SECONDS = 60.0
"""From the death of a part to answers of every kind that say so, or do without it."""

NEXT_TRY_SECONDS = 20.0
"""From a refusal by the sign-in limit to the next try that is let through: one is due each second,
and all of them at once only after a minute."""
