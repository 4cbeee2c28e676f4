"""What anybody can look up and check: totals, the ledger without people, and a signed statement each week."""
