//! Opening the serial line: eight bits, no parity, one stop bit, no flow control (13h and 11h are data here).

use std::io;

use tokio_serial::{DataBits, FlowControl, Parity, SerialPortBuilderExt, SerialStream, StopBits};

use super::Config;

/// Opens the device for this process alone: other programs get an error while it is open.
///
/// # Errors
/// What the system said, such as no such file, no permission, or busy. Must be called within a tokio runtime.
pub fn open(config: &Config) -> io::Result<SerialStream> {
    let stream = tokio_serial::new(config.device.to_string_lossy(), config.baud)
        .data_bits(DataBits::Eight)
        .parity(Parity::None)
        .stop_bits(StopBits::One)
        .flow_control(FlowControl::None)
        .exclusive(true)
        .open_native_async()?;
    Ok(stream)
}
