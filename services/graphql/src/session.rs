//! Signing in: a schema of its own, at `POST /graphql/session`. It needs no token, and has nothing but this in it, so that
//! nothing of the back office can be reached through it.

pub(crate) mod schema;

use crate::GraphqlState;
use crate::{agent, cookie, http, limits};
use application::Visiting;
use async_graphql::{EmptySubscription, Schema};
use async_graphql_axum::GraphQLResponse;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain_model::sign_in::Agent;
use schema::{Mutation, Query};
use secrecy::{ExposeSecret, SecretString};
use std::net::{IpAddr, SocketAddr};

/// The schema with its resolvers.
pub type Sessions = Schema<Query, Mutation, EmptySubscription>;

/// Nesting of selections: introspection needs the most.
const DEPTH: usize = 13;
/// Fields in all: a few sign-ins in one request at the most.
const COMPLEXITY: usize = 200;

pub fn builder() -> async_graphql::SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query, Mutation, EmptySubscription)
        .disable_suggestions()
        .limit_depth(DEPTH)
        .limit_complexity(COMPLEXITY)
        .limit_directives(limits::DIRECTIVES)
        .extension(limits::Documents)
}

/// Whoever is at the door.
pub struct Visitor {
    address: IpAddr,
    agent: Agent,
    token: Option<SecretString>,
}

impl Visitor {
    /// Who it is, if the session is in force. To look is no use of it: a page asks this when nobody is there.
    async fn visiting(
        &self,
        application: &application::Application,
    ) -> Result<Option<Visiting>, application::AskError> {
        match &self.token {
            Some(token) => application.visiting(token.expose_secret(), false).await,
            None => Ok(None),
        }
    }
}

/// One request, from one of our own pages or a program.
pub async fn execute(
    State(state): State<GraphqlState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    if !cookie::from_own_page(&headers, state.public_url()) {
        return http::foreign();
    }
    let request = match http::read(&headers, body) {
        Ok(request) => request,
        Err(refused) => return *refused,
    };
    let visitor = Visitor {
        address: http::address(peer.ip(), &headers),
        agent: agent::agent(&headers),
        token: cookie::value(&headers).map(SecretString::from),
    };
    let response = state.sessions.execute(request.data(visitor)).await;
    let mut answer = GraphQLResponse::from(response).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
