//! Subscriptions by WebSocket: let in by the first message, kept alive by pings of ours, ended when nobody is there.
//!
//! A listener has nothing to say for hours. Whether it is still there is asked by a ping of the WebSocket itself, which
//! every client answers without knowing.

use crate::GraphqlState;
use crate::caller::Caller;
use crate::http::bearer;
use crate::loaders::Loading;
use crate::subscriptions::Seats;
use application::Application;
use async_graphql::Data;
use async_graphql::http::{WebSocket as Conversation, WebSocketProtocols, WsMessage};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use domain_model::operator::Role;
use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt};
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};

/// How long a stranger may say nothing.
const TO_ENTER: Duration = Duration::from_secs(5);
/// How often a listener is asked whether it is there.
const PING: Duration = Duration::from_secs(25);
/// How many pings may go unanswered.
const UNANSWERED: u32 = 3;
/// How long a message may wait for a listener that does not read.
const TO_SEND: Duration = Duration::from_secs(120);
/// As graphql-transport-ws numbers it: the connection was not initialised in time.
const NOT_INITIALISED: u16 = 4408;
/// As graphql-transport-ws numbers it: whoever was let in is so no more.
const UNAUTHORIZED: u16 = 4401;

/// How somebody came to the door.
pub struct Entrance {
    /// From where.
    pub address: IpAddr,
    /// What the browser's cookie holds, where a page of ours opened the connection.
    pub cookie: Option<SecretString>,
}

/// What lets in, as long as it does.
struct Pass {
    application: Application,
    shown: OnceLock<(SecretString, Role)>,
    ended: tokio::sync::Notify,
}

impl Pass {
    /// Whether the token or session is still in force, with its role. Being connected is no use of a session.
    async fn is_good(&self) -> bool {
        let Some((token, role)) = self.shown.get() else { return true };
        match self.application.admitted(token.expose_secret(), false).await {
            Ok(admitted) => admitted.is_some_and(|admitted| admitted.role == *role),
            Err(_) => true,
        }
    }
}

/// Talks with a client until one of both has had enough.
pub async fn converse(socket: WebSocket, state: GraphqlState, entrance: Entrance) {
    let spoken = socket.protocol().and_then(|protocol| protocol.to_str().ok());
    let Some(protocol) = spoken.and_then(|protocol| protocol.parse::<WebSocketProtocols>().ok()) else {
        return;
    };
    let (mut sink, stream) = socket.split();
    let application = state.application.clone();
    let pass = Arc::new(Pass { application, shown: OnceLock::new(), ended: tokio::sync::Notify::new() });
    let alive = Arc::new(AtomicBool::new(true));
    let (entering, asking, heard) = (pass.clone(), pass.clone(), alive.clone());
    let said = stream.take_while(|message| std::future::ready(message.is_ok())).filter_map(move |message| {
        heard.store(true, Ordering::Relaxed);
        let pass = asking.clone();
        async move {
            let said = match message {
                Ok(Message::Text(text)) => text.as_bytes().to_vec(),
                Ok(Message::Binary(bytes)) => bytes.to_vec(),
                _ => return None,
            };
            if pass.is_good().await {
                return Some(said);
            }
            pass.ended.notify_one();
            None
        }
    });
    let schema = state.schema.clone();
    let mut answers = Conversation::new(schema, Box::pin(said), protocol)
        .on_connection_init(move |payload| async move { enter(state, payload, entrance, &entering).await });
    let mut pings = interval_at(Instant::now() + PING, PING);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut silent, late) = (0, sleep(TO_ENTER));
    tokio::pin!(late);
    loop {
        let next = tokio::select! {
            answer = answers.next() => match answer {
                Some(WsMessage::Text(text)) => Message::text(text),
                Some(WsMessage::Close(code, reason)) => close(code, reason),
                None => return,
            },
            () = &mut late, if pass.shown.get().is_none() => {
                close(NOT_INITIALISED, "connection_init was awaited".to_owned())
            }
            () = pass.ended.notified() => close(UNAUTHORIZED, "Unauthorized".to_owned()),
            _ = pings.tick() => {
                silent = if alive.swap(false, Ordering::Relaxed) { 0 } else { silent + 1 };
                if silent >= UNANSWERED {
                    return;
                }
                if pass.is_good().await {
                    Message::Ping(Vec::new().into())
                } else {
                    close(UNAUTHORIZED, "Unauthorized".to_owned())
                }
            }
        };
        if !send(&mut sink, next).await {
            return;
        }
    }
}

fn close(code: u16, reason: String) -> Message {
    Message::Close(Some(CloseFrame { code, reason: reason.into() }))
}

/// Whether the conversation goes on.
async fn send(sink: &mut SplitSink<WebSocket, Message>, message: Message) -> bool {
    let last = matches!(message, Message::Close(_));
    matches!(timeout(TO_SEND, sink.send(message)).await, Ok(Ok(()))) && !last
}

/// `connection_init` carries the token: `{"Authorization": "Bearer …"}`. Without one, the cookie of the connection lets in.
async fn enter(
    state: GraphqlState,
    payload: serde_json::Value,
    entrance: Entrance,
    pass: &Pass,
) -> async_graphql::Result<Data> {
    let given = payload.get("Authorization").or_else(|| payload.get("authorization"));
    let token = match given {
        Some(value) => value.as_str().and_then(bearer).map(SecretString::from),
        None => entrance.cookie,
    };
    let token = token.unwrap_or_default();
    let known = state.application.admitted(token.expose_secret(), true).await.ok().flatten();
    let known = known.filter(|known| known.session.is_some() || given.is_some());
    let known = known.ok_or(
        "connection_init: {\"Authorization\": \"Bearer TOKEN\"} is needed, or the cookie of a session from a page of \
         the registrar's own",
    )?;
    let caller = Caller::of(known, entrance.address, token.expose_secret());
    // Whoever says connection_init twice is told so by the protocol.
    let _ = pass.shown.set((token, caller.role));
    let mut data = Data::default();
    data.insert(caller);
    data.insert(Seats::default());
    data.insert(Loading::new(state.application));
    Ok(data)
}
