"""Work that no request waits for: after a commit (`outbox`, in threads of `background`), and each minute."""
