//! Personal data: sealed in every view, and gone from every view with its key.

use crate::story::*;
use domain_model::Actor;
use domain_model::contact::{self, Contact};
use domain_model::trade::{Side, Trade};
use domain_model::values::*;
use domain_model::vote::Choice;
use journal::cluster::Role;
use journal::{StreamId, Streams};
use projections::contacts::{ContactFilter, ContactSort};
use projections::whois::ContactRole;
use projections::{Paging, Sight, View};

const EMAIL: &str = "Tres.Personnel@exemple.fr";

/// Every row of every table in a schema, as text.
async fn everything(story: &Story, schema: &str, role: Role) -> String {
    let mut connection = story.database.connection(role).await.unwrap();
    let tables: Vec<String> =
        sqlx::query_scalar("select tablename::text from pg_tables where schemaname = $1 order by 1")
            .bind(schema)
            .fetch_all(&mut connection)
            .await
            .unwrap();
    assert!(tables.len() >= 10, "{tables:?}");
    let mut dump = String::new();
    for table in tables {
        let rows: Vec<String> = sqlx::query_scalar(&format!("select t::text from {schema}.{table} t"))
            .fetch_all(&mut connection)
            .await
            .unwrap();
        dump.push_str(&rows.join("\n"));
    }
    dump.to_lowercase()
}

async fn found_by_address(story: &Story) -> Vec<ContactNumber> {
    let email = Some(EmailAddress::parse(&EMAIL.to_uppercase()).unwrap());
    let filter = ContactFilter { email, ..ContactFilter::default() };
    let page =
        story.views.contacts(&filter, ContactSort::Number, &Paging::first(10), Sight::Closed).await.unwrap();
    page.into_rows().into_iter().map(|row| row.number).collect()
}

#[tokio::test]
async fn an_erased_person_is_nowhere() {
    let mut story = Story::new(31).await;
    let account = story.open_account(10_000).await;
    let person = story.register_contact(account, EMAIL).await;
    let other = story.register_contact(account, "autre@exemple.fr").await;
    story.chance = Chance(0);
    let mut name = None;
    while name.is_none() {
        let fresh = DomainName::parse(&format!("n{}.com", story.number())).unwrap();
        name = story.register(account, person, &fresh).await;
    }
    let name = name.unwrap();
    let state = story.journal.load::<domain_model::domain::Domain>(&name).await.unwrap().state;
    let trade = story.trade(&name, state.registration().unwrap(), other).await.unwrap();
    assert!(story.cast(trade, Side::NewOwner, Choice::Accept).await);
    story.follow().await;

    let words = [
        "tres.personnel",
        "dupondel",
        "philibert",
        "l'evêque",
        "123456789",
        "192.0.2.77",
        "198.51.100.9",
        "gezdgnbv",
    ];
    let views = everything(&story, "views", Role::App).await;
    let dump = views + &everything(&story, "public", Role::Owner).await;
    for word in words {
        assert!(!dump.contains(word), "{word} is readable");
    }
    let whois = story.views.whois(&name, Sight::Open).await.unwrap().unwrap();
    let owner = whois.contact(ContactRole::Owner).unwrap().details().unwrap();
    assert_eq!((owner.email().as_str(), owner.last_name()), (EMAIL, "Dupondel"));
    let closed = story.views.whois(&name, Sight::Closed).await.unwrap().unwrap();
    assert_eq!(closed.contact(ContactRole::Owner).unwrap().details(), None);
    assert_eq!(found_by_address(&story).await, [person]);

    let purposes = ["contact", "evidence"];
    story.journal.vault().erase(&format!("contact:{person}"), &purposes).await.unwrap();
    let erase = contact::Command::Erase { reason: reason("asked for by the person") };
    let streams = Streams::new().with::<Contact>(&person);
    let work = |unit: &mut journal::Unit| decide::<Contact>(unit, &person, &erase);
    assert!(story.unit(Actor::Operator("support".into()), streams, work).await);
    story.follow().await;

    assert_eq!(found_by_address(&story).await, []);
    let row = story.views.contact(person, Sight::Open).await.unwrap().unwrap();
    assert_eq!((row.status.as_str(), row.details(), row.email_index.as_ref()), ("Erased", None, None));
    let whois = story.views.whois(&name, Sight::Open).await.unwrap().unwrap();
    assert_eq!(whois.contact(ContactRole::Owner).unwrap().details(), None);
    let before = story.at - chrono::TimeDelta::hours(1);
    let was = story.views.contact_as_of(person, before, Sight::Open).await.unwrap();
    assert_eq!(was.and_then(|row| row.details().cloned()), None, "nor as it was");
    let vote = story.views.trade(trade, Sight::Open).await.unwrap().unwrap();
    assert_eq!(vote.sides[0].ballot.party.email.value(), None);
    assert!(vote.sides[1].ballot.party.email.value().is_some(), "the other side stays");
    let stream = StreamId::new("contact", &person.to_string());
    let history = story.views.history(&stream, 0, 100, Sight::Open).await.unwrap();
    assert!(serde_json::to_string(&history).unwrap().contains("[erased]"));
    let ballots = story.views.history(&StreamId::of::<Trade>(&trade), 0, 100, Sight::Open).await.unwrap();
    let told =
        format!("{}{}", serde_json::to_string(&history).unwrap(), serde_json::to_string(&ballots).unwrap());
    for word in ["Tres.Personnel", "Dupondel", "present@exemple.fr"] {
        assert!(!told.contains(word), "{word} is in a history");
    }

    let live = story.views.fingerprint(View::Contacts).await.unwrap();
    let follower = projections::Projection::new(View::Contacts, story.journal.vault().clone());
    story.journal.rebuild(follower, |_| {}).await.unwrap();
    assert_eq!(story.views.fingerprint(View::Contacts).await.unwrap(), live, "history replays all the same");
}

#[tokio::test]
async fn no_view_keeps_what_opens_a_door() {
    let mut story = Story::new(32).await;
    story.unfold(120).await;
    story.follow().await;
    let dump = everything(&story, "views", Role::App).await;
    for secret in ["argon2id", "zt8-kklm", "an0ther-c0de", "from-elsewhere"] {
        assert!(!dump.contains(secret), "{secret} is readable");
    }
    let account = story.views.account(story.accounts[0]).await.unwrap().unwrap();
    assert!(account.has_password && account.profile().unwrap().password_hash.is_none());
    let operator = story.views.operator_by_token(&"ab".repeat(32)).await.unwrap().unwrap();
    assert!(operator.admits(&"ab".repeat(32), story.at));
    assert_eq!(story.views.operator_by_token(&"cd".repeat(32)).await.unwrap(), None, "it was revoked");
}
