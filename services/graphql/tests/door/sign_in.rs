//! Signing in: password, second factor, recovery codes; and what keeps others from guessing them.

use crate::signed_in::{PASSWORD, code};
use crate::support::Door;
use application::{LoginLimits, SecondFactorRule, SignInSettings};
use journal::cluster::Role;
use serde_json::json;
use sqlx::Row;
use std::time::{Duration, Instant};

const ME: &str = "{ me { login role secondFactor session { name agent address current } } }";

/// Few failures, answered at once.
fn strict(second_factor: SecondFactorRule) -> SignInSettings {
    let failures = LoginLimits {
        failures: 3,
        failures_of_address: 100,
        slower_by: Duration::from_millis(1),
        ..LoginLimits::default()
    };
    SignInSettings { second_factor, failures, ..SignInSettings::default() }
}

#[tokio::test]
async fn who_has_no_second_factor_sets_one_up_and_is_let_in_by_a_cookie() {
    let door = Door::open().await;
    for (login, password) in [("support", "another password"), ("nobody", PASSWORD), ("no login!", PASSWORD)]
    {
        let tried = door.try_sign_in(login, password, None).await;
        assert_eq!((tried.code(), &tried.cookie), ("WRONG", &None), "{login}");
        assert!(tried.answer["needs"].is_null() && tried.answer["enrolment"].is_null(), "{}", tried.answer);
    }
    let first = door.try_sign_in("Support", PASSWORD, None).await;
    assert_eq!((&first.answer["needs"], &first.cookie), (&json!("ENROLMENT"), &None), "{}", first.answer);
    let seen_before = first.answer["enrolment"]["secret"].as_str().unwrap().to_owned();
    let second = door.try_sign_in("support", PASSWORD, None).await;
    let secret = second.answer["enrolment"]["secret"].as_str().unwrap().to_owned();
    let uri = second.answer["enrolment"]["uri"].as_str().unwrap();
    assert!(uri.starts_with("otpauth://totp/Registrar:support?secret="), "{uri}");
    let stale = door.try_sign_in("support", PASSWORD, Some(&code(&seen_before, 0))).await;
    assert_eq!((stale.code(), &stale.cookie), ("CODE_WRONG", &None), "what was shown before serves no more");

    let entered = code(&secret, 0);
    let done = door.try_sign_in("support", PASSWORD, Some(&entered)).await;
    assert_eq!(done.answer["signedIn"]["role"], "support", "{}", done.answer);
    let recovery: Vec<String> = serde_json::from_value(done.answer["recoveryCodes"].clone()).unwrap();
    assert_eq!(recovery.len(), 8);
    let cookie = done.cookie.as_ref().unwrap();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=28"] {
        assert!(cookie.contains(attribute), "{attribute}");
    }
    assert!(!cookie.contains("Secure"), "the test's own address has no TLS");
    let me = door.with_cookie(&done.held(), ME).await.data()["me"].clone();
    let shown = (&me["login"], &me["secondFactor"], &me["session"]["agent"], &me["session"]["current"]);
    assert_eq!(
        shown,
        (&json!("support"), &json!(true), &json!("Firefox 140 on Linux"), &json!(true)),
        "{me}"
    );

    // A code serves once; the next one does, and a recovery code once.
    assert_eq!(door.try_sign_in("support", PASSWORD, Some(&entered)).await.code(), "CODE_WRONG");
    assert_eq!(door.try_sign_in("support", PASSWORD, None).await.answer["needs"], "CODE");
    let next = door.try_sign_in("support", PASSWORD, Some(&code(&secret, 1))).await;
    assert!(next.cookie.is_some() && next.answer["recoveryCodes"] == json!([]), "{}", next.answer);
    let lost = door.try_sign_in("support", PASSWORD, Some(&recovery[3].to_lowercase())).await;
    assert!(lost.cookie.is_some(), "{}", lost.answer);
    assert_eq!(door.try_sign_in("support", PASSWORD, Some(&recovery[3])).await.code(), "CODE_WRONG");

    // Nothing of it can be read in the database, or in the history.
    let mut database = door.database.connection(Role::Owner).await.unwrap();
    let all = "select payload::text || coalesce(metadata::text, '') from events";
    let rows = sqlx::Executor::fetch_all(&mut database, all).await.unwrap();
    let stored: String = rows.iter().map(|row| row.get::<String, _>(0)).collect();
    assert!(stored.contains("SecondFactorOffered") && stored.contains("RecoveryCodesSet"));
    let history = "{ history(stream: \"operator/support\") { kind before after changes { before after } } }";
    let history = door.data("admin", history, json!({})).await.to_string();
    assert!(history.contains("SessionOpened"));
    let token = done.held().replace("registrar_session=", "");
    for hidden in [&secret, &seen_before, &recovery[0].replace('-', ""), &recovery[0], &token] {
        assert!(!stored.contains(hidden.as_str()) && !history.contains(hidden.as_str()), "{hidden}");
    }
}

#[tokio::test]
async fn failures_lock_a_login_at_an_address_and_wrong_codes_lock_it_everywhere() {
    let door = Door::open_with(strict(SecondFactorRule::Required)).await;
    let (here, there) = ("198.51.100.7", "203.0.113.9");
    for _ in 0..3 {
        assert_eq!(door.try_sign_in_from(here, "viewer", "wrong password", None).await.code(), "WRONG");
    }
    let locked = door.try_sign_in_from(here, "viewer", PASSWORD, None).await;
    assert_eq!((locked.code(), &locked.cookie), ("LOCKED", &None));
    assert_eq!(locked.answer["retryAfterSeconds"], 900, "{}", locked.answer);
    let elsewhere = door.try_sign_in_from(there, "viewer", PASSWORD, None).await;
    assert_eq!(elsewhere.answer["needs"], "ENROLMENT", "nobody locks another out: {}", elsewhere.answer);
    let neighbour = door.try_sign_in_from(here, "finance", PASSWORD, None).await;
    assert_eq!(neighbour.answer["needs"], "ENROLMENT", "{}", neighbour.answer);

    // Whoever has the password tries codes from everywhere.
    let secret = neighbour.answer["enrolment"]["secret"].as_str().unwrap();
    for number in 0..3 {
        let from = format!("192.0.2.{number}");
        let tried = door.try_sign_in_from(&from, "finance", PASSWORD, Some("12345")).await;
        assert_eq!(tried.code(), "CODE_WRONG", "{}", tried.answer);
    }
    let right = door.try_sign_in_from("192.0.2.99", "finance", PASSWORD, Some(&code(secret, 0))).await;
    assert_eq!((right.code(), &right.cookie), ("LOCKED", &None), "{}", right.answer);
}

#[tokio::test]
async fn a_stranger_waits_as_long_as_somebody_with_a_wrong_password() {
    let door = Door::open_with(SignInSettings {
        failures: LoginLimits { slower_by: Duration::ZERO, failures: 1000, ..LoginLimits::default() },
        ..SignInSettings::default()
    })
    .await;
    let takes = async |login: &str| {
        let begun = Instant::now();
        assert_eq!(door.try_sign_in(login, "wrong password", None).await.code(), "WRONG");
        begun.elapsed()
    };
    // In turn, and the quickest of each: a busy machine makes both slower.
    let (mut known, mut unknown) = (Duration::MAX, Duration::MAX);
    for _ in 0..12 {
        known = known.min(takes("support").await);
        unknown = unknown.min(takes("stranger").await);
    }
    // Without a password to be checked an answer takes a twentieth of that.
    assert!(unknown * 3 > known, "{known:?} {unknown:?}");
}

#[tokio::test]
async fn one_may_set_a_second_factor_up_oneself_and_take_it_away_with_a_code() {
    let door = Door::open_with(strict(SecondFactorRule::Optional)).await;
    let cookie = door.sign_in("support").await;
    let offer = "mutation { offerSecondFactor { secret uri userErrors { code } } }";
    let offered = door.with_cookie(&cookie, offer).await.data()["offerSecondFactor"].clone();
    let secret = offered["secret"].as_str().unwrap().to_owned();
    let confirm = async |code: String| {
        door.command(&cookie, "confirmSecondFactor", "recoveryCodes", json!({ "code": code })).await
    };
    assert_eq!(confirm("12345".into()).await["userErrors"][0]["code"], "CODE_WRONG");
    // Until then the password is enough.
    assert!(door.try_sign_in("support", PASSWORD, None).await.cookie.is_some());
    let confirmed = confirm(code(&secret, 0)).await;
    assert_eq!(confirmed["recoveryCodes"].as_array().unwrap().len(), 8, "{confirmed}");
    let again = door.with_cookie(&cookie, offer).await.data()["offerSecondFactor"].clone();
    assert_eq!(again["userErrors"][0]["code"], "SECOND_FACTOR_IN_FORCE", "a stolen session replaces nothing");
    assert_eq!(door.try_sign_in("support", PASSWORD, None).await.answer["needs"], "CODE");

    let remove = async |input| door.command(&cookie, "removeSecondFactor", "id", input).await;
    assert_eq!(remove(json!({})).await["userErrors"][0]["code"], "CODE_WRONG");
    assert_eq!(remove(json!({ "code": code(&secret, 0) })).await["userErrors"][0]["code"], "CODE_WRONG");
    assert_eq!(remove(json!({ "code": code(&secret, 1) })).await["userErrors"], json!([]));
    assert!(door.try_sign_in("support", PASSWORD, None).await.cookie.is_some());
}

#[tokio::test]
async fn an_admin_takes_away_the_second_factor_of_others_and_says_why() {
    let door = Door::open_with(strict(SecondFactorRule::Required)).await;
    let secret = door.try_sign_in("finance", PASSWORD, None).await.answer["enrolment"]["secret"].clone();
    let secret = secret.as_str().unwrap();
    let entered = door.try_sign_in("finance", PASSWORD, Some(&code(secret, 0))).await;
    let remove = async |role: &str, reason: Option<&str>| {
        let query = "mutation($input: RemoveSecondFactorInput!) { removeSecondFactor(input: $input) { id userErrors { code field } } }";
        let input = json!({ "login": "finance", "reason": reason });
        door.send(role, query, json!({ "input": input })).await
    };
    assert_eq!(remove("support", Some("curious")).await.code(), "FORBIDDEN");
    let silent = remove("admin", None).await.data()["removeSecondFactor"].clone();
    assert_eq!(silent["userErrors"][0]["field"], "reason", "{silent}");
    let removed = remove("admin", Some("lost the phone")).await.data()["removeSecondFactor"].clone();
    assert_eq!(removed["id"], "finance", "{removed}");
    assert_eq!(door.with_cookie(&entered.held(), ME).await.data()["me"]["secondFactor"], false);
    assert_eq!(door.try_sign_in("finance", PASSWORD, None).await.answer["needs"], "ENROLMENT");
    let history = "{ history(stream: \"operator/finance\") { kind actor reason } }";
    let history = door.data("auditor", history, json!({})).await["history"].clone();
    let removal =
        history.as_array().unwrap().iter().find(|line| line["kind"] == "SecondFactorRemoved").unwrap();
    assert_eq!((&removal["actor"], &removal["reason"]), (&json!("operator:admin"), &json!("lost the phone")));
}
