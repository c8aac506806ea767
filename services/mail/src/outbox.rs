//! The demo's outbox: one `.eml` file a letter.

use crate::Sender;
use crate::message::{Transit, compose, digest};
use application::ports::{Letter, MailError, Mailer};
use async_trait::async_trait;
use domain_model::values::SealOwner;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Mutex;

/// A mailer that keeps letters in a directory instead of sending them.
///
/// A file is named `TIME-LETTER-PERSON.eml`: when it was written (UTC), then digests of the letter's id and of
/// the person's key. The names are the index: a letter that is written again replaces its file, and a person
/// can be forgotten, without anything personal in a name. Files appear whole or not at all.
pub struct OutboxMailer {
    dir: PathBuf,
    sender: Sender,
    /// One change at a time, since looking and writing are two steps.
    changing: Arc<Mutex<()>>,
}

impl OutboxMailer {
    /// An outbox in `dir`, which is made where it does not exist.
    ///
    /// # Errors
    /// The directory cannot be made.
    pub fn open(dir: PathBuf, sender: Sender) -> io::Result<Self> {
        fs::create_dir_all(&dir)?;
        Ok(Self { dir, sender, changing: Arc::default() })
    }

    /// Runs one change of the directory where blocking is allowed. It runs to its end also when the caller
    /// gives up.
    async fn change(&self, work: impl FnOnce(&Path) -> io::Result<()> + Send + 'static) -> io::Result<()> {
        let turn = Arc::clone(&self.changing).lock_owned().await;
        let dir = self.dir.clone();
        let work = move || {
            let _turn = turn;
            work(&dir)
        };
        tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
    }
}

#[async_trait]
impl Mailer for OutboxMailer {
    async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let bytes = compose(letter, &self.sender, Transit::Kept)?.formatted();
        let time = letter.written_at.format("%Y%m%dT%H%M%S%3fZ");
        let key = format!("{}-{}", digest(&[&letter.id]), person_key(&letter.person));
        let name = format!("{time}-{key}.eml");
        self.change(move |dir| keep(dir, &name, &key, &bytes)).await.map_err(|error| MailError::Later {
            id: letter.id.clone(),
            why: format!("the outbox: {error}"),
        })?;
        tracing::debug!(letter = %letter.id, "letter kept in the outbox");
        Ok(())
    }

    async fn forget(&self, person: &SealOwner) -> Result<(), MailError> {
        let key = person_key(person);
        let id = format!("forget:{}", person.owner);
        self.change(move |dir| remove(dir, &key))
            .await
            .map_err(|error| MailError::Later { id, why: format!("the outbox: {error}") })
    }
}

fn person_key(person: &SealOwner) -> String {
    digest(&[&person.owner, person.purpose.as_str()])
}

/// Writes a file beside its place and moves it there: the place of the same letter, where it was written before.
fn keep(dir: &Path, name: &str, key: &str, bytes: &[u8]) -> io::Result<()> {
    let ending = format!("-{key}.eml");
    let place = names(dir)?.into_iter().find(|known| known.ends_with(&ending));
    let unfinished = dir.join(format!(".{key}.tmp"));
    let mut file = File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, dir.join(place.as_deref().unwrap_or(name)))?;
    File::open(dir)?.sync_all()
}

/// Removes every file of a person, unfinished ones included.
fn remove(dir: &Path, person: &str) -> io::Result<()> {
    let (letter, unfinished) = (format!("-{person}.eml"), format!("-{person}.tmp"));
    for name in names(dir)? {
        if name.ends_with(&letter) || name.ends_with(&unfinished) {
            fs::remove_file(dir.join(name))?;
        }
    }
    File::open(dir)?.sync_all()
}

fn names(dir: &Path) -> io::Result<Vec<String>> {
    fs::read_dir(dir)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}
