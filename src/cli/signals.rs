//! What ends a program that has no screen: a signal, or a word on its standard input.

use std::io;

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
};

use crate::runtime::Ended;

/// The signals that end a program without a screen.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

impl Signals {
    /// Heeds them from now on.
    ///
    /// # Errors
    /// When the system does not let it.
    pub fn listen() -> io::Result<Signals> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for one of them, or for `quit`.
    pub async fn wait(mut self, quit: Option<oneshot::Receiver<()>>) -> Ended {
        let quit = async {
            let Some(quit) = quit else { return std::future::pending().await };
            // The sender goes at the end of standard input, which does not end the program.
            if quit.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            biased;
            _ = self.terminate.recv() => Ended::Signal(15),
            _ = self.interrupt.recv() => Ended::Signal(2),
            _ = self.hangup.recv() => Ended::Signal(1),
            () = quit => Ended::Quit,
        }
    }
}
