//! What the directory is measured beside: the same document from a table by its key, and an echo.

use crate::place::Place;
use anyhow::Context;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::cluster::Role;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tower::ServiceExt;

const TABLE: &str = "create table documents (name text collate \"C\" primary key, document text not null)";
const QUERY: &str = "select document from documents where name = $1";
/// Rows that are written at once.
const PAGE: usize = 1_000;
/// As many as a web server of this size has.
const CONNECTIONS: u32 = 16;

/// Keeps the document of every name, as RDAP answers it; answers the last one.
///
/// # Errors
/// A name has none; the database failed.
pub async fn fill(place: &Place, rdap: &Router, names: &[String]) -> anyhow::Result<String> {
    place.execute(TABLE).await?;
    let mut owner = place.owner().await?;
    let mut last = String::new();
    for page in names.chunks(PAGE) {
        let mut documents = vec![];
        for name in page {
            let mut request = Request::get(format!("/rdap/domain/{name}")).body(Body::empty())?;
            let peer: SocketAddr = ([127, 0, 0, 1], 1).into();
            request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
            let response = rdap.clone().oneshot(request).await?;
            anyhow::ensure!(response.status() == StatusCode::OK, "{name} answered {}", response.status());
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await?;
            documents.push(String::from_utf8(bytes.to_vec())?);
        }
        sqlx::query("insert into documents select * from unnest($1::text[], $2::text[])")
            .bind(page)
            .bind(&documents)
            .execute(&mut owner)
            .await?;
        last = documents.pop().unwrap_or(last);
    }
    place.execute("vacuum (analyze) documents").await?;
    Ok(last)
}

/// Answers them by one indexed query a request.
///
/// # Errors
/// The database does not answer.
pub async fn router(place: &Place) -> anyhow::Result<Router> {
    let url = place.cluster().url(Role::Owner);
    let options = PgPoolOptions::new().max_connections(CONNECTIONS).min_connections(CONNECTIONS);
    let pool = options.connect(&url).await.context("connecting the contender")?;
    Ok(Router::new().route("/rdap/domain/{name}", get(document)).with_state(pool))
}

async fn document(State(pool): State<PgPool>, Path(name): Path<String>) -> Response {
    match sqlx::query_scalar::<_, String>(QUERY).bind(name.to_lowercase()).fetch_optional(&pool).await {
        Ok(Some(document)) => ([(header::CONTENT_TYPE, "application/rdap+json")], document).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Answers the same document to all: what the web server, the client and the machine take by themselves.
pub fn constant(document: String) -> Router {
    let document = Bytes::from(document);
    let answer =
        async move |_: Path<String>| ([(header::CONTENT_TYPE, "application/rdap+json")], document.clone());
    Router::new().route("/rdap/domain/{name}", get(answer))
}

/// Takes a line, answers the same bytes to all, and closes.
pub async fn echo(listener: TcpListener, answer: Vec<u8>) {
    let answer = Arc::new(answer);
    while let Ok((mut stream, _)) = listener.accept().await {
        let answer = answer.clone();
        tokio::spawn(async move {
            let mut line = [0; 512];
            stream.set_nodelay(true)?;
            if stream.read(&mut line).await? > 0 {
                stream.write_all(&answer).await?;
            }
            stream.shutdown().await
        });
    }
}
