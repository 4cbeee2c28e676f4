"""What stands around every view, as settings.MIDDLEWARE names it; that of one subject stands with it."""
