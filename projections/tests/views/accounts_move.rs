//! Accounts of services that move, drawn by chance.

use crate::story::*;
use chrono::Days;
use domain_model::Actor;
use domain_model::contact_change::{Aborted, AccountRole, Command, ContactChange, Side, Terms};
use domain_model::values::*;
use domain_model::vote::{Choice, Voter};
use journal::Streams;
use projections::contact_changes::ContactChangeFilter;
use projections::{Paging, Sight};

impl Story {
    /// A change is asked for, or something happens to one.
    pub async fn change_accounts(&mut self) {
        let Some((name, registration)) = self.held().await else { return };
        let Some(to) = self.chance.pick(&self.accounts.clone()) else { return };
        let number = OperationNumber::new(self.number());
        let from = registration.account;
        let drawn = AccountRole::ALL.into_iter().filter(|_| self.chance.one_in(2)).collect();
        let terms = Terms {
            number,
            name,
            registration: registration.number,
            roles: drawn,
            from,
            to,
            asked_by: from,
            requested_at: self.at,
            expires_at: self.at + Days::new(14),
        };
        let ask = Command::Ask {
            terms: Box::new(terms),
            from: Box::new(Self::party(from.own_contact(), "ancien@exemple.fr")),
            to: Box::new(Self::party(to.own_contact(), "nouveau@exemple.fr")),
        };
        if self.on_change(number, &ask).await {
            self.changes.push(number);
        }
        for _ in 0..3 {
            self.answer_change().await;
        }
    }

    /// Whether one waits for votes, and another does not.
    async fn has_changes_of_both_kinds(&self) -> bool {
        let (mut open, mut closed) = (false, false);
        for number in &self.changes {
            let state = self.journal.load::<ContactChange>(number).await.unwrap().state;
            let votes = matches!(state, ContactChange::Voting(..));
            (open, closed) = (open || votes, closed || !votes);
        }
        open && closed
    }

    async fn answer_change(&mut self) {
        let Some(number) = self.chance.pick(&self.changes.clone()) else { return };
        let side = if self.chance.one_in(2) { Side::From } else { Side::To };
        let choice = if self.chance.one_in(4) { Choice::Refuse } else { Choice::Accept };
        let voter = Voter::ByOperator { login: "support".into(), reason: reason("by phone"), evidence: None };
        let party = Box::new(Self::party(self.contacts[0].1, "ailleurs@exemple.fr"));
        let command = match self.chance.below(9) {
            0 => Command::Remind { day: 3 },
            1 => Command::Expire { at: self.at + Days::new(30) },
            2 => Command::Abort { why: Aborted::RolesMoved },
            3 => Command::VoidLinks { side },
            4 => Command::Resend { side, party, most: 5, at: self.at },
            5 => Command::Complete,
            6 => Command::Fail { code: 2304, message: "no".to_owned() },
            7 => Command::Resume,
            _ => Command::Vote { side, choice, voter, at: self.at },
        };
        self.on_change(number, &command).await;
    }

    async fn on_change(&mut self, number: OperationNumber, command: &Command) -> bool {
        let streams = Streams::new().with::<ContactChange>(&number);
        self.unit(Actor::System, streams, |unit| decide::<ContactChange>(unit, &number, command)).await
    }
}

#[tokio::test]
async fn tasks_are_found_by_the_accounts_that_take_part() {
    let mut story = Story::new(29).await;
    story.unfold(40).await;
    for _ in 0..30 {
        story.change_accounts().await;
    }
    // Chance draws both kinds sooner or later, whatever else the story draws.
    for _ in 0..200 {
        if story.has_changes_of_both_kinds().await {
            break;
        }
        // There may be no name yet whose accounts could move.
        story.unfold(5).await;
        story.change_accounts().await;
    }
    story.follow().await;
    let all = Paging::first(500);
    let list = async |filter: ContactChangeFilter| {
        let page = story.views.contact_changes(&filter, &all, Sight::Open).await.unwrap();
        assert_eq!(page.items.len() as u64, story.views.count_contact_changes(&filter).await.unwrap());
        page.into_rows()
    };
    let rows = list(ContactChangeFilter::default()).await;
    assert_eq!(rows.len(), story.changes.len());
    assert!(rows.iter().any(|row| row.open) && rows.iter().any(|row| !row.open), "both kinds are drawn");
    for row in &rows {
        assert_eq!(row.open, row.state == "Voting");
        let (_, ballots) = row.change.dossier().unwrap();
        assert!(ballots.from.party.email.value().is_some(), "opened on demand");
        let over = !matches!(row.change, ContactChange::Voting(..) | ContactChange::Approved(..));
        assert_eq!(row.ended_at.is_some(), over, "{row:?}");
        let name = row.name.clone().unwrap();
        let open = story.views.open_contact_changes(&name).await.unwrap();
        assert_eq!(open.contains(&row.number), row.open);
        let open = story.views.open_contact_changes_with(row.to_account.unwrap()).await.unwrap();
        assert_eq!(open.contains(&row.number), row.open);
    }
    for account in story.accounts.clone() {
        let filter = ContactChangeFilter { account: Some(account), ..ContactChangeFilter::default() };
        let concerned: Vec<_> = rows.iter().filter(|row| row.terms().unwrap().concerns(account)).collect();
        assert_eq!(list(filter).await.iter().collect::<Vec<_>>(), concerned);
        let gains = ContactChangeFilter { to_account: Some(account), ..ContactChangeFilter::default() };
        let expected = rows.iter().filter(|row| row.to_account == Some(account)).count();
        assert_eq!(list(gains).await.len(), expected);
    }
    let services = story.views.services_of(story.accounts[0], None).await.unwrap();
    assert!(!services.is_empty() && services.is_sorted());
}
