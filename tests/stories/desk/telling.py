"""Words that tests of the desk look for, where they may stand and where they must not."""

NAME = "Sihamunit Rahelar"
REASON = "The person asked for a letter"
TEXT = "<p>They told me I would cook for one family and that I could leave.</p>"
# What would tell somebody who finds the receipt what it is about.
SUBJECT = ("anyone", "victim", "traffick", "la traite", "la trata", "surviv", r"\biom\b", "migra", "اتجار", "ضحي")
