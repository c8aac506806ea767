//! The pages as a browser, a link scanner and a hostile visitor meet them.

#![expect(clippy::unwrap_used, reason = "a test ends where what it needs is missing")]

mod html;
use application::ports::Part;
use application::{AskError, BallotError, BallotState, BallotView, Refusal};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chrono::{TimeZone, Utc};
use domain_model::trade;
use domain_model::values::{DomainName, Locale};
use domain_model::vote::{Choice, VoteRefusal};
use html::assert_well_formed;
use public_pages::{Ballots, Settings, router, router_with};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

const TOKEN: &str = "d277-o-1-abcdefghijklmnopqrstuvwxyz";

/// One ballot, which keeps what was asked of it.
struct Ballot {
    view: Mutex<BallotView>,
    casts: Mutex<Vec<(Choice, IpAddr)>>,
}

impl Ballot {
    fn new(part: Part) -> Self {
        let view = BallotView {
            name: DomainName::parse("café.fr").unwrap(),
            part,
            locale: Locale::Fr,
            other_party: Some("Zoé Martin".to_owned()),
            requested_at: Utc.with_ymd_and_hms(2026, 8, 1, 12, 13, 14).unwrap(),
            expires_at: Utc.with_ymd_and_hms(2026, 8, 15, 12, 13, 14).unwrap(),
            state: BallotState::Open,
            brand: Some("BookMyName".to_owned()),
        };
        Self { view: Mutex::new(view), casts: Mutex::default() }
    }

    fn set(self, change: impl FnOnce(&mut BallotView)) -> Arc<Self> {
        change(&mut self.view.lock().unwrap());
        Arc::new(self)
    }

    fn open(part: Part) -> Arc<Self> {
        Arc::new(Self::new(part))
    }
}

#[async_trait]
impl Ballots for Ballot {
    async fn ballot(&self, token: &str) -> Result<BallotView, BallotError> {
        match token {
            TOKEN => Ok(self.view.lock().unwrap().clone()),
            "void" => Err(BallotError::Void),
            "unavailable" => Err(BallotError::Unavailable(AskError::Contended)),
            _ => Err(BallotError::Unknown),
        }
    }

    /// As the application: the same vote again is silence, another one and a late one are refused.
    async fn cast(&self, token: &str, choice: Choice, address: IpAddr) -> Result<BallotView, BallotError> {
        self.ballot(token).await?;
        self.casts.lock().unwrap().push((choice, address));
        let mut view = self.view.lock().unwrap();
        match view.state {
            BallotState::Open => {
                let whole = if choice == Choice::Accept { "Voting" } else { "Refused" }.to_owned();
                view.state = BallotState::Voted { choice, whole };
            }
            BallotState::Voted { choice: cast, .. } if cast == choice => {}
            _ => {
                let refusal = VoteRefusal::AlreadyVoted { choice: Choice::Accept };
                return Err(BallotError::Refused(Refusal::Trade(trade::Refusal::Vote(refusal))));
            }
        }
        Ok(view.clone())
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    html: String,
}

impl Answer {
    fn says(&self, words: &str) -> bool {
        let plain = self.html.replace("&#160;", " ").replace("&#38;", "&").replace("&#39;", "'");
        plain.contains(words)
    }
}

async fn ask(door: Router, request: Request<Body>) -> Answer {
    let response = door.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, html: String::from_utf8(body.to_vec()).unwrap() }
}

fn from(peer: &str, request: axum::http::request::Builder) -> axum::http::request::Builder {
    request.extension(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4711)))
}

async fn get(ballot: &Arc<Ballot>, path: &str, languages: &str) -> Answer {
    let request = Request::get(path).header("accept-language", languages);
    ask(router(ballot.clone()), from("198.51.100.7", request).body(Body::empty()).unwrap()).await
}

async fn post(ballot: &Arc<Ballot>, path: &str, form: &str) -> Answer {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    ask(router(ballot.clone()), from("198.51.100.7", request).body(Body::from(form.to_owned())).unwrap())
        .await
}

fn page() -> String {
    format!("/vote/{TOKEN}")
}

#[tokio::test]
async fn looking_changes_nothing_also_for_link_scanners() {
    let ballot = Ballot::open(Part::Owner);
    for method in [Method::GET, Method::HEAD, Method::GET] {
        for query in ["", "?choice=accept", "?choice=refuse&lang=en"] {
            let request = Request::builder().method(method.clone()).uri(format!("{}{query}", page()));
            let answer = ask(router(ballot.clone()), request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(answer.html.is_empty(), method == Method::HEAD);
        }
    }
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let request = Request::builder().method(method).uri(page());
        let answer = ask(router(ballot.clone()), request.body(Body::from("choice=accept")).unwrap()).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    }
    assert!(ballot.casts.lock().unwrap().is_empty());
    assert_eq!(ballot.view.lock().unwrap().state, BallotState::Open);
}

#[tokio::test]
async fn the_page_says_what_is_asked_of_whom_until_when_and_has_two_buttons() {
    let cases = [
        (
            Part::Owner,
            "Acceptez-vous le changement de titulaire de café.fr (xn--caf-dma.fr) ?",
            "Nouveau titulaire",
        ),
        (Part::NewOwner, "Acceptez-vous de devenir titulaire de café.fr", "Titulaire actuel"),
        (Part::TransferOwner, "Acceptez-vous le transfert de café.fr (xn--caf-dma.fr) ?", "Demandé par"),
        (Part::TransferAdmin, "<dd>contact administratif</dd>", "Demandé par"),
        (Part::NewReseller, "Reprenez-vous la gestion de café.fr (xn--caf-dma.fr) ?", "Revendeur actuel"),
    ];
    for (part, question, other) in cases {
        let answer = get(&Ballot::open(part), &page(), "").await;
        assert_eq!(answer.status, StatusCode::OK);
        for said in [
            question,
            &format!("<dt>{other}</dt><dd>Zoé Martin</dd>"),
            "<dd>1er août 2026 à 12 h 13 (UTC)</dd>",
            "<dd>15 août 2026 à 12 h 13 (UTC)</dd>",
            "<p class=\"brand\">BookMyName</p>",
            "<form method=\"post\">",
            "name=\"choice\" value=\"accept\"",
            "name=\"choice\" value=\"refuse\"",
        ] {
            assert!(answer.says(said), "{said:?} is not in {}", answer.html);
        }
        assert!(!answer.html.contains("<script"));
    }
}

#[tokio::test]
async fn a_button_casts_and_the_page_shows_what_the_journal_holds() {
    for (form, choice, said) in [
        ("choice=accept", Choice::Accept, "Votre accord est enregistré"),
        ("choice=refuse", Choice::Refuse, "Votre refus est enregistré"),
    ] {
        let ballot = Ballot::open(Part::Owner);
        let first = post(&ballot, &page(), form).await;
        assert_eq!(first.status, StatusCode::OK);
        assert!(first.says(&format!("<h1>{said}</h1>")), "{}", first.html);
        assert!(!first.html.contains("<form"));
        let again = post(&ballot, &page(), form).await;
        assert_eq!((again.status, &again.html), (StatusCode::OK, &first.html), "repeated, the same page");
        let looked = get(&ballot, &page(), "").await;
        assert_eq!((looked.status, &looked.html), (StatusCode::OK, &first.html));
        let address: IpAddr = "198.51.100.7".parse().unwrap();
        assert_eq!(*ballot.casts.lock().unwrap(), [(choice, address), (choice, address)]);
    }
}

#[tokio::test]
async fn the_other_button_afterwards_is_refused_clearly() {
    let ballot = Ballot::open(Part::NewOwner);
    post(&ballot, &page(), "choice=accept").await;
    let answer = post(&ballot, &page(), "choice=refuse").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.says("Vous avez déjà répondu pour café.fr") && answer.says("vous avez accepté"));
    assert!(!answer.says("Votre refus est enregistré"));
    let stands = BallotState::Voted { choice: Choice::Accept, whole: "Voting".to_owned() };
    assert_eq!(ballot.view.lock().unwrap().state, stands);
}

#[tokio::test]
async fn no_success_is_shown_that_is_not_in_the_journal() {
    let ballot = Ballot::open(Part::Owner);
    let answer = post(&ballot, "/vote/unavailable", "choice=accept").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers["retry-after"], "60");
    assert!(!answer.says("enregistré</h1>") && answer.says("This page is unavailable for the moment"));
    for word in ["Expired", "Refused", "Cancelled", "Completed", "Failed", "Approved"] {
        let over = Ballot::new(Part::Owner).set(|view| view.state = BallotState::Over(word.to_owned()));
        for answer in [get(&over, &page(), "").await, post(&over, &page(), "choice=accept").await] {
            assert_eq!(answer.status, StatusCode::GONE, "{word}");
            assert!(answer.says("La demande pour café.fr (xn--caf-dma.fr) est terminée"), "{}", answer.html);
            assert!(!answer.html.contains("<form") && !answer.says("vous avez accepté"));
        }
    }
}

#[tokio::test]
async fn how_the_whole_stands_is_told_apart() {
    let mut pages = Vec::new();
    for part in [Part::Owner, Part::TransferAdmin] {
        for word in ["Voting", "Approved", "Completed", "Refused", "Expired", "Cancelled", "Failed"] {
            let state = BallotState::Voted { choice: Choice::Accept, whole: word.to_owned() };
            let answer = get(&Ballot::new(part).set(|view| view.state = state), &page(), "").await;
            assert_eq!(answer.status, StatusCode::OK);
            pages.push(answer.html);
        }
    }
    let all = pages.len();
    pages.sort();
    pages.dedup();
    assert_eq!(pages.len(), all);
}

#[tokio::test]
async fn links_that_are_none_or_no_longer_have_clear_pages() {
    let ballot = Ballot::open(Part::Owner);
    let long = format!("/vote/{}", "a".repeat(5000));
    for path in ["/vote/other", "/vote/%3Cscript%3E", "/vote/%ff", "/vote/a%00b", "/vote/a%2Fb", &long] {
        for answer in [get(&ballot, path, "fr").await, post(&ballot, path, "choice=accept").await] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(
                answer.says("Ce lien n’est pas valable") || answer.says("This link is not valid"),
                "{path}"
            );
            assert!(!answer.html.contains("script"));
        }
    }
    let void = post(&ballot, "/vote/void", "choice=accept").await;
    assert_eq!(void.status, StatusCode::GONE);
    assert!(void.says("This link has been replaced"));
    assert!(ballot.casts.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_form_that_cannot_be_read_records_nothing() {
    let ballot = Ballot::open(Part::Owner);
    let flood = format!("choice=accept&x={}", "y".repeat(10_000));
    for (form, status) in [
        ("", StatusCode::UNPROCESSABLE_ENTITY),
        ("choice=", StatusCode::UNPROCESSABLE_ENTITY),
        ("choice=maybe", StatusCode::UNPROCESSABLE_ENTITY),
        ("choice=Accept", StatusCode::UNPROCESSABLE_ENTITY),
        ("choice=accept&choice=refuse", StatusCode::UNPROCESSABLE_ENTITY),
        (flood.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let answer = post(&ballot, &page(), form).await;
        assert_eq!(answer.status, status, "{form}");
        assert!(answer.says("Nothing was recorded."), "{form}");
    }
    let request = Request::post(page()).header("content-type", "application/json");
    let request = from("198.51.100.7", request).body(Body::from(r#"{"choice":"accept"}"#)).unwrap();
    assert_eq!(ask(router(ballot.clone()), request).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(ballot.casts.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_language_is_chosen_or_the_persons_or_the_browsers() {
    let german = Ballot::new(Part::Owner).set(|view| view.locale = Locale::De);
    let french = Ballot::open(Part::Owner);
    for (ballot, query, languages, tag) in [
        (&french, "", "en", "fr"),
        (&french, "?lang=en", "fr", "en"),
        (&german, "", "fr-CA,fr;q=0.8,en;q=0.5", "fr"),
        (&german, "", "de", "en"),
        (&german, "?lang=fr", "en", "fr"),
        (&german, "?lang=xx", "", "en"),
    ] {
        let answer = get(ballot, &format!("{}{query}", page()), languages).await;
        assert!(answer.says(&format!("<html lang=\"{tag}\">")), "{query} {languages}");
        assert_eq!(answer.headers["content-language"], tag);
        let other = if tag == "fr" { "en" } else { "fr" };
        assert!(answer.says(&format!("<a href=\"?lang={other}\"")));
    }
    let voted = post(&french, &format!("{}?lang=en", page()), "choice=accept").await;
    assert!(voted.says("<h1>Your acceptance is recorded</h1>"));
}

#[tokio::test]
async fn names_of_strangers_are_text() {
    let hostile = "\"><script>alert('x')</script><a href='https://evil.test'>&amp;";
    let ballot = Ballot::new(Part::Owner).set(|view| {
        view.other_party = Some(hostile.to_owned());
        view.brand = Some(hostile.to_owned());
    });
    for answer in [get(&ballot, &page(), "").await, post(&ballot, &page(), "choice=accept").await] {
        assert!(!answer.html.contains("<script") && !answer.html.contains("<a href='https://evil"));
        assert!(answer.html.contains("&#60;script&#62;") && answer.html.contains("&#38;amp;"));
        assert_well_formed(&answer.html);
    }
}

#[tokio::test]
async fn every_page_is_well_formed_and_guarded() {
    let ballot = Ballot::open(Part::Owner);
    let over = Ballot::new(Part::NewOwner).set(|view| view.state = BallotState::Over("Expired".to_owned()));
    let mut answers = Vec::new();
    for lang in ["fr", "en"] {
        for path in [page(), "/vote/none".into(), "/vote/void".into(), "/vote/unavailable".into()] {
            answers.push(get(&ballot, &format!("{path}?lang={lang}"), "").await);
        }
        answers.push(get(&over, &format!("{}?lang={lang}", page()), "").await);
        answers.push(post(&ballot, &format!("{}?lang={lang}", page()), "choice=maybe").await);
    }
    for (lang, form) in
        [("fr", "choice=accept"), ("en", "choice=accept"), ("fr", "choice=refuse"), ("en", "choice=refuse")]
    {
        answers.push(post(&ballot, &format!("{}?lang={lang}", page()), form).await);
    }
    for answer in &answers {
        assert_well_formed(&answer.html);
        assert_eq!(answer.html.matches("<h1>").count(), 1);
        let header = |name: &str| answer.headers[name].to_str().unwrap();
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("x-robots-tag").contains("noindex"));
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"));
        assert!(answer.html.contains("<meta name=\"robots\" content=\"noindex"));
        assert!(!answer.html.contains(TOKEN), "the page does not carry its own link on");
    }
    let request = Request::builder().method(Method::PUT).uri(page()).body(Body::empty()).unwrap();
    let refused = ask(router(ballot), request).await;
    assert_eq!(refused.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_proxy_is_believed_where_it_is_trusted() {
    let cases = [
        ("198.51.100.7", Settings::default(), "198.51.100.7"),
        ("127.0.0.1", Settings::default(), "203.0.113.9"),
        (
            "198.51.100.7",
            Settings {
                trusted_proxies: public_pages::TrustedProxies::new(vec!["198.51.100.0/24".parse().unwrap()]),
                ..Settings::default()
            },
            "203.0.113.9",
        ),
    ];
    for (peer, settings, seen) in cases {
        let ballot = Ballot::open(Part::Owner);
        let request = Request::post(page())
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-forwarded-for", "192.0.2.66, 203.0.113.9");
        let request = from(peer, request).body(Body::from("choice=accept")).unwrap();
        assert_eq!(ask(router_with(ballot.clone(), settings), request).await.status, StatusCode::OK);
        assert_eq!(ballot.casts.lock().unwrap()[0].1, seen.parse::<IpAddr>().unwrap());
    }
}

#[tokio::test]
async fn a_visitor_reads_whom_to_ask() {
    let settings = Settings {
        registrar: Some("Le Bureau".to_owned()),
        contact_url: Some("https://www.bookmyname.test/aide?a=1&b=2".to_owned()),
        ..Settings::default()
    };
    let request = Request::get("/vote/none?lang=fr").body(Body::empty()).unwrap();
    let answer = ask(router_with(Ballot::open(Part::Owner), settings), request).await;
    assert!(answer.says("<p class=\"brand\">Le Bureau</p>"));
    assert!(answer.html.contains("href=\"https://www.bookmyname.test/aide?a=1&#38;b=2\""));
    assert_well_formed(&answer.html);
}
