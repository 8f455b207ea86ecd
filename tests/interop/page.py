#!/usr/bin/env python3
"""The page that an applicant's telephone opens, in headless Chromium: from the request at `keytill run` over name and mobile number
on the page to the first live sale, with `host-sim` and `pad-sim` beside it; and what a page must not do.

    page.py --binary target/release/keytill
"""

import argparse
import os
import re
import shutil
import subprocess
import tempfile

import till
from terminal import ENTER, ESC, Terminal
from webdriver import Browser

UP = "\x1b[A"
TOKEN = "token-of-the-tests"
HOST = """
listen = "127.0.0.1:0"
[[terminals]]
terminal = "00000001"
merchant = "000000000000001"
tmk = "4B455954494C4C2D545241494E494E47"
[enrolment]
listen = "127.0.0.1:0"
token = "{token}"
challenge_seconds = {seconds}
"""
BOX = """
data = "{folder}/data"
language = "en"
glyphs = "ascii"
[merchant]
name = "Test shop"
[host]
address = "{host}"
[host.profile]
terminal = "00000001"
merchant = "000000000000001"
[keys]
tmk_index = 1
[reader]
device = "{folder}/line"
[printer]
kind = "none"
[enrolment]
service = "{service}"
token_file = "{folder}/token"
[log]
file = "{folder}/keytill.log"
"""


class Counter:
    """A box with its host, its enrolment service and its pad, each a program of its own."""

    def __init__(self, binary, seconds=300):
        self.folder = tempfile.mkdtemp(prefix="keytill-page-")
        with open(os.path.join(self.folder, "host.toml"), "w") as file:
            file.write(HOST.format(token=TOKEN, seconds=seconds))
        pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.host = subprocess.Popen([binary, "host-sim", "--config", f"{self.folder}/host.toml"], **pipe)
        address = self.host.stdout.readline().strip().removeprefix("listening on ")
        self.service = self.host.stdout.readline().strip().removeprefix("enrolment service at ")
        assert self.service.startswith("http://127.0.0.1:"), self.service
        self.pad = subprocess.Popen([binary, "pad-sim", "--link", f"{self.folder}/line", "--pace", "10", "--control"], **pipe)
        assert self.pad.stdout.readline().startswith("pad at")
        with open(os.path.join(self.folder, "token"), "w", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
            file.write(TOKEN)
        self.config = os.path.join(self.folder, "keytill.toml")
        with open(self.config, "w") as file:
            file.write(BOX.format(folder=self.folder, host=address, service=self.service))
        till.set_passwords(binary, self.config)
        self.terminal = Terminal([binary, "run", "--lang", "en", "--config", self.config])

    def __enter__(self):
        self.terminal.__enter__()
        till.online(self.terminal)
        return self

    def __exit__(self, *failed):
        self.terminal.__exit__(*failed)
        for program in (self.pad, self.host):
            program.kill()
            program.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask_for_a_number(self):
        """From the sign-in screen to the address on the screen."""
        t = self.terminal
        t.wait("No number yet")
        t.keys(UP)
        t.wait("Scan a code with a telephone")
        t.keys("1")
        t.wait("left")
        shown = "".join(t.text().split())
        found = re.search(r"HTTP://127\.0\.0\.1:\d+/[A-Z2-9]{12}", shown)
        assert found, t.text()
        return found[0]

    def sell(self, amount):
        t = self.terminal
        till.open_transactions(t)
        till.begin_sale(t, amount)
        t.wait("Insert, tap or swipe")
        self.pad.stdin.write("present 1\n")
        self.pad.stdin.flush()
        word, _, text = till.verdict(t)
        assert word == "APPROVED", text


def apply(browser, name, mobile):
    browser.type("input[name=name]", name)
    browser.type("input[name=mobile]", mobile)
    browser.click("button")


def from_request_to_first_sale(binary):
    with Counter(binary) as counter, Browser("en") as browser:
        t = counter.terminal
        address = counter.ask_for_a_number()
        browser.open(address)
        assert browser.text_of("h1") == "Apply for an operator number"
        assert browser.text_of("#terminal") == "00000001", "the applicant can compare the terminal"
        # What the browser itself does not let through, and what only the service can tell.
        apply(browser, "", "13812341234")
        assert browser.find("#number") == []
        apply(browser, "张三", "1381234")
        assert "11 digits" in browser.text_of("#wrong")
        apply(browser, "张三", "138 1234 1234")
        number = browser.text_of("#number")
        assert number == "02" and "choose a password" in browser.text(), browser.text()
        # The same page again, and the same form again: the challenge has been used.
        browser.open(address)
        assert "has been used" in browser.text_of("#wrong")
        t.wait("Your number", "02", "138****1234")
        t.keys("2580" + ENTER)
        t.wait("Once more")
        t.keys("2580" + ENTER)
        t.wait("Training only until the")
        t.keys(ENTER)
        t.wait("Type your two-digit number")
        till.sign_in(t, "02", "2580")
        t.keys("11")
        t.wait("02 is not approved yet: training only")
        t.keys(ESC)
        t.wait("Transactions", "Back office")
        t.keys(ESC)
        till.sign_in(t, "00", till.PASSWORDS["00"])
        t.keys("2")
        t.wait("Operators")
        t.keys("602")
        t.wait("02 waits for approval")
        t.keys(UP)
        t.wait("Approved: may sell now")
        for _ in range(3):
            t.keys(ESC)
        t.wait("Type your two-digit number")
        till.sign_in(t, "02", "2580")
        counter.sell(1234)
        print(f"number {number} given on the page, approved, and 12.34 sold with it")


def what_a_page_does_not_do(binary):
    with Counter(binary, seconds=3) as counter, Browser("zh-CN,zh") as browser:
        address = counter.ask_for_a_number()
        browser.open(address)
        assert browser.text_of("h1") == "申请操作员号", browser.text()
        # Nothing from elsewhere, no script, no room for one, and it fits a telephone.
        assert browser.script("return document.scripts.length") == 0
        assert browser.script("return performance.getEntriesByType('resource').length") == 0
        overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert browser.script(overflow) <= 0, "it can be scrolled sideways"
        counter.terminal.wait("Time is over")
        apply(browser, "<script>document.title='x'</script>"[:20], "13812341234")
        assert "已过期" in browser.text_of("#wrong")
        # A code of another terminal, and one that never was.
        challenge = address.rsplit("/", 1)[1]
        for foreign in (f"00000002/{challenge}", "00000001/ABCDEFGHJKLM", "ABCDEFGHJKLM"):
            browser.open(f"{counter.service}/{foreign}")
            assert "二维码无效" in browser.text_of("#wrong"), browser.text()
        print("expired and foreign codes give nothing; no script, nothing loaded, no scrolling sideways")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    binary = os.path.abspath(parser.parse_args().binary)
    from_request_to_first_sale(binary)
    what_a_page_does_not_do(binary)


if __name__ == "__main__":
    main()
