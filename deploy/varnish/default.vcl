# The edge. The production tests run Varnish with this very file (only the backend's place is theirs); what it
# keeps, for how long and why is in docs/delivery.md. EDGE_PURGE_TOKEN in varnishd's environment lets the site
# purge.
vcl 4.1;

import std;

backend default {
    # The site's socket, as its unit has it. A site elsewhere: `.host = "10.0.0.11"; .port = "8000";`
    .path = "/srv/campaign/site/http.sock";
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .probe = {
        .url = "/healthz";
        # A busy site is not a dead one: it counts as that when six of eight questions were not answered.
        .interval = 2s;
        .timeout = 5s;
        .window = 8;
        .threshold = 3;
        .initial = 3;
    }
}

# The application has few threads, and one that reads a body waits for whoever sends it a byte a second. So it gets
# a request when all of it is here (in -s Transient), and none that is longer than any of its forms: as many bytes as
# campaign_site/delivery/middleware/body_limits.py takes, so that who sends a little too much is told so beside
# the form.
sub vcl_recv {
    if (req.http.Transfer-Encoding) {
        return (synth(411, "Length Required"));
    }
    if (std.integer(req.http.Content-Length, 0) > 62914560
        || (std.integer(req.http.Content-Length, 0) > 3145728 && req.url !~ "^/admin/")) {
        return (synth(413, "Content Too Large"));
    }
    if (req.http.Content-Length && !std.cache_req_body(60MB)) {
        return (synth(400, "Bad Request"));
    }
}

sub vcl_recv {
    # What only the edge may say is not taken from outside.
    unset req.http.Proxy;
    unset req.http.Surrogate-Capability;
    unset req.http.X-Edge-Encoding;
    # The application reads "_" in a name as "-"; what is looked at below would be only one of the two.
    unset req.http.Save_Data;
    unset req.http.Accept_Encoding;
    unset req.http.Accept_Language;
    unset req.http.Surrogate_Capability;
    unset req.http.X_Forwarded_Proto;
    unset req.http.If_None_Match;
    unset req.http.If_Modified_Since;
    # Without a token in the environment nobody has it.
    if (std.getenv("EDGE_PURGE_TOKEN") !~ "^.{32,}$" ||
        req.http.Edge-Purge-Token != std.getenv("EDGE_PURGE_TOKEN")) {
        unset req.http.Edge-Purge-Token;
    }
    if (req.method == "PURGE" && req.http.Edge-Purge-Token) {
        if (req.http.Surrogate-Key !~ "^[a-z]+$") {
            return (synth(400));
        }
        ban("obj.http.Surrogate-Key ~ (^|\s)" + req.http.Surrogate-Key + "(\s|$)");
        return (synth(200));
    }
    if (req.method !~ "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$") {
        return (synth(405));
    }
    # An address is a path; "http://…/" has become one, with its host as the host.
    if (req.url !~ "^/") {
        return (synth(400));
    }
    set req.http.Host = regsub(std.tolower(req.http.Host), "\.?(:[0-9]+)?$", "");
    # As Django reads it: the first word counts.
    if (req.http.X-Forwarded-Proto ~ "^\s*https\s*(,|$)") {
        set req.http.X-Forwarded-Proto = "https";
    } else {
        unset req.http.X-Forwarded-Proto;
    }

    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Editors have cookies; the rest is one person's, or long and read in parts.
    if (req.url ~ "^/(admin|documents|hooks|media/recordings|media/videos)/" || req.url ~ "(?i)^/note(/|\?|$)" ||
        req.url ~ "^/(healthz|readyz|metrics)(\?|$)") {
        return (pass);
    }
    # Public pages know no cookie and no password, so whatever a browser sends there is noise.
    unset req.http.Cookie;
    unset req.http.Authorization;

    # Of the query only what public views read (PUBLIC_QUERY in the settings; a test compares), in one order.
    if (req.url ~ "\?") {
        if (req.url ~ "\?.{1000}") {
            return (pass);
        }
        set req.url = regsub(req.url, "#.*$", "");
        set req.url = regsub(req.url, "\?", "?&");
        set req.url = regsuball(req.url, "&(?!(?:age_band|country|currency|data|done|exploitation|kind|language|page|programme|q|region|topic)=)[^&]*", "");
        set req.url = regsub(req.url, "\?&?", "?");
        set req.url = std.querysort(regsub(req.url, "\?$", ""));
    }
    # Two copies of each page: one packed with Brotli, one with gzip, unpacked for whoever knows neither.
    if (req.url !~ "^/media/" && req.http.Accept-Encoding ~ "(?i)(^|[\s,])br\s*(,|$|;\s*q=(1|0\.0?0?[1-9]))") {
        set req.http.X-Edge-Encoding = "br";
    }
    # Pages with pictures vary by it; however it is written, there are two of each and not more.
    if (req.http.Save-Data ~ "(?i)^\s*on\s*$") {
        set req.http.Save-Data = "on";
    } else {
        unset req.http.Save-Data;
    }
    # Addresses without a language lead to the reader's. Who asks for one of ours first gets it; the rest is rare.
    if (req.url ~ "^/(en|fr|es|ar)(/|$)") {
        unset req.http.Accept-Language;
    } elsif (req.http.Accept-Language ~ "(?i)^\s*(en|fr|es|ar)(-[a-z0-9]+)*\s*(,|$)") {
        set req.http.Accept-Language = regsub(std.tolower(req.http.Accept-Language), "^\s*(..).*$", "\1");
    } elsif (req.url == "/") {
        return (pass);
    }
    set req.http.Surrogate-Capability = {"edge="Surrogate/1.0""};

    # What may be shown old is made anew beside the reader: the last second of any copy, and what has no story in it
    # (see below), which lasts while the site is down: known to be, or found to be a moment ago.
    if (std.healthy(req.backend_hint) && req.restarts == 0) {
        set req.grace = 10s;
    } else {
        set req.grace = 24h;
    }
    return (hash);
}

sub vcl_hash {
    hash_data(req.http.X-Edge-Encoding);
    hash_data(req.http.X-Forwarded-Proto);
}

sub vcl_backend_fetch {
    # What the site is asked for says itself whether it is to be packed; a secret stays here.
    unset bereq.http.Edge-Purge-Token;
    if (bereq.http.X-Edge-Encoding == "br") {
        set bereq.http.Accept-Encoding = "br";
    }
    unset bereq.http.X-Edge-Encoding;
    # A form that is sent while a worker closes a kept connection would be lost.
    set bereq.http.Connection = "close";
    # An editor's upload is cleaned before it is answered: half an hour of sound takes half a minute.
    if (bereq.url ~ "^/admin/") {
        set bereq.first_byte_timeout = 180s;
    }
}

sub vcl_backend_response {
    # A reader who comes meanwhile sees the copy there is; a broken answer does not take its place.
    if (bereq.is_bgfetch && beresp.status >= 500) {
        return (abandon);
    }
    # Nothing is shown longer than the site says.
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    # A person's answer is nobody else's.
    if (beresp.http.Set-Cookie) {
        set beresp.uncacheable = true;
        set beresp.ttl = 30s;
        return (deliver);
    }
    # The application says for each answer how long the edge may keep it. Without a word: not at all.
    if (beresp.http.Surrogate-Control ~ "max-age=[1-9]") {
        set beresp.ttl = std.duration(
            regsub(beresp.http.Surrogate-Control, "^.*max-age=([0-9]+).*$", "\1s"), 0s);
        if (beresp.http.Surrogate-Control ~ "stale-(if-error|while-revalidate)=[0-9]") {
            set beresp.grace = std.duration(regsub(beresp.http.Surrogate-Control,
                "^.*stale-(?:if-error|while-revalidate)=([0-9]+).*$", "\1s"), 0s);
        }
        # Never shown once it is old: only asked whether it still is the same (304).
        set beresp.keep = 60s;
    } elsif (beresp.http.Surrogate-Control) {
        set beresp.uncacheable = true;
        set beresp.ttl = 1s;
    } elsif (beresp.status != 200 || beresp.http.Cache-Control !~ "(?i)max-age=[1-9]" ||
             beresp.http.Cache-Control ~ "(?i)no-store|no-cache|private") {
        set beresp.uncacheable = true;
        set beresp.ttl = 30s;
    } elsif (bereq.url ~ "^/static/") {
        # They hold nothing but the design, and pages that are shown while the site is down need them.
        set beresp.grace = 1h;
    }
    return (deliver);
}

sub vcl_deliver {
    # Nobody waits for the probe to find out what a reader has found out: once more, with what may be shown old.
    if (resp.http.Edge-Away && req.http.Surrogate-Capability && req.restarts == 0) {
        return (restart);
    }
    unset resp.http.Edge-Away;
    if (req.http.Edge-Purge-Token) {
        set resp.http.Edge-Copy-Age = obj.age;
    } else {
        unset resp.http.X-Varnish;
    }
    unset resp.http.Surrogate-Control;
    unset resp.http.Surrogate-Key;
    unset resp.http.Via;
}

sub vcl_backend_error {
    call say_that_it_is_away;
    return (deliver);
}

sub vcl_synth {
    unset resp.http.X-Varnish;
    unset resp.http.Server;
    set resp.http.Cache-Control = "no-store";
    set resp.http.Content-Type = "text/plain; charset=utf-8";
    if (resp.status == 405) {
        set resp.http.Allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    }
    set resp.body = "";
    return (deliver);
}

# It names nobody and nothing, for whoever looks over a shoulder; help is mostly still in the cache.
sub say_that_it_is_away {
    set beresp.status = 503;
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    set beresp.uncacheable = true;
    unset beresp.http.Server;
    set beresp.http.Edge-Away = "yes";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "30";
    set beresp.http.Content-Type = "text/html; charset=utf-8";
    set beresp.http.Content-Security-Policy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";
    set beresp.http.Cross-Origin-Opener-Policy = "same-origin";
    set beresp.http.Cross-Origin-Resource-Policy = "same-origin";
    set beresp.http.Referrer-Policy = "no-referrer";
    set beresp.http.X-Content-Type-Options = "nosniff";
    set beresp.http.X-Frame-Options = "DENY";
    if (bereq.http.X-Forwarded-Proto == "https") {
        set beresp.http.Strict-Transport-Security = "max-age=63072000; includeSubDomains; preload";
    }
    set beresp.body = {"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>503</title>
</head>
<body>
<p>This page cannot be shown at the moment. Please try again in a few minutes.</p>
<p lang="fr">Cette page ne peut pas être affichée pour le moment. Veuillez réessayer dans quelques minutes.</p>
<p lang="es">Esta página no se puede mostrar en este momento. Inténtelo de nuevo en unos minutos.</p>
<p lang="ar" dir="rtl">لا يمكن عرض هذه الصفحة في الوقت الحالي. يُرجى المحاولة مجددًا بعد بضع دقائق.</p>
"};
    if (bereq.url !~ "(?i)^/(note|admin)(/|\?|$)") {
        set beresp.body += {"<p><a href="/en/help/" lang="en">Help</a> · <a href="/fr/help/" lang="fr">Aide</a> · <a href="/es/help/" lang="es">Ayuda</a> · <a href="/ar/help/" lang="ar" dir="rtl">مساعدة</a></p>
"};
    }
    set beresp.body += {"</body>
</html>
"};
}
