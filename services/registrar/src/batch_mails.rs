//! Batch mails, composed: the desk beside the workers, the listeners beside the web server.

use crate::config::{BatchMail, Config, LmtpAddress};
use anyhow::Context;
use application::Application;
use batch_mail::Desk;
use batch_mail::smtp::{Door, Listener, Protocol, tls};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The desk, where batch mails are taken.
pub fn desk(config: &Config, application: &Application) -> Option<Desk> {
    let settings = config.batch_mail.as_ref()?;
    let sender = config.mail.sender();
    Some(Desk::new(application.clone(), settings.desk([sender.address, sender.bounces])))
}

/// Opens the listeners that the configuration asks for; they run in the background.
///
/// # Errors
/// A port is taken, or TLS cannot be set up.
pub async fn listen(
    config: &Config,
    application: &Application,
    background: &mut JoinSet<()>,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let Some(settings) = &config.batch_mail else { return Ok(()) };
    let tls = match (&settings.certificate, &settings.key) {
        (Some(certificate), Some(key)) => {
            Some(tls(certificate, key).context("[batch_mail] certificate, key")?)
        }
        (None, None) => None,
        _ => anyhow::bail!("[batch_mail] `certificate` and `key` come together"),
    };
    let (rules, patience) = (settings.rules(), settings.patience());
    let door = Door::new(application.clone(), rules, patience, settings.connections(), tls);
    for listener in listeners(settings).await? {
        background.spawn(door.clone().serve(listener, stop.clone()));
    }
    Ok(())
}

async fn listeners(settings: &BatchMail) -> anyhow::Result<Vec<Listener>> {
    let mut listeners = vec![];
    if let Some(address) = settings.listen {
        let listener = Listener::tcp(address, Protocol::Smtp).await;
        listeners.push(listener.with_context(|| format!("listening for batch mails on {address}"))?);
    }
    match &settings.lmtp {
        None => {}
        Some(LmtpAddress::Tcp(address)) => {
            let listener = Listener::tcp(*address, Protocol::Lmtp).await;
            listeners.push(listener.with_context(|| format!("listening for LMTP on {address}"))?);
        }
        Some(LmtpAddress::Unix(path)) => {
            let listener = Listener::unix(path, Protocol::Lmtp).await;
            listeners.push(listener.with_context(|| format!("listening for LMTP on {}", path.display()))?);
        }
    }
    Ok(listeners)
}
