//! Who commands, and who looks: a member of staff, by the login that was named or the account on this machine.

use super::failure::Usage;
use super::session::Session;
use crate::cli::{Reader, Staff};
use crate::terminal;
use anyhow::Context;
use application::{Accepted, Application, Ask, AskKey, AtWork};
use domain_model::operator::{Login, Role};
use domain_model::values::Reason;
use domain_model::{Actor, Cause, Channel};
use projections::{Sight, View};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Display;
use uuid::Uuid;

/// What a command needs to be allowed.
#[derive(Clone, Copy)]
pub enum Right {
    /// Everything that is not money.
    Support,
    /// Points and prices.
    Finance,
    /// The people who work here.
    Admin,
}

/// A member of staff who commands.
pub struct Commander {
    /// The login.
    pub login: Login,
    /// The request.
    pub ask: Ask,
}

impl Session {
    /// A request of a member of staff. `asked` words everything that is asked for: another request under the same key
    /// is refused by it.
    ///
    /// # Errors
    /// Nobody of that name works here, or the role may not.
    pub async fn commander(
        &self,
        staff: &Staff,
        right: Right,
        reason: Option<&Reason>,
        asked: &str,
    ) -> anyhow::Result<Commander> {
        let (login, role) = self.operator(staff.login.as_ref()).await?;
        match right {
            Right::Support => Application::require(role.may_support(), "support or admin"),
            Right::Finance => Application::require(role.may_finance(), "finance or admin"),
            Right::Admin => Application::require(role == Role::Admin, "admin"),
        }
        .with_context(|| format!("{login} has the role {role}"))?;
        let at = self.application.clock().now();
        let mut cause =
            Cause::new(Actor::Operator(login.to_string()), Channel::CommandLine, at, Uuid::now_v7());
        cause.reason = reason.map(ToString::to_string);
        cause.address = Some(this_machine());
        let key = staff.key.as_ref().map(|key| AskKey {
            scope: format!("command-line/{login}"),
            key: key.clone(),
            fingerprint: data_encoding::HEXLOWER.encode(&Sha256::digest(asked.as_bytes())),
        });
        Ok(Commander { login, ask: Ask::new(cause).under(key) })
    }

    /// Whether personal data of a subject, `contact/151049` or a desk, is shown; that it is looked at is then written
    /// down first.
    ///
    /// # Errors
    /// Nobody of that name works here, the role does not see personal data, or the look was not recorded.
    pub async fn sight(&self, reader: &Reader, subject: impl Display) -> anyhow::Result<Sight> {
        if !reader.reveal {
            return Ok(Sight::Closed);
        }
        let (login, role) = self.operator(reader.login.as_ref()).await?;
        Application::require(role.sees_personal_data(), "support, auditor or admin")
            .with_context(|| format!("{login} has the role {role}"))?;
        let who = AtWork { login, role, address: Some(this_machine()) };
        let looked = self.application.record_look(&who, vec![subject.to_string()]).await;
        looked.context("nothing is shown: ask again when the database can be written to")?;
        Ok(Sight::Open)
    }

    /// A look at a document that names who buys, written down before it is shown.
    ///
    /// # Errors
    /// Nobody of that name works here, the role does not see buyers, or the look was not recorded.
    pub async fn buyer_sight(&self, named: Option<&Login>, subject: impl Display) -> anyhow::Result<()> {
        let (login, role) = self.operator(named).await?;
        Application::require(role.sees_buyers(), "finance, support, auditor or admin")
            .with_context(|| format!("{login} has the role {role}"))?;
        let who = AtWork { login, role, address: Some(this_machine()) };
        let looked = self.application.record_look(&who, vec![subject.to_string()]).await;
        looked.context("nothing is shown: ask again when the database can be written to")
    }

    async fn operator(&self, named: Option<&Login>) -> anyhow::Result<(Login, Role)> {
        let login = match named {
            Some(login) => login.clone(),
            None => account_name().and_then(|name| name.parse().ok()).ok_or_else(|| {
                Usage("--as: the name of your account is no operator's login: name yours".to_owned())
            })?,
        };
        let unknown = || match named {
            Some(login) => format!("--as {login}"),
            None => format!("you are {login} on this machine: say who you are here with --as LOGIN"),
        };
        let role = self.application.role_of(&login).await.with_context(unknown)?;
        Ok((login, role))
    }

    /// Says what a command became, once the view has seen it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn done<T>(
        &self,
        accepted: &Accepted<T>,
        view: View,
        sentence: &str,
        about: Value,
        json: bool,
    ) -> anyhow::Result<()> {
        let seen = self.seen(view, &accepted.cursors).await?;
        if json {
            let mut answer = json!({
                "accepted": true, "repeated": accepted.repeated, "command": accepted.command, "seen": seen,
            });
            if let (Some(answer), Value::Object(about)) = (answer.as_object_mut(), about) {
                answer.extend(about);
            }
            terminal::json(&answer);
            return Ok(());
        }
        let again = if accepted.repeated { " (it was asked for before; nothing was done again)" } else { "" };
        terminal::say(&format!("{sentence}{again}"));
        if !seen {
            terminal::note(
                "recorded; no server follows the journal now: what follows from it waits until one does",
            );
        }
        Ok(())
    }
}

/// Where a command on this machine comes from.
fn this_machine() -> String {
    account_name().map_or_else(|| "this machine".to_owned(), |name| format!("this machine, account {name}"))
}

/// The account's name on this machine; behind `sudo`, that of whoever called it.
fn account_name() -> Option<String> {
    let own = rustix::process::getuid().as_raw();
    let behind = std::env::var("SUDO_UID").ok().and_then(|text| text.parse().ok());
    let uid: u32 = if own == 0 { behind.unwrap_or(0) } else { own };
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    })
}
