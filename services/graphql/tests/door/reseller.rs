//! An account at its own pages: how it comes in, and that nothing of anybody else's is there.

use crate::signed_in::{PASSWORD, Tried, code};
use crate::support::{ACCOUNT, Answer, Door, holder};
use application::OpenAccount;
use domain_model::values::{AccountNumber, Currency, Locale, Nichandle, Points, PriceClass};
use serde_json::{Value, json};

/// Another account, of which the first one is to see nothing.
pub const OTHER: u64 = 13_491;

const ME: &str = "{ me { account nichandle currency points { available } holder { name } secondFactor \
    session { current agent } } }";

impl Door {
    /// Both accounts have a password, and the other one is opened.
    pub async fn with_resellers(self) -> Self {
        let ask = self.ask();
        let account = OpenAccount {
            number: Some(AccountNumber::new(OTHER)),
            nichandle: Nichandle::parse("ko225-ovh").unwrap(),
            currency: Currency::EUR,
            price_class: PriceClass::standard(),
            locale: Locale::Fr,
            holder: holder("MARTIN", "anne.martin@holders.test"),
        };
        self.application.open_new_account(account, &ask).await.unwrap();
        for number in [ACCOUNT, OTHER].map(AccountNumber::new) {
            self.application.set_account_password(number, &PASSWORD.into(), &ask).await.unwrap();
        }
        let points = Points::new(1_000_000).unwrap();
        self.application.buy_points(AccountNumber::new(OTHER), points, "F-2".into(), &ask).await.unwrap();
        self.settled().await;
        self
    }

    /// A document at the door of accounts.
    pub async fn own(&self, cookie: &str, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.post_to("/graphql/reseller", "nobody", &[("cookie", cookie)], body).await.0
    }

    /// The data of a document that succeeds there.
    pub async fn owned(&self, cookie: &str, query: &str, variables: Value) -> Value {
        self.own(cookie, query, variables).await.data().clone()
    }
}

#[tokio::test]
async fn an_account_signs_in_by_its_number_or_nichandle() {
    let door = Door::open().await.with_resellers().await;
    for (login, password) in [("13490", "another password"), ("99999", PASSWORD), ("zz1-ovh", PASSWORD)] {
        let tried = door.try_sign_in(login, password, None).await;
        assert_eq!((tried.code(), &tried.cookie), ("WRONG", &None), "{login}");
    }
    for login in ["13490", "ve174-ovh", " VE174-OVH "] {
        let tried = door.try_sign_in(login, PASSWORD, None).await;
        assert_eq!(tried.answer["signedIn"]["role"], "reseller", "{login}: {}", tried.answer);
        let me = door.owned(&tried.held(), ME, json!({})).await["me"].clone();
        assert_eq!((&me["account"], &me["nichandle"]), (&json!(ACCOUNT), &json!("ve174-ovh")), "{me}");
        assert_eq!(me["points"]["available"], 100_000_000);
        assert_eq!(me["holder"]["name"], "Jean DUPOND");
        assert_eq!(me["session"], json!({ "current": true, "agent": "Firefox 140 on Linux" }));
    }
}

#[tokio::test]
async fn neither_side_is_let_in_at_the_others_door() {
    let door = Door::open_with(crate::sessions::optional()).await.with_resellers().await;
    let reseller = door.sign_in("13490").await;
    let staff = door.sign_in("admin").await;
    assert_eq!(door.with_cookie(&reseller, "{ me { login } }").await.status, 401, "the staff's");
    assert_eq!(door.own(&staff, ME, json!({})).await.status, 401, "the resellers'");
    assert_eq!(door.own("", ME, json!({})).await.status, 401, "nobody");
    // A bearer token is no session of an account, and what the cookie holds is no bearer token.
    let (token, _) =
        door.post_to("/graphql/reseller", "admin", &[], json!({ "query": ME }).to_string()).await;
    assert_eq!(token.status, 401);
    let bearer = format!("Bearer {}", reseller.replace("registrar_session=", ""));
    let body = json!({ "query": "{ me { login } }" }).to_string();
    assert_eq!(door.post("nobody", &[("authorization", &bearer)], body).await.status, 401);
    // A page of somebody else's makes the browser ask.
    let foreign = [("cookie", reseller.as_str()), ("origin", "https://evil.test")];
    let (asked, _) =
        door.post_to("/graphql/reseller", "nobody", &foreign, json!({ "query": ME }).to_string()).await;
    assert_eq!((asked.status, asked.code()), (403, "FOREIGN_ORIGIN"));
    // Signing in as the other ends the session that the browser had.
    let (answer, cookie) = sign_in_holding(&door, &reseller, "ko225-ovh").await;
    assert_eq!(answer["signedIn"]["login"], "ko225-ovh", "{answer}");
    assert_eq!(door.own(&reseller, ME, json!({})).await.status, 401, "a browser has one session");
    let me = door.owned(&Tried { answer, cookie }.held(), ME, json!({})).await;
    assert_eq!(me["me"]["account"], OTHER);
}

async fn sign_in_holding(door: &Door, cookie: &str, login: &str) -> (Value, Option<String>) {
    let query = "mutation($i: SignInInput!) { signIn(input: $i) { signedIn { login } userErrors { code } } }";
    let input = json!({ "login": login, "password": PASSWORD });
    let body = json!({ "query": query, "variables": { "i": input } }).to_string();
    let (answer, cookie) = door.post_to("/graphql/session", "nobody", &[("cookie", cookie)], body).await;
    (answer.data()["signIn"].clone(), cookie)
}

#[tokio::test]
async fn a_session_ends_with_the_password_and_while_the_account_is_suspended() {
    let door = Door::open().await.with_resellers().await;
    let (here, there) = (door.sign_in("13490").await, door.sign_in("13490").await);
    let (ask, account) = (door.ask(), AccountNumber::new(ACCOUNT));
    let reason = "unpaid".parse().unwrap();
    door.application.suspend_account(account, Some(reason), &ask).await.unwrap();
    let later = std::time::Duration::from_millis(150);
    tokio::time::sleep(later).await;
    assert_eq!(door.own(&here, ME, json!({})).await.status, 401);
    let refused = door.try_sign_in("13490", PASSWORD, None).await;
    assert_eq!((refused.code(), &refused.cookie), ("NOT_OPEN", &None), "{}", refused.answer);
    assert_eq!(door.try_sign_in("13490", "another password", None).await.code(), "WRONG");
    door.application.suspend_account(account, None, &ask).await.unwrap();
    tokio::time::sleep(later).await;
    assert_eq!(door.own(&here, ME, json!({})).await.status, 200);

    let change =
        "mutation($i: ChangePasswordInput!) { changePassword(input: $i) { userErrors { code field } } }";
    let wrong = json!({ "i": { "current": "another password", "new": "quite another one" } });
    let refused = door.owned(&here, change, wrong).await["changePassword"]["userErrors"].clone();
    assert_eq!(refused, json!([{ "code": "WRONG", "field": "password" }]));
    let short = json!({ "i": { "current": PASSWORD, "new": "short" } });
    let refused = door.owned(&here, change, short).await["changePassword"]["userErrors"].clone();
    assert_eq!(refused, json!([{ "code": "FIELDS_INVALID", "field": "new" }]));
    let right = json!({ "i": { "current": PASSWORD, "new": "quite another one" } });
    assert_eq!(door.owned(&here, change, right).await["changePassword"]["userErrors"], json!([]));
    tokio::time::sleep(later).await;
    for session in [&here, &there] {
        assert_eq!(door.own(session, ME, json!({})).await.status, 401);
    }
    assert_eq!(door.try_sign_in("13490", PASSWORD, None).await.code(), "WRONG");
    assert!(door.try_sign_in("13490", "quite another one", None).await.cookie.is_some());
}

#[tokio::test]
async fn an_account_may_have_a_second_factor_of_its_own() {
    let door = Door::open().await.with_resellers().await;
    let cookie = door.sign_in("ve174-ovh").await;
    let offer = "mutation { offerSecondFactor { secret uri userErrors { code } } }";
    let offered = door.owned(&cookie, offer, json!({})).await["offerSecondFactor"].clone();
    let secret = offered["secret"].as_str().unwrap().to_owned();
    assert!(offered["uri"].as_str().unwrap().starts_with("otpauth://totp/Registrar:13490?"), "{offered}");
    assert!(door.try_sign_in("13490", PASSWORD, None).await.cookie.is_some(), "it is only on offer");
    let confirm = "mutation($c: String!) { confirmSecondFactor(input: { code: $c }) { recoveryCodes \
        userErrors { code } } }";
    let confirmed = door.owned(&cookie, confirm, json!({ "c": code(&secret, 0) })).await;
    let recovery = confirmed["confirmSecondFactor"]["recoveryCodes"].clone();
    assert_eq!(recovery.as_array().unwrap().len(), 8, "{confirmed}");
    assert_eq!(door.try_sign_in("13490", PASSWORD, None).await.answer["needs"], "CODE");
    let wrong = door.try_sign_in("13490", PASSWORD, Some("000000")).await;
    assert_eq!((wrong.code(), &wrong.cookie), ("CODE_WRONG", &None));
    assert!(door.try_sign_in("13490", PASSWORD, Some(&code(&secret, 1))).await.cookie.is_some());
    assert!(door.try_sign_in("13490", PASSWORD, recovery[0].as_str()).await.cookie.is_some());

    let sessions = "{ sessions { name current } }";
    let listed = door.owned(&cookie, sessions, json!({})).await["sessions"].clone();
    let others: Vec<&Value> =
        listed.as_array().unwrap().iter().filter(|session| session["current"] == false).collect();
    assert_eq!(others.len(), 3, "{listed}");
    let close = "mutation($s: String!) { closeSession(session: $s) { id userErrors { code } } }";
    let closed = door.owned(&cookie, close, json!({ "s": others[0]["name"] })).await;
    assert_eq!(closed["closeSession"]["id"], others[0]["name"]);
    let left = door.owned(&cookie, sessions, json!({})).await["sessions"].as_array().unwrap().len();
    assert_eq!(left, 3);
    let remove = "mutation($c: String!) { removeSecondFactor(input: { code: $c }) { userErrors { code } } }";
    let kept = door.owned(&cookie, remove, json!({ "c": "" })).await;
    assert_eq!(kept["removeSecondFactor"]["userErrors"][0]["code"], "CODE_WRONG");
    let gone = door.owned(&cookie, remove, json!({ "c": recovery[1] })).await;
    assert_eq!(gone["removeSecondFactor"]["userErrors"], json!([]));
    assert!(door.try_sign_in("13490", PASSWORD, None).await.cookie.is_some());
}

#[tokio::test]
async fn failures_are_counted_for_the_account_however_it_is_named() {
    let strict =
        application::LoginLimits { failures: 3, slower_by: std::time::Duration::ZERO, ..Default::default() };
    let settings = application::SignInSettings { failures: strict, ..Default::default() };
    let door = Door::open_with(settings).await.with_resellers().await;
    for login in ["13490", "ve174-ovh", "013490"] {
        assert_eq!(door.try_sign_in(login, "another password", None).await.code(), "WRONG", "{login}");
    }
    for login in ["13490", "ve174-ovh"] {
        assert_eq!(door.try_sign_in(login, PASSWORD, None).await.code(), "LOCKED", "{login}");
    }
    assert!(door.try_sign_in("13491", PASSWORD, None).await.cookie.is_some());
}

/// Whatever the schema asks for, it never asks whose.
#[test]
fn no_argument_names_an_account() {
    let sdl = graphql::reseller_sdl();
    let whose = ["account:", "account :", "distId", "nichandle:", "login:"];
    let inputs = sdl.split("\ninput ").skip(1).map(|rest| rest.split("\n}").next().unwrap());
    for input in inputs {
        assert!(!whose.iter().any(|word| input.contains(word)), "{input}");
    }
    for line in sdl.lines().filter(|line| line.contains('(')) {
        assert!(!whose.iter().any(|word| line.contains(word)), "{line}");
    }
    for staff in ["changedBy", "openedBy", "actor", "operatorLog", "margin", "evidence", "correlation"] {
        assert!(!sdl.contains(&format!("\n\t{staff}")), "{staff} is the staff's");
    }
}
