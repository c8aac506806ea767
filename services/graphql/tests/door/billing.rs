//! Invoices, statements, and corrections that wait, as the back office asks for them.

use crate::support::{ACCOUNT, Door};
use data_encoding::BASE64;
use serde_json::{Value, json};

/// What `pdftotext` reads in a PDF of an answer; blanks as blanks.
pub fn text(pdf: &Value) -> String {
    let folder = std::env::temp_dir().join(format!("door-pdf-{}", uuid::Uuid::now_v7().simple()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("document.pdf");
    std::fs::write(&file, BASE64.decode(pdf.as_str().expect("a PDF").as_bytes()).unwrap()).unwrap();
    let output = std::process::Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output();
    let output = output.expect("pdftotext starts: ops/test installs poppler-utils");
    std::fs::remove_dir_all(&folder).unwrap();
    String::from_utf8(output.stdout).unwrap().replace('\u{a0}', " ")
}

const INVOICE: &str = "query($n: String!, $c: String) { invoice(number: $n, consistency: $c) { id number status account \
    net { amount currency } tax { amount } gross { amount } vat { rule percent basis } points payment { means reference } \
    lines { label quantity unitPrice } creditNotes creditOf reason credited { amount } buyer { name address country } \
    accountNode { number } } }";

async fn invoice(door: &Door, role: &str, answer: &Value) -> Value {
    let variables = json!({ "n": answer["invoice"], "c": answer["consistency"] });
    door.data(role, INVOICE, variables).await["invoice"].clone()
}

#[tokio::test]
async fn points_are_bought_on_an_invoice_that_finance_can_file() {
    let door = Door::open().await;
    let buy = "mutation($input: PointsInput!) { buyPoints(input: $input, paidBy: TRANSFER) \
        { id invoice adjustment consistency userErrors { code field message } } }";
    let input = json!({ "account": ACCOUNT, "points": 12_345, "reason": "VIR 4711" });
    let bought = door.data("finance", buy, json!({ "input": input })).await["buyPoints"].clone();
    assert_eq!((&bought["id"], &bought["adjustment"]), (&json!("13490"), &Value::Null), "{bought}");
    let number = bought["invoice"].as_str().unwrap().to_owned();
    assert!(number.starts_with('F') && number.ends_with("-000002"), "{number}");
    let shown = invoice(&door, "finance", &bought).await;
    assert_eq!(shown["net"], json!({ "amount": "123.45", "currency": "EUR" }), "{shown}");
    assert_eq!((&shown["tax"]["amount"], &shown["gross"]["amount"]), (&json!("24.69"), &json!("148.14")));
    assert_eq!(shown["vat"], json!({ "rule": "domestic", "percent": "20", "basis": "FR@2014-01-01" }));
    assert_eq!(shown["payment"], json!({ "means": "TRANSFER", "reference": "VIR 4711" }));
    assert_eq!(
        shown["lines"][0],
        json!({ "label": "Points prépayés", "quantity": "12345", "unitPrice": "0.01" })
    );
    assert_eq!((&shown["status"], &shown["accountNode"]["number"]), (&json!("PAID"), &json!(ACCOUNT)));
    assert_eq!(shown["buyer"]["name"], "Jean DUPOND");

    let pdf = "query($n: String!) { invoice(number: $n) { pdf } }";
    let paper = text(&door.data("finance", pdf, json!({ "n": number })).await["invoice"]["pdf"]);
    for said in [
        "FACTURE",
        &number,
        "Jean DUPOND",
        "3 rue Haute",
        "148,14 EUR",
        "TVA 20 %",
        "référence VIR 4711",
        "RCS Paris",
    ] {
        assert!(paper.contains(said), "{said} is not in {paper}");
    }
    // Whoever sees no buyers sees the figures, and no document.
    let redacted = invoice(&door, "viewer", &bought).await;
    assert_eq!((&redacted["buyer"], &redacted["gross"]["amount"]), (&Value::Null, &json!("148.14")));
    assert_eq!(door.send("viewer", pdf, json!({ "n": number })).await.code(), "FORBIDDEN");
    let log = "query($s: String) { operatorLog(subject: $s, act: LOOK) { edges { node { login } } } }";
    let log = door.data("admin", log, json!({ "s": format!("invoice/{number}") })).await;
    let edges = log["operatorLog"]["edges"].as_array().unwrap().clone();
    assert!(edges.len() == 2 && edges.iter().all(|edge| edge["node"]["login"] == "finance"), "{edges:?}");
    // By its global id too; what is no number is nobody's.
    let node = "query($id: ID!) { node(id: $id) { __typename ... on Invoice { number } } }";
    let found = door.data("viewer", node, json!({ "id": shown["id"] })).await;
    assert_eq!(found["node"], json!({ "__typename": "Invoice", "number": number }));
    assert_eq!(door.data("viewer", INVOICE, json!({ "n": "F1" })).await["invoice"], Value::Null);
    assert_eq!(door.data("viewer", INVOICE, json!({ "n": "F2026-999999" })).await["invoice"], Value::Null);
}

#[tokio::test]
async fn an_invoice_is_paid_later_and_credited() {
    let door = Door::open().await;
    let of = "id invoice";
    let points = json!({ "account": ACCOUNT, "points": 5_000 });
    let issued = door.mutate("finance", "invoicePoints", "InvoicePointsInput", of, points).await;
    let number = issued["invoice"].clone();
    assert_eq!(invoice(&door, "finance", &issued).await["status"], "DUE");
    let pay = |reference: &str| json!({ "invoice": number, "means": "CHEQUE", "reference": reference });
    let refused = door.mutate("finance", "payInvoice", "PayInvoiceInput", of, pay(" ")).await;
    assert_eq!(refused["userErrors"][0]["field"], "reference", "{refused}");
    let paid = door.mutate("finance", "payInvoice", "PayInvoiceInput", of, pay("77")).await;
    assert_eq!((&paid["invoice"], &paid["userErrors"]), (&number, &json!([])), "{paid}");
    let other = door.mutate("finance", "payInvoice", "PayInvoiceInput", of, pay("78")).await;
    assert_eq!(
        (&other["userErrors"][0]["code"], &other["userErrors"][0]["field"]),
        (&json!("INVOICE_REFUSED"), &json!("invoice"))
    );

    let credit = async |more: Value| {
        let mut input = json!({ "invoice": number, "reason": "paid twice" });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        door.mutate("finance", "creditInvoice", "CreditInvoiceInput", of, input).await
    };
    let both = credit(json!({ "points": 1, "net": "1" })).await;
    assert_eq!(both["userErrors"][0]["field"], "net", "{both}");
    assert_eq!(credit(json!({ "net": "1" })).await["userErrors"][0]["code"], "INVOICE_REFUSED");
    assert_eq!(credit(json!({ "net": "a lot" })).await["userErrors"][0]["field"], "net");
    assert_eq!(credit(json!({ "points": 5_001 })).await["userErrors"][0]["code"], "INVOICE_REFUSED");
    let part = credit(json!({ "points": 2_000 })).await;
    let note = invoice(&door, "auditor", &part).await;
    assert_eq!(
        (&note["creditOf"], &note["status"], &note["reason"]),
        (&number, &json!("CREDIT_NOTE"), &json!("paid twice"))
    );
    assert_eq!(note["gross"]["amount"], "24.00");
    let pdf = "query($n: String!) { invoice(number: $n) { pdf } }";
    let paper = text(&door.data("support", pdf, json!({ "n": part["invoice"] })).await["invoice"]["pdf"]);
    for said in
        ["AVOIR", "Sur la facture", number.as_str().unwrap(), "Motif : paid twice", "2 000 points repris"]
    {
        assert!(paper.contains(said), "{said} is not in {paper}");
    }
    let rest = credit(json!({})).await;
    let cancelled =
        invoice(&door, "finance", &json!({ "invoice": number, "consistency": rest["consistency"] })).await;
    assert_eq!(
        (&cancelled["status"], cancelled["creditNotes"].as_array().unwrap().len()),
        (&json!("CANCELLED"), 2)
    );
    let missing = json!({ "invoice": "F2026-999999", "reason": "x" });
    let missing = door.mutate("finance", "creditInvoice", "CreditInvoiceInput", of, missing).await;
    assert_eq!(missing["userErrors"][0]["code"], "NOT_FOUND", "{missing}");

    let list = "query($c: String) { invoices(account: 13490, newest: true, consistency: $c) { edges { node { number } } } \
        cancelled: invoices(status: CANCELLED, consistency: $c) { edges { node { number } } } \
        overdue: invoices(overdue: true, consistency: $c) { edges { node { number } } } }";
    let listed = door.data("viewer", list, json!({ "c": rest["consistency"] })).await;
    let numbers = |field: &str| {
        let edges = listed[field]["edges"].as_array().unwrap();
        edges.iter().map(|edge| edge["node"]["number"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(numbers("invoices").len(), 4, "{listed}");
    assert_eq!(numbers("invoices")[0], rest["invoice"], "the latest first");
    assert_eq!((numbers("cancelled"), numbers("overdue")), (vec![number.clone()], vec![]));
}

#[tokio::test]
async fn a_large_correction_is_approved_by_another_person() {
    let door = Door::open().await;
    let of = "id adjustment";
    let large = json!({ "account": ACCOUNT, "points": -100_001, "reason": "booked twice" });
    let waits = door.mutate("finance", "adjustPoints", "PointsInput", of, large).await;
    let number = waits["adjustment"].as_u64().unwrap_or_else(|| panic!("{waits}"));
    let list = "query($w: Boolean = true, $c: String) { adjustments(waiting: $w, consistency: $c) { edges { node { \
        number status account kind points reason proposer limit decidedBy } } } }";
    let listed = door.data("viewer", list, json!({ "c": waits["consistency"] })).await;
    assert_eq!(
        listed["adjustments"]["edges"][0]["node"],
        json!({ "number": number, "status": "WAITING", "account": ACCOUNT, "kind": "adjust", "points": -100_001,
            "reason": "booked twice", "proposer": "finance", "limit": 100_000, "decidedBy": null })
    );
    let approve = json!({ "adjustment": number });
    let own =
        door.mutate("finance", "approveAdjustment", "ApproveAdjustmentInput", of, approve.clone()).await;
    assert_eq!(
        (&own["userErrors"][0]["code"], &own["userErrors"][0]["field"]),
        (&json!("SAME_PERSON"), &json!("adjustment"))
    );
    let done = door.mutate("admin", "approveAdjustment", "ApproveAdjustmentInput", of, approve.clone()).await;
    assert_eq!(
        (&done["id"], &done["adjustment"], &done["userErrors"]),
        (&json!("13490"), &Value::Null, &json!([]))
    );
    let again = door.mutate("admin", "approveAdjustment", "ApproveAdjustmentInput", of, approve).await;
    assert_eq!(again["userErrors"], json!([]));
    let balance =
        "query($c: String) { pointsAccount(account: 13490, consistency: $c) { available lowPoints } }";
    let balance = door.data("viewer", balance, json!({ "c": done["consistency"] })).await;
    assert_eq!(balance["pointsAccount"]["available"], 100_000_000 - 100_001, "booked once");
    let gift = json!({ "account": ACCOUNT, "points": 500_000, "reason": "goodwill" });
    let gift = door.mutate("admin", "grantPoints", "PointsInput", of, gift).await["adjustment"].clone();
    let decline = json!({ "adjustment": gift, "reason": "too much" });
    let declined = door.mutate("finance", "declineAdjustment", "DeclineAdjustmentInput", of, decline).await;
    assert_eq!(declined["userErrors"], json!([]));
    let decided = door.data("viewer", list, json!({ "w": false, "c": declined["consistency"] })).await;
    assert_eq!(decided["adjustments"]["edges"].as_array().unwrap().len(), 2, "{decided}");
    let low = json!({ "account": ACCOUNT, "level": 5_000 });
    let low = door.mutate("finance", "setLowPoints", "LowPointsInput", "id", low).await;
    assert_eq!(low["userErrors"], json!([]));
    let level = door.data("viewer", "{ pointsAccount(account: 13490) { lowPoints } }", json!({})).await;
    assert_eq!(level["pointsAccount"]["lowPoints"], 5_000);
    let wrong = json!({ "account": ACCOUNT, "level": -1 });
    let wrong = door.mutate("finance", "setLowPoints", "LowPointsInput", "id", wrong).await;
    assert_eq!(wrong["userErrors"][0]["field"], "level");
}

#[tokio::test]
async fn a_statement_adds_up_in_figures_as_a_table_and_on_paper() {
    let door = Door::open().await;
    let grant = json!({ "account": ACCOUNT, "points": 400, "reason": "=goodwill" });
    let granted = door.mutate("finance", "grantPoints", "PointsInput", "id", grant).await;
    let query = "query($c: String) { statement(account: 13490, consistency: $c) { currency pointsPerUnit \
        opening { available } closing { available } closingAmount movements totals { kind count credit debit amount } csv pdf } }";
    let statement =
        door.data("finance", query, json!({ "c": granted["consistency"] })).await["statement"].clone();
    assert_eq!(
        (&statement["opening"]["available"], &statement["closing"]["available"]),
        (&json!(0), &json!(100_000_400))
    );
    assert_eq!((&statement["closingAmount"], &statement["movements"]), (&json!("1000004.00 EUR"), &json!(2)));
    let all = statement["totals"].as_array().unwrap().last().unwrap();
    assert_eq!(
        *all,
        json!({ "kind": null, "count": 2, "credit": "100000400", "debit": "0", "amount": "1000004.00 EUR" })
    );
    let csv = statement["csv"].as_str().unwrap();
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert!(lines[0].starts_with("sequence,at,kind,") && lines[1].contains(",opening,"), "{csv}");
    assert!(lines[3].contains(",Granted,") && lines[3].contains(",'=goodwill,"), "no formula: {csv}");
    assert!(lines[4].contains(",closing,") && lines[4].contains("1000004.00"), "{csv}");
    let paper = text(&statement["pdf"]);
    for said in [
        "RELEVÉ DE POINTS",
        "ve174-ovh",
        "Jean DUPOND",
        "100 000 400",
        "1 000 004,00 EUR",
        "offert",
        "acheté",
    ] {
        assert!(paper.contains(said), "{said} is not in {paper}");
    }
    let redacted = door.data("viewer", query, json!({})).await;
    assert!(!text(&redacted["statement"]["pdf"]).contains("DUPOND"));
    let none = door.send("viewer", "{ statement(account: 99) { movements } }", json!({})).await;
    assert_eq!(none.code(), "NO_POINTS_ACCOUNT");
    let odd = "{ statement(account: 13490, from: \"2027-01-02T00:00:00Z\", to: \"2027-01-01T00:00:00Z\") { movements } }";
    assert_eq!(door.send("viewer", odd, json!({})).await.code(), "BAD_ARGUMENT");
}
