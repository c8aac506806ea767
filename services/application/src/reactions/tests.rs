use super::*;
use crate::jobs::KINDS;
use domain_model::trade::Terms;
use domain_model::values::{
    AccountNumber, EmailAddress, Locale, Points, Purpose, Reason, RegistrationNumber, SealOwner, Sealed,
};
use domain_model::vote::{Choice, Vote};

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn jobs(event: impl Into<Event>, id: &str) -> Vec<(Job, i64)> {
    let followups = follow(&event.into(), id, at(), &Catalogue::embedded());
    followups.into_iter().map(|next| (next.job, (next.due_at - at()).num_days())).collect()
}

fn party() -> Party {
    let email: EmailAddress = "dupond@free.test".parse().unwrap();
    let owner = SealOwner::new("contact", 1, Purpose::Contact);
    Party { contact: None, email: Sealed::open(owner, email), locale: Locale::Fr }
}

fn requested(procedure: Procedure) -> trade::Event {
    let terms = Terms {
        number: OperationNumber::new(7),
        name: DomainName::parse("example.com").unwrap(),
        registration: RegistrationNumber::new(1),
        account: AccountNumber::new(13_490),
        owner: ContactNumber::new(1),
        new_owner: ContactNumber::new(2),
        procedure,
        rule: "com@2016-12-01".to_owned(),
        auth_code_mark: String::new(),
        requested_at: at(),
        expires_at: at() + Days::new(14),
    };
    trade::Event::Requested { terms: Box::new(terms), owner: Box::new(party()), new_owner: Box::new(party()) }
}

#[test]
fn a_trade_mails_both_sides_reminds_on_days_3_and_10_and_expires_on_day_14() {
    let trade = OperationNumber::new(7);
    let ballot = |side| Job::Letter(LetterJob::TradeBallot { trade, side, serial: None, reminder: false });
    let remind = |day| Job::Deadline(Deadline::TradeReminder { trade, day });
    assert_eq!(
        jobs(requested(Procedure::Votes), "7"),
        [
            (ballot(TradeSide::Owner), 0),
            (ballot(TradeSide::NewOwner), 0),
            (remind(3), 3),
            (remind(10), 10),
            (Job::Deadline(Deadline::TradeExpiry(trade)), 14),
        ]
    );
}

#[test]
fn a_registry_form_mails_no_links_and_expires_all_the_same() {
    let trade = OperationNumber::new(7);
    let expiry = Job::Deadline(Deadline::TradeExpiry(trade));
    assert_eq!(jobs(requested(Procedure::RegistryForm), "7"), [(expiry, 14)]);
}

#[test]
fn only_an_operators_vote_is_told_to_both_sides() {
    let vote = |voter| trade::Event::VoteCast {
        side: TradeSide::Owner,
        vote: Vote { choice: Choice::Refuse, voter, at: at() },
    };
    let reason = Reason::parse("signed form of 3 March").unwrap();
    let by_operator = Voter::ByOperator { login: "support".into(), reason, evidence: None };
    let told = jobs(vote(by_operator), "7");
    assert_eq!(told.len(), 2);
    for (job, _) in told {
        let Job::Letter(LetterJob::TradeVotedForYou { side, choice, .. }) = job else {
            panic!("another job: {job:?}")
        };
        assert_eq!((side, choice), (TradeSide::Owner, Choice::Refuse));
    }
    let owner = SealOwner::new("contact", 1, Purpose::Evidence);
    let by_link = Voter::ByLink { serial: 1, address: Sealed::open(owner, "192.0.2.1".to_owned()) };
    assert_eq!(jobs(vote(by_link), "7"), []);
}

#[test]
fn every_end_of_a_trade_is_told_to_both_sides_and_completion_ends_its_rivals() {
    let reason = Reason::parse("called off").unwrap();
    let ends = [
        (trade::Event::Refused { side: TradeSide::NewOwner }, Outcome::Refused),
        (trade::Event::Expired, Outcome::Expired),
        (trade::Event::Cancelled { reason }, Outcome::Cancelled),
        (trade::Event::Completed, Outcome::Completed),
    ];
    for (event, expected) in ends {
        let completed = expected == Outcome::Completed;
        let told = jobs(event, "7");
        let letters = told.iter().filter(|(job, _)| {
            matches!(job, Job::Letter(LetterJob::TradeEnded { outcome, .. }) if *outcome == expected)
        });
        assert_eq!(letters.count(), 2, "{expected:?}");
        let rivals = told.iter().any(|(job, _)| *job == Job::EndRivals(OperationNumber::new(7)));
        assert_eq!(rivals, completed, "{expected:?}");
    }
}

#[test]
fn an_operation_goes_to_the_registry_once_it_waits_for_nothing() {
    let number = OperationNumber::new(9);
    let restarted = |waits| operation::Event::Restarted { auth_code: None, waits };
    assert_eq!(jobs(operation::Event::Proceeded, "9"), [(Job::Operation(number), 0)]);
    assert_eq!(jobs(restarted(false), "9"), [(Job::Operation(number), 0)]);
    assert_eq!(jobs(restarted(true), "9"), []);
    assert_eq!(jobs(operation::Event::Closed, "9"), []);
}

#[test]
fn an_erased_person_is_forgotten_outside_the_journal_too() {
    let reason = Reason::parse("asked by the person").unwrap();
    let forget = Job::Forget(ContactNumber::new(151_049));
    assert_eq!(jobs(contact::Event::Erased { reason }, "151049"), [(forget, 0)]);
}

/// Jobs outlive the build that asked for them: how they are written is an interface.
#[test]
fn jobs_read_back_from_what_former_builds_wrote() {
    let trade = OperationNumber::new(7);
    let known = [
        (Job::Operation(trade), r#"{"Operation":7}"#),
        (
            Job::Letter(LetterJob::TradeBallot {
                trade,
                side: TradeSide::Owner,
                serial: Some(2),
                reminder: true,
            }),
            r#"{"Letter":{"TradeBallot":{"trade":7,"side":"Owner","serial":2,"reminder":true}}}"#,
        ),
        (
            Job::Deadline(Deadline::TradeReminder { trade, day: 3 }),
            r#"{"Deadline":{"TradeReminder":{"trade":7,"day":3}}}"#,
        ),
        (
            Job::Deadline(Deadline::Domain(DomainName::parse("example.com").unwrap())),
            r#"{"Deadline":{"Domain":"example.com"}}"#,
        ),
        (Job::Forget(ContactNumber::new(1)), r#"{"Forget":1}"#),
    ];
    for (job, text) in known {
        assert_eq!(serde_json::to_string(&job).unwrap(), text);
        assert_eq!(serde_json::from_str::<Job>(text).unwrap(), job);
        assert!(KINDS.contains(&job.kind()), "no worker claims {}", job.kind());
    }
}

#[test]
fn whoever_a_name_comes_to_is_asked_to_confirm_and_names_follow_the_answer() {
    let name = DomainName::parse("example.com").unwrap();
    let (from, to) = (ContactNumber::new(1), ContactNumber::new(2));
    let changed = domain::Event::RegistrantChanged {
        operation: OperationNumber::new(7),
        from,
        to,
        lock: None,
        expires: None,
    };
    assert_eq!(jobs(changed, "example.com"), [(Job::AskOwner(name.clone()), 0)]);
    let owner = domain_model::operation::DomainChanges { owner: Some(to), ..Default::default() };
    for (changes, next) in [(owner, vec![(Job::AskOwner(name), 0)]), (Default::default(), vec![])] {
        assert_eq!(jobs(domain::Event::Corrected { changes: Box::new(changes) }, "example.com"), next);
    }
    for event in
        [contact::Event::VerificationRequired { by: at() }, contact::Event::Verified { at: at(), link: None }]
    {
        assert_eq!(jobs(event, "1"), [(Job::PlanOwned(from), 0)]);
    }
}

#[test]
fn a_holder_hears_of_low_points_and_what_waits_expires() {
    let (account, level) = (AccountNumber::new(13_490), Points::new(500).unwrap());
    let available = Points::new(499).unwrap();
    let low = points_account::Event::RanLow { available, level };
    let letter = Job::Letter(LetterJob::LowPoints { account, available, level });
    let written = r#"{"Letter":{"LowPoints":{"account":13490,"available":499,"level":500}}}"#;
    assert_eq!(serde_json::to_string(&letter).unwrap(), written);
    assert_eq!(jobs(low, "13490"), [(letter, 0)]);
    let set = points_account::Event::LowPointsSet { level: Some(level) };
    assert_eq!(jobs(set, "13490"), []);
    let proposal = Box::new(adjustment::Proposal {
        account,
        change: adjustment::Change::Grant(level),
        reason: Reason::parse("welcome").unwrap(),
        proposer: "finance".parse().unwrap(),
        limit: available,
        expires_at: at() + Days::new(7),
    });
    let expiry = Job::Deadline(Deadline::AdjustmentExpiry(AdjustmentNumber::new(7)));
    assert_eq!(serde_json::to_string(&expiry).unwrap(), r#"{"Deadline":{"AdjustmentExpiry":7}}"#);
    assert_eq!(jobs(adjustment::Event::Proposed { proposal }, "7"), [(expiry, 7)]);
}
