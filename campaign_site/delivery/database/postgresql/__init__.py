"""Django's engine for PostgreSQL, for a database that may be away: settings.DATABASES names this package."""
