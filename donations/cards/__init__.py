"""Cards: the payment page, what the provider tells (kept, then booked), sending back, guarding, the screens."""
