"""A browser by WebDriver over HTTP, as far as a page with a form needs it. Standard library only."""

import json
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """Headless Chromium with an empty profile. Use as a context: at its end browser and driver are gone."""

    def __init__(self, language="en", size=(390, 844)):
        self.profile = tempfile.mkdtemp(prefix="keytill-browser-")
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        for line in self.driver.stdout:
            if "started successfully on port" in line:
                self.base = f"http://127.0.0.1:{line.rsplit(' ', 1)[1].strip().rstrip('.')}"
                break
        args = FLAGS + [f"--user-data-dir={self.profile}", "--window-size={},{}".format(*size), f"--lang={language}"]
        options = {"args": args, "binary": shutil.which("chromium"), "prefs": {"intl.accept_languages": language}}
        self.session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})[
            "sessionId"
        ]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("DELETE", f"/session/{self.session}")
        finally:
            self.driver.terminate()
            self.driver.wait(20)
            shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.read().decode()[:400]}") from None

    def do(self, method, path, body=None):
        return self.call(method, f"/session/{self.session}{path}", body)

    def open(self, address):
        self.do("POST", "/url", {"url": address})

    def find(self, css):
        found = self.do("POST", "/elements", {"using": "css selector", "value": css})
        return [element[ELEMENT] for element in found]

    def one(self, css, seconds=20):
        """The one element, as soon as it is there."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.find(css)
            if len(found) == 1:
                return found[0]
            time.sleep(0.05)
        raise AssertionError(f"{css}: {len(found)} of them\n{self.text()}")

    def text_of(self, css):
        return self.do("GET", f"/element/{self.one(css)}/text")

    def text(self):
        return self.do("GET", f"/element/{self.find('body')[0]}/text")

    def type(self, css, text):
        element = self.one(css)
        self.do("POST", f"/element/{element}/clear", {})
        self.do("POST", f"/element/{element}/value", {"text": text})

    def click(self, css):
        self.do("POST", f"/element/{self.one(css)}/click", {})

    def script(self, source):
        return self.do("POST", "/execute/sync", {"script": source, "args": []})
