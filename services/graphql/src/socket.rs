//! Subscriptions by WebSocket: let in by the first message, kept alive by pings of ours, ended when nobody is there.
//!
//! A listener has nothing to say for hours. Whether it is still there is asked by a ping of the WebSocket itself, which
//! every client answers without knowing.

use crate::GraphqlState;
use crate::caller::Caller;
use crate::http::bearer;
use crate::loaders::Loading;
use crate::looks::Looks;
use crate::subscriptions::Seats;
use async_graphql::Data;
use async_graphql::http::{WebSocket as Conversation, WebSocketProtocols, WsMessage};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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

/// Talks with a client until one of both has had enough.
pub async fn converse(socket: WebSocket, state: GraphqlState, address: IpAddr) {
    let spoken = socket.protocol().and_then(|protocol| protocol.to_str().ok());
    let Some(protocol) = spoken.and_then(|protocol| protocol.parse::<WebSocketProtocols>().ok()) else {
        return;
    };
    let (mut sink, stream) = socket.split();
    let (entered, alive) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(true)));
    let (within, heard) = (entered.clone(), alive.clone());
    let said = stream.take_while(|message| std::future::ready(message.is_ok())).filter_map(move |message| {
        heard.store(true, Ordering::Relaxed);
        std::future::ready(match message {
            Ok(Message::Text(text)) => Some(text.as_bytes().to_vec()),
            Ok(Message::Binary(bytes)) => Some(bytes.to_vec()),
            _ => None,
        })
    });
    let schema = state.schema.clone();
    let mut answers =
        Conversation::new(schema, said, protocol).on_connection_init(move |payload| async move {
            let data = enter(state, payload, address).await?;
            within.store(true, Ordering::Relaxed);
            Ok(data)
        });
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
            () = &mut late, if !entered.load(Ordering::Relaxed) => {
                close(NOT_INITIALISED, "connection_init was awaited".to_owned())
            }
            _ = pings.tick() => {
                silent = if alive.swap(false, Ordering::Relaxed) { 0 } else { silent + 1 };
                if silent >= UNANSWERED {
                    return;
                }
                Message::Ping(Vec::new().into())
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

/// `connection_init` carries the token: `{"Authorization": "Bearer …"}`.
async fn enter(
    state: GraphqlState,
    payload: serde_json::Value,
    address: IpAddr,
) -> async_graphql::Result<Data> {
    let given = payload.get("Authorization").or_else(|| payload.get("authorization"));
    let token = given.and_then(|value| value.as_str()).and_then(bearer).unwrap_or_default();
    let known = state.application.authenticate(token).await.ok().flatten();
    let (login, role) = known.ok_or("connection_init: {\"Authorization\": \"Bearer TOKEN\"} is needed")?;
    let mut data = Data::default();
    let (token, looks) = (token.to_owned().into(), Looks::default());
    data.insert(Caller { login, role, address: Some(address), key: None, token, looks });
    data.insert(Seats::default());
    data.insert(Loading::new(state.application));
    Ok(data)
}
