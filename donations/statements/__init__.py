"""Bank statements: read (`reading`), matched with pledges (`matching`), booked (`importing`), settled (`desk`)."""
