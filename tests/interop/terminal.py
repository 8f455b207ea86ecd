"""The program in a pseudo-terminal with a model of its screen: keys in, text out. Standard library only."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import unicodedata

ENTER, ESC, BACKSPACE, DOWN = "\r", "\x1b", "\x7f", "\x1b[B"
# The program drops a second ENTER within 400 ms of one, because keys bounce.
ENTER_PAUSE = 0.5
# The number of a pseudo-terminal's far end; Python's `os.ptsname` is younger than the Python of Debian 12.
TIOCGPTN = 0x80045430
# So long it may leave a key unread, in seconds.
READ_PATIENCE = 30


class Gone(Exception):
    """The program has ended."""


class Missing(Exception):
    """A text did not come in time."""


def until_shown(look, wanted, gone, seconds, pause):
    """Looks at a screen until all of the texts are on it and none of `gone` is, with a pause before each further look; the screen."""
    end = time.monotonic() + seconds
    while True:
        text = look()
        if all(w in text for w in wanted) and not any(g in text for g in gone):
            return text
        if time.monotonic() > end:
            raise Missing(f"{wanted} did not come within {seconds} s (not to be there: {gone}); the screen:\n{text}")
        pause()


class Screen:
    """As much of a terminal as ratatui's output needs."""

    def __init__(self, rows, cols):
        self.rows, self.cols = rows, cols
        self.cells = [[" "] * cols for _ in range(rows)]
        self.row = self.col = 0
        self.rest = b""

    def text(self):
        return "\n".join("".join(line).rstrip() for line in self.cells)

    def feed(self, data):
        data = self.rest + data
        at = 0
        while at < len(data):
            used = self._one(data, at)
            if used == 0:
                break
            at += used
        self.rest = data[at:]

    def _one(self, data, at):
        """Takes one character or sequence; 0 when it is not complete yet."""
        byte = data[at]
        if byte == 0x1B:
            return self._escape(data, at)
        if byte < 0x20:
            if byte == 0x0D:
                self.col = 0
            elif byte == 0x0A:
                self.row = min(self.row + 1, self.rows - 1)
            elif byte == 0x08:
                self.col = max(self.col - 1, 0)
            return 1
        length = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
        if at + length > len(data):
            return 0
        # What a program wrote that was ended in the middle of a character is one sign, as on a terminal.
        self._put(data[at : at + length].decode("utf-8", "replace")[0])
        return length

    def _put(self, char):
        width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if self.row < self.rows and self.col < self.cols:
            self.cells[self.row][self.col] = char
            if width == 2 and self.col + 1 < self.cols:
                self.cells[self.row][self.col + 1] = ""
        self.col += width

    def _escape(self, data, at):
        if at + 1 >= len(data):
            return 0
        if data[at + 1] == ord("]"):
            end = re.compile(rb"\x07|\x1b\\").search(data, at)
            return end.end() - at if end else 0
        if data[at + 1] != ord("["):
            return 3 if data[at + 1] in b"()" else 2
        found = re.compile(rb"\x1b\[([0-9;?<>=]*)[ -/]*([@-~])").match(data, at)
        if not found:
            return 0 if len(data) - at < 64 else 2
        numbers = [int(n) if n.isdigit() else 0 for n in found[1].decode().lstrip("?<>=").split(";")]
        self._control(found[2], numbers)
        return found.end() - at

    def _control(self, final, numbers):
        first = max(numbers[0], 1)
        if final in b"Hf":
            self.row = min(first, self.rows) - 1
            self.col = min(max(numbers[1] if len(numbers) > 1 else 1, 1), self.cols) - 1
        elif final == b"A":
            self.row = max(self.row - first, 0)
        elif final == b"B":
            self.row = min(self.row + first, self.rows - 1)
        elif final == b"C":
            self.col = min(self.col + first, self.cols - 1)
        elif final == b"D":
            self.col = max(self.col - first, 0)
        elif final == b"G":
            self.col = min(first, self.cols) - 1
        elif final == b"d":
            self.row = min(first, self.rows) - 1
        elif final == b"J":
            if numbers[0] == 2:
                self.cells = [[" "] * self.cols for _ in range(self.rows)]
            elif numbers[0] == 0:
                self.cells[self.row][self.col :] = [" "] * (self.cols - self.col)
                for row in range(self.row + 1, self.rows):
                    self.cells[row] = [" "] * self.cols
        elif final == b"K":
            self.cells[self.row][self.col :] = [" "] * (self.cols - self.col)


class Terminal:
    """A running program. Use as a context: at its end the program is gone."""

    def __init__(self, argv, rows=24, cols=80, env=None):
        self.screen = Screen(rows, cols)
        self.last_enter = 0.0
        self.status = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                os.execvpe(argv[0], argv, dict(os.environ, TERM="xterm-256color", **(env or {})))
            finally:
                os._exit(127)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill(signal.SIGKILL)
        os.close(self.fd)

    def _read(self, seconds):
        ready, _, _ = select.select([self.fd], [], [], max(seconds, 0))
        if not ready:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # EIO: the other side is closed
            data = b""
        if not data:
            raise Gone(f"the program has ended; the last screen was:\n{self.screen.text()}")
        self.screen.feed(data)
        return True

    def text(self):
        while self._read(0):
            pass
        return self.screen.text()

    def wait(self, *wanted, seconds=15, gone=()):
        """Waits until all of the texts are on the screen and none of `gone` is; returns the screen."""
        return until_shown(self.text, wanted, gone, seconds, lambda: self._read(0.5))

    def wait_any(self, *wanted, seconds=15):
        """Waits until one of the texts is on the screen; returns it."""
        end = time.monotonic() + seconds
        while True:
            text = self.text()
            for w in wanted:
                if w in text:
                    return w
            left = end - time.monotonic()
            if left <= 0:
                raise Missing(f"none of {wanted} came within {seconds} s; the screen:\n{text}")
            self._read(min(left, 0.5))

    def keys(self, keys):
        """Types digits and other keys, one write each, as a keypad does."""
        for key in [keys] if keys.startswith("\x1b") else keys:
            if key != ENTER:
                os.write(self.fd, key.encode())
                continue
            pause = self.last_enter + ENTER_PAUSE - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            os.write(self.fd, key.encode())
            # The program counts from when it has read the key, which on a busy machine is later.
            self._wait_read()
            self.last_enter = time.monotonic()

    def _wait_read(self):
        """Waits until the program has read every key, or has ended."""
        end = time.monotonic() + READ_PATIENCE
        try:
            while self._unread() and time.monotonic() < end:
                self._read(0.002)
        except (Gone, OSError):
            pass  # Whoever looks at the screen next hears of it.

    def _unread(self):
        """How many bytes of keys the program has not read yet."""
        number = struct.unpack("i", fcntl.ioctl(self.fd, TIOCGPTN, b"\0" * 4))[0]
        far = os.open(f"/dev/pts/{number}", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            return struct.unpack("i", fcntl.ioctl(far, termios.FIONREAD, b"\0" * 4))[0]
        finally:
            os.close(far)

    def kill(self, number):
        if self.status is None:
            try:
                os.kill(self.pid, number)
                _, status = os.waitpid(self.pid, 0)
                self.status = os.waitstatus_to_exitcode(status)
            except (ProcessLookupError, ChildProcessError):
                self.status = 0

    def stop(self, number=signal.SIGTERM, seconds=10):
        """Ends the program by a signal and returns its exit status."""
        os.kill(self.pid, number)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                self._read(0.1)
            except Gone:
                pass
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
        raise Missing(f"the program did not end within {seconds} s of signal {number}")
