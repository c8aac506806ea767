//! The desks: trades, transfers, points, operations, accounts, contacts, registries.

use crate::shell::{ACCOUNT, Shell, comes_to, contact, opened, register};
use serde_json::{Value, json};
use stories::{Demo, GraphQl, eventually, mails_to};

#[tokio::test]
async fn the_desks_do_what_staff_asks_and_say_why_not() {
    let demo = Demo::start().await;
    let (shell, support) = (Shell(&demo), demo.graphql("support"));
    let mut other = demo.epp("other").await;
    other.create_contact("DESK-OWNER", "Olivia Owner", "olivia@leaving.test").await;
    for name in ["desk-arrival.com", "desk-second.com"] {
        other.create_domain(name, "DESK-OWNER", "DESK-OWNER", "Leave-2026-Now").await;
    }
    demo.advance("P61D").await;
    accounts(&shell).await;
    points(&shell).await;
    let people = trades(&shell, &demo, &support).await;
    transfers(&shell, &support).await;
    operations(&shell, &support, people.0).await;
    registries(&shell).await;
    looks(&demo).await;
    erasure(&shell, &support).await;
    let balance = support.ask("query { trialBalance { balanced } }", json!({})).await;
    assert_eq!(balance["trialBalance"]["balanced"], true);
    let log = demo.log();
    for secret in ["anne@desk.test", "olivia@leaving.test", "Leave-2026-Now"] {
        assert!(!log.contains(secret), "the log shows {secret}");
    }
}

async fn accounts(shell: &Shell<'_>) {
    let list = shell.answers("account list").await;
    let numbers: Vec<u64> =
        list["items"].as_array().unwrap().iter().filter_map(|row| row["number"].as_u64()).collect();
    assert_eq!(numbers, [13490, 13491, 13492]);
    assert_eq!(shell.answers("account list --limit 2").await["more"], true);
    assert!(shell.says("account list").await.contains("ve174-ovh"));
    let shown = shell.answers("account show 13490").await;
    assert_eq!((&shown["currency"], &shown["holder"]), (&json!("EUR"), &Value::Null), "{shown}");
    let revealed = shell.says("account show 13490 --reveal --as support").await;
    assert!(revealed.contains("ve174@reseller.test"), "{revealed}");
    let refused = shell.refuses("account show 13490 --reveal --as viewer", "FORBIDDEN").await;
    assert!(refused.contains("viewer has the role viewer"), "{refused}");
    shell.refuses("account show 99", "NOT_FOUND").await;
    shell.wants("account show everybody", "a number is expected").await;
}

/// Whoever was shown personal data is in the operators' log; whoever was refused is not.
async fn looks(demo: &Demo) {
    let auditor = demo.graphql("auditor");
    let looks = async |subject: &str| {
        let log =
            "query($s: String) { operatorLog(subject: $s, act: LOOK) { edges { node { login role } } } }";
        let data = auditor.ask(log, json!({ "s": subject })).await;
        let edges = data["operatorLog"]["edges"].as_array().cloned().unwrap();
        edges.iter().map(|edge| edge["node"]["login"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(looks("contact/13490").await, ["support"]);
    assert!(looks("registry-messages").await.is_empty());
}

async fn points(shell: &Shell<'_>) {
    let before = shell.answers("points show 13492").await;
    assert_eq!(before["available"], 0);
    let grant = "points grant 13492 5000 --reason goodwill --as finance --key story-1";
    let granted = shell.answers(grant).await;
    assert_eq!((&granted["repeated"], &granted["seen"]), (&json!(false), &json!(true)), "{granted}");
    assert_eq!(shell.answers(grant).await["repeated"], true);
    let other = "points grant 13492 6000 --reason goodwill --as finance --key story-1";
    shell.refuses(other, "KEY_REUSED").await;
    assert_eq!(shell.answers("points show 13492").await["available"], 5000);
    assert!(shell.says("points adjust 13492 -2000 --reason slip --as admin").await.contains("-2000"));
    let statement = shell.answers("points statement 13492").await;
    let last = &statement["entries"].as_array().unwrap()[1];
    assert_eq!((&last["kind"], &last["reason"]), (&json!("Adjusted"), &json!("slip")), "{statement}");
    assert_eq!(
        (&last["actor"], &statement["closing"]["available"]),
        (&json!("operator:admin"), &json!(3000))
    );
    assert!(shell.says("points statement 13492").await.contains("goodwill"));

    let more = "points adjust 13492 -3001 --reason slip --as finance";
    shell.refuses(more, "NOT_ENOUGH_POINTS").await;
    shell.refuses("points grant 13492 1 --reason goodwill --as support", "FORBIDDEN").await;
    shell.refuses("points grant 99 1 --reason goodwill --as finance", "NO_POINTS_ACCOUNT").await;
    let nobody = shell.refuses("points grant 13492 1 --reason goodwill --as nobody", "NOT_FOUND").await;
    assert!(nobody.contains("--as nobody"), "{nobody}");
    shell.wants("points grant 13492 -1 --reason goodwill --as finance", "never below zero").await;
    shell.wants("points grant 13492 0 --reason goodwill --as finance", "at least one point").await;
    shell.wants("points adjust 13492 some --reason slip --as finance", "with its sign").await;
    shell.wants("points grant 13492 1 --as finance", "--reason").await;
    shell.wants("points statement 13492 --from 2027-01-02 --to 2027-01-01", "--from").await;
}

async fn trades(shell: &Shell<'_>, demo: &Demo, support: &GraphQl) -> (u64, u64) {
    let (anne, bruno) = (
        contact(support, "Anne", "anne@desk.test").await,
        contact(support, "Bruno", "bruno@desk.test").await,
    );
    let registration = register(support, "desk-trade.com", anne).await;
    comes_to(shell, registration, "succeeded").await;
    let input = json!({ "account": ACCOUNT, "name": "desk-trade.com", "newOwner": bruno });
    let trade = opened(support, "requestTrade", "RequestTradeInput", input.clone()).await;
    let rival = opened(support, "requestTrade", "RequestTradeInput", input).await;
    comes_to(shell, trade, "action-required").await;
    comes_to(shell, rival, "action-required").await;

    let open = shell.answers("trade list --open --name desk-trade.com").await;
    assert_eq!(open["items"].as_array().unwrap().len(), 2, "{open}");
    let shown = shell.answers(&format!("trade show {trade}")).await;
    assert_eq!((&shown["state"], &shown["sides"][0]["email"]), (&json!("Voting"), &Value::Null), "{shown}");
    assert!(!shell.says(&format!("trade show {trade}")).await.contains("anne@desk.test"));
    let revealed = shell.says(&format!("trade show {trade} --reveal --as auditor")).await;
    assert!(revealed.contains("anne@desk.test"), "{revealed}");
    shell.refuses("trade show 7", "NOT_FOUND").await;

    shell.says(&format!("trade resend {trade} --side owner --as support")).await;
    eventually("the link again", async || {
        let mails = mails_to(&demo.outbox(), "anne@desk.test");
        (mails.iter().filter(|mail| mail.vote.is_some()).count() >= 3).then_some(())
    })
    .await;
    let form = demo.data().join("form.pdf");
    std::fs::write(&form, "%PDF-1.4 signed").unwrap();
    let vote = format!("trade vote {trade} --side owner --choice accept --reason called --as support");
    let voted = shell.answers(&format!("{vote} --evidence {}", form.display())).await;
    let digest = "8ed74dd5bdcfb6b5db56a79b93609e87b93bc8234fb6037e7ff070922fd5104b";
    assert_eq!(voted["evidence"], digest, "sha256sum says so: {voted}");
    assert_eq!(voted["evidence_kept"], true, "{voted}");
    assert_eq!(
        shell.answers(&format!("trade show {trade}")).await["sides"][0]["evidence"],
        voted["evidence"]
    );
    let otherwise = vote.replace("accept", "refuse");
    shell.refuses(&otherwise, "VOTE_REFUSED").await;
    shell.refuses(&format!("trade resend {trade} --side owner --as support"), "VOTE_REFUSED").await;
    shell.refuses(&vote.replace("support", "finance"), "FORBIDDEN").await;
    shell.refuses(&vote.replace(&trade.to_string(), "7"), "NOT_FOUND").await;
    let nobody = shell.refuses(vote.trim_end_matches(" --as support"), "NOT_FOUND").await;
    assert!(nobody.contains("--as LOGIN"), "{nobody}");
    shell.refuses(&format!("{vote} --evidence /nowhere.pdf"), "FAILED").await;
    shell.wants(&vote.replace("owner", "neighbour"), "new-owner").await;

    shell.says(&format!("trade cancel {rival} --reason unwanted --as admin")).await;
    assert_eq!(shell.answers(&format!("trade show {rival}")).await["state"], "Cancelled");
    shell.refuses(&format!("trade restart {rival} --as support"), "TRADE_REFUSED").await;
    shell.refuses(&format!("trade restart {registration} --as support"), "NOT_FOUND").await;
    shell
        .says(&format!("trade vote {trade} --side new-owner --choice accept --reason called --as support"))
        .await;
    comes_to(shell, trade, "succeeded").await;
    shell.refuses(&format!("trade cancel {trade} --reason late --as support"), "TRADE_REFUSED").await;
    (anne, bruno)
}

async fn transfers(shell: &Shell<'_>, support: &GraphQl) {
    let request = async |name: &str| {
        let input = json!({ "account": ACCOUNT, "name": name, "authCode": "Leave-2026-Now" });
        opened(support, "requestTransfer", "RequestTransferInput", input).await
    };
    let (first, second) = (request("desk-arrival.com").await, request("desk-second.com").await);
    comes_to(shell, first, "action-required").await;
    comes_to(shell, second, "action-required").await;
    let open = shell.answers("transfer list --open --account 13490").await;
    assert_eq!(open["items"].as_array().unwrap().len(), 2, "{open}");
    let vote = format!("transfer vote {first} --side owner --choice refuse --reason called --as support");
    shell.says(&vote).await;
    shell.refuses(&vote.replace("refuse", "accept"), "TRANSFER_REFUSED").await;
    let shown = shell.answers(&format!("transfer show {first}")).await;
    assert_eq!((&shown["state"], &shown["kind"]), (&json!("Refused"), &json!("transfer-in")), "{shown}");
    shell.refuses("transfer show 7", "NOT_FOUND").await;
    shell.wants(&vote.replace("--side owner", "--side new-owner"), "admin").await;

    shell.says(&format!("transfer resend {second} --side admin --as support")).await;
    shell.refuses(&format!("transfer resend {first} --side owner --as support"), "TRANSFER_REFUSED").await;
    shell.says(&format!("transfer cancel {second} --reason unwanted --as support")).await;
    shell.refuses(&format!("transfer cancel {second} --reason unwanted --as viewer"), "FORBIDDEN").await;
    let wrong = shell.0.data().join("code");
    std::fs::write(&wrong, "Wrong-Code-2026\n").unwrap();
    let restart = format!("transfer restart {first} --as support");
    let with_file = format!("{restart} --auth-code-file {}", wrong.display());
    let refused = shell.refuses(&with_file, "NOT_TRANSFERABLE").await;
    assert!(!refused.contains("Wrong-Code-2026"), "{refused}");
    std::fs::write(&wrong, "Leave-2026-Now\n").unwrap();
    shell.says(&with_file).await;
    comes_to(shell, first, "action-required").await;
    shell.refuses(&restart, "TRANSFER_REFUSED").await;
    shell
        .says(&format!("transfer vote {first} --side owner --choice accept --reason called --as support"))
        .await;
    eventually("the transfer at the registry", async || {
        let shown = shell.answers(&format!("transfer show {first}")).await;
        (shown["state"] != "Voting").then_some(())
    })
    .await;
}

async fn operations(shell: &Shell<'_>, support: &GraphQl, owner: u64) {
    let failing = register(support, "fault-2308-desk.com", owner).await;
    let shown = comes_to(shell, failing, "failed").await;
    assert_eq!((&shown["code"], &shown["subject"]), (&json!(2308), &json!("fault-2308-desk.com")), "{shown}");
    let listed = async |line: &str| {
        let list = shell.answers(line).await;
        list["items"].as_array().unwrap().iter().any(|row| row["number"] == failing)
    };
    assert!(listed("operation list").await);
    assert!(listed("operation list --state failed --account 13490 --months 1").await);
    assert!(!listed("operation list --state succeeded").await);
    assert!(shell.says("operation list").await.contains("fault-2308-desk.com"));
    let before = shown["attempts"].as_u64().unwrap();
    shell.says(&format!("operation restart {failing} --reason retry --as support")).await;
    eventually("the second attempt", async || {
        let shown = shell.answers(&format!("operation show {failing}")).await;
        (shown["state"] == "failed" && shown["attempts"].as_u64() > Some(before)).then_some(())
    })
    .await;
    shell.says(&format!("operation close {failing} --as support")).await;
    assert!(!listed("operation list").await);
    assert!(listed("operation list --state failed").await, "given up, and still in the books");
    shell.refuses(&format!("operation restart {failing} --as support"), "OPERATION_REFUSED").await;
    shell.refuses("operation close 7 --as support", "NOT_FOUND").await;
    shell.refuses("operation show 7", "NOT_FOUND").await;
    shell.refuses(&format!("operation close {failing} --as auditor"), "FORBIDDEN").await;
    shell.wants("operation list --state finished", "succeeded").await;
    shell.wants("operation list --months 0", "1..=1200").await;
}

async fn registries(shell: &Shell<'_>) {
    let list = shell.answers("registry list").await;
    assert_eq!((&list[0]["id"], &list[0]["registrar"]), (&json!("sandbox"), &json!("ours")), "{list}");
    assert!(!shell.says("registry list").await.contains("password"));
    assert!(shell.answers("registry messages").await.is_array());
    shell.refuses("registry messages --reveal --as finance", "FORBIDDEN").await;
    // Far enough in the demo's future that nothing of this story waits for it.
    let plan = "registry maintenance plan sandbox --from 2099-03-01T01:00:00 --until 2099-03-01T05:00:00 --reason storage";
    shell.refuses(&format!("{plan} --as finance"), "FORBIDDEN").await;
    let planned = shell.answers(&format!("{plan} --as support")).await;
    assert_eq!(planned["number"], 1, "{planned}");
    shell
        .refuses(&format!("{} --as support", plan.replace("03-01T01", "03-01T02")), "MAINTENANCE_REFUSED")
        .await;
    let windows = shell.answers("registry maintenance list").await;
    assert_eq!(
        (&windows[0]["until"], &windows[0]["under_way"]),
        (&json!("2099-03-01T05:00:00Z"), &json!(false))
    );
    assert!(shell.says("registry maintenance list").await.contains("storage"));
    shell.says("registry maintenance call-off sandbox 1 --reason early --as support").await;
    assert_eq!(shell.answers("registry maintenance list").await, json!([]));
}

async fn erasure(shell: &Shell<'_>, support: &GraphQl) {
    let gone = contact(support, "Gaston", "gaston@desk.test").await;
    let erase = format!("contact erase {gone} --reason request --as support");
    let output = shell.run(&erase).await;
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2), "nobody is there to confirm");
    assert!(told.contains("Lost for ever") && told.contains("none uses it"), "{told}");
    let still = support.ask("query($n: Int!) { contact(number: $n) { status } }", json!({ "n": gone })).await;
    assert_eq!(still["contact"]["status"], "Active", "{still}");
    shell.refuses(&format!("{erase} --yes").replace("support", "viewer"), "FORBIDDEN").await;
    shell.refuses("contact erase 7 --yes --reason request --as support", "NOT_FOUND").await;
    shell.wants(&format!("contact erase {gone} --yes --as support"), "--reason").await;
    let erased = shell.answers(&format!("{erase} --yes")).await;
    assert_eq!((&erased["contact"], &erased["names"]["owner"]), (&json!(gone), &json!(0)), "{erased}");
    let history = shell.answers(&format!("audit history contact/{gone} --reveal --as auditor")).await;
    let history = history.to_string();
    assert!(history.contains("[erased]") && !history.contains("gaston"), "{history}");
    assert!(shell.says(&format!("{erase} --yes")).await.contains("was erased before"));
}
