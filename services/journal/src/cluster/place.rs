//! Where a cluster's files are, and who owns them.

use super::{ClusterError, file};
use std::fs::{File, OpenOptions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

/// The user that the server runs as, when we are root.
#[derive(Clone, Copy, Debug)]
pub(super) struct User {
    pub uid: u32,
    pub gid: u32,
}

/// The folders of one cluster.
pub(super) struct Place {
    folder: PathBuf,
    /// Data, log and socket: below `folder`, or below `/var/lib` when the server's user cannot reach it.
    home: PathBuf,
    data: PathBuf,
    socket: PathBuf,
    pub user: Option<User>,
}

/// A Unix socket's path must fit into 107 bytes, file name included.
const LONGEST_SOCKET_FOLDER: usize = 80;

impl Place {
    pub fn choose(folder: &Path) -> Result<Self, ClusterError> {
        let user = if rustix::process::geteuid().is_root() { Some(unprivileged()?) } else { None };
        let reachable = user.is_none() || reachable(folder);
        let name = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(folder.as_os_str().as_encoded_bytes()));
        let home =
            if reachable { folder.to_owned() } else { Path::new("/var/lib/registrar-clusters").join(&name) };
        let near = home.join("socket");
        let socket = if near.as_os_str().len() <= LONGEST_SOCKET_FOLDER {
            near
        } else {
            std::env::temp_dir().join(format!("registrar-{name}"))
        };
        let data = home.join("data");
        let place = Self { folder: folder.to_owned(), home, data, socket, user };
        for made in [&place.home, &place.home.join("log"), &place.socket] {
            std::fs::create_dir_all(made).map_err(file("making", made))?;
        }
        if place.home != place.folder {
            let pointer = place.folder.join("DATA-IS-IN");
            std::fs::write(&pointer, format!("{}\n", place.home.display()))
                .map_err(file("writing", &pointer))?;
        }
        for owned in [place.home.join("log"), place.socket.clone()] {
            place.give(&owned, 0o750)?;
        }
        Ok(place)
    }

    /// To the server's user, with this mode.
    pub fn give(&self, path: &Path, mode: u32) -> Result<(), ClusterError> {
        if let Some(user) = self.user {
            chown(path, Some(user.uid), Some(user.gid)).map_err(file("giving away", path))?;
        }
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
            .map_err(file("restricting", path))
    }

    /// One starts at a time; released when dropped, or when the process dies.
    pub fn lock(&self) -> Result<File, ClusterError> {
        let path = self.folder.join("cluster.lock");
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let lock = open.map_err(file("opening", &path))?;
        lock.lock().map_err(file("locking", &path))?;
        Ok(lock)
    }

    pub fn home(&self) -> &Path {
        &self.home
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    pub fn socket_folder(&self) -> &Path {
        &self.socket
    }

    pub fn log(&self) -> PathBuf {
        self.home.join("log").join("postgresql.log")
    }
}

/// Whether somebody without rights gets there: every folder above may be passed.
fn reachable(folder: &Path) -> bool {
    folder.ancestors().all(|part| std::fs::metadata(part).is_ok_and(|found| found.mode() & 0o001 != 0))
}

/// `postgres`, else `nobody`, as the password file has them.
fn unprivileged() -> Result<User, ClusterError> {
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let find = |name: &str| {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == name).then_some(())?;
            let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
            Some(User { uid, gid })
        })
    };
    find("postgres").or_else(|| find("nobody")).ok_or(ClusterError::NoUser)
}
