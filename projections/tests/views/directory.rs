//! The directory in memory is what the journal says, however it came to know it.

use crate::story::{Story, reason};
use domain_model::Actor;
use domain_model::contact::{self, Contact};
use domain_model::values::{ContactNumber, DomainName};
use journal::follow::Follower;
use journal::{Streams, Unit};
use projections::directory::{Directory, FoundName, PersonText};
use projections::{Projection, View};
use std::time::{Duration, Instant};
use tokio_util::sync::{CancellationToken, DropGuard};

const PATIENCE: Duration = Duration::from_secs(30);

/// One that follows until the guard is dropped.
fn following(story: &Story) -> (Directory, DropGuard) {
    let (directory, stop) = (Directory::default(), CancellationToken::new());
    let (follower, views, token) = (directory.clone(), story.views.clone(), stop.clone());
    tokio::spawn(async move { follower.follow(&views, token).await });
    (directory, stop.drop_guard())
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < PATIENCE, "{what} did not come");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Everything that it says of the names of the story.
fn said(directory: &Directory, story: &Story) -> Vec<(DomainName, Option<FoundName>)> {
    story.names.iter().map(|name| (name.clone(), directory.name(name))).collect()
}

fn same(left: &[(DomainName, Option<FoundName>)], right: &[(DomainName, Option<FoundName>)]) -> bool {
    let facts = |(_, found): &(DomainName, Option<FoundName>)| {
        found.clone().map(|found| (found.facts, found.persons))
    };
    left.iter().map(facts).eq(right.iter().map(facts))
}

async fn tables(story: &Story) {
    for view in [View::Whois, View::Contacts, View::Registers] {
        let projection = Projection::new(view, story.journal.vault().clone());
        assert!(!projection.schema().is_empty());
        story.journal.set_up(&projection).await.unwrap();
    }
}

#[tokio::test]
async fn following_live_equals_starting_anew_and_reading_the_journal_alone() {
    let mut story = Story::new(57).await;
    tables(&story).await;
    // Before any view has seen anything: all of it comes from the journal's end.
    let (alone, _stop) = following(&story);
    until("readiness", async || alone.is_ready()).await;
    story.unfold(120).await;
    story.follow().await;
    let (live, _stop) = following(&story);
    until("readiness", async || live.is_ready()).await;
    story.unfold(120).await;
    story.follow().await;
    let (anew, _stop) = following(&story);
    until("readiness", async || anew.is_ready()).await;
    let expected = said(&anew, &story);
    let held = expected.iter().filter(|(_, found)| found.is_some()).count();
    assert!(
        held > 3 && held < expected.len(),
        "{held} of {}: names that are ours, and others",
        expected.len()
    );
    for (what, directory) in [("following live", &live), ("the journal alone", &alone)] {
        until(what, async || same(&said(directory, &story), &expected)).await;
        assert_eq!(directory.kept(), anew.kept(), "{what}");
    }
}

/// As the journal has it at once, though no other view follows.
#[tokio::test]
async fn what_happens_is_known_without_the_other_views() {
    let mut story = Story::new(58).await;
    tables(&story).await;
    let account = story.open_account(1_000_000).await;
    let (used, unused) = (
        story.register_contact(account, "p@exemple.fr").await,
        story.register_contact(account, "q@exemple.fr").await,
    );
    let (directory, _stop) = following(&story);
    let mut name = None;
    while name.is_none() {
        let fresh = DomainName::parse(&format!("n{}.com", story.number())).unwrap();
        name = story.register(account, used, &fresh).await;
    }
    let name = name.unwrap();
    until("the name", async || directory.name(&name).is_some()).await;
    let person = directory.name(&name).unwrap().persons[0].1.clone().unwrap();
    assert_eq!(person.texts().get(PersonText::Email), Some("p@exemple.fr"));
    assert_eq!(person.texts().get(PersonText::Fax), None, "never given");
    assert!(directory.person(&person.handle).is_some());
    let other = story.journal.load::<Contact>(&unused).await.unwrap().state;
    let handle = other.active().unwrap().handle.clone();
    assert_eq!(directory.kept().persons, 2);
    assert!(directory.person(&handle).is_none(), "who stands in no name is not in the directory");

    erase(&mut story, used).await;
    until("the erasure", async || directory.name(&name).is_some_and(|found| found.persons[0].1.is_none()))
        .await;
    assert!(directory.person(&person.handle).is_none());
}

async fn erase(story: &mut Story, person: ContactNumber) {
    story.journal.vault().erase(&format!("contact:{person}"), &["contact"]).await.unwrap();
    let erase = contact::Command::Erase { reason: reason("asked for by the person") };
    let streams = Streams::new().with::<Contact>(&person);
    let decide = |unit: &mut Unit| {
        unit.execute::<Contact>(&person, &erase).map(|_| ()).map_err(|refused| refused.to_string())
    };
    assert!(story.unit(Actor::System, streams, decide).await);
}
