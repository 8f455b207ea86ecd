//! Opening the serial line: eight bits, no parity, one stop bit, no flow control (13h and 11h are data here).

use std::io;

use tokio_serial::{DataBits, FlowControl, Parity, SerialPortBuilderExt, SerialStream, StopBits};

use super::Config;

/// An open line.
pub type Line = SerialStream;

/// Opens the device for this process alone: other programs get an error while it is open. It is marked exclusive, and
/// because that mark does not stop the superuser, it is locked as well (`flock`).
///
/// # Errors
/// What the system said, such as no such file, no permission, or busy. Must be called within a tokio runtime.
pub fn open(config: &Config) -> io::Result<Line> {
    let device = config.device.display();
    let opened = tokio_serial::new(config.device.to_string_lossy(), config.baud())
        .data_bits(DataBits::Eight)
        .parity(Parity::None)
        .stop_bits(StopBits::One)
        .flow_control(FlowControl::None)
        .exclusive(true)
        .open_native_async();
    opened.map_err(|error| {
        let error = io::Error::from(error);
        io::Error::new(error.kind(), format!("{device}: {error}; is it plugged in, and does no other program use it?"))
    })
}
