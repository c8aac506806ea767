//! What is owed about names, drawn by chance; and the list that people read.

use crate::story::{Story, decide, reason};
use chrono::{Days, NaiveDate};
use domain_model::Actor;
use domain_model::obligations::{Command, Discharge, Key, Kind, Obligations, Plan, Terms};
use domain_model::values::{AccountNumber, DomainName, RegistrationNumber};
use journal::Streams;
use projections::Paging;
use projections::obligations::ObligationFilter;

const KINDS: [Kind; 3] = [Kind::ExpiryNotice { days: 30 }, Kind::ExpiredNotice, Kind::Deletion];

fn terms(story: &Story, kind: Kind, about: NaiveDate) -> Terms {
    Terms {
        key: Key { kind, about },
        registration: RegistrationNumber::new(1),
        account: AccountNumber::new(13_490),
        from: story.at,
        due: story.at + Days::new(4),
        rule: "com@2016-12-01".to_owned(),
    }
}

impl Story {
    pub async fn owe(&mut self, name: &DomainName, command: &Command) -> bool {
        let streams = Streams::new().with::<Obligations>(name);
        self.unit(Actor::Clock, streams, |unit| decide::<Obligations>(unit, name, command)).await
    }

    pub async fn owe_something(&mut self) {
        let name = DomainName::parse(&format!("owed{}.com", self.chance.below(4))).unwrap();
        let kind = self.chance.pick(&KINDS).unwrap();
        let known = self.journal.load::<Obligations>(&name).await.unwrap().state;
        let keys: Vec<Key> = known.iter().map(|owed| owed.terms.key).collect();
        let key = self.chance.pick(&keys);
        let command = match (self.chance.below(6), key) {
            (0 | 1, _) | (_, None) => {
                let wanted = vec![terms(self, kind, self.at.date_naive())];
                Command::Plan { plan: Plan::InForce { wanted }, at: self.at }
            }
            (2, Some(key)) => Command::Miss { key, at: self.at + Days::new(9) },
            (3, Some(key)) => Command::Waive { key, reason: reason("asked on the phone") },
            (_, Some(key)) => {
                Command::Discharge { key, by: Discharge::Letter { id: format!("notice-{key}") } }
            }
        };
        self.owe(&name, &command).await;
    }
}

#[tokio::test]
async fn what_is_owed_is_listed_by_its_day_until_it_is_done() {
    let mut story = Story::new(3).await;
    let name = DomainName::parse("owed.com").unwrap();
    let about = story.at.date_naive();
    let wanted: Vec<Terms> = KINDS.iter().map(|kind| terms(&story, *kind, about)).collect();
    let key = |kind| Key { kind, about };
    let at = story.at;
    let letter = Discharge::Letter { id: "notice-1".to_owned() };
    for command in [
        Command::Plan { plan: Plan::InForce { wanted }, at },
        Command::Discharge { key: key(KINDS[0]), by: letter.clone() },
        Command::Miss { key: key(KINDS[1]), at: at + Days::new(5) },
    ] {
        assert!(story.owe(&name, &command).await);
    }
    story.follow().await;
    let list = async |filter: ObligationFilter| {
        let page = Paging { first: 10, after: None, descending: false };
        let page = story.views.obligations(&filter, &page).await.unwrap();
        let rows = page.items.into_iter().map(|item| item.row);
        let mut rows: Vec<_> = rows.map(|row| (row.kind, row.standing, row.missed, row.letter)).collect();
        rows.sort();
        rows
    };
    let row = |kind: &str, standing: &str, missed, letter: Option<&str>| {
        (kind.to_owned(), standing.to_owned(), missed, letter.map(str::to_owned))
    };
    let open = row("deletion", "open", false, None);
    let missed = row("expired-notice", "missed", true, None);
    let done = row("expiry-notice-30", "discharged", false, Some("notice-1"));
    let all = ObligationFilter { name: Some(name.clone()), ..ObligationFilter::default() };
    assert_eq!(list(all.clone()).await, [open.clone(), missed.clone(), done.clone()]);
    let filter = ObligationFilter { outstanding: Some(true), ..all.clone() };
    assert_eq!(list(filter).await, [open.clone(), missed.clone()]);
    let filter = ObligationFilter { outstanding: Some(false), ..all.clone() };
    assert_eq!(list(filter).await, [done]);
    let filter = ObligationFilter { missed: Some(true), ..all.clone() };
    assert_eq!(list(filter).await, [missed]);
    let filter = ObligationFilter { kind: Some("deletion".to_owned()), ..all.clone() };
    assert_eq!(list(filter).await, [open]);
    let filter = ObligationFilter { due: Some(at), ..all };
    assert_eq!(list(filter).await, []);
    assert!(story.owe(&name, &Command::Discharge { key: key(KINDS[1]), by: letter }).await);
    story.follow().await;
    let late =
        ObligationFilter { missed: Some(true), outstanding: Some(false), ..ObligationFilter::default() };
    assert_eq!(story.views.count_obligations(&late).await.unwrap(), 1, "done late is still on the record");
}
