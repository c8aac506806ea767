use super::*;
use tokio::io::AsyncBufReadExt;

/// Answers a line with itself.
struct Echo<const GOES_ON: bool>;

impl<const ON: bool> Protocol for Echo<ON> {
    const NAME: &'static str = "echo";
    const LONGEST: usize = 16;
    const GOES_ON: bool = ON;

    async fn answer(&self, line: &[u8], _: IpAddr, answer: &mut Vec<u8>) {
        assert_ne!(line, b"panic", "a test of what a panic does");
        answer.extend_from_slice(line);
        answer.push(b'\n');
    }

    fn refuse(&self, why: Refusal, answer: &mut Vec<u8>) {
        answer.extend_from_slice(format!("{why:?}\n").as_bytes());
    }
}

async fn started<const ON: bool>(settings: LineSettings) -> (SocketAddr, CancellationToken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
    tokio::spawn(serve(listener, Echo::<ON>, settings, stop.clone()));
    (address, stop)
}

async fn said(address: SocketAddr, sent: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(sent).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

fn quick() -> LineSettings {
    LineSettings {
        read_within: Duration::from_millis(300),
        write_within: Duration::from_millis(300),
        ..LineSettings::default()
    }
}

#[tokio::test]
async fn one_line_is_answered_and_no_more() {
    let (address, _stop) = started::<false>(LineSettings::default()).await;
    assert_eq!(said(address, b"hello\r\nagain\r\n").await, "hello\n");
    assert_eq!(said(address, b"without an end").await, "without an end\n");
    assert_eq!(said(address, b"").await, "");
}

#[tokio::test]
async fn where_a_protocol_goes_on_every_line_is_answered_in_turn() {
    let (address, _stop) = started::<true>(LineSettings::default()).await;
    assert_eq!(said(address, b"one\ntwo\r\nthree").await, "one\ntwo\nthree\n");
    let many = "line\n".repeat(10_000);
    let stream = TcpStream::connect(address).await.unwrap();
    let (reader, mut writer) = stream.into_split();
    let sending = tokio::spawn(async move {
        writer.write_all(many.as_bytes()).await.unwrap();
        writer.shutdown().await.unwrap();
    });
    let mut lines = tokio::io::BufReader::new(reader).lines();
    let mut count = 0;
    while let Some(line) = lines.next_line().await.unwrap() {
        assert_eq!(line, "line");
        count += 1;
    }
    sending.await.unwrap();
    assert_eq!(count, 10_000);
}

/// Writes without ending its own half, and reads until the server ends the connection.
async fn told(address: SocketAddr, sent: &[u8]) -> (String, Duration) {
    let begun = std::time::Instant::now();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(sent).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    (answer, begun.elapsed())
}

#[tokio::test]
async fn a_line_that_comes_alone_ends_the_connection_and_two_keep_it_for_a_third() {
    let patient = LineSettings { read_within: Duration::from_secs(2), ..LineSettings::default() };
    let (address, _stop) = started::<true>(patient).await;
    let (answer, took) = told(address, b"alone\r\n").await;
    assert_eq!(answer, "alone\n");
    assert!(took < Duration::from_secs(1), "whoever reads to the end waits for nothing: {took:?}");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut answer = [0; 8];
    stream.write_all(b"one\ntwo\n").await.unwrap();
    stream.read_exact(&mut answer).await.unwrap();
    stream.write_all(b"three\n").await.unwrap();
    stream.read_exact(&mut answer[..6]).await.unwrap();
    assert_eq!(&answer, b"three\no\n");
    let (answer, took) = told(address, b"one\ntwo\n").await;
    assert_eq!(answer, "one\ntwo\n");
    assert!(took >= Duration::from_secs(1), "a third was waited for: {took:?}");
}

#[tokio::test]
async fn a_line_without_an_end_is_cut_off() {
    let (address, _stop) = started::<true>(LineSettings::default()).await;
    assert_eq!(said(address, b"sixteen octets!!\n").await, "sixteen octets!!\n");
    assert_eq!(said(address, b"sixteen octets!!\r\n").await, "sixteen octets!!\n");
    for line in [&b"seventeen octets!\n"[..], b"seventeen octets!\r\n", b"seventeen octets!"] {
        assert_eq!(said(address, line).await, "TooLong\n");
    }
    assert_eq!(said(address, &[b'x'; 50_000]).await, "TooLong\n");
}

#[tokio::test]
async fn who_says_nothing_and_who_takes_nothing_loses_the_connection() {
    let (address, _stop) = started::<true>(quick()).await;
    let mut silent = TcpStream::connect(address).await.unwrap();
    let mut nothing = [0; 1];
    assert_eq!(silent.read(&mut nothing).await.unwrap(), 0, "closed");
    // More than every buffer between the two takes, and nobody reads it.
    let mut deaf = TcpStream::connect(address).await.unwrap();
    let flood = "deaf\n".repeat(10_000);
    let outcome =
        timeout(Duration::from_secs(20), async { while deaf.write_all(flood.as_bytes()).await.is_ok() {} });
    outcome.await.expect("the connection is closed");
}

#[tokio::test]
async fn places_are_bounded_and_come_back() {
    let settings = LineSettings { connections_of_address: 2, ..LineSettings::default() };
    let (address, _stop) = started::<true>(settings).await;
    let held = [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
    let mut turned_away = TcpStream::connect(address).await.unwrap();
    let mut answer = String::new();
    turned_away.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "Busy\n");
    drop(held);
    let begun = std::time::Instant::now();
    loop {
        if said(address, b"free\n").await == "free\n" {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "places come back");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_panic_is_one_connections_own() {
    let (address, _stop) = started::<true>(LineSettings::default()).await;
    assert_eq!(said(address, b"panic\n").await, "");
    assert_eq!(said(address, b"alive\n").await, "alive\n");
}

#[tokio::test]
async fn a_server_that_stops_takes_nobody_any_more() {
    let (address, stop) = started::<true>(quick()).await;
    let mut open = TcpStream::connect(address).await.unwrap();
    open.write_all(b"one\nmor").await.unwrap();
    let mut answer = [0; 4];
    open.read_exact(&mut answer).await.unwrap();
    stop.cancel();
    assert_eq!(open.read(&mut answer).await.unwrap(), 0, "closed");
}
