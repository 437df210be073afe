"""A subject's side of the conversation with the bench: see ../subject.ts."""

import json
import re
import sys
import time


def peak_rss_mib():
    """The most memory this process has held so far; None where the system does not tell."""
    try:
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)) / 1024
    except OSError:
        return None


def say(answer):
    print(json.dumps(answer), flush=True)


def serve(actions, peak=peak_rss_mib):
    """Does what it is asked, line by line, until standard input ends."""
    say({"ready": True})
    for line in sys.stdin:
        if line.strip() == "peak":
            say({"peak_rss_mib": peak()})
            continue
        start = time.perf_counter()
        result = actions[line.strip()]()
        say({"ms": (time.perf_counter() - start) * 1000, **(result or {})})
