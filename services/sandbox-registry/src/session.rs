//! One connection: greeting, login, commands in turn, logout.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncWrite};

use crate::code::{Refusal, ResultCode};
use crate::commands::Services;
use crate::config::SessionLimits;
use crate::engine::{Actor, Engine, Outcome};
use crate::faults::Effects;
use crate::frame::{FrameError, read_frame, write_frame};
use crate::request::{self, Command, Envelope, Incoming, Login, Verb};
use crate::response::Reply;
use crate::response::greeting::greeting;
use crate::state::{Change, Registrar, TransactionIds};
use crate::xml::ns;

/// How many sessions each registrar has.
#[derive(Debug, Clone, Default)]
pub struct SessionCounts(Arc<Mutex<HashMap<String, usize>>>);

/// One of them; dropping it frees the place.
#[derive(Debug)]
struct SessionPlace {
    counts: SessionCounts,
    registrar: String,
}

impl SessionCounts {
    fn enter(&self, registrar: &str, limit: usize) -> Option<SessionPlace> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(registrar.to_owned()).or_default();
        if *count >= limit {
            return None;
        }
        *count += 1;
        Some(SessionPlace { counts: self.clone(), registrar: registrar.to_owned() })
    }
}

impl Drop for SessionPlace {
    fn drop(&mut self) {
        let mut counts = self.counts.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.registrar) {
            *count -= 1;
        }
    }
}

/// A connection whose handshake is done.
pub struct Session {
    pub engine: Arc<Engine>,
    pub limits: SessionLimits,
    pub counts: SessionCounts,
    /// The registrar that the client certificate was issued to.
    pub certified: Option<String>,
}

/// What a connection has achieved.
#[derive(Default)]
struct Standing {
    login: Option<(Actor, SessionPlace)>,
    failed_logins: u32,
}

/// What follows from one frame.
enum Next {
    Send { document: String, close: bool },
    Drop,
}

impl Session {
    /// Serves the connection to its end.
    pub async fn serve<S>(self, stream: &mut S) -> Result<(), FrameError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let frames = &self.limits.frames;
        write_frame(stream, greeting(self.engine.clock.now()).as_bytes(), frames).await?;
        let mut standing = Standing::default();
        loop {
            let document = match read_frame(stream, frames).await {
                Ok(document) => document,
                Err(FrameError::Size(_)) => {
                    let ids = self.transaction(None);
                    let reply = Reply::new(ResultCode::FailedClosing).render(&ids);
                    return write_frame(stream, reply.as_bytes(), frames).await;
                }
                Err(FrameError::Closed) => return Ok(()),
                Err(error) => return Err(error),
            };
            match self.next(&mut standing, &document).await {
                Next::Drop => return Ok(()),
                Next::Send { document, close } => {
                    write_frame(stream, document.as_bytes(), frames).await?;
                    if close {
                        return Ok(());
                    }
                }
            }
        }
    }

    async fn next(&self, standing: &mut Standing, document: &[u8]) -> Next {
        let envelope = match request::read(document) {
            Ok(Incoming::Hello) => {
                return Next::Send { document: greeting(self.engine.clock.now()), close: false };
            }
            Ok(Incoming::Command(envelope)) => envelope,
            Err(unreadable) => {
                let ids = self.transaction(unreadable.client_trid);
                return send(unreadable.refusal.into(), &ids);
            }
        };
        let ids = self.transaction(envelope.client_trid.clone());
        let outcome = self.execute(standing, &envelope, document, &ids).await;
        let code = match &outcome {
            Outcome::Answer(reply) => reply.code,
            Outcome::Drop => 0,
        };
        let object = envelope.object().ok().flatten().map_or("", |kind| kind.as_str());
        tracing::debug!(verb = envelope.verb.as_str(), object, code, trid = ids.server, "EPP command");
        match outcome {
            Outcome::Answer(reply) => send(reply, &ids),
            Outcome::Drop => Next::Drop,
        }
    }

    async fn execute(
        &self,
        standing: &mut Standing,
        envelope: &Envelope,
        document: &[u8],
        ids: &TransactionIds,
    ) -> Outcome {
        match (&standing.login, envelope.verb) {
            (None, Verb::Login) => self.log_in(standing, envelope).await,
            (Some(_), Verb::Login) => answer(ResultCode::UseError.because("already logged in")),
            (None, _) => answer(ResultCode::UseError.because("log in first")),
            (Some((actor, _)), verb) => {
                if let Err(refusal) = declared(envelope, &actor.services) {
                    return Outcome::Answer(refusal.into());
                }
                match verb {
                    Verb::Logout => Outcome::Answer(match envelope.command() {
                        Ok(_) => Reply::new(ResultCode::EndingSession),
                        Err(refusal) => refusal.into(),
                    }),
                    _ => self.engine.execute(actor, envelope, document, ids).await,
                }
            }
        }
    }

    async fn log_in(&self, standing: &mut Standing, envelope: &Envelope) -> Outcome {
        let login = match envelope.command() {
            Ok((Command::Login(login), _)) => login,
            Ok(_) => return answer(ResultCode::SyntaxError.refuse()),
            Err(refusal) => return answer(refusal),
        };
        let effects = Effects::of(self.engine.faults.take(Verb::Login, None, &[]));
        tokio::time::sleep(effects.delay).await;
        if effects.drop_before {
            return Outcome::Drop;
        }
        if let Some((code, message)) = effects.answer {
            return Outcome::Answer(Reply::custom(code, message));
        }
        match self.admit(&login).await {
            Ok(_) if effects.drop_after => Outcome::Drop,
            Ok(admitted) => {
                standing.login = Some(admitted);
                Outcome::Answer(Reply::new(ResultCode::Completed))
            }
            Err(refusal) if refusal.code == ResultCode::AuthenticationError => {
                standing.failed_logins += 1;
                let last = standing.failed_logins >= self.limits.login_attempts;
                answer(if last { ResultCode::AuthenticationClosing.refuse() } else { refusal })
            }
            Err(refusal) => answer(refusal),
        }
    }

    /// Refusals: 2100, 2102, 2307 and 2103 (services), 2200, 2502, 2400 (the new password is not kept).
    async fn admit(&self, login: &Login) -> Result<(Actor, SessionPlace), Refusal> {
        if login.version != "1.0" {
            return Err(ResultCode::UnimplementedVersion.refuse());
        }
        if login.language != "en" {
            return Err(ResultCode::UnimplementedOption.because("the language is en"));
        }
        if login.objects.iter().any(|uri| !ns::OBJECTS.contains(&uri.as_str())) {
            return Err(ResultCode::UnimplementedService.refuse());
        }
        if login.extensions.iter().any(|uri| !ns::EXTENSIONS.contains(&uri.as_str())) {
            return Err(ResultCode::UnimplementedExtension.refuse());
        }
        let known = self.engine.read(|registry| registry.registrar(&login.client).cloned());
        let known = known.filter(|registrar| {
            registrar.password == login.password && self.certified.as_ref() == Some(&registrar.id)
        });
        let registrar = known.ok_or_else(|| ResultCode::AuthenticationError.refuse())?;
        let place = self.counts.enter(&registrar.id, self.limits.sessions);
        let place = place.ok_or_else(|| ResultCode::SessionLimit.refuse())?;
        if let Some(password) = &login.new_password {
            let changed = Registrar { password: password.clone(), ..registrar.clone() };
            let kept = self.engine.change(vec![Change::PutRegistrar(changed)]).await;
            kept.map_err(|_| ResultCode::CommandFailed.refuse())?;
        }
        let services = Services {
            objects: login.objects.iter().cloned().collect::<BTreeSet<_>>(),
            extensions: login.extensions.iter().cloned().collect(),
        };
        Ok((Actor { registrar: registrar.id, services }, place))
    }

    fn transaction(&self, client: Option<String>) -> TransactionIds {
        TransactionIds { client, server: self.engine.server_trid() }
    }
}

/// Objects and extensions of a command must be among the services of the session.
fn declared(envelope: &Envelope, services: &Services) -> Result<(), Refusal> {
    if let Some(kind) = envelope.object()?
        && !services.objects.contains(request::namespace(kind))
    {
        return Err(ResultCode::UseError.because("the object service was not asked for at login"));
    }
    for namespace in envelope.extension_namespaces() {
        if !ns::EXTENSIONS.contains(&namespace) {
            return Err(ResultCode::UnimplementedExtension.refuse());
        }
        if !services.extends(namespace) {
            return Err(ResultCode::UseError.because("the extension was not asked for at login"));
        }
    }
    Ok(())
}

fn answer(refusal: Refusal) -> Outcome {
    Outcome::Answer(refusal.into())
}

fn send(reply: Reply, ids: &TransactionIds) -> Next {
    Next::Send { document: reply.render(ids), close: reply.closes }
}
