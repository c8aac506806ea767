//! Outgoing mail, read from the outbox.

use mail_parser::MessageParser;
use std::path::Path;

/// What the paths of links that answer begin with.
const VOTES: [&str; 2] = ["/vote/", "/contact-change/"];

/// A mail as its reader has it.
#[derive(Clone, Debug)]
pub struct Mailed {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The path behind the link of a mail that asks for an answer: `/vote/…`, `/contact-change/…`.
    pub vote: Option<String>,
}

/// Every mail to an address, oldest first.
pub fn mails_to(outbox: &Path, address: &str) -> Vec<Mailed> {
    let mut files: Vec<_> = std::fs::read_dir(outbox)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .collect();
    files.sort_by_key(|path| std::fs::metadata(path).and_then(|meta| meta.modified()).ok());
    files
        .iter()
        .filter_map(|path| {
            let bytes = std::fs::read(path).ok()?;
            let message = MessageParser::default().parse(&bytes)?;
            let to = message.to()?.first()?.address()?.to_owned();
            if !to.eq_ignore_ascii_case(address) {
                return None;
            }
            let text = message.body_text(0)?.into_owned();
            let vote = VOTES.iter().find_map(|begins| text.find(begins)).map(|start| {
                let path = &text[start..];
                let end = path.find(|c: char| c.is_whitespace()).unwrap_or(path.len());
                path[..end].to_owned()
            });
            Some(Mailed { subject: message.subject().unwrap_or_default().to_owned(), text, vote })
        })
        .collect()
}

/// The link of every vote mail to anybody.
pub(crate) fn links(outbox: &Path) -> Vec<String> {
    let letters = std::fs::read_dir(outbox).into_iter().flatten().flatten();
    let texts = letters.filter_map(|entry| std::fs::read_to_string(entry.path()).ok());
    texts.flat_map(|text| text.lines().filter_map(link_in).collect::<Vec<_>>()).collect()
}

/// From the beginning of its path to the end of the link, where a line holds one.
fn link_in(line: &str) -> Option<String> {
    let path = &line[VOTES.iter().find_map(|begins| line.find(begins))?..];
    let end = path.find(|c: char| !c.is_ascii_alphanumeric() && !"/-".contains(c)).unwrap_or(path.len());
    Some(path[..end].to_owned())
}

/// The next mail to an address that answers a description.
///
/// # Panics
/// It does not come in time.
pub async fn wait_for_mail(outbox: &Path, address: &str, wanted: impl Fn(&Mailed) -> bool) -> Mailed {
    crate::eventually(&format!("a mail to {address}"), async || {
        mails_to(outbox, address).into_iter().rev().find(|mail| wanted(mail))
    })
    .await
}
