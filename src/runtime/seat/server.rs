//! Connections: who is let in, what each wants, and the limits of time and number that hold for all.

use std::{sync::Arc, time::Duration};

use rustix::net::sockopt::set_socket_send_buffer_size;
use tokio::{
    net::{UnixListener, UnixStream},
    sync::{Semaphore, mpsc::Sender},
    time::sleep,
};

use super::{Said, client, peer};

/// How many connections there may be, seats and scripts together.
const CONNECTIONS: usize = 24;
/// How long a client may take to say what it wants.
pub const HELLO_WITHIN: Duration = Duration::from_secs(5);
/// How long a client may take to take what is sent to it.
pub const WRITE_WITHIN: Duration = Duration::from_secs(10);
/// What may lie in the socket towards a client, in bytes; the system doubles it. More would be old pictures on a slow line.
const ON_THE_WAY: usize = 16 << 10;
/// After a connection could not be taken, such as for want of file handles.
const PAUSE: Duration = Duration::from_secs(1);

/// Who is let in.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Members of this group, beside root and the terminal's own user.
    pub group: Option<String>,
}

/// Takes connections for as long as the program runs.
pub(super) async fn listen(listener: UnixListener, rules: Rules, said: Sender<Said>, alive: Sender<()>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    for number in 1.. {
        // The last of the loop's ends is closed: nobody is served any more.
        let accepted = tokio::select! {
            () = said.closed() => return,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!("a connection to the seats' socket failed: {error}");
                sleep(PAUSE).await;
                continue;
            }
        };
        // Too many at once: this one hears nothing and is closed.
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else { continue };
        let (said, alive, group) = (said.clone(), alive.clone(), rules.group.clone());
        tokio::spawn(async move {
            serve(stream, group.as_deref(), number, said).await;
            drop((permit, alive));
        });
    }
}

async fn serve(stream: UnixStream, group: Option<&str>, number: u32, said: Sender<Said>) {
    // A system that refuses keeps more pictures on the way.
    let _ = set_socket_send_buffer_size(&stream, ON_THE_WAY);
    match peer::admit(&stream, group) {
        Ok(peer) => client::serve(stream, peer, number, said).await,
        Err(reason) => {
            tracing::warn!("a seat was refused: {reason}");
            client::turn_away(stream, &reason.to_string()).await;
        }
    }
}
