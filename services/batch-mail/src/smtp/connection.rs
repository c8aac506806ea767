//! One connection: the network around a [`Session`].

use super::Door;
use super::reply::{self, Reply};
use super::session::{Envelope, Protocol, Recipient, Session, Step};
use journal::inbox::NewMail;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Bytes that are read at once.
const PIECE: usize = 16 * 1024;
/// Whoever does not take an answer within this time is gone.
const WRITING: Duration = Duration::from_secs(60);
/// For the handshake of TLS.
const HANDSHAKE: Duration = Duration::from_secs(30);

/// How a stretch of a conversation ended.
enum Ended {
    /// For good.
    Over,
    /// TLS is to follow.
    StartTls,
}

impl Door {
    /// Talks until one side ends it.
    pub(super) async fn talk(
        self: Arc<Self>,
        mut stream: impl AsyncRead + AsyncWrite + Unpin + Send,
        address: Option<IpAddr>,
        protocol: Protocol,
        stop: CancellationToken,
    ) {
        let Some(_place) = self.connections.enter(address) else {
            return refuse(&mut stream, &reply::TOO_MANY_CONNECTIONS).await;
        };
        let mut session = Session::new(self.rules.clone(), protocol, self.tls.is_some());
        let talking = async {
            match self.converse(&mut session, &mut stream, address, &stop).await? {
                Ended::Over => Ok(()),
                Ended::StartTls => {
                    let Some(tls) = &self.tls else { return Ok(()) };
                    let mut stream = tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await??;
                    session.secured();
                    self.converse(&mut session, &mut stream, address, &stop).await.map(|_| ())
                }
            }
        };
        match tokio::time::timeout(self.patience.connection, talking).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(error = %error, "a connection for batch mails broke off"),
            Err(_) => tracing::debug!("a connection for batch mails took too long"),
        }
    }

    async fn converse(
        &self,
        session: &mut Session,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin + Send),
        address: Option<IpAddr>,
        stop: &CancellationToken,
    ) -> std::io::Result<Ended> {
        let mut piece = vec![0; PIECE];
        let mut answers = String::new();
        loop {
            while let Some(step) = session.next_step() {
                match step {
                    Step::Say(reply) => answers.push_str(&reply.wire()),
                    Step::Keep(envelope, message) => {
                        let durable = self.keep(envelope, message, address).await;
                        session.kept(durable);
                    }
                    Step::StartTls => {
                        write(stream, &mut answers).await?;
                        return Ok(Ended::StartTls);
                    }
                    Step::HangUp => {
                        write(stream, &mut answers).await?;
                        let _ = stream.shutdown().await;
                        return Ok(Ended::Over);
                    }
                }
            }
            write(stream, &mut answers).await?;
            let patience = if session.is_reading() { self.patience.data } else { self.patience.command };
            let heard = tokio::select! {
                heard = tokio::time::timeout(patience, stream.read(&mut piece)) => heard,
                () = stop.cancelled() => {
                    session.interrupt(reply::SHUTTING_DOWN);
                    continue;
                }
            };
            match heard {
                // Whoever leaves in the middle of a mail has been promised nothing.
                Ok(Ok(0)) => return Ok(Ended::Over),
                Ok(Ok(count)) => session.hear(&piece[..count]),
                Ok(Err(error)) => return Err(error),
                Err(_) => session.interrupt(reply::TOO_SLOW),
            }
        }
    }

    /// Makes a mail durable, once for each of our addresses that it was sent to. False: it is not.
    async fn keep(&self, envelope: Envelope, message: Vec<u8>, address: Option<IpAddr>) -> bool {
        let received_at = self.application.clock().now();
        let address = address.map(|address| address.to_string());
        let mails: Vec<NewMail> = [Recipient::Order, Recipient::Rehearsal]
            .into_iter()
            .filter(|recipient| envelope.recipients.contains(recipient))
            .map(|recipient| NewMail {
                id: Uuid::now_v7(),
                rehearsal: recipient == Recipient::Rehearsal,
                received_at,
                from_nobody: envelope.return_path.is_none(),
                return_path: envelope.return_path.clone(),
                address: address.clone(),
                message: message.clone(),
            })
            .collect();
        let ids: Vec<Uuid> = mails.iter().map(|mail| mail.id).collect();
        match self.application.journal().inbox().keep(mails).await {
            Ok(()) => {
                tracing::info!(mails = ?ids, bytes = message.len(), "a batch mail is kept");
                true
            }
            Err(error) => {
                let why: &dyn std::error::Error = &error;
                tracing::error!(error = why, "a batch mail could not be kept; its sender tries again");
                false
            }
        }
    }
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), answers: &mut String) -> std::io::Result<()> {
    if answers.is_empty() {
        return Ok(());
    }
    tokio::time::timeout(WRITING, async {
        stream.write_all(answers.as_bytes()).await?;
        stream.flush().await
    })
    .await??;
    answers.clear();
    Ok(())
}

async fn refuse(stream: &mut (impl AsyncWrite + Unpin), reply: &Reply) {
    let mut answers = reply.wire();
    if write(stream, &mut answers).await.is_ok() {
        let _ = stream.shutdown().await;
    }
}
