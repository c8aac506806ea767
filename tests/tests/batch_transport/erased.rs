//! A mail brought a person; when the person is erased, what is kept of the mail goes too.

use serde_json::json;
use stories::{Demo, answer, eventually, mail, order};

const PERSON: &str = "contact.owner.legalform: individual\ncontact.owner.name: QUATREBARBES\n\
    contact.owner.firstname: Zephyrine\ncontact.owner.email: zephyrine@erased.test\n\
    contact.owner.address: 17 impasse Zanzibar\ncontact.owner.city: LYON\ncontact.owner.zip: 69001\n\
    contact.owner.country: FR\ncontact.owner.language: fr\ncontact.owner.phone: +33.612998877\n";

#[tokio::test]
async fn what_is_kept_of_a_mail_goes_with_the_person_that_it_brought() {
    let demo = Demo::start().await;
    let text = order("brought.com", "b-1").replace("contact.owner.id: ve174-ovh\n", PERSON);
    demo.send_mail(&mail("brought", &text)).await;
    let told = answer(&demo, "brought").await;
    assert_eq!(told.line("batch.result.status"), "accepted", "{told:?}");
    assert!(!String::from_utf8_lossy(&told.bytes).contains("Zephyrine"), "an answer repeats no person");
    const OWNER: &str =
        "query { domain(name: \"brought.com\") { state registrant { number details { lastName } } } }";
    let support = demo.graphql("support");
    let owner = eventually("the owner", async || {
        let data = support.ask(OWNER, json!({})).await;
        let registrant = &data["domain"]["registrant"];
        let is_there =
            data["domain"]["state"] == "ACTIVE" && registrant["details"]["lastName"] == "QUATREBARBES";
        registrant["number"].as_u64().filter(|_| is_there)
    })
    .await;
    let journal = demo.journal().await;
    let kept = async || -> (i64, i64) {
        let rows: i64 = sqlx::query_scalar("select count(*) from mail_inbox where content is not null")
            .fetch_one(journal.pool())
            .await
            .unwrap();
        let keys: i64 = sqlx::query_scalar("select count(*) from seal_keys where purpose = 'mail'")
            .fetch_one(journal.pool())
            .await
            .unwrap();
        (rows, keys)
    };
    assert_eq!(kept().await, (1, 1));
    const ERASE: &str =
        "mutation($input: EraseContactInput!) { eraseContact(input: $input) { userErrors { message } } }";
    let input = json!({ "contact": owner, "reason": "article 17, letter of 2 May" });
    let erased = demo.graphql("admin").ask(ERASE, json!({ "input": input })).await;
    assert_eq!(erased["eraseContact"]["userErrors"], json!([]));
    eventually("nothing is kept of the mail", async || (kept().await == (0, 0)).then_some(())).await;
}
