//! Where mails are found: files, standard input, Maildirs.

use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Why mails were not taken. Nothing was kept of the one that it is about.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The installation takes none.
    #[error("this installation takes no batch mails: [batch_mail] is not set")]
    NotOffered,
    /// Not one of our addresses.
    #[error("nobody is reached at this address here")]
    NoUser,
    /// There is nothing.
    #[error("nothing can be read from {0}")]
    NoInput(String),
    /// No mail.
    #[error("{0}: this is no mail: it does not begin with a header")]
    NoMail(String),
    /// Longer than may be.
    #[error("{from}: a mail has at most {most} bytes")]
    TooLong {
        /// Where it was found.
        from: String,
        /// The most.
        most: usize,
    },
    /// The world failed.
    #[error("{0}")]
    Later(String),
}

impl NotTaken {
    /// Exit code (sysexits) and enhanced status code (RFC 3463).
    pub fn said(&self) -> (u8, &'static str) {
        match self {
            Self::NotOffered => (69, "5.3.5"),
            Self::NoUser => (67, "5.1.1"),
            Self::NoInput(_) => (66, "5.3.0"),
            Self::NoMail(_) => (65, "5.6.0"),
            Self::TooLong { .. } => (65, "5.3.4"),
            Self::Later(_) => (75, "4.3.0"),
        }
    }
}

/// A mail that was found.
pub struct Found {
    /// Where.
    pub from: String,
    /// A Maildir's mail has the same id whenever it is found: taken twice is once.
    pub id: Uuid,
    /// Header and body; lines end by CRLF.
    pub message: Vec<u8>,
    /// The file of a Maildir, and its place when it is taken.
    moves: Option<(PathBuf, PathBuf)>,
}

impl Found {
    /// The mail is kept: a Maildir's moves from new/ to cur/, as seen.
    ///
    /// # Errors
    /// It cannot be moved: it is found again, and taken once.
    pub fn put_away(&self) -> Result<(), NotTaken> {
        let Some((from, to)) = &self.moves else { return Ok(()) };
        std::fs::rename(from, to)
            .map_err(|_| NotTaken::Later(format!("{} is kept, and cannot be moved to cur/", self.from)))
    }
}

/// Every mail of what was named, in order.
///
/// # Errors
/// One cannot be read, is none, or is too long: then none is taken.
pub fn find(named: &[String], most: usize) -> Result<Vec<Found>, NotTaken> {
    let mut found = vec![];
    for name in named {
        let path = Path::new(name);
        if name == "-" {
            let message = read(std::io::stdin().lock(), name, most)?;
            found.push(Found { from: name.clone(), id: Uuid::now_v7(), message, moves: None });
        } else if path.join("new").is_dir() && path.join("cur").is_dir() {
            found.extend(maildir(path, most)?);
        } else {
            let file = std::fs::File::open(path).map_err(|_| NotTaken::NoInput(name.clone()))?;
            let message = read(file, name, most)?;
            found.push(Found { from: name.clone(), id: Uuid::now_v7(), message, moves: None });
        }
    }
    Ok(found)
}

fn maildir(path: &Path, most: usize) -> Result<Vec<Found>, NotTaken> {
    let unreadable = || NotTaken::NoInput(path.display().to_string());
    let entries = path.join("new").read_dir().map_err(|_| unreadable())?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        // Others are not complete (https://cr.yp.to/proto/maildir.html).
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    let one = |name: String| {
        let file = path.join("new").join(&name);
        let opened = std::fs::File::open(&file).map_err(|_| NotTaken::NoInput(file.display().to_string()))?;
        let message = read(opened, &file.display().to_string(), most)?;
        let unique = name.split(':').next().unwrap_or(&name).to_owned();
        let id = same_again(&unique, &message);
        let seen = path.join("cur").join(format!("{unique}:2,S"));
        Ok(Found { from: file.display().to_string(), id, message, moves: Some((file, seen)) })
    };
    names.into_iter().map(one).collect()
}

/// An id that is made of a mail's unique name and text.
fn same_again(unique: &str, message: &[u8]) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(unique.as_bytes());
    hash.update([0]);
    hash.update(message);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn read(from: impl Read, name: &str, most: usize) -> Result<Vec<u8>, NotTaken> {
    let mut bytes = vec![];
    let limit = most as u64 + 1;
    from.take(limit).read_to_end(&mut bytes).map_err(|_| NotTaken::NoInput(name.to_owned()))?;
    if bytes.len() > most {
        return Err(NotTaken::TooLong { from: name.to_owned(), most });
    }
    let message = lines_ended(&bytes);
    let first = message.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let field = first.iter().position(|byte| *byte == b':').unwrap_or(0);
    let is_field = field > 0 && first[..field].iter().all(|byte| byte.is_ascii_graphic());
    if is_field { Ok(message) } else { Err(NotTaken::NoMail(name.to_owned())) }
}

/// Lines end by CRLF, as over the wire; the first line of a mailbox file (`From …`) is no part of the mail.
fn lines_ended(bytes: &[u8]) -> Vec<u8> {
    let bytes = match bytes.strip_prefix(b"From ") {
        Some(rest) => rest.iter().position(|byte| *byte == b'\n').map_or(&[][..], |end| &rest[end + 1..]),
        None => bytes,
    };
    let mut message = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    for byte in bytes {
        if *byte == b'\n' && message.last() != Some(&b'\r') {
            message.push(b'\r');
        }
        message.push(*byte);
    }
    message
}

/// The envelope's sender: as it was named, or as the message's own Return-Path has it; empty for nobody. None: not known.
pub fn sender_of<'m>(named: Option<&'m str>, message: &'m [u8]) -> Option<&'m str> {
    let sender = named.or_else(|| return_path(message))?.trim_matches(['<', '>', ' ']);
    let local = sender.split('@').next().unwrap_or_default();
    Some(if local.eq_ignore_ascii_case("MAILER-DAEMON") { "" } else { sender })
}

fn return_path(message: &[u8]) -> Option<&str> {
    const NAME: &[u8] = b"return-path:";
    let header = message.split(|byte| *byte == b'\n').take_while(|line| line.trim_ascii_end() != b"");
    let field = |line: &&[u8]| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME));
    let line = header.into_iter().find(field)?;
    std::str::from_utf8(&line[NAME.len()..]).ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &str) -> String {
        String::from_utf8(read(bytes.as_bytes(), "-", 1_000).unwrap()).unwrap()
    }

    #[test]
    fn lines_end_as_over_the_wire_and_a_mailbox_line_is_taken_off() {
        assert_eq!(text("A: b\n\nc\r\nd"), "A: b\r\n\r\nc\r\nd");
        assert_eq!(text("From x@y.test Fri Nov 27\nA: b\n"), "A: b\r\n");
        for wrong in ["", "\nA: b\n", "no field here\n", ": x\n"] {
            assert!(matches!(read(wrong.as_bytes(), "-", 100), Err(NotTaken::NoMail(_))), "{wrong:?}");
        }
        assert!(matches!(read(&b"A: b\n"[..], "-", 4), Err(NotTaken::TooLong { most: 4, .. })));
    }

    #[test]
    fn the_sender_is_named_or_stands_in_the_message() {
        assert_eq!(sender_of(Some("a@b.test"), b"Return-Path: <c@d.test>\r\n\r\n"), Some("a@b.test"));
        assert_eq!(sender_of(None, b"X: y\r\nreturn-path: <c@d.test>\r\n\r\n"), Some("c@d.test"));
        assert_eq!(sender_of(None, b"Return-Path: <>\r\n\r\n"), Some(""));
        assert_eq!(sender_of(Some("MAILER-DAEMON@mx.test"), b""), Some(""));
        assert_eq!(sender_of(None, b"X: y\r\n\r\nReturn-Path: <c@d.test>\r\n"), None);
    }

    #[test]
    fn a_maildirs_mail_is_the_same_when_it_is_found_again_and_moves_once() {
        let dir = tempfile::tempdir().unwrap();
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir(dir.path().join(part)).unwrap();
        }
        std::fs::write(dir.path().join("new/1.a.host"), "A: b\n\nx\n").unwrap();
        std::fs::write(dir.path().join("new/.hidden"), "A: b\n\nx\n").unwrap();
        let named = [dir.path().display().to_string()];
        let (first, again) = (find(&named, 1_000).unwrap(), find(&named, 1_000).unwrap());
        assert_eq!((first.len(), first[0].id), (1, again[0].id));
        first[0].put_away().unwrap();
        assert!(dir.path().join("cur/1.a.host:2,S").exists() && find(&named, 1_000).unwrap().is_empty());
        assert!(matches!(again[0].put_away(), Err(NotTaken::Later(_))));
        assert_ne!(same_again("1.a.host", b"x"), same_again("2.a.host", b"x"));
    }

    #[test]
    fn every_refusal_has_a_mail_servers_code() {
        let name = || "-".to_owned();
        for (why, code) in [
            (NotTaken::NotOffered, 69),
            (NotTaken::NoUser, 67),
            (NotTaken::NoInput(name()), 66),
            (NotTaken::NoMail(name()), 65),
            (NotTaken::TooLong { from: name(), most: 1 }, 65),
            (NotTaken::Later(name()), 75),
        ] {
            assert_eq!(why.said().0, code, "{why}");
        }
    }
}
