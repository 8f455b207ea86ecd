//! Who is at the other end of the socket, by the word of the kernel, and whether that is somebody to be let in: root, the
//! terminal's own user, or a member of the configured group.

use std::{fs, os::fd::AsFd};

use rustix::{net::sockopt::socket_peercred, process::geteuid};

/// Who is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The user's number.
    pub uid: u32,
    /// The user's name; empty where `/etc/passwd` has none.
    pub user: String,
}

/// Why nobody is let in.
#[derive(Debug, thiserror::Error)]
pub enum NotAdmitted {
    /// The kernel does not say who it is.
    #[error("the kernel does not say who is there ({0})")]
    Unknown(rustix::io::Errno),
    /// It is somebody else.
    #[error("user {0} is neither root nor the terminal's own, nor in the group of [seat]")]
    Stranger(u32),
}

/// Who is there, if that is somebody to be let in.
///
/// # Errors
/// [`NotAdmitted`] says who it is.
pub fn admit(socket: impl AsFd, group: Option<&str>) -> Result<Peer, NotAdmitted> {
    let credentials = socket_peercred(socket).map_err(NotAdmitted::Unknown)?;
    let (uid, gid) = (credentials.uid.as_raw(), credentials.gid.as_raw());
    let user = user_name(&read("/etc/passwd"), uid).unwrap_or_default();
    let is_own = uid == 0 || uid == geteuid().as_raw();
    let groups = read("/etc/group");
    let is_member = group.is_some_and(|group| belongs(&groups, group, gid, &user));
    if is_own || is_member { Ok(Peer { uid, user }) } else { Err(NotAdmitted::Stranger(uid)) }
}

/// The number of a group.
pub fn group_number(group: &str) -> Option<u32> {
    group_line(&read("/etc/group"), group)?.split(':').nth(2)?.parse().ok()
}

/// A box without the file has no names, which lets nobody in.
fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn user_name(passwd: &str, uid: u32) -> Option<String> {
    let number = uid.to_string();
    let line = passwd.lines().find(|line| line.split(':').nth(2) == Some(&number))?;
    line.split(':').next().map(str::to_owned)
}

fn group_line<'a>(groups: &'a str, name: &str) -> Option<&'a str> {
    groups.lines().find(|line| line.split(':').next() == Some(name))
}

/// Whether the user's own group is this one, or the user is among its members.
fn belongs(groups: &str, group: &str, gid: u32, user: &str) -> bool {
    let Some(line) = group_line(groups, group) else { return false };
    let mut fields = line.split(':').skip(2);
    let is_own = fields.next().and_then(|number| number.parse().ok()) == Some(gid);
    let members = fields.next().unwrap_or_default();
    is_own || (!user.is_empty() && members.split(',').any(|member| member == user))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\ntech:x:1001:1001::/home/tech:/bin/sh\n";
    const GROUP: &str = "root:x:0:\nkeytill-seat:x:990:tech,other\n";

    #[test]
    fn users_and_groups_are_those_of_the_files() {
        assert_eq!(user_name(PASSWD, 1001).as_deref(), Some("tech"));
        assert_eq!(user_name(PASSWD, 1002), None);
        assert!(belongs(GROUP, "keytill-seat", 990, "nobody"), "by the user's own group");
        assert!(belongs(GROUP, "keytill-seat", 5, "tech"), "as a member");
        assert!(!belongs(GROUP, "keytill-seat", 5, "root"));
        assert!(!belongs(GROUP, "keytill-seat", 5, ""));
        assert!(!belongs(GROUP, "none", 990, "tech"));
    }
}
