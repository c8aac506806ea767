//! Who is let in, and what is answered to whatever is no call.

use serde_json::json;
use stories::{Demo, Soap};

#[tokio::test]
async fn who_is_let_in() {
    let demo = Demo::start().await;
    let reseller = Soap::of(&demo, 0);
    wrong_logins(&demo, &reseller);
    no_calls(&demo, &reseller).await;
    let log = demo.log();
    let password = demo.access()["resellers"][0]["password"].as_str().expect("a password").to_owned();
    for secret in [password.as_str(), "tres-secret", "a-guess-7"] {
        assert!(!log.contains(secret), "the log shows {secret}");
    }
    for line in ["host_list", "SOAP", "13490"] {
        assert!(log.contains(line), "the log has no {line}");
    }
}

fn wrong_logins(demo: &Demo, reseller: &Soap) {
    let (right, wrong) = (reseller.codes("host_list", json!(["bookmyname.com"])), (-1, -1));
    assert_eq!(right.0, 1);
    for stranger in [Soap::with(demo, 13_490, "tres-secret"), Soap::with(demo, 99, "a-guess-7")] {
        let said = stranger.say("host_list", json!(["bookmyname.com"]));
        assert_eq!(said["answer"], json!({ "retcode": -1, "retval": -1 }), "numbers, and no retfields");
        assert_eq!(said["refusal"], "account or password is wrong");
    }
    let dist_id = reseller.dist_id();
    for login in [
        json!([]),
        json!([dist_id]),
        json!([dist_id, ""]),
        json!(["", null]),
        json!(["x", "y"]),
        json!([-1, "y"]),
    ] {
        let answer = reseller.raw("host_list", login)["answer"].clone();
        assert_eq!((answer["retcode"].as_i64(), answer["retval"].as_i64()), (Some(wrong.0), Some(wrong.1)));
    }
    // Limits of the demo: a hundred wrong passwords lock nobody out.
    let guesser = Soap::with(demo, 13_490, "a-guess-7");
    for _ in 0..20 {
        assert_eq!(guesser.codes("host_list", json!(["bookmyname.com"])), wrong);
    }
    assert_eq!(reseller.codes("host_list", json!(["bookmyname.com"])).0, 1);
}

async fn no_calls(demo: &Demo, reseller: &Soap) {
    let said = reseller.say("domain_sell", json!([]));
    assert_eq!(said["faultcode"], "SOAP-ENV:Client");
    assert_eq!(said["faultstring"], "there is no function domain_sell");
    let url = demo.access()["soap"].as_str().expect("the door").to_owned();
    // The desk's client has made TLS ready.
    demo.graphql("viewer");
    let http = reqwest::Client::new();
    let post = async |body: String| {
        let answer =
            http.post(&url).header("content-type", "text/xml").body(body).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    };
    for (body, words) in [
        ("no xml".to_owned(), "the XML is malformed"),
        ("<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>".to_owned(), "are not accepted"),
        ("x".repeat(2 << 20), "more than 1048576 bytes"),
    ] {
        let (status, text) = post(body).await;
        assert_eq!(status, 500);
        assert!(text.contains("SOAP-ENV:Fault") && text.contains(words), "{text}");
    }
    let page = reqwest::get(&url).await.expect("a page");
    assert_eq!(page.status().as_u16(), 200);
    assert!(page.text().await.expect("a text").contains("SOAP 1.1"));
}
