//! Whois accuracy: owners confirm their data by a mailed link, and `contact_mail_waps` mails it again.

use crate::contacts::{NONE, info};
use serde_json::json;
use std::path::Path;
use stories::{Demo, Desk, Soap, eventually, look, mails_to, person, press, wait_for_mail};

/// The owner of a generic name confirms changed data by a mailed link; `contact_mail_waps` mails it again.
#[tokio::test]
async fn the_owner_confirms_the_data() {
    let demo = Demo::start().await;
    let (reseller, other) = (Soap::of(&demo, 0), Soap::of(&demo, 1));
    let desk = Desk::of(&demo, "support");
    let outbox = demo.outbox();
    let (before, address) = ("claire@holders.test", "claire@elsewhere.test");
    let owner = desk.person(person("Claire", before)).await;
    assert_eq!(reseller.codes("contact_mail_waps", json!([owner])), (1, 0), "owns nothing");
    desk.registered("claires-name.eu", owner, json!({})).await;
    assert_eq!(reseller.codes("contact_mail_waps", json!([owner])), (1, 0), "no generic name");
    desk.registered("claires-name.com", owner, json!({})).await;
    assert_eq!(other.codes("contact_mail_waps", json!([owner])), (1, 0), "another's");
    for nobody in [json!(999_999_999), json!(""), json!("x")] {
        assert_eq!(reseller.codes("contact_mail_waps", json!([nobody])), (1, 0));
    }
    assert_eq!(reseller.codes("contact_mail_waps", json!([owner])), (1, 1), "never confirmed");
    let first = verification(&outbox, before, 1).await;

    // Another address: verification again, both are told, links are void.
    reseller.fields("contact_update", json!([owner, { "email": address }]));
    for told in [before, address] {
        wait_for_mail(&outbox, told, |mail| mail.subject.contains("e-mail address was changed")).await;
    }
    let second = verification(&outbox, address, 1).await;
    assert_eq!(look(&demo, &first).await.status, 410, "it was about other data");
    let page = look(&demo, &second).await;
    assert!(page.status == 200 && page.text.contains(address), "{}", page.text);
    assert_eq!(info(&reseller, owner)["waps_ok"], 0, "looking confirms nothing");
    assert_eq!(reseller.codes("contact_mail_waps", json!([owner])), (1, 1), "mailed again");
    let third = verification(&outbox, address, 2).await;
    assert_ne!(third, second);
    for wrong in ["/verify/v1-1-abcdefghijklmnopqrstuvwxyz", "/verify/x", &third.replace("-3-", "-4-")] {
        assert_eq!(look(&demo, wrong).await.status, 404, "{wrong}");
    }
    assert_eq!(press(&demo, &second, "accept").await.status, 422, "no button of this page");
    assert_eq!(press(&demo, &second, "confirm").await.status, 200);
    let shown = info(&reseller, owner);
    assert_eq!((&shown["waps_ok"], &shown["waps_email"]), (&json!(1), &json!(address)));
    let last = shown["waps_lastvalid"].as_str().expect("a date");
    assert_ne!(last, NONE);
    assert!(shown["waps_lastemail"].as_str() <= Some(last) && shown["waps_lastemail"] != NONE);
    let token = second.trim_start_matches("/verify/");
    assert_eq!(shown["waps_lastvalidkey"], format!("{last} - {token} - 127.0.0.1"));
    let mails = mails_to(&outbox, address).len();
    assert_eq!(reseller.codes("contact_mail_waps", json!([owner])), (1, 0), "confirmed");
    assert_eq!(press(&demo, &third, "confirm").await.status, 200, "once more changes nothing");
    assert_eq!(info(&reseller, owner)["waps_lastvalidkey"], shown["waps_lastvalidkey"]);
    assert_eq!(mails_to(&outbox, address).len(), mails);
    demo.is_in_order().await;
}

/// The link of the nth letter that asks an address to confirm.
async fn verification(outbox: &Path, address: &str, nth: usize) -> String {
    eventually("a letter that asks to confirm", async || {
        let letters = mails_to(outbox, address);
        let mut links = letters.iter().filter_map(|mail| {
            let start = mail.text.find("/verify/")?;
            mail.text[start..].split_whitespace().next().map(str::to_owned)
        });
        links.nth(nth - 1)
    })
    .await
}
