//! A person is erased: nobody reads anything of it any more, and everything else still adds up.

use serde_json::{Value, json};
use std::path::Path;
use stories::{ACCOUNT, Demo, Desk, eventually, press, wait_for_mail};

/// What has to be gone, each found nowhere else.
const GONE: [&str; 7] = [
    "Zephyrine",
    "QUATREBARBES",
    "zephyrine.q@erased.test",
    "+33.612998877",
    "17 impasse Zanzibar",
    "Ouagalac",
    "zephyrine-before@erased.test",
];

fn details(email: &str) -> Value {
    json!({
        "firstName": GONE[0], "lastName": GONE[1], "street": GONE[4], "city": "LYON", "postalCode": "69001",
        "country": "FR", "phone": GONE[3], "email": email, "locale": "fr", "identification": [
            { "name": "dotfr_mode", "value": "PARTICULIER" }, { "name": "dotfr_ne_le", "value": "1970-05-04" },
            { "name": "dotfr_ne_ville", "value": GONE[5] }, { "name": "dotfr_ne_pays_id", "value": "FR" },
            { "name": "dotfr_ne_cp", "value": "69001" } ]
    })
}

/// A text as it may stand in a file: in capitals or not, in hexadecimal, in base64 at any of its three offsets.
fn disguises(text: &str) -> Vec<String> {
    let mut all = vec![text.to_lowercase(), data_encoding::HEXLOWER.encode(text.as_bytes())];
    for offset in 0..3 {
        let padded = [&vec![0; offset][..], text.as_bytes()].concat();
        let encoded = data_encoding::BASE64_NOPAD.encode(&padded);
        // The first and last characters depend on what stands beside the text.
        let inner = &encoded[offset + 1..encoded.len() - 1];
        all.push(inner.to_lowercase());
    }
    all
}

/// The texts of the person that can be read in some bytes.
fn found_in(bytes: &[u8]) -> Vec<&'static str> {
    let lowered = String::from_utf8_lossy(bytes).to_lowercase();
    let readable = |text: &&str| disguises(text).iter().any(|needle| lowered.contains(needle));
    GONE.into_iter().filter(readable).collect()
}

async fn dumped(demo: &Demo) -> Vec<u8> {
    let config = std::fs::read_to_string(demo.data().join("registrar.toml")).expect("a configuration");
    let address = |key: &str| {
        let line = config.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        line.expect("an address").trim_matches('"').to_owned()
    };
    // The application makes the views, and reads nothing else than it needs; all others are the owner's.
    let mut all = vec![];
    for (url, which) in [(address("owner_url"), "--exclude-schema=views"), (address("url"), "--schema=views")]
    {
        let output = tokio::process::Command::new(pg_dump()).arg(which).arg(url).output().await;
        let output = output.expect("pg_dump runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        all.extend(output.stdout);
    }
    assert!(String::from_utf8_lossy(&all).contains("COPY public.registry_messages"), "the dump is whole");
    all
}

/// Beside the server that the demo found.
fn pg_dump() -> std::path::PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let installed =
        versions.map(|version| version.path().join("bin/pg_dump")).filter(|path| path.exists()).max();
    installed.unwrap_or_else(|| "pg_dump".into())
}

/// Every file below a folder: its path and bytes. What the sandbox registry keeps is another house's.
fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() && name != "registry" && name != "data" && name != "socket" {
            files(&path, found);
        } else if path.is_file() {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap_or_default()));
        }
    }
}

async fn link(demo: &Demo, address: &str) -> String {
    wait_for_mail(&demo.outbox(), address, |mail| mail.vote.is_some()).await.vote.expect("a link")
}

/// Everything that leaves traces: contacts at the registry, changed data, trades from both sides, keys for answers.
async fn a_life(demo: &Demo, desk: &Desk) -> (u64, u64, String) {
    const REGISTER: &str =
        "mutation($input: RegisterContactInput!) { registerContact(input: $input) { id } }";
    let input = json!({ "account": ACCOUNT, "details": details(GONE[6]) });
    let kept = demo.graphql("support").send(REGISTER, json!({ "input": input }), Some("erasure-1")).await;
    let person: u64 =
        kept.data()["registerContact"]["id"].as_str().and_then(|id| id.parse().ok()).expect("a number");
    let friend = desk.person(stories::person("Bruno", "bruno@friends.test")).await;
    desk.registered("effacee.fr", person, json!({ "admin": person, "tech": person })).await;
    desk.registered("effacee.com", person, json!({})).await;
    desk.amend(person, details(GONE[2])).await;
    desk.registered("bought.com", friend, json!({})).await;
    let bought = desk.trade("bought.com", person).await;
    for address in [GONE[2], "bruno@friends.test"] {
        assert_eq!(press(demo, &link(demo, address).await, "accept").await.status, 200);
    }
    desk.ends(bought, "SUCCEEDED").await;
    let open = desk.trade("effacee.com", friend).await;
    let outbox = demo.outbox();
    let mentioning = wait_for_mail(&outbox, "bruno@friends.test", |mail| {
        mail.text.contains("effacee.com") && mail.text.contains(GONE[1])
    });
    (person, open, mentioning.await.vote.expect("a link"))
}

#[tokio::test]
async fn nothing_of_an_erased_person_can_be_read() {
    let mut demo = Demo::start().await;
    let (desk, admin) = (Desk::of(&demo, "support"), Desk::of(&demo, "admin"));
    let (person, open, friends) = a_life(&demo, &desk).await;
    let shown = desk.registrant("effacee.fr").await;
    assert_eq!(shown["details"]["email"], GONE[2], "{shown}");
    // Sealed while it lives: only letters are open.
    let alive = dumped(&demo).await;
    assert_eq!(found_in(&alive), [""; 0], "the database shows a living person");
    assert!(String::from_utf8_lossy(&alive).contains("effacee.fr"), "the dump has what is not personal");
    assert_eq!(found_in(details(GONE[2]).to_string().as_bytes()).len(), 6, "what is there is found");
    let before = desk.points().await;

    let erase = json!({ "contact": person, "reason": "article 17, letter of 2 May" });
    admin.does("eraseContact", erase.clone()).await.expect("erased");
    admin.does("eraseContact", erase).await.expect("twice is once");
    eventually("whois shows nobody", async || {
        let shown = desk.registrant("effacee.fr").await;
        (shown["status"] == "Erased" && shown["details"].is_null()).then_some(())
    })
    .await;
    assert!(
        demo.graphql("support")
            .send(
                "mutation($input: RegisterContactInput!) { registerContact(input: $input) { id } }",
                json!({ "input": { "account": ACCOUNT, "details": details(GONE[6]) } }),
                Some("erasure-1"),
            )
            .await
            .data()["registerContact"]["id"]
            .is_string(),
        "the kept answer is still given"
    );
    eventually("no file shows the person", async || {
        let mut found = vec![];
        files(&demo.data(), &mut found);
        found.iter().all(|(_, bytes)| found_in(bytes).is_empty()).then_some(())
    })
    .await;
    nothing_is_left(&demo).await;
    the_rest_goes_on(&demo, &desk, (open, &friends), before).await;

    demo.kill();
    demo.launch().await;
    let shown = Desk::of(&demo, "auditor").registrant("effacee.fr").await;
    assert!(shown["details"].is_null(), "{shown}");
    demo.is_in_order().await;
    nothing_is_left(&demo).await;
}

async fn nothing_is_left(demo: &Demo) {
    assert_eq!(found_in(&dumped(demo).await), [""; 0], "the database shows the person");
    assert_eq!(found_in(demo.log().as_bytes()), [""; 0], "the log shows the person");
    let mut found = vec![];
    files(&demo.data(), &mut found);
    for (path, bytes) in &found {
        assert_eq!(found_in(bytes), [""; 0], "{path} shows the person");
    }
}

/// Histories read, ledgers balance, votes end, names can be sold on.
async fn the_rest_goes_on(demo: &Demo, desk: &Desk, (open, friends): (u64, &str), before: [i64; 4]) {
    for stream in ["domain/effacee.fr".to_owned(), format!("trade/{open}"), format!("operation/{open}")] {
        let history = demo.command(&["audit", "history", &stream, "--json"]).await;
        let lines: Vec<Value> = serde_json::from_str(&history).expect("JSON");
        assert!(!lines.is_empty(), "{stream} has no history");
        assert!(GONE.iter().all(|text| !history.contains(text)), "{history}");
    }
    const HISTORY: &str = "query($s: String!) { history(stream: $s) { kind after changes { path after } } }";
    let auditor = Desk::of(demo, "auditor");
    let seen = auditor.ask(HISTORY, json!({ "s": format!("trade/{open}") })).await.to_string();
    assert!(seen.contains("Requested") && GONE.iter().all(|text| !seen.contains(text)), "{seen}");
    assert_eq!(desk.points().await, before);
    assert_eq!(press(demo, friends, "refuse").await.status, 200, "the other side still votes");
    desk.ends(open, "FAILED").await;
    let unable = desk.registers("after-erasure.com", 0, json!({})).await;
    assert!(unable.is_err());
    desk.done_on_name("renewDomain", "effacee.com", Some(1)).await;
}
