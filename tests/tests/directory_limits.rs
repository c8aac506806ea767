//! What WHOIS and DAS bear: many queries, slow and silent connections, lines without an end, and noise.

use serde_json::json;
use std::net::IpAddr;
use std::time::{Duration, Instant};
use stories::{Demo, Desk, asked, asked_from, connected, eventually, person, rest, spoken_at};
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
/// Another address of this machine, of the same network.
const BESIDE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(127, 0, 0, 2));
/// And one of another network.
const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(127, 0, 9, 1));
/// Nobody waits longer for an answer while others misbehave.
const SOON: Duration = Duration::from_secs(3);

async fn started(variables: &[(&str, &str)], more: &[&str]) -> Demo {
    let mut demo = Demo::prepare();
    for (key, value) in variables {
        demo = demo.with(&format!("REGISTRAR__DIRECTORY__{key}"), value);
    }
    demo.launch_with(more).await;
    // Until the directory is warm, answers say so.
    let whois = spoken_at(&demo, "whois");
    eventually("the directory is warm", async || {
        asked(&whois, "nobodys-name.com").await.starts_with("No match").then_some(())
    })
    .await;
    demo
}

#[tokio::test]
async fn whoever_asks_too_often_is_told_how_long_to_wait() {
    // A bucket that fills again within an hour: what is taken from it is gone for this story.
    let few = [
        ("LIMITS__QUERIES", "40"),
        ("LIMITS__DAS_QUERIES", "5"),
        ("LIMITS__WITHIN_SECONDS", "3600"),
        ("LIMITS__NETWORK_FACTOR", "2"),
    ];
    let demo = started(&few, &[]).await;
    let (whois, das) = (spoken_at(&demo, "whois"), spoken_at(&demo, "das"));
    let taken_from = async |from: IpAddr| {
        for answered in 0..100 {
            let answer = asked_from(&whois, b"nobodys-name.com", from).await;
            if !answer.starts_with("No match") {
                return (answered, answer);
            }
        }
        panic!("nobody was told to wait");
    };
    let (answered, told) = taken_from(HERE).await;
    assert!(answered < 40, "some were spent on waiting for the start: {answered}");
    let seconds: u64 = told.split_whitespace().filter_map(|word| word.parse().ok()).next().expect("seconds");
    assert!(told.starts_with("% Too many queries") && (1..=90).contains(&seconds), "{told}");
    assert_eq!(told.lines().count(), 1, "a refusal is no larger than a question: {told}");
    // A neighbour has what is left of the network's; other networks have their own.
    let (answered, _) = taken_from(BESIDE).await;
    assert_eq!(answered, 40);
    let (answered, _) = taken_from(IpAddr::from([127, 0, 0, 3])).await;
    assert!(answered <= 2, "the network has asked twice as often as one address may: {answered}");
    assert_eq!(taken_from(ELSEWHERE).await.0, 40);
    // DAS counts by itself.
    for _ in 0..5 {
        assert!(asked(&das, "get 1.0 nobodys-name.com").await.contains("Status: AVAILABLE"));
    }
    let told = asked(&das, "get 1.0 nobodys-name.com").await;
    assert!(
        told.contains("RC = -2") && told.contains("too many queries") && !told.contains("Status:"),
        "{told}"
    );
    assert!(!demo.log().contains("127.0.9.1"), "addresses are logged");
}

#[tokio::test]
async fn the_demo_bears_what_a_person_or_a_program_tries_and_without_limits_anything() {
    let demo = started(&[], &[]).await;
    let das = spoken_at(&demo, "das");
    for _ in 0..200 {
        assert!(
            !asked(&das, "get 1.0 nobodys-name.com").await.contains("too many"),
            "two hundred are no flood"
        );
    }
}

#[tokio::test]
async fn slow_silent_and_noisy_connections_take_nothing_from_others() {
    let bounds = [
        ("CONNECTIONS__READ_SECONDS", "2"),
        ("CONNECTIONS__WRITE_SECONDS", "2"),
        ("CONNECTIONS__OF_ADDRESS", "300"),
    ];
    let demo = started(&bounds, &["--no-limits"]).await;
    let desk = Desk::of(&demo, "support");
    let owner = desk.person(person("Anne", "anne@bounds.test")).await;
    desk.registered("bounds.com", owner, json!({})).await;
    let (whois, das) = (spoken_at(&demo, "whois"), spoken_at(&demo, "das"));
    eventually("the name is told", async || {
        asked(&whois, "bounds.com").await.contains("Domain Name: bounds.com").then_some(())
    })
    .await;
    lines_have_an_end(&whois, &das).await;
    silence_ends(&whois).await;
    answers_are_taken_or_dropped(&whois, &das).await;
    noise_is_answered(&whois, &das).await;
    let log = demo.log();
    assert!(!log.contains("panicked"), "{log}");
    assert!(asked(&whois, "bounds.com").await.contains("Domain Name: bounds.com"));
}

async fn lines_have_an_end(whois: &str, das: &str) {
    for (address, said) in [(whois, "at most"), (das, "at most")] {
        let answer = asked(address, &"a".repeat(600)).await;
        assert!(answer.contains(said) && answer.len() < 400, "{answer}");
        // A megabyte without an end is not read to it.
        let mut stream = connected(address, HERE).await;
        let sent = timeout(SOON, stream.write_all(&vec![b'a'; 1 << 20])).await;
        assert!(sent.is_ok(), "it is read no further, and the connection ends");
        assert!(rest(&mut stream).await.len() < 400);
        // A line that comes in pieces is one.
        let mut stream = connected(address, HERE).await;
        for piece in [&b"get 1.0 bou"[..], b"nds.c", b"om\r", b"\n"] {
            stream.write_all(piece).await.expect("sent");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        let answer = rest(&mut stream).await;
        assert!(answer.contains("bounds.com") || answer.contains("one name"), "{answer}");
    }
}

async fn silence_ends(whois: &str) {
    let mut idle = vec![];
    for _ in 0..300 {
        idle.push(connected(whois, HERE).await);
    }
    // This address has as many as it may; nobody else notices.
    let begun = Instant::now();
    let told = rest(&mut connected(whois, HERE).await).await;
    assert_eq!(told, "% Too many connections are open: try again in a moment.\r\n");
    assert!(asked_from(whois, b"bounds.com", BESIDE).await.contains("Domain Name: bounds.com"));
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    // Half a line is no line: silence after it ends likewise.
    for stream in idle.iter_mut().take(150) {
        stream.write_all(b"bounds.c").await.expect("open");
    }
    for stream in &mut idle {
        assert_eq!(rest(stream).await, "", "nothing was asked");
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!(
        asked(whois, "bounds.com").await.contains("Domain Name: bounds.com"),
        "the places are free again"
    );
}

/// Somebody asks on and on, and reads nothing: buffers fill, the server waits for its time, and closes.
async fn answers_are_taken_or_dropped(whois: &str, das: &str) {
    const ENOUGH: usize = 64 << 20;
    let mut stream = connected(das, HERE).await;
    let lines = b"get 1.0 bounds.com\r\n".repeat(1000);
    let begun = Instant::now();
    let flood = async {
        let mut sent = 0;
        while sent < ENOUGH && stream.write_all(&lines).await.is_ok() {
            sent += lines.len();
        }
        sent
    };
    let (sent, ()) = tokio::join!(timeout(Duration::from_secs(60), flood), async {
        for _ in 0..10 {
            let asked_at = Instant::now();
            assert!(asked(whois, "bounds.com").await.contains("Domain Name: bounds.com"));
            assert!(asked_at.elapsed() < SOON, "others wait: {:?}", asked_at.elapsed());
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    let sent = sent.expect("whoever reads nothing is cut off");
    assert!(
        sent < ENOUGH,
        "{sent} octets were read from somebody who takes no answer, in {:?}",
        begun.elapsed()
    );
}

/// Nothing that is sent has more than one answer, or breaks anything.
async fn noise_is_answered(whois: &str, das: &str) {
    // The numbers of Park and Miller: the same noise in every run.
    let mut state: u64 = 20_261_128;
    let mut next = || {
        state = state * 48_271 % 2_147_483_647;
        state
    };
    let words = [
        "get",
        "1.0",
        "bounds.com",
        "domain",
        "-T",
        "\u{fc}",
        ".",
        "xn--",
        "contact",
        "\u{202e}",
        "\0",
        "%s",
        "*",
    ];
    for _ in 0..200 {
        let mut line = vec![];
        for _ in 0..next() % 6 {
            match next() % 4 {
                0 => {
                    line.extend((0..next() % 40).map(|_| (next() % 256) as u8).filter(|byte| *byte != b'\n'))
                }
                _ => line.extend(words[(next() % words.len() as u64) as usize].bytes()),
            }
            line.push(b' ');
        }
        for address in [whois, das] {
            let answer = asked_from(address, &line, HERE).await;
            assert!(!answer.is_empty() && answer.len() < 8 * 1024, "{line:?}: {answer}");
            let controls = |c: char| c.is_control() && c != '\r' && c != '\n';
            assert!(!answer.contains(controls), "{line:?}: {answer:?}");
        }
    }
}
