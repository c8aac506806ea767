//! The cluster's port and passwords, in a file that only its owner may read.

use super::{ClusterConfig, ClusterError, file};
use serde::{Deserialize, Serialize};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Who connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything, for repairs.
    Superuser,
    /// Owns the tables and migrates them.
    Owner,
    /// Runs the registrar: inserts and reads events.
    App,
}

impl Role {
    /// The role's name in the cluster.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Superuser => "postgres",
            Self::Owner => "registrar_owner",
            Self::App => "registrar_app",
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Stored {
    port: u16,
    superuser: String,
    owner: String,
    app: String,
}

pub(super) struct Credentials {
    port: AtomicU16,
    stored: Stored,
}

impl Credentials {
    pub fn load_or_create(config: &ClusterConfig) -> Result<Self, ClusterError> {
        let path = config.folder.join("cluster.json");
        let mut stored: Stored = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| std::io::Error::other(error.to_string()))
                .map_err(file("reading", &path))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Stored {
                port: 0,
                superuser: password(&path)?,
                owner: password(&path)?,
                app: password(&path)?,
            },
            Err(error) => return Err(file("reading", &path)(error)),
        };
        let wanted = match (config.port, stored.port) {
            (Some(port), _) => port,
            (None, 0) => free_port().map_err(file("finding a free port for", &path))?,
            (None, known) => known,
        };
        if wanted != stored.port {
            stored.port = wanted;
            store(config, &stored)?;
        }
        Ok(Self { port: AtomicU16::new(stored.port), stored })
    }

    /// Another port, because somebody else listens on the present one.
    pub fn move_port(&self, config: &ClusterConfig) -> Result<(), ClusterError> {
        let port = free_port().map_err(file("finding a free port for", &config.folder))?;
        self.port.store(port, Ordering::Release);
        let Stored { superuser, owner, app, .. } = &self.stored;
        store(config, &Stored { port, superuser: superuser.clone(), owner: owner.clone(), app: app.clone() })
    }

    pub fn port(&self) -> u16 {
        self.port.load(Ordering::Acquire)
    }

    pub fn password(&self, role: Role) -> &str {
        match role {
            Role::Superuser => &self.stored.superuser,
            Role::Owner => &self.stored.owner,
            Role::App => &self.stored.app,
        }
    }
}

fn store(config: &ClusterConfig, stored: &Stored) -> Result<(), ClusterError> {
    let path = config.folder.join("cluster.json");
    let text = serde_json::to_string_pretty(stored)
        .map_err(|error| std::io::Error::other(error.to_string()))
        .map_err(file("writing", &path))?;
    crate::files::write_private(&path, text.as_bytes()).map_err(file("writing", &path))
}

fn password(path: &std::path::Path) -> Result<String, ClusterError> {
    let mut bytes = [0; 18];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other).map_err(file("making passwords for", path))?;
    Ok(data_encoding::BASE64URL_NOPAD.encode(&bytes))
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
