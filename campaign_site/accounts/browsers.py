"""What a browser says about itself, in two words that a person recognises; nothing finer is kept."""

import re

# The order decides: most say of themselves that they are what stands further down as well.
BROWSERS = {
    "Edge": r"\bEdg(?:e|A|iOS)?/",
    "Opera": r"\bOPR/|\bOpera\b",
    "Samsung Internet": r"\bSamsungBrowser/",
    "Firefox": r"\b(?:Firefox|FxiOS)/",
    "Chrome": r"\b(?:Chrome|Chromium|CriOS|HeadlessChrome)/",
    "Safari": r"\bSafari/",
}
SYSTEMS = {
    "Android": r"\bAndroid\b",
    "iPhone": r"\biPhone\b",
    "iPad": r"\biPad\b",
    "Windows": r"\bWindows\b",
    "Mac": r"\bMac OS X\b|\bMacintosh\b",
    "ChromeOS": r"\bCrOS\b",
    "Linux": r"\bLinux\b",
}


def browser_in_words(user_agent: str) -> str:
    """Return for example "Firefox, Linux"; the empty text where nothing is recognised."""
    return ", ".join(name for name in (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)) if name)


def _first(patterns: dict[str, str], text: str) -> str:
    return next((name for name, pattern in patterns.items() if re.search(pattern, text)), "")
