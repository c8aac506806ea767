//! A message is considered: is it from the account that it names, and what does it order?

use crate::authentication::{self, ClearSigned, Evidence, Known, Proof};
pub use crate::complaint::{Complaint, Lines};
use crate::language::{AccountName, Head, Reading, Rules, Signed, in_order, once};
use crate::message::{Letter, Message, Seal};
use application::{Application, AskError, BatchMail};
use chrono::{DateTime, Utc};
use domain_model::account::{Account, Profile};
use domain_model::contact::Contact;
use domain_model::values::{AccountNumber, AuthMethod, EmailAddress, Referer, Sha256Digest};
use sha2::{Digest, Sha256};

/// What a message is.
#[derive(Debug)]
pub enum Verdict {
    /// Authentic and well formed: hand `mail` to [`Application::execute_batch_mail`].
    Authentic {
        /// What it orders.
        mail: Box<BatchMail>,
        /// At which line each key stands, for complaints.
        lines: Lines,
    },
    /// Authentic, with mistakes in it: answered to the sender, registers nothing.
    Mistaken {
        /// Whose it is.
        account: AccountNumber,
        /// Its own reference.
        referer: Option<Referer>,
        /// Every mistake, by line.
        mistakes: Vec<Complaint>,
    },
    /// Not authentic, or no authentication could be tried: answered only to the account's registered address, if the
    /// account exists.
    NotAuthentic {
        /// Whose it says it is, if there is such an account.
        account: Option<AccountNumber>,
        /// Its own reference, as it says.
        referer: Option<Referer>,
        /// Why nothing was done.
        mistakes: Vec<Complaint>,
    },
}

/// What is read of a mail before it is believed.
struct Presented {
    /// What follows the MD5 signature, which nobody signed, and the line where it begins.
    after: Option<(u32, String)>,
    head: Head,
    reading: Reading,
    evidence: Option<Evidence>,
}

/// Considers a message that came to the address for orders, or to the one for rehearsals. `at` is the registrar's time,
/// by which rules are chosen; signatures and certificates are checked by the real one (DOORS, "How it starts").
///
/// # Errors
/// The journal or a view failed: consider it again later.
pub async fn consider(
    application: &Application,
    message: &Message,
    rehearsal: bool,
    at: DateTime<Utc>,
) -> Result<Verdict, AskError> {
    let letter = match &message.content {
        Ok(letter) => letter,
        Err(refused) => {
            let head = refused.text.as_deref().map(|text| Reading::of(text, None).head());
            return not_authentic(application, head, vec![refused.complaint.clone()]).await;
        }
    };
    let Presented { after, head, reading, evidence } = match present(letter) {
        Ok(presented) => presented,
        Err((head, complaint)) => return not_authentic(application, Some(*head), vec![complaint]).await,
    };
    let wrong: Vec<Complaint> =
        [head.account.as_ref().err(), head.method.as_ref().err()].into_iter().flatten().cloned().collect();
    let (Some(evidence), true) = (evidence, wrong.is_empty()) else {
        return not_authentic(application, Some(head), wrong).await;
    };
    let method = evidence.method;
    let Some((account, state)) = account_of(application, &head).await? else {
        let unknown = Complaint::on("batch.account", "an account of this registrar");
        return Ok(Verdict::NotAuthentic { account: None, referer: head.referer, mistakes: vec![unknown] });
    };
    let referer = head.referer;
    let Some(profile) = state.profile() else {
        let unknown = Complaint::on("batch.account", "an account of this registrar");
        return Ok(Verdict::NotAuthentic { account: None, referer, mistakes: vec![unknown] });
    };
    if let Err(complaint) = checked(application, account, profile, evidence).await? {
        return Ok(Verdict::NotAuthentic { account: Some(account), referer, mistakes: vec![complaint] });
    }
    if !matches!(state, Account::Open(_)) {
        let closed =
            Complaint::on("batch.account", "an account that may act: this one is suspended or closed");
        return Ok(Verdict::Mistaken { account, referer, mistakes: vec![closed] });
    }
    let suffix = &application.settings().handle_suffix;
    let rules = Rules { catalogue: application.catalogue(), on: at.date_naive(), handle_suffix: suffix };
    let unsigned = after.map(|(line, text)| unsigned(line, &text)).unwrap_or_default();
    match reading.instruction(rules) {
        Ok((autopayment, instruction)) if unsigned.is_empty() => {
            let content = reading.digest();
            let message = message.message_id.as_deref().map(digest_of);
            let mail =
                BatchMail { account, method, referer, content, message, autopayment, rehearsal, instruction };
            Ok(Verdict::Authentic { mail: Box::new(mail), lines: reading.lines() })
        }
        Ok(_) => Ok(Verdict::Mistaken { account, referer, mistakes: unsigned }),
        Err(mut mistakes) => {
            mistakes.extend(unsigned);
            Ok(Verdict::Mistaken { account, referer, mistakes: in_order(mistakes) })
        }
    }
}

fn digest_of(text: &str) -> Sha256Digest {
    Sha256Digest::from_bytes(Sha256::digest(text.as_bytes()).into())
}

/// Finds the text that orders, and what is to prove it.
fn present(letter: &Letter) -> Result<Presented, (Box<Head>, Complaint)> {
    let text = &letter.text;
    if letter.seal == Seal::None
        && let Some(clear) = ClearSigned::read(&text.bytes)
    {
        let head_of = |text: &str| Box::new(Reading::of(text, None).head());
        let clear = clear.map_err(|complaint| (head_of(&text.text), complaint))?;
        let order = text.decode(&clear.text).unwrap_or_default();
        return Ok(presented(order, None, None, |head| {
            Evidence::of(head, text.bytes.clone(), text.text.clone(), Proof::ClearSigned(clear))
        }));
    }
    let proof = match &letter.seal {
        Seal::None => Proof::None,
        form => Proof::Form(form.clone()),
    };
    let text_flowed = text.flowed;
    // A mail that is to be believed by MD5 ends where its signature stands, whichever side of it the method stands on; in
    // any other that key is a mistake.
    let by_md5 = |text: &str| Reading::of(text, text_flowed).head().method == Ok(AuthMethod::Md5);
    let signed = Signed::find(text.text.as_bytes());
    let signed = signed.and_then(|signed| Some((str::from_utf8(signed.before).ok()?, signed)));
    let (whole, after) = match signed {
        Some((before, signed)) if by_md5(before) || by_md5(&text.text) => {
            (before, Some((signed.line, String::from_utf8_lossy(signed.after).into_owned())))
        }
        _ => (text.text.as_str(), None),
    };
    Ok(presented(whole.to_owned(), after, text.flowed, |head| {
        Evidence::of(head, text.bytes.clone(), text.text.clone(), proof)
    }))
}

fn presented(
    text: String,
    after: Option<(u32, String)>,
    flowed: Option<bool>,
    evidence: impl FnOnce(&Head) -> Option<Evidence>,
) -> Presented {
    let order = str::from_utf8(once(text.as_bytes())).unwrap_or(&text).to_owned();
    let reading = Reading::of(&order, flowed);
    let head = reading.head();
    Presented { evidence: evidence(&head), after, head, reading }
}

/// Lines behind the signature: nobody signed them.
fn unsigned(first: u32, after: &str) -> Vec<Complaint> {
    let lines = after.split('\n').zip(first..).filter(|(line, _)| !line.trim().is_empty());
    let expected = "nothing behind the signature: what is not signed is no order";
    lines.take(10).map(|(_, number)| Complaint::at(number, "batch.auth.md5", expected)).collect()
}

async fn not_authentic(
    application: &Application,
    head: Option<Head>,
    mistakes: Vec<Complaint>,
) -> Result<Verdict, AskError> {
    let account = match &head {
        Some(head) => account_of(application, head).await?.map(|(number, _)| number),
        None => None,
    };
    let referer = head.and_then(|head| head.referer);
    Ok(Verdict::NotAuthentic { account, referer, mistakes: in_order(mistakes) })
}

/// The account that a mail names, if there is one.
async fn account_of(
    application: &Application,
    head: &Head,
) -> Result<Option<(AccountNumber, Account)>, AskError> {
    let number = match &head.account {
        Ok(AccountName::Number(number)) => Some(*number),
        Ok(AccountName::Nichandle(nichandle)) => application.account_by_nichandle(nichandle).await?,
        Err(_) => None,
    };
    let Some(number) = number else { return Ok(None) };
    let state = application.journal().load::<Account>(&number).await?.state;
    Ok(state.profile().is_some().then_some((number, state)))
}

/// Checks a mail against what is known of its account, on a thread that may take its time.
async fn checked(
    application: &Application,
    account: AccountNumber,
    profile: &Profile,
    evidence: Evidence,
) -> Result<Result<(), Complaint>, AskError> {
    let registered = match evidence.method {
        AuthMethod::Smime => registered(application, account).await?,
        _ => None,
    };
    let known = Known::of(profile, registered);
    let now = journal::wall_clock();
    let checking = tokio::task::spawn_blocking(move || authentication::check(&evidence, &known, now));
    // A library that panics over what it was given has not found it authentic.
    Ok(checking
        .await
        .unwrap_or_else(|_| Err(Complaint::on("batch.auth.method", "a signature that can be read"))))
}

/// Where the registrar writes to an account.
async fn registered(
    application: &Application,
    account: AccountNumber,
) -> Result<Option<EmailAddress>, AskError> {
    let own = application.journal().load::<Contact>(&account.own_contact()).await?.state;
    Ok(own.person().and_then(|person| person.details.value()).map(|holder| holder.email().clone()))
}

#[cfg(test)]
pub(crate) mod tests;
