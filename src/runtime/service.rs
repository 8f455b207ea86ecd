//! The service manager and the scripts of the box: both are told when something changes, and neither is waited for.

use std::time::Duration;

use crate::app::Model;

use super::{
    notify::Notify,
    state::{State, StateFile},
};

/// Whoever wants to know how the terminal is.
pub struct Service {
    notify: Option<Notify>,
    file: Option<StateFile>,
    told: Option<State>,
}

impl Service {
    /// Those that this process was started with.
    pub fn here() -> Service {
        Service { notify: Notify::here(), file: StateFile::here(), told: None }
    }

    /// Whoever looks at the screen sees the sign-in.
    pub fn ready(&mut self) {
        if let Some(notify) = &mut self.notify {
            notify.ready();
        }
    }

    /// The loop has come round, with the model as it is now.
    pub fn tell(&mut self, model: &Model, now: Duration) {
        if self.notify.is_none() && self.file.is_none() {
            return;
        }
        if let Some(notify) = &mut self.notify {
            notify.alive(now);
        }
        let state = State::of(model);
        if self.told.as_ref() == Some(&state) {
            return;
        }
        if let Some(file) = &mut self.file {
            file.write(&state);
        }
        if let Some(notify) = &mut self.notify {
            notify.status(&state.words());
        }
        self.told = Some(state);
    }

    /// When the loop must come round at the latest, on the monotonic clock.
    pub fn next(&self) -> Option<Duration> {
        self.notify.as_ref().and_then(Notify::next)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(notify) = &mut self.notify {
            notify.stopping();
        }
    }
}
