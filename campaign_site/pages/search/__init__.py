"""The public search: what is kept of a page to find it by, how it is found, and what is shown of it.

`letters` and `stems` say when two words count as the same, `near` which words a reader may have meant, `backend`
writes the index, `query` reads what was typed, `finding` asks the index and the public rule, `excerpts` shows a
few words of what was found.
"""
