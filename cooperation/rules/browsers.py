"""Names of browsers and systems, as people know them, from the User-Agent header."""

# The first match wins: Edge and Opera call themselves Chrome, too, and Chrome calls itself Safari.
BROWSERS = {
    "Edg": "Microsoft Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_name(user_agent: str) -> str:
    """Return "Firefox, Windows", one of the two, or an empty string."""
    names = (next((name for mark, name in known.items() if mark in user_agent), None) for known in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in names if name)
