//! A medium that forgets what was not synced, tears the write it was cut in, and fails when told.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use keytill::ledger::disk::{Disk, DiskFile};

/// What happens at the chosen operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It fails with EIO, a write half done; later ones work.
    Io,
    /// Nothing more fits into files that are as long as they are, and no new file, from then on.
    Full,
    /// The power goes.
    Cut,
}

#[derive(Clone, Default)]
struct Node {
    now: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<(usize, Vec<u8>)>,
}

#[derive(Clone, Default)]
struct World {
    nodes: Vec<Node>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    operations: usize,
    trouble: Option<(usize, Trouble)>,
    dead: bool,
    /// How often each file was synced and written, for the cost of a commit.
    syncs: usize,
    writes: usize,
}

#[derive(Clone, Default)]
pub struct Medium(Arc<Mutex<World>>);

struct MediumFile {
    medium: Medium,
    node: usize,
}

const EIO: i32 = 5;

impl World {
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
            Some((at, Trouble::Full)) if self.operations > at => Ok(Some(Trouble::Full)),
            _ => Ok(None),
        }
    }

    fn simple(&mut self) -> io::Result<()> {
        match self.operation()? {
            Some(Trouble::Io | Trouble::Cut) => Err(io::Error::from_raw_os_error(EIO)),
            _ => Ok(()),
        }
    }
}

impl Medium {
    fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap()
    }

    /// Trouble at so many operations from now; 1 is the next.
    pub fn trouble(&self, after: usize, trouble: Trouble) {
        let mut world = self.world();
        world.trouble = Some((world.operations + after, trouble));
    }

    pub fn heal(&self) {
        self.world().trouble = None;
    }

    pub fn operations(&self) -> usize {
        self.world().operations
    }

    /// Writes and syncs so far.
    pub fn costs(&self) -> (usize, usize) {
        let world = self.world();
        (world.writes, world.syncs)
    }

    /// Every byte that any file holds or held.
    pub fn all_bytes(&self) -> Vec<Vec<u8>> {
        self.world().nodes.iter().map(|n| n.now.clone()).collect()
    }

    /// Changes a byte of a file behind everybody's back.
    pub fn poke(&self, path: &Path, at: usize, change: impl Fn(u8) -> u8) {
        let mut world = self.world();
        let node = world.names[path];
        let byte = world.nodes[node].now[at];
        world.nodes[node].now[at] = change(byte);
        world.nodes[node].durable[at] = change(byte);
    }

    /// What is on the medium after the power was cut: synced bytes, and of the others the sectors that `arrives` lets
    /// through; names as the last directory sync left them, or as they are now.
    pub fn after_cut(&self, names_arrive: bool, mut arrives: impl FnMut() -> bool) -> Medium {
        let world = self.world();
        let mut after = World::default();
        let names = if names_arrive { &world.names } else { &world.durable_names };
        for (path, node) in names {
            let node = &world.nodes[*node];
            let mut bytes = node.durable.clone();
            for (at, data) in &node.unsynced {
                let mut from = 0;
                while from < data.len() {
                    let to = (from + 512 - (at + from) % 512).min(data.len());
                    if arrives() {
                        let end = (at + to).max(bytes.len());
                        bytes.resize(end, 0);
                        bytes[at + from..at + to].copy_from_slice(&data[from..to]);
                    }
                    from = to;
                }
            }
            after.names.insert(path.clone(), after.nodes.len());
            after.nodes.push(Node { now: bytes.clone(), durable: bytes, unsynced: Vec::new() });
        }
        after.durable_names = after.names.clone();
        Medium(Arc::new(Mutex::new(after)))
    }

    /// The same files in another folder.
    pub fn moved(self, from: &Path, to: &Path) -> Medium {
        let mut world = self.world();
        let rest = |path: PathBuf| to.join(path.strip_prefix(from).unwrap());
        world.names = std::mem::take(&mut world.names).into_iter().map(|(path, node)| (rest(path), node)).collect();
        world.durable_names = world.names.clone();
        drop(world);
        self
    }

    fn file(&self, node: usize) -> Box<dyn DiskFile> {
        Box::new(MediumFile { medium: self.clone(), node })
    }
}

impl Disk for Medium {
    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let node = self.world().names.get(path).copied();
        node.map(|node| self.file(node)).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut world = self.world();
        match world.operation()? {
            Some(Trouble::Full) => return Err(io::ErrorKind::StorageFull.into()),
            Some(_) => return Err(io::Error::from_raw_os_error(EIO)),
            None => {}
        }
        let node = world.nodes.len();
        world.nodes.push(Node::default());
        world.names.insert(path.to_owned(), node);
        drop(world);
        Ok(self.file(node))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut world = self.world();
        world.simple()?;
        let node = world.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
        world.names.insert(to.to_owned(), node);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut world = self.world();
        world.simple()?;
        world.names.remove(path).map(|_| ()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn create_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        let mut world = self.world();
        world.simple()?;
        world.durable_names = world.names.clone();
        Ok(())
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<PathBuf>> {
        Ok(self.world().names.keys().filter(|p| p.parent() == Some(dir)).cloned().collect())
    }

    fn free(&self, _: &Path) -> io::Result<u64> {
        let world = self.world();
        let full = matches!(world.trouble, Some((at, Trouble::Full)) if world.operations >= at);
        Ok(if full { 0 } else { 1 << 30 })
    }
}

impl DiskFile for MediumFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.medium.world().nodes[self.node].now.len() as u64)
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let world = self.medium.world();
        let bytes = world.nodes[self.node].now.get(at as usize..).unwrap_or_default();
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn write_at(&mut self, bytes: &[u8], at: u64) -> io::Result<()> {
        let mut world = self.medium.world();
        let trouble = world.operation()?;
        world.writes += 1;
        let node = &mut world.nodes[self.node];
        let at = at as usize;
        let end = at + bytes.len();
        let taken = match trouble {
            None => bytes,
            Some(Trouble::Full) if end <= node.now.len() => bytes,
            Some(Trouble::Full) => return Err(io::ErrorKind::StorageFull.into()),
            Some(Trouble::Io) => &bytes[..bytes.len() / 2],
            Some(Trouble::Cut) => bytes,
        };
        let end = at + taken.len();
        if node.now.len() < end {
            node.now.resize(end, 0);
        }
        node.now[at..end].copy_from_slice(taken);
        node.unsynced.push((at, taken.to_vec()));
        match trouble {
            Some(Trouble::Io | Trouble::Cut) => Err(io::Error::from_raw_os_error(EIO)),
            _ => Ok(()),
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut world = self.medium.world();
        world.simple()?;
        world.syncs += 1;
        let node = &mut world.nodes[self.node];
        node.durable = node.now.clone();
        node.unsynced.clear();
        Ok(())
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        let mut world = self.medium.world();
        world.simple()?;
        world.nodes[self.node].now.truncate(len as usize);
        Ok(())
    }
}
