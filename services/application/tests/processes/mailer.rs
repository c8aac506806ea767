//! Mail in memory: a letter's id is the message; the same id again is the same message.

use application::ports::{Content, ForwardedMail, Letter, MailError, Mailer};
use async_trait::async_trait;
use domain_model::values::SealOwner;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// What goes wrong with one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailFault {
    Later,
    /// It has gone, and nobody hears so.
    GoneAndLost,
}

#[derive(Clone, Debug)]
pub struct Sent {
    pub id: String,
    pub to: String,
    pub link: Option<String>,
    pub text: String,
}

#[derive(Default)]
pub struct FakeMailer {
    /// By id and recipient: a repetition replaces what was there.
    sent: Mutex<BTreeMap<(String, String), Sent>>,
    plan: Mutex<(usize, Option<(usize, MailFault)>)>,
}

impl FakeMailer {
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// From now on letters are counted, and this one meets the fault.
    pub fn fail_at(&self, number: usize, fault: MailFault) {
        *self.plan.lock().unwrap() = (0, Some((number, fault)));
    }

    /// Nothing fails any more; says how many letters there were.
    pub fn behave(&self) -> usize {
        std::mem::take(&mut *self.plan.lock().unwrap()).0
    }

    pub fn all(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().values().cloned().collect()
    }

    /// The latest link of that address about that name.
    pub fn link(&self, to: &str, about: &str) -> Option<String> {
        let of = |sent: &Sent| sent.to == to && sent.text.contains(about) && sent.link.is_some();
        let found = self.all().into_iter().filter(of).max_by_key(|sent| serial(&sent.id));
        found.and_then(|sent| sent.link)
    }
}

/// The last number of a letter's id.
fn serial(id: &str) -> u64 {
    id.rsplit('-').next().and_then(|last| last.parse().ok()).unwrap_or(0)
}

#[async_trait]
impl Mailer for FakeMailer {
    async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let fault = {
            let mut plan = self.plan.lock().unwrap();
            plan.0 += 1;
            let number = plan.0 - 1;
            plan.1.filter(|(at, _)| *at == number).map(|(_, fault)| fault)
        };
        let later = || MailError::Later { id: letter.id.clone(), why: "the relay is away".into() };
        if fault == Some(MailFault::Later) {
            return Err(later());
        }
        let link = match &letter.content {
            Content::VoteRequest { link, .. } => Some(link.clone()),
            Content::ContactChange(asked) => Some(asked.link.clone()),
            _ => None,
        };
        let (id, to, text) = (letter.id.clone(), letter.to.to_string(), format!("{:?}", letter.content));
        let sent = Sent { id: id.clone(), to: to.clone(), link, text };
        let before = self.sent.lock().unwrap().insert((id, to), sent.clone());
        if let Some(before) = before {
            assert_eq!(before.text, sent.text, "one id, two letters: {}", before.id);
        }
        if fault == Some(MailFault::GoneAndLost) { Err(later()) } else { Ok(()) }
    }

    async fn forward(&self, _: &ForwardedMail) -> Result<(), MailError> {
        Ok(())
    }

    async fn forget(&self, _: &SealOwner) -> Result<(), MailError> {
        Ok(())
    }
}
