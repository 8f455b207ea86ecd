//! A medium in memory that forgets what was not synced, tears the write it was cut in, and fails when told.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Chance, node::Node};
use crate::ledger::disk::{Disk, DiskFile};

/// What happens at the chosen operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It fails with EIO, a write half done; later ones work.
    Io,
    /// Nothing more fits into files that are as long as they are, and no new file, from then on.
    Full,
    /// The system mounts it read-only: nothing is written any more, from then on.
    ReadOnly,
    /// The power goes.
    Cut,
}

#[derive(Clone, Default)]
struct Content {
    nodes: Vec<Node>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    operations: usize,
    trouble: Option<(usize, Trouble)>,
    dead: bool,
    random: Option<Chance>,
    /// How often each file was synced and written, for the cost of a commit.
    syncs: usize,
    writes: usize,
}

/// The medium; its clones are the same one.
#[derive(Clone, Default)]
pub struct Medium(Arc<Mutex<Content>>);

struct MediumFile {
    medium: Medium,
    node: usize,
}

/// What the system says to this trouble.
fn error(trouble: Trouble) -> io::Error {
    match trouble {
        Trouble::Io | Trouble::Cut => io::Error::from_raw_os_error(EIO),
        Trouble::Full => io::ErrorKind::StorageFull.into(),
        Trouble::ReadOnly => io::Error::from_raw_os_error(EROFS),
    }
}

const EIO: i32 = 5;
const EROFS: i32 = 30;

impl Content {
    /// Counts an operation and says what is to happen to it.
    fn operation(&mut self) -> io::Result<Option<Trouble>> {
        if self.dead {
            return Err(io::Error::from_raw_os_error(EIO));
        }
        self.operations += 1;
        match self.trouble {
            Some((at, trouble)) if at == self.operations => {
                self.dead = trouble == Trouble::Cut;
                Ok(Some(trouble))
            }
            Some((at, lasting @ (Trouble::Full | Trouble::ReadOnly))) if self.operations > at => Ok(Some(lasting)),
            _ => Ok(None),
        }
    }

    fn simple(&mut self) -> io::Result<()> {
        match self.operation()? {
            Some(trouble) if trouble != Trouble::Full => Err(error(trouble)),
            _ => Ok(()),
        }
    }
}

impl Medium {
    /// An empty medium whose random numbers come from a seed.
    pub fn seeded(random: Chance) -> Medium {
        Medium(Arc::new(Mutex::new(Content { random: Some(random), ..Content::default() })))
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Trouble at so many operations from now; 1 is the next.
    pub fn trouble(&self, after: usize, trouble: Trouble) {
        let mut content = self.content();
        content.trouble = Some((content.operations + after, trouble));
    }

    /// No trouble any more; what was cut stays cut.
    pub fn heal(&self) {
        self.content().trouble = None;
    }

    /// Whether the power has gone.
    pub fn is_dead(&self) -> bool {
        self.content().dead
    }

    /// Whether nothing more fits.
    pub fn is_full(&self) -> bool {
        let content = self.content();
        matches!(content.trouble, Some((at, Trouble::Full)) if content.operations >= at)
    }

    /// How many operations there were.
    pub fn operations(&self) -> usize {
        self.content().operations
    }

    /// Writes and syncs so far.
    pub fn costs(&self) -> (usize, usize) {
        let content = self.content();
        (content.writes, content.syncs)
    }

    /// Puts all files on the real disk too, for those who read there.
    ///
    /// # Errors
    /// What the real disk says.
    pub fn write_out(&self) -> io::Result<()> {
        let content = self.content();
        for (path, node) in &content.names {
            path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            std::fs::write(path, content.nodes[*node].now.as_slice())?;
        }
        Ok(())
    }

    /// Every byte that any file holds or held.
    pub fn all_bytes(&self) -> Vec<Vec<u8>> {
        self.content().nodes.iter().map(|n| n.now.to_vec()).collect()
    }

    /// The bytes of a file; none where there is no such file.
    pub fn bytes(&self, path: &Path) -> Option<Vec<u8>> {
        let content = self.content();
        content.names.get(path).and_then(|node| content.nodes.get(*node)).map(|node| node.now.to_vec())
    }

    /// Changes a byte of a file behind everybody's back.
    pub fn poke(&self, path: &Path, at: usize, change: impl Fn(u8) -> u8) {
        let mut content = self.content();
        let node = content.names.get(path).copied();
        let byte =
            node.and_then(|node| content.nodes.get_mut(node)).and_then(|node| Arc::make_mut(&mut node.now).get_mut(at));
        if let Some(byte) = byte {
            *byte = change(*byte);
        }
    }

    /// What is on the medium after the power was cut: synced bytes, and of the others the sectors that `arrives` lets
    /// through; names as the last directory sync left them, or as they are now.
    pub fn after_cut(&self, names_arrive: bool, mut arrives: impl FnMut() -> bool) -> Medium {
        let content = self.content();
        let mut after = Content { random: content.random.clone(), ..Content::default() };
        let names = if names_arrive { &content.names } else { &content.durable_names };
        for (path, node) in names {
            after.names.insert(path.clone(), after.nodes.len());
            after.nodes.push(content.nodes[*node].after_cut(&mut arrives));
        }
        after.durable_names = after.names.clone();
        Medium(Arc::new(Mutex::new(after)))
    }

    /// The same files in another folder.
    #[must_use]
    pub fn moved(self, from: &Path, to: &Path) -> Medium {
        let mut content = self.content();
        let rest = |path: PathBuf| path.strip_prefix(from).map(|rest| to.join(rest)).unwrap_or(path);
        content.names = std::mem::take(&mut content.names).into_iter().map(|(path, node)| (rest(path), node)).collect();
        content.durable_names = content.names.clone();
        drop(content);
        self
    }

    fn file(&self, node: usize) -> Box<dyn DiskFile> {
        Box::new(MediumFile { medium: self.clone(), node })
    }
}

/// A move from a folder to its archive is one step of a file system's own journal: neither end of it is durable without the
/// other, so both folders count as one.
fn moves_within(dir: &Path) -> &Path {
    dir.parent().filter(|_| dir.ends_with("archive")).unwrap_or(dir)
}

impl Disk for Medium {
    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let node = self.content().names.get(path).copied();
        node.map(|node| self.file(node)).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut content = self.content();
        if let Some(trouble) = content.operation()? {
            return Err(error(trouble));
        }
        let node = content.nodes.len();
        content.nodes.push(Node::default());
        content.names.insert(path.to_owned(), node);
        drop(content);
        Ok(self.file(node))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut content = self.content();
        content.simple()?;
        let node = content.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
        content.names.insert(to.to_owned(), node);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut content = self.content();
        content.simple()?;
        content.names.remove(path).map(|_| ()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn create_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        let mut content = self.content();
        content.simple()?;
        let Content { names, durable_names, .. } = &mut *content;
        let inside = |path: &PathBuf| path.parent().map(moves_within) == Some(moves_within(dir));
        durable_names.retain(|path, _| !inside(path));
        durable_names.extend(names.iter().filter(|(path, _)| inside(path)).map(|(path, node)| (path.clone(), *node)));
        Ok(())
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<PathBuf>> {
        Ok(self.content().names.keys().filter(|p| p.parent() == Some(dir)).cloned().collect())
    }

    fn free(&self, _: &Path) -> io::Result<u64> {
        Ok(if self.is_full() { 0 } else { 1 << 30 })
    }

    fn random(&self, bytes: &mut [u8]) -> io::Result<()> {
        match &mut self.content().random {
            Some(chance) => {
                chance.fill(bytes);
                Ok(())
            }
            None => getrandom::fill(bytes).map_err(io::Error::other),
        }
    }
}

impl DiskFile for MediumFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.medium.content().nodes[self.node].now.len() as u64)
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let content = self.medium.content();
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let bytes = content.nodes[self.node].now.get(at..).unwrap_or_default();
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn write_at(&mut self, bytes: &[u8], at: u64) -> io::Result<()> {
        let mut content = self.medium.content();
        let trouble = content.operation()?;
        content.writes += 1;
        let node = &mut content.nodes[self.node];
        let at = usize::try_from(at).map_err(io::Error::other)?;
        let taken = match trouble {
            Some(Trouble::Full) if at + bytes.len() > node.now.len() => return Err(error(Trouble::Full)),
            Some(Trouble::ReadOnly) => return Err(error(Trouble::ReadOnly)),
            Some(Trouble::Io) => &bytes[..bytes.len() / 2],
            _ => bytes,
        };
        node.write(taken, at);
        match trouble {
            Some(trouble @ (Trouble::Io | Trouble::Cut)) => Err(error(trouble)),
            _ => Ok(()),
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut content = self.medium.content();
        let result = content.simple();
        content.syncs += usize::from(result.is_ok());
        let cut = content.dead;
        let node = &mut content.nodes[self.node];
        match result {
            Ok(()) => node.sync(),
            Err(_) if cut => {}
            Err(_) => node.fail_sync(),
        }
        result
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        let mut content = self.medium.content();
        content.simple()?;
        content.nodes[self.node].cut(usize::try_from(len).map_err(io::Error::other)?);
        Ok(())
    }
}
