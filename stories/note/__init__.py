"""The person's own page: plain, nameless, keeping nothing; all the person can do alone with 16 digits."""
