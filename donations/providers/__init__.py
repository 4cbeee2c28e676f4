"""The ways that money comes in, and the facts that each of them tells."""
