"""The edge: caches of ours before the site (Varnish with deploy/varnish/default.vcl), and what they may keep.

`copies` says how long a copy lives there, `purges` has copies forgotten before that.
"""
