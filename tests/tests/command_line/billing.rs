//! Points are bought, corrected by two, warned of and filed; invoices are paid, credited and printed.

use crate::shell::Shell;
use serde_json::{Value, json};
use stories::{Demo, eventually, mails_to};

/// What `pdftotext` reads, blanks as blanks.
fn text(file: &std::path::Path) -> String {
    let output = std::process::Command::new("pdftotext").arg("-layout").arg(file).arg("-").output();
    let output = output.expect("pdftotext starts: ops/test installs poppler-utils");
    String::from_utf8(output.stdout).unwrap().replace('\u{a0}', " ")
}

#[tokio::test]
async fn finance_sells_points_files_papers_and_is_not_alone() {
    let demo = Demo::start().await;
    let shell = Shell(&demo);
    let number = invoices(&shell, &demo).await;
    statements(&shell, &demo).await;
    two_pairs_of_eyes(&shell).await;
    warnings(&shell, &demo).await;
    let looks = "query($s: String) { operatorLog(subject: $s, act: LOOK) { edges { node { login } } } }";
    let log = demo.graphql("auditor").ask(looks, json!({ "s": format!("invoice/{number}") })).await;
    let edges = log["operatorLog"]["edges"].as_array().unwrap();
    assert!(edges.len() == 2 && edges.iter().all(|edge| edge["node"]["login"] == "finance"), "{log}");
    let balance = demo.graphql("viewer").ask("query { trialBalance { balanced } }", json!({})).await;
    assert_eq!(balance["trialBalance"]["balanced"], true);
}

async fn invoices(shell: &Shell<'_>, demo: &Demo) -> String {
    let buy = "points buy 13492 20000 --paid-by transfer --reference VIR-1 --as finance --key buy-1";
    let bought = shell.answers(buy).await;
    let number = bought["invoice"].as_str().unwrap().to_owned();
    assert!(number.ends_with("-000003"), "the opening balances of two accounts have the first: {bought}");
    assert_eq!(shell.answers(buy).await["repeated"], true);
    assert_eq!(shell.answers("points show 13492").await["available"], 20_000);
    let shown = shell.answers(&format!("invoice show {number}")).await;
    assert_eq!(
        (&shown["state"], &shown["buyer"], &shown["gross"]["amount"]),
        (&json!("paid"), &Value::Null, &json!("200.00")),
        "{shown}"
    );
    assert_eq!(shown["vat"]["rule"], "outside-union", "London: {shown}");
    let revealed = shell.says(&format!("invoice show {number} --reveal --as finance")).await;
    assert!(revealed.contains("Newcomer Names Ltd"), "{revealed}");
    shell.refuses(&format!("invoice show {number} --reveal --as viewer"), "FORBIDDEN").await;
    let file = demo.data().join("invoice.pdf");
    let pdf = format!("invoice pdf {number} --out {}", file.display());
    shell.refuses(&format!("{pdf} --as viewer"), "FORBIDDEN").await;
    assert!(!file.exists());
    shell.says(&format!("{pdf} --as finance")).await;
    let paper = text(&file);
    for said in ["INVOICE", &number, "Newcomer Names Ltd", "20,000", "RCS Paris 303 265 045"] {
        assert!(paper.contains(said), "{said} is not in {paper}");
    }
    assert!(paper.contains("200.00 EUR") && paper.contains("No VAT"), "{paper}");
    shell.refuses("invoice pdf F2026-999999 --out x.pdf --as finance", "NOT_FOUND").await;
    shell.refuses("invoice show F2026-999999", "NOT_FOUND").await;
    shell.wants("invoice show 12", "F2026-000123").await;

    let unpaid = shell.answers("points buy 13492 5000 --unpaid --as finance").await["invoice"].clone();
    let unpaid = unpaid.as_str().unwrap();
    assert_eq!(shell.answers("points show 13492").await["available"], 20_000);
    let pay = format!("invoice pay {unpaid} --paid-by cheque --reference 77 --as finance");
    shell.refuses(&pay.replace("finance", "support"), "FORBIDDEN").await;
    shell.says(&pay).await;
    shell.refuses(&pay.replace("77", "78"), "INVOICE_REFUSED").await;
    assert_eq!(shell.answers("points show 13492").await["available"], 25_000);
    let credit = format!("invoice credit {unpaid} --reason gives-up --as finance");
    let part = shell.answers(&format!("{credit} --points 1000")).await;
    assert!(part["credit_note"].as_str().unwrap().starts_with('A'), "{part}");
    shell.refuses(&format!("{credit} --points 4001"), "INVOICE_REFUSED").await;
    shell.refuses(&format!("{credit} --net 1"), "INVOICE_REFUSED").await;
    shell.wants(&format!("{credit} --net some"), "above zero").await;
    shell.says(&credit).await;
    assert_eq!(shell.answers("points show 13492").await["available"], 20_000);
    let list = shell.answers("invoice list --account 13492").await;
    let states: Vec<&str> =
        list["items"].as_array().unwrap().iter().filter_map(|row| row["state"].as_str()).collect();
    assert_eq!(states, ["credit-note", "credit-note", "cancelled", "paid"], "{list}");
    assert!(shell.says("invoice list").await.contains(&number));
    assert_eq!(shell.answers("invoice list --overdue").await["items"], json!([]));
    shell.refuses("points buy 99 1 --paid-by cash --reference 1 --as finance", "NO_POINTS_ACCOUNT").await;
    shell.refuses("points buy 13491 150 --paid-by cash --reference 1 --as finance", "NO_SUCH_COIN").await;
    shell.wants("points buy 13492 1 --as finance", "--paid-by").await;
    shell.wants("points buy 13492 1 --paid-by gold --reference 1 --as finance", "transfer").await;
    let history = shell.says(&format!("audit history invoice/{number}")).await;
    assert!(
        history.contains("Issued") && history.contains("Paid") && !history.contains("Newcomer"),
        "{history}"
    );
    number
}

async fn statements(shell: &Shell<'_>, demo: &Demo) {
    // Not by the shell's own reading: the lines of a table end by CRLF (RFC 4180).
    let output = demo.try_command(&["points", "statement", "13492", "--csv"]).await;
    assert_eq!(output.status.code(), Some(0));
    let csv = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].starts_with("sequence,at,kind"), "{csv}");
    assert_eq!(lines.len(), 1 + 1 + 4 + 1, "{csv}");
    assert!(lines[2].contains(",Bought,") && lines[6].contains(",closing,"), "{csv}");
    let file = demo.data().join("statement.pdf");
    let pdf = format!("points statement 13492 --pdf {}", file.display());
    shell.says(&pdf).await;
    let paper = text(&file);
    assert!(paper.contains("STATEMENT OF POINTS") && paper.contains("taken back"), "{paper}");
    assert!(
        paper.contains("20,000 points") && paper.contains("200.00 EUR") && !paper.contains("Newcomer"),
        "{paper}"
    );
    shell.says(&format!("{pdf} --reveal --as auditor")).await;
    assert!(text(&file).contains("Newcomer Names Ltd"));
    shell.refuses(&format!("{pdf} --reveal --as viewer"), "FORBIDDEN").await;
    let answer = shell.answers("points statement 13492").await;
    let sums = answer["totals"].as_array().unwrap().last().unwrap();
    assert_eq!((&sums["credit"], &sums["debit"]), (&json!("25000"), &json!("5000")), "{answer}");
    assert_eq!(answer["closing"]["amount"], "200.00 EUR");
    shell.wants("points statement 13492 --csv --pdf x.pdf", "cannot be used with").await;
    shell.refuses("points statement 99", "NOT_FOUND").await;
}

async fn two_pairs_of_eyes(shell: &Shell<'_>) {
    let waits = shell.answers("points grant 13492 10000001 --reason goodwill --as finance").await;
    let number = waits["waits"].as_u64().unwrap_or_else(|| panic!("{waits}"));
    let said = shell.says("points adjust 13490 -10000001 --reason slip --as admin").await;
    assert!(said.contains("registrar points approve"), "{said}");
    let list = shell.answers("points waiting").await;
    assert_eq!(list.as_array().unwrap().len(), 2, "{list}");
    assert_eq!((&list[0]["proposer"], &list[0]["points"]), (&json!("finance"), &json!(10_000_001)), "{list}");
    assert_eq!(shell.answers("points show 13492").await["available"], 20_000);
    let approve = format!("points approve {number}");
    let own = shell.refuses(&format!("{approve} --as finance"), "SAME_PERSON").await;
    assert!(own.contains("another person"), "{own}");
    shell.refuses(&format!("{approve} --as support"), "FORBIDDEN").await;
    shell.says(&format!("{approve} --as admin")).await;
    shell.says(&format!("{approve} --as admin")).await;
    assert_eq!(shell.answers("points show 13492").await["available"], 10_020_001, "booked once");
    let other = list[1]["number"].as_u64().unwrap();
    shell.says(&format!("points decline {other} --reason unwanted --as finance")).await;
    shell.refuses(&format!("points approve {other} --as finance"), "ADJUSTMENT_REFUSED").await;
    shell.refuses("points approve 7 --as admin", "NOT_FOUND").await;
    assert_eq!(shell.answers("points waiting").await, json!([]));
    assert!(shell.says("points waiting --all").await.contains("declined"));
}

async fn warnings(shell: &Shell<'_>, demo: &Demo) {
    shell.says("points warn 13492 10000000 --as finance").await;
    shell.says("points adjust 13492 -20002 --reason slip --as finance").await;
    let letter =
        eventually("the letter", async || mails_to(&demo.outbox(), "nb42@reseller.test").pop()).await;
    assert!(letter.text.contains("nb42-ovh") && letter.text.contains("9,999,999"), "{}", letter.text);
    shell.says("points adjust 13492 -1 --reason slip --as finance").await;
    shell.says("points warn 13492 off --as finance").await;
    shell.wants("points warn 13492 never --as finance", "or off").await;
    shell.refuses("points warn 13492 1 --as support", "FORBIDDEN").await;
    assert_eq!(mails_to(&demo.outbox(), "nb42@reseller.test").len(), 1);
}
