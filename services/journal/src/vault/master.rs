//! The master key: the one secret outside the database that everything sealed depends on.

use super::VaultError;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;
use zeroize::{Zeroize, Zeroizing};

/// Where a master key comes from. The text is 32 bytes as base64 or hex; white space around it is ignored.
#[derive(Clone, Debug)]
pub enum MasterKeySource {
    /// A file that only its owner may read.
    File(PathBuf),
    /// An environment variable.
    Variable(String),
    /// What a command prints: a secret store, a hardware module.
    Command(Vec<String>),
}

/// A key of 256 bits that wraps the data keys.
#[derive(Clone)]
pub struct MasterKey {
    id: String,
    key: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MasterKey({})", self.id)
    }
}

impl MasterKey {
    /// A key from its bytes.
    pub fn new(key: [u8; 32]) -> Self {
        let digest = Sha256::new().chain_update(b"registrar-master-key-id\0").chain_update(key).finalize();
        Self { id: data_encoding::HEXLOWER.encode(&digest[..8]), key: Zeroizing::new(key) }
    }

    /// Reads a key.
    ///
    /// # Errors
    /// The source cannot be read, is readable by others, or does not hold 32 bytes.
    pub fn load(source: &MasterKeySource) -> Result<Self, VaultError> {
        let mut text = match source {
            MasterKeySource::File(path) => read_private(path)?,
            MasterKeySource::Variable(name) => {
                std::env::var(name).map_err(|_| VaultError::Master(format!("variable {name} is not set")))?
            }
            MasterKeySource::Command(words) => run(words)?,
        };
        let parsed = Self::parse(text.trim());
        text.zeroize();
        parsed
    }

    /// Reads the key of a file, and writes a random one if the file does not exist yet.
    ///
    /// # Errors
    /// As [`MasterKey::load`], or the file cannot be written.
    pub fn load_or_create(path: &Path) -> Result<Self, VaultError> {
        if !path.exists() {
            let key = super::cipher::random::<32>()?;
            let text = Zeroizing::new(data_encoding::BASE64.encode(&key));
            crate::files::write_private(path, text.as_bytes())
                .map_err(|source| VaultError::File { path: path.to_owned(), source })?;
        }
        Self::load(&MasterKeySource::File(path.to_owned()))
    }

    fn parse(text: &str) -> Result<Self, VaultError> {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE
            .decode(text.as_bytes())
            .or_else(|_| data_encoding::BASE64.decode(text.as_bytes()))
            .map_err(|_| VaultError::Master("a key is 32 bytes as base64 or hex".to_owned()))?;
        let bytes = Zeroizing::new(bytes);
        let key = <[u8; 32]>::try_from(bytes.as_slice())
            .map_err(|_| VaultError::Master(format!("a key is 32 bytes, not {}", bytes.len())))?;
        Ok(Self::new(key))
    }

    /// Names the key without telling anything about it.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.key
    }
}

fn read_private(path: &Path) -> Result<String, VaultError> {
    use std::os::unix::fs::PermissionsExt;
    let failed = |source| VaultError::File { path: path.to_owned(), source };
    let mode = std::fs::metadata(path).map_err(failed)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(VaultError::Master(format!(
            "{} may be read by others (mode {:o}, expected 600)",
            path.display(),
            mode & 0o777
        )));
    }
    std::fs::read_to_string(path).map_err(failed)
}

fn run(words: &[String]) -> Result<String, VaultError> {
    let (program, arguments) =
        words.split_first().ok_or_else(|| VaultError::Master("the command is empty".to_owned()))?;
    let failed = |what: String| VaultError::Master(format!("command {program}: {what}"));
    let output = Command::new(program).args(arguments).output().map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(output.status.to_string()));
    }
    String::from_utf8(output.stdout).map_err(|_| failed("its output is not text".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_from_a_private_file_or_a_command_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let created = MasterKey::load_or_create(&path).unwrap();
        assert_eq!(MasterKey::load_or_create(&path).unwrap().id(), created.id());
        let command = MasterKeySource::Command(vec!["cat".into(), path.display().to_string()]);
        assert_eq!(MasterKey::load(&command).unwrap().id(), created.id());
        let hex = MasterKey::parse(&data_encoding::HEXLOWER.encode(created.bytes())).unwrap();
        assert_eq!(hex.id(), created.id());
        assert!(MasterKey::parse("c2hvcnQ=").is_err());

        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(
            matches!(MasterKey::load_or_create(&path), Err(VaultError::Master(why)) if why.contains("644"))
        );
    }
}
