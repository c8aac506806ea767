//! The reseller's own pages: a schema of its own, at `POST /graphql/reseller`, for whoever has signed in as an account.
//!
//! Every field is about the account of the session: no argument names another one, and no link leads to one. So nothing
//! of anybody else's can be asked for, and nothing has to be kept back field by field. What the account may do with a
//! name is decided where it is for every door (`application::Right`).
//!
//! | room | what it holds |
//! |---|---|
//! | `account` | the account, what waits for it |
//! | `names`, `own_domain`, `naming` | its names, each as it sees it, and commands to them |
//! | `people` | its contacts |
//! | `changing_hands` | transfers in, owner changes, moves to another reseller |
//! | `operations` | what it asked for, and what it is asked |
//! | `orders` | its orders |
//! | `money` | points, statement, invoices |
//! | `prices` | what it pays |
//! | `access`, `mail_keys` | its programs, its passphrase and keys |
//! | `sign_in` | its password, second factor and sessions |
//! | `batch_mails` | the assistant |

mod access;
mod account;
mod batch_mails;
mod changing_hands;
mod mail_keys;
mod money;
mod names;
mod naming;
mod operations;
mod orders;
mod own_domain;
mod people;
mod prices;
mod sign_in;

pub use batch_mails::{DraftedMail, MailDesk, MailMistake, MailRehearsal, MailResult};

use crate::caller::{application, asked, coded};
use crate::http::{Identified, keyed, respond};
use crate::{GraphqlState, cookie, http, limits};
use application::{AdmittedAccount, Ask};
use async_graphql::{Context, EmptySubscription, MergedObject, Schema};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain_model::values::AccountNumber;
use domain_model::{Actor, Cause, Channel};
use std::net::{IpAddr, SocketAddr};
use uuid::Uuid;

/// The schema with its resolvers.
pub type Resellers = Schema<Query, Mutation, EmptySubscription>;

/// Nesting of selections: introspection needs the most.
const DEPTH: usize = 13;

/// What may be read.
#[derive(Default, MergedObject)]
#[graphql(name = "ResellerQuery")]
pub struct Query(
    account::Own,
    names::Names,
    people::People,
    operations::Operations,
    orders::Orders,
    money::Money,
    prices::Prices,
    access::Access,
    sign_in::Sessions,
    batch_mails::Assistant,
);

/// What may be done.
#[derive(Default, MergedObject)]
#[graphql(name = "ResellerMutation")]
pub struct Mutation(
    naming::Commands,
    changing_hands::Commands,
    people::Commands,
    operations::Commands,
    orders::Commands,
    access::Commands,
    mail_keys::Commands,
    sign_in::Commands,
    batch_mails::Commands,
);

pub fn builder() -> async_graphql::SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .disable_suggestions()
        .limit_depth(DEPTH)
        .limit_complexity(limits::COMPLEXITY)
        .limit_directives(limits::DIRECTIVES)
        .extension(limits::Documents)
}

/// The account that asks.
pub struct Owner {
    /// Which, with what is set on it.
    pub admitted: AdmittedAccount,
    /// From where.
    pub address: IpAddr,
    /// The idempotency key with the request's fingerprint.
    key: Option<(String, String)>,
}

impl Owner {
    /// Its number.
    pub fn account(&self) -> AccountNumber {
        self.admitted.account
    }

    /// A request of this account.
    pub fn ask(&self, ctx: &Context<'_>, reason: Option<&str>) -> Ask {
        let at = application(ctx).clock().now();
        let mut cause = Cause::new(Actor::Reseller(self.account()), Channel::GraphQl, at, Uuid::now_v7());
        cause.address = Some(self.address.to_string());
        cause.reason = reason.map(str::to_owned);
        asked(ctx, cause, self.key.as_ref(), &format!("reseller/{}", self.account()))
    }
}

/// Who asks: the door lets in nobody else.
pub fn owner<'a>(ctx: &Context<'a>) -> &'a Owner {
    ctx.data_unchecked::<Owner>()
}

/// One request, from one of our own pages or a program that has signed in.
pub async fn execute(
    State(state): State<GraphqlState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let address = http::address(peer.ip(), &headers);
    let admitted = match identify(&state, &headers).await {
        Ok(admitted) => admitted,
        Err(refused) => return *refused,
    };
    let request = match http::read(&headers, body) {
        Ok(request) => request,
        Err(refused) => return *refused,
    };
    let key = match keyed(&headers, &request) {
        Ok(key) => key,
        Err(refused) => return *refused,
    };
    respond(state.resellers.execute(request.data(Owner { admitted, address, key })).await)
}

async fn identify(state: &GraphqlState, headers: &HeaderMap) -> Identified<AdmittedAccount> {
    if !cookie::from_own_page(headers, state.public_url()) {
        return Err(Box::new(http::foreign()));
    }
    let unknown = || Box::new(http::unknown("the session of an account (POST /graphql/session) is needed"));
    let token = cookie::value(headers).ok_or_else(unknown)?;
    match state.application.admitted_account(&token, true).await {
        Ok(admitted) => admitted.ok_or_else(unknown),
        Err(error) => Err(Box::new(http::unchecked(&error))),
    }
}

/// There is no such thing, or it is another account's: which of both is told to nobody.
fn not_yours(what: &str) -> async_graphql::Error {
    coded("NOT_FOUND", format!("{what}: there is none of yours"))
}
