"""Forms of the public without a cookie, what is typed into them, and forms of two people at once."""
