"""Forms of the public, without a cookie, and what is typed into them."""
