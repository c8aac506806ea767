//! The demo's outbox: one `.eml` file a letter.

use crate::Sender;
use crate::forward::as_delivered;
use crate::message::{Transit, compose, digest};
use application::ports::{ForwardedMail, Letter, MailError, Mailer};
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
/// the person's key; after it those of the people whom it mentions to that person. The names are the index: a letter that is written again replaces its file, and a person
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
        let people = [&letter.person].into_iter().chain(&letter.mentions).map(person_key);
        let keys: Vec<String> = [digest(&[&letter.id])].into_iter().chain(people).collect();
        self.change(move |dir| keep(dir, &time.to_string(), &keys, &bytes)).await.map_err(|error| {
            MailError::Later { id: letter.id.clone(), why: format!("the outbox: {error}") }
        })?;
        tracing::debug!(letter = %letter.id, "letter kept in the outbox");
        Ok(())
    }

    async fn forward(&self, mail: &ForwardedMail) -> Result<(), MailError> {
        let bytes = as_delivered(mail, &self.sender);
        let time = mail.at.format("%Y%m%dT%H%M%S%3fZ");
        let keys = [digest(&[&mail.id]), person_key(&mail.person)];
        self.change(move |dir| keep(dir, &time.to_string(), &keys, &bytes))
            .await
            .map_err(|error| MailError::Later { id: mail.id.clone(), why: format!("the outbox: {error}") })
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
/// `keys` are those of the letter, of its recipient, and of whom it mentions.
fn keep(dir: &Path, time: &str, keys: &[String], bytes: &[u8]) -> io::Result<()> {
    let key = keys.join("-");
    let same = |known: &String| known.ends_with(".eml") && digests(known).take(2).eq(&keys[..2]);
    let before = names(dir)?.into_iter().find(same);
    let time = before.as_deref().and_then(|name| name.split('-').next()).unwrap_or(time);
    let place = format!("{time}-{key}.eml");
    let unfinished = dir.join(format!(".{key}.tmp"));
    let mut file = File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, dir.join(&place))?;
    if let Some(before) = before.filter(|before| *before != place) {
        fs::remove_file(dir.join(before))?;
    }
    File::open(dir)?.sync_all()
}

/// The digests in a file's name: of the letter, then of people. A finished file's begins with its time.
fn digests(name: &str) -> impl Iterator<Item = &str> {
    let stem = name.trim_start_matches('.');
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    stem.split('-').skip(usize::from(!name.starts_with('.')))
}

/// Removes every file of a person, and every one that mentions it, unfinished ones included.
fn remove(dir: &Path, person: &str) -> io::Result<()> {
    for name in names(dir)? {
        if digests(&name).skip(1).any(|of| of == person) {
            fs::remove_file(dir.join(name))?;
        }
    }
    File::open(dir)?.sync_all()
}

fn names(dir: &Path) -> io::Result<Vec<String>> {
    fs::read_dir(dir)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}
