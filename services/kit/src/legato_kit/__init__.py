"""What every Legato service is built on: settings, logs, traces, pools, cache, tokens, errors."""
