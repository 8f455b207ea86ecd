#!/usr/bin/env python3
"""A modem on a real D-Bus, as ModemManager shows one: python-dbusmock on a bus of its own. Prints the bus's address and stays until
its standard input ends. Needs dbus-daemon and the Debian packages python3-dbus and python3-dbusmock.
"""

import os
import subprocess
import sys
import time

import dbus

MANAGER = "org.freedesktop.ModemManager1"
ROOT = "/org/freedesktop/ModemManager1"
MOCK = "org.freedesktop.DBus.Mock"
CONNECTED, LTE, HOME = 11, 1 << 14, 1


def u(value):
    return dbus.UInt32(value)


def empty(signature):
    return dbus.Array([], signature=signature)


def modem(signal):
    """What mmcli reads of a modem; one that lacks half of it makes mmcli fall over."""
    return {
        "State": dbus.Int32(CONNECTED),
        "SignalQuality": dbus.Struct((u(signal), dbus.Boolean(True)), signature="ub"),
        "AccessTechnologies": u(LTE),
        "Manufacturer": "Quectel", "Model": "EC20", "Revision": "1", "HardwareRevision": "1", "Plugin": "quectel",
        "Device": "/sys/x", "DeviceIdentifier": "x", "PrimaryPort": "ttyUSB2", "EquipmentIdentifier": "867000000000000",
        "CarrierConfiguration": "", "CarrierConfigurationRevision": "",
        "StateFailedReason": u(0), "PowerState": u(3), "UnlockRequired": u(1), "PrimarySimSlot": u(0),
        "MaxBearers": u(1), "MaxActiveBearers": u(1), "MaxActiveMultiplexedBearers": u(0),
        "CurrentCapabilities": u(4), "SupportedCapabilities": dbus.Array([u(4)], signature="u"),
        "CurrentModes": dbus.Struct((u(8), u(0)), signature="uu"),
        "SupportedModes": dbus.Array([dbus.Struct((u(8), u(0)), signature="uu")], signature="(uu)"),
        "CurrentBands": dbus.Array([u(5)], signature="u"), "SupportedBands": dbus.Array([u(5)], signature="u"),
        "SupportedIpFamilies": u(1), "Drivers": dbus.Array(["option"], signature="s"),
        "Ports": dbus.Array([dbus.Struct(("ttyUSB2", u(3)), signature="su")], signature="(su)"),
        "OwnNumbers": empty("s"), "Bearers": empty("o"), "SimSlots": empty("o"),
        "Sim": dbus.ObjectPath("/"), "UnlockRetries": dbus.Dictionary({}, signature="uu"),
    }


NETWORK = {
    "OperatorName": "中国移动", "OperatorCode": "46000", "RegistrationState": u(HOME), "Imei": "867000000000000",
    "EnabledFacilityLocks": u(0), "SubscriptionState": u(0), "EpsUeModeOperation": u(0), "PacketServiceState": u(0),
    "InitialEpsBearer": dbus.ObjectPath("/"), "Pco": empty("(ubay)"),
    "EpsInitialBearerSettings": dbus.Dictionary({}, signature="sv"),
}


def main():
    bus_program = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True
    )
    address = bus_program.stdout.readline().strip()
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = address
    mock_program = subprocess.Popen(
        [sys.executable, "-m", "dbusmock", "--system", "-m", MANAGER, ROOT, MANAGER], stdout=subprocess.DEVNULL
    )
    try:
        bus = dbus.bus.BusConnection(address)
        end = time.monotonic() + 10
        while not bus.name_has_owner(MANAGER):
            if time.monotonic() > end:
                sys.exit("dbusmock did not come up")
            time.sleep(0.02)
        path = ROOT + "/Modem/0"
        manager = dbus.Interface(bus.get_object(MANAGER, ROOT), MOCK)
        manager.AddObject(path, MANAGER + ".Modem", modem(67), empty("(ssss)"))
        dbus.Interface(bus.get_object(MANAGER, path), MOCK).AddProperties(MANAGER + ".Modem.Modem3gpp", NETWORK)
        print(address, flush=True)
        sys.stdin.read()
    finally:
        mock_program.terminate()
        bus_program.terminate()


if __name__ == "__main__":
    main()
