//! The GraphQL door over WebSocket, in the protocol that clients speak (graphql-transport-ws).

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// A connection that was let in.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects to a GraphQL address with a token.
    ///
    /// # Panics
    /// It is not let in.
    pub async fn open(url: &str, token: &str) -> Self {
        let url = url.replacen("http", "ws", 1);
        let mut request = url.into_client_request().expect("an address");
        let protocol = "graphql-transport-ws".parse().expect("a header");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let (stream, _) = connect_async(request).await.expect("the server speaks WebSocket");
        let mut socket = Self(stream);
        let payload = json!({ "Authorization": format!("Bearer {token}") });
        socket.say(&json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.hear().await["type"], "connection_ack");
        socket
    }

    async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.expect("sent");
    }

    async fn hear(&mut self) -> Value {
        loop {
            let next = tokio::time::timeout(crate::PATIENCE, self.0.next()).await.expect("a message in time");
            match next.expect("an open socket").expect("a message") {
                Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
                Message::Close(why) => panic!("the server closed: {why:?}"),
                _ => {}
            }
        }
    }

    /// Subscribes, and waits until the server has taken it.
    ///
    /// # Panics
    /// The server closes.
    pub async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(&json!({ "id": id, "type": "subscribe", "payload": { "query": query } })).await;
        // A subscription is not answered: a query after it is.
        let ready = json!({ "id": "ready", "type": "subscribe", "payload": { "query": "{ me { login } }" } });
        self.say(&ready).await;
        while self.hear().await != json!({ "id": "ready", "type": "complete" }) {}
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }

    /// The data of the next answer, and of which subscription.
    ///
    /// # Panics
    /// An error, or nothing in time.
    pub async fn next(&mut self) -> (String, Value) {
        let heard = self.hear().await;
        assert_eq!(heard["type"], "next", "{heard}");
        assert!(heard["payload"]["errors"].is_null(), "{heard}");
        (heard["id"].as_str().unwrap_or_default().to_owned(), heard["payload"]["data"].clone())
    }
}
