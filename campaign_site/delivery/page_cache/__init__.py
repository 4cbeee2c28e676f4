"""Whole public pages, kept by each process and answered before Django is asked.

`keys` says which requests may be answered so, `sharing` how a view allows it and `entries` what is kept; in
`application` is what stands before Django. What makes a copy old is said by
`campaign_site.delivery.caching.publication`.
"""
