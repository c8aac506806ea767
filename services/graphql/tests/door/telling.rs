//! Subscriptions, over a real WebSocket and the protocol that clients speak (graphql-transport-ws).

use crate::support::{ACCOUNT, Door};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn connect(at: SocketAddr) -> Self {
        let mut request = format!("ws://{at}/graphql").into_client_request().unwrap();
        let protocol = "graphql-transport-ws".parse().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        Self(connect_async(request).await.unwrap().0)
    }

    /// With a role's token.
    async fn enter(at: SocketAddr, token: &str) -> Self {
        let mut socket = Self::connect(at).await;
        let payload = json!({ "Authorization": format!("Bearer {token}") });
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.hear().await.unwrap()["type"], "connection_ack");
        socket
    }

    async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.say(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
        // There is no answer to a subscription: a query on the same socket is answered after it was taken.
        self.say(json!({ "id": "ready", "type": "subscribe", "payload": { "query": "{ me { login } }" } }))
            .await;
        loop {
            let heard = self.hear().await.unwrap();
            if heard["id"] == "ready" && heard["type"] == "complete" {
                break;
            }
            assert!(heard["id"] == "ready" || heard["type"] == "complete", "{heard}");
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }

    /// The next message; nothing when the socket is closed.
    async fn hear(&mut self) -> Option<Value> {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(30), self.0.next());
            match next.await.expect("a message in time")? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The next answer of a subscription.
    async fn next(&mut self, id: &str) -> Value {
        let heard = self.hear().await.expect("an answer");
        assert_eq!((&heard["id"], &heard["type"]), (&json!(id), &json!("next")), "{heard}");
        heard["payload"].clone()
    }
}

async fn serve(door: &Door) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let service = door.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    at
}

#[tokio::test]
async fn operations_are_told_as_they_change_and_the_view_has_seen_it() {
    let door = Door::open().await;
    let at = serve(&door).await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let mut all = Socket::enter(at, door.token("viewer")).await;
    let query = "subscription($a: Int) { pendingOperations(account: $a) { number state sequence subject domain { name } } }";
    all.subscribe("1", query, json!({})).await;
    let mut others = Socket::enter(at, door.token("support")).await;
    others.subscribe("1", query, json!({ "a": 99 })).await;
    let number = door.name("told-name.com", owner).await;
    let mut states = vec![];
    loop {
        let told = all.next("1").await["data"]["pendingOperations"].clone();
        assert_eq!(told["number"].as_u64(), Some(number), "{told}");
        // The row is not older than what a query answers at this moment would have been.
        states.push((told["sequence"].as_i64().unwrap(), told["state"].as_str().unwrap().to_owned()));
        if told["state"] == "SUCCEEDED" {
            assert_eq!(told["subject"], "told-name.com");
            break;
        }
    }
    assert!(states.windows(2).all(|pair| pair[0].0 <= pair[1].0), "{states:?}");
    // Another account's subscriber hears nothing of it.
    others.say(json!({ "type": "ping" })).await;
    assert_eq!(others.hear().await.unwrap()["type"], "pong");
}

#[tokio::test]
async fn votes_are_told_with_their_rows_and_addresses_only_to_who_may_see_them() {
    let door = Door::open().await;
    let at = serve(&door).await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let buyer = door.contact("BRUNO", "bruno@buyers.test").await;
    door.name("voted-name.com", owner).await;
    door.settled().await;
    let query = "subscription { votes { number kind state sides { side vote email } } }";
    let (mut viewer, mut auditor) =
        (Socket::enter(at, door.token("viewer")).await, Socket::enter(at, door.token("auditor")).await);
    viewer.subscribe("v", query, json!({})).await;
    auditor.subscribe("v", query, json!({})).await;
    let asked = json!({ "account": ACCOUNT, "name": "voted-name.com", "newOwner": buyer });
    let trade =
        door.mutate("support", "requestTrade", "RequestTradeInput", "operation { number }", asked).await;
    let trade = trade["operation"]["number"].as_u64().unwrap();
    let open = viewer.next("v").await["data"]["votes"].clone();
    assert_eq!((open["number"].as_u64(), open["state"].as_str()), (Some(trade), Some("Voting")), "{open}");
    assert!(open["sides"][0]["email"].is_null(), "{open}");
    let seen = auditor.next("v").await["data"]["votes"].clone();
    assert_eq!(seen["sides"][0]["email"], "anne@holders.test");
    let subject = json!({ "s": format!("trade/{trade}") });
    let log = "query($s: String) { operatorLog(subject: $s) { edges { node { login } } } }";
    let log = door.data("admin", log, subject).await;
    assert_eq!(log["operatorLog"]["edges"][0]["node"]["login"], "auditor", "{log}");
    for side in ["OWNER", "NEW_OWNER"] {
        let vote = json!({ "trade": trade, "side": side, "choice": "ACCEPT", "reason": "signed form" });
        let cast = door.mutate("support", "castTradeVote", "CastTradeVoteInput", "id", vote).await;
        assert_eq!(cast["userErrors"], json!([]), "{cast}");
    }
    loop {
        let told = viewer.next("v").await["data"]["votes"].clone();
        if told["state"] == "Completed" {
            assert_eq!(told["sides"][1]["vote"], "Accept", "{told}");
            break;
        }
    }
}

#[tokio::test]
async fn the_feed_tells_each_event_of_a_stream_once_and_in_order() {
    let door = Door::open().await;
    let at = serve(&door).await;
    let mut socket = Socket::enter(at, door.token("auditor")).await;
    socket
        .subscribe(
            "e",
            "subscription { events(kind: \"contact\") { stream sequence kind actor } }",
            json!({}),
        )
        .await;
    let mut expected = vec![];
    for n in 0..20 {
        let contact = door.contact("MARTIN", &format!("owner{n}@holders.test")).await;
        expected.push(format!("contact/{contact}"));
    }
    let mut told = vec![];
    for _ in 0..20 {
        let event = socket.next("e").await["data"]["events"].clone();
        assert_eq!((&event["sequence"], &event["kind"]), (&json!(1), &json!("Registered")));
        told.push(event["stream"].as_str().unwrap().to_owned());
    }
    told.sort();
    expected.sort();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn only_tokens_in_force_are_told_anything() {
    let door = Door::open().await;
    let at = serve(&door).await;
    for payload in [json!({}), json!({ "Authorization": "Bearer nonsense" }), Value::Null, json!([1])] {
        let mut socket = Socket::connect(at).await;
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        let heard = socket.hear().await;
        assert!(heard.is_none_or(|heard| heard["type"] != "connection_ack"), "{payload}");
    }
    // Nothing before connection_init either.
    let mut eager = Socket::connect(at).await;
    let payload = json!({ "query": "subscription { events { stream } }" });
    eager.say(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    let heard = eager.hear().await;
    assert!(heard.is_none_or(|heard| heard["type"] == "error"), "a stranger was served");
    // Whoever says nothing at all is not waited for.
    let mut mute = Socket::connect(at).await;
    let closed = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            match mute.0.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return u16::from(frame.code),
                Some(Ok(_)) => {}
                other => panic!("no word at the end: {other:?}"),
            }
        }
    });
    assert_eq!(closed.await.expect("closed in time"), 4408);
    // A token that is taken back ends what it opened.
    let mut socket = Socket::enter(at, door.token("finance")).await;
    socket.subscribe("1", "subscription { events { stream } }", json!({})).await;
    let revoke = json!({ "login": "finance" });
    door.mutate("admin", "revokeTokens", "RevokeTokensInput", "id", revoke).await;
    let last = socket.next("1").await;
    assert_eq!(last["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{last}");
    assert_eq!(socket.hear().await.unwrap()["type"], "complete");
}

#[tokio::test]
async fn a_connection_has_so_many_subscriptions_and_no_more() {
    let door = Door::open().await;
    let at = serve(&door).await;
    let mut socket = Socket::enter(at, door.token("viewer")).await;
    let payload = json!({ "query": "subscription { votes { number } }" });
    for n in 0..17 {
        socket.say(json!({ "id": n.to_string(), "type": "subscribe", "payload": payload })).await;
    }
    let heard = socket.hear().await.unwrap();
    assert_eq!(heard["payload"]["errors"][0]["extensions"]["code"], "TOO_MANY_SUBSCRIPTIONS", "{heard}");
    let refused = heard["id"].as_str().unwrap().to_owned();
    assert_eq!(socket.hear().await.unwrap(), json!({ "id": refused, "type": "complete" }));
    // A place that is given up is free again.
    let gone = if refused == "3" { "4" } else { "3" };
    socket.say(json!({ "id": gone, "type": "complete" })).await;
    socket.subscribe("again", "subscription { votes { number } }", json!({})).await;
}

#[tokio::test]
async fn a_client_that_does_not_read_is_told_so_and_costs_no_memory() {
    let door = Door::open().await;
    let at = serve(&door).await;
    let mut slow = Socket::enter(at, door.token("viewer")).await;
    // Large answers, so that the buffers of the network fill up while nothing is read.
    let all = "subscription { events { stream sequence kind at actor correlation } }";
    let padded = format!("{all} #{}", " ".repeat(10));
    slow.subscribe("s", &padded, json!({})).await;
    let news = 6_000;
    let account = domain_model::values::AccountNumber::new(ACCOUNT);
    let ask = door.ask();
    for n in 0..news {
        let points = domain_model::values::Points::new(1 + n % 7).unwrap();
        door.application.buy_points(account, points, "F-2".to_owned(), &ask).await.unwrap();
    }
    door.settled().await;
    let mut told = 0;
    loop {
        match slow.hear().await {
            Some(heard) if heard["payload"]["errors"].is_array() => {
                assert_eq!(heard["payload"]["errors"][0]["extensions"]["code"], "TOO_SLOW", "{heard}");
                break;
            }
            Some(_) => told += 1,
            None => panic!("closed without a word after {told}"),
        }
        // Whoever keeps up is told everything.
        if told == news {
            break;
        }
    }
    assert!(told > 0);
}
