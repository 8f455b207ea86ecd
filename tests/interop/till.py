"""What an operator does at the terminal, in terms of keys and of what must be on the screen."""

import re
import subprocess

from terminal import ENTER, ESC

# What a live box has in these tests in place of the passwords of the factory.
PASSWORDS = {"01": "2580", "00": "258013", "99": "25801369"}
VERDICTS = ("APPROVED", "NOT PAID", "NOT KNOWN")


def set_passwords(binary, config):
    lines = "".join(f"{number} {password}\n" for number, password in PASSWORDS.items())
    words = [binary, "operators", "set-passwords", "--config", config]
    subprocess.run(words, input=lines, text=True, check=True, capture_output=True)


def sign_in(t, operator="01", password="0000"):
    t.wait("Sign in", "Operator", seconds=60)
    t.keys(operator + ENTER + password + ENTER)
    t.wait("Transactions", "Back office")


def online(t, host="OK", seconds=30):
    """Waits until the terminal is signed on to the host, or to its backup, and has its reader."""
    t.wait(f"Host {host}", "Reader OK", seconds=seconds)


def open_transactions(t):
    t.keys("1")
    t.wait("Sale", "Void", "Settlement")


def begin_sale(t, amount):
    """From the menu of transactions until a card is asked for or the sale has ended."""
    t.keys("1")
    t.wait("Type the amount")
    t.keys(str(amount) + ENTER)


def begin_ecash(t, amount):
    """From the menu of transactions until a card with electronic cash is asked for."""
    t.keys("8")
    t.wait("Electronic cash")
    t.keys("5")
    t.wait("E-cash refund")
    t.keys("6")
    t.wait("Type the amount")
    t.keys(str(amount) + ENTER)


def verdict(t, seconds=40):
    """Waits for the verdict and returns it, the voucher number and the screen."""
    word = t.wait_any(*VERDICTS, seconds=seconds)
    text = t.text()
    voucher = re.search(r"Voucher (\d{6})", text)
    return word, voucher and voucher[1], text


def leave(t):
    """From the verdict back to the menu of transactions."""
    t.keys(ENTER)
    t.wait("1", "Sale", "Void", "Settlement", gone=VERDICTS)


def sell_in_training(t, amount, place, seconds=40):
    """One sale with a card of the training tray."""
    begin_sale(t, amount)
    t.wait("Choose a training card", seconds=30)
    # A page of the tray has eight cards; 0 leads to the next one.
    t.keys("0" * ((place - 1) // 8) + str((place - 1) % 8 + 1))
    ended = verdict(t, seconds)
    return ended


def void(t, voucher, password="123456"):
    """From the menu: the voucher, the look at it, the supervisor's approval, the verdict."""
    t.keys("2")
    t.wait("Type the voucher number")
    t.keys(voucher + ENTER)
    t.wait("Void this sale?")
    t.keys(ENTER)
    t.wait("Password of 00")
    t.keys(password + ENTER)
    word = t.wait_any("NOT VOIDED", "VOIDED", "NOT KNOWN", seconds=40)
    voucher = re.search(r"Voucher (\d{6})", t.text())
    t.keys(ENTER)
    t.wait("Sale", "Void", "Settlement", gone=("VOIDED", "NOT KNOWN", "Approval", "Void this sale?"))
    return word, voucher and voucher[1]


def settle(t, seconds=60):
    """From the menu: confirm the totals, wait for the result; returns the result's screen."""
    t.keys("5")
    t.wait("Check the totals")
    t.keys(ENTER)
    text = t.wait("settled", seconds=seconds)
    t.keys(ENTER)
    t.wait("Sale", "Void", gone=("settled",))
    return text


def queue_is_empty(t, seconds=30):
    """Waits until nothing is owed to the host."""
    t.wait("Queue 0", gone=("Host offline", "Host signing on"), seconds=seconds)


__all__ = [name for name in dir() if not name.startswith("_")]
