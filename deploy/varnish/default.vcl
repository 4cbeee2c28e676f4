# The edge. The production tests run Varnish with this very file (only the backend's port is theirs).
vcl 4.1;

import std;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
    .first_byte_timeout = 30s;
    .probe = {
        .url = "/healthz";
        .interval = 5s;
        .timeout = 2s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

# The application has few threads, and one that reads a body waits for whoever sends it a byte a second. So it gets
# a request when all of it is here (in -s Transient), and none that is longer than any of its forms.
sub vcl_recv {
    if (req.http.Transfer-Encoding) {
        return (synth(411, "Length Required"));
    }
    if (std.integer(req.http.Content-Length, 0) > 53477376
        || (std.integer(req.http.Content-Length, 0) > 3145728 && req.url !~ "^/admin/")) {
        return (synth(413, "Content Too Large"));
    }
    if (req.http.Content-Length && !std.cache_req_body(51MB)) {
        return (synth(400, "Bad Request"));
    }
}

sub vcl_recv {
    # What only the edge may say is not taken from outside.
    unset req.http.Proxy;

    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Editors have cookies; public pages have none, so whatever a browser sends there is noise.
    if (req.url ~ "^/(admin|documents)/" || req.url ~ "^/(healthz|readyz)$") {
        return (pass);
    }
    unset req.http.Cookie;
    unset req.http.Authorization;
    # Pages with pictures vary by it; however it is written, there are two of each and not more.
    if (req.http.Save-Data ~ "(?i)^\s*on\s*$") {
        set req.http.Save-Data = "on";
    } else {
        unset req.http.Save-Data;
    }
}

sub vcl_backend_fetch {
    # An editor's upload is cleaned before it is answered: half an hour of sound takes half a minute.
    if (bereq.url ~ "^/admin/") {
        set bereq.first_byte_timeout = 180s;
    }
}

sub vcl_backend_response {
    # The application says for each answer how long the edge may keep it. Without a word: not at all.
    if (beresp.http.Surrogate-Control ~ "max-age=[0-9]+") {
        set beresp.ttl = std.duration(
            regsub(beresp.http.Surrogate-Control, ".*max-age=([0-9]+).*", "\1s"), 0s);
        set beresp.grace = 0s;
    } elsif (beresp.http.Cache-Control ~ "(?i)no-store|no-cache|private" || !beresp.http.Cache-Control) {
        set beresp.uncacheable = true;
        set beresp.ttl = 30s;
        return (deliver);
    }
    # A person's answer is nobody else's.
    if (beresp.http.Set-Cookie) {
        set beresp.uncacheable = true;
        return (deliver);
    }
    set beresp.grace = 0s;
}

sub vcl_deliver {
    unset resp.http.Surrogate-Control;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}
