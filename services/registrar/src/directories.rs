//! The public directory, composed: WHOIS and DAS on ports of their own, RDAP on the web server.

use crate::config::Config;
use anyhow::Context;
use application::Application;
use directory::das::Das;
use directory::whois::Whois;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// RDAP, for the web server.
pub fn rdap(config: &Config, application: &Application) -> axum::Router {
    directory::rdap::router(application.clone(), config.directory.query_limits())
}

/// Opens the ports that the configuration asks for; they are served in the background.
///
/// # Errors
/// A port is taken.
pub async fn listen(
    config: &Config,
    application: &Application,
    background: &mut JoinSet<()>,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let settings = &config.directory;
    let connections = settings.connections.settings();
    if let Some(address) = settings.whois_listen {
        let listener = bound("WHOIS", address).await?;
        let server = Whois::new(application.clone(), settings.query_limits());
        background.spawn(server.serve(listener, connections, stop.clone()));
    }
    if let Some(address) = settings.das_listen {
        let listener = bound("DAS", address).await?;
        let server = Das::new(application.clone(), settings.das_limits());
        background.spawn(server.serve(listener, connections, stop.clone()));
    }
    Ok(())
}

async fn bound(protocol: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "listening for {protocol} on {address} (is another demo running? --port-base moves every port)"
        )
    })
}
