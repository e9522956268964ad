"""The inbox of `invitations dev`, for the clients in Python and in the shell.

From the shell, the user name and the secret in the fragment of a mailed link, each on a line:
    inbox.py ENDPOINT ADDRESS PAGE
"""

import html
import json
import re
import sys
import time
import urllib.parse
import urllib.request

PATIENCE = 30  # seconds for a message to arrive


def link(endpoint, address, page):
    """User name and secret of the newest link to `page` that was mailed to `address`; of a link to
    sign up, which names nobody, the secret alone."""
    inbox = f"{endpoint}/_local/messages?" + urllib.parse.urlencode({"to": address})
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with urllib.request.urlopen(inbox, timeout=10) as answer:
            messages = json.load(answer)["messages"]
        for message in reversed(messages):
            if found := last_link(message["html"] or "", page):
                return found
        time.sleep(0.1)
    raise SystemExit(f"no mail with a link to /{page} has come to {address}")


def last_link(body, page):
    """The same of the last link to `page` in an HTML text, None without one. The secret stands last
    and is read raw; beside the user name the link can carry what the page shows."""
    links = re.findall(rf'href="https?://[^/"]+/{page}#([^"]+)"', body)
    if not links:
        return None
    *others, (_, _, secret) = [part.partition("=") for part in html.unescape(links[-1]).split("&")]
    names = [urllib.parse.unquote(value) for name, _, value in others if name == "username"]
    return [*names, secret]


if __name__ == "__main__":
    print("\n".join(link(*sys.argv[1:])))
