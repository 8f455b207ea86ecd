"""strace: attached to a running terminal, and its log read. The terminal lets nobody but root look at it."""

import os
import re
import shutil
import subprocess


def missing():
    """Why there can be no tracing here; None when there can."""
    if not shutil.which("strace"):
        return "strace is missing"
    if os.geteuid() != 0:
        return "root rights are needed to attach strace"
    tried = subprocess.run(["strace", "-e", "inject=getppid:error=EIO", "true"], capture_output=True, text=True)
    return None if tried.returncode == 0 else f"strace does not work: {tried.stderr.strip()[:200]}"


def threads(pid):
    """The threads of a process by name; the main one first."""
    found = {}
    for tid in sorted(map(int, os.listdir(f"/proc/{pid}/task"))):
        with open(f"/proc/{pid}/task/{tid}/comm") as file:
            found[file.read().strip()] = tid
    return found


class Strace:
    """strace on a process that runs already. Use as a context."""

    def __init__(self, tid, *options, log="/dev/null"):
        argv = ["strace", *options, "-o", log, "-p", str(tid)]
        self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.said = ""
        while "attached" not in self.said:
            line = self.process.stderr.readline()
            assert line, f"strace did not attach: {self.said}"
            self.said += line

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.process.stderr.close()


def written(line):
    """The bytes of the first string in a line."""
    found = re.search(r'"((?:[^"\\]|\\.)*)"', line)
    return found[1].encode("latin-1").decode("unicode_escape").encode("latin-1") if found else b""


def in_order(log, screen):
    """What one sale did to journal, host and screen, in the order in which it happened: `write` and `synced` of the journal,
    `asked` and `answered` on the host's line, `told` at the first byte of the write that makes the screen say APPROVED."""
    events, begun = [], {}
    with open(log, encoding="latin-1") as file:
        for line in file:
            tid, _, call = line.partition(" ")
            call = call.strip()
            if resumed := re.match(r"<\.\.\. (\w+) resumed>", call):
                began = begun.pop(tid, "")
                if ended := _end(began, call, resumed[1]):
                    events.append(ended)
                continue
            if started := _start(call, screen):
                events.append(started)
            if call.endswith("<unfinished ...>"):
                begun[tid] = call
            elif ended := _end(call, call, call.split("(")[0]):
                events.append(ended)
    return events


def _start(call, screen):
    if re.match(r"(pwrite64|write)\(\d+<[^>]*\.seg>", call):
        return "write"
    if re.match(r"(sendto|write|writev|sendmsg)\(\d+<TCP", call):
        return "asked"
    if re.match(r"write\(1</dev/pts/", call):
        before = "APPROVED" in screen.text()
        screen.feed(written(call))
        if "APPROVED" in screen.text() and not before:
            return "told"
    return None


def _end(began, ended, name):
    good = re.search(r"= (\d+)", ended)
    if name in ("fdatasync", "fsync") and ".seg>" in began and ended.rstrip().endswith("= 0"):
        return "synced"
    if name in ("recvfrom", "read") and "<TCP" in began and good and int(good[1]) > 0:
        return "answered"
    return None


def order_is_right(events):
    """Why the order is wrong, or None: a record is durable before the question leaves, and another one, written after the
    answer came, before the screen says APPROVED."""
    if "asked" not in events or "told" not in events or "answered" not in events:
        return f"the sale is not in the trace: {events}"
    asked, told = events.index("asked"), events.index("told")
    answered = max(at for at, event in enumerate(events[:told]) if event == "answered")
    for what, part in (("question", events[:asked]), ("verdict", events[answered:told])):
        writes = [at for at, event in enumerate(part) if event == "write"]
        syncs = [at for at, event in enumerate(part) if event == "synced"]
        if not writes or not syncs or writes[-1] > syncs[-1]:
            return f"nothing durable before the {what}: {events}"
    return None
