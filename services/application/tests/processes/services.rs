//! Hosted services of a name.

use crate::scenarios::{account, servers};
use crate::world::{POINTS, World};
use application::{
    AskError, AskedRedirection, ChangeDomain, CreateMailbox, DeleteDomain, Opened, RedirectionKind, Refusal,
    RegisterDomain, ServeRedirection, ServiceSettings,
};
use domain_model::domain::{self, Domain, Registration};
use domain_model::mailboxes::{self, Mailboxes};
use domain_model::operation::{Contacts, DomainChanges, Operation};
use domain_model::redirections;
use domain_model::values::{
    AccountNumber, ContactNumber, DnsService, DomainName, DsRecord, EppStatus, HostName, MailboxName,
    NameServers, Period, Reason, SecDns, StatusSet, WebRedirection,
};

const WEB: RedirectionKind = RedirectionKind::Web(WebRedirection::Found);
const ZONE: &str = "www A 88.191.249.162\nmail A 88.191.249.132\n@ MX 10 mail\n";

/// A name of an account's, at the registry.
struct Served<'w> {
    world: &'w World,
    account: AccountNumber,
    name: DomainName,
}

impl<'w> Served<'w> {
    async fn register(world: &'w World, account: AccountNumber, owner: ContactNumber, name: &str) -> Self {
        let (own, name) = (account.own_contact(), DomainName::parse(name).unwrap());
        let asked = RegisterDomain {
            account,
            name: name.clone(),
            period: Period::new(1).unwrap(),
            contacts: Contacts { owner, admin: own, tech: own, billing: own },
            servers: NameServers::default(),
            auth_code: None,
            service: None,
            privacy: None,
            declarations: None,
            language: None,
        };
        world.application.register_domain(asked, &world.ask()).await.unwrap();
        world.settle().await;
        Self { world, account, name }
    }

    async fn held(&self) -> Registration {
        let domain = self.world.application.journal().load::<Domain>(&self.name).await.unwrap().state;
        domain.registration().unwrap().clone()
    }

    fn redirection(&self, kind: RedirectionKind, source: &str, destination: &str) -> ServeRedirection {
        let redirection = AskedRedirection::parse(kind, source, destination).unwrap();
        ServeRedirection { account: self.account, name: self.name.clone(), redirection }
    }

    async fn redirect(
        &self,
        kind: RedirectionKind,
        source: &str,
        destination: &str,
    ) -> Result<usize, AskError> {
        let (asked, ask) = (self.redirection(kind, source, destination), self.world.ask());
        self.world.application.add_redirection(&asked, &ask).await.map(|accepted| accepted.value)
    }

    async fn change(&self, changes: DomainChanges) -> Opened {
        let (account, name) = (self.account, self.name.clone());
        let asked = ChangeDomain { account, name, changes, auth_code: None };
        self.world.application.change_domain(asked, &self.world.ask()).await.unwrap().value
    }

    async fn set_zone(&self, text: &str) -> Result<usize, AskError> {
        let (application, ask) = (&self.world.application, self.world.ask());
        application.set_custom_zone(self.account, &self.name, text, &ask).await.map(|accepted| accepted.value)
    }

    async fn make_mailbox(&self, mailbox: &str, password: &str, quota: Option<u32>) -> Result<(), AskError> {
        let asked = CreateMailbox {
            account: self.account,
            name: self.name.clone(),
            mailbox: MailboxName::parse(mailbox).unwrap(),
            password: password.to_owned().into(),
            quota,
        };
        self.world.application.create_mailbox(asked, &self.world.ask()).await.map(|_| ())
    }

    /// Redirections, records and mailboxes as an account sees them.
    async fn seen_by(&self, account: AccountNumber) -> Result<(usize, usize, usize), AskError> {
        let (application, name) = (&self.world.application, &self.name);
        Ok((
            application.redirections(account, name).await?.len(),
            application.custom_zone(account, name).await?.len(),
            application.mailboxes(account, name).await?.len(),
        ))
    }
}

fn ours() -> Vec<HostName> {
    ServiceSettings::default().name_servers
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, AskError>) -> Refusal {
    match outcome {
        Err(AskError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn redirections_bring_a_name_to_our_servers_by_one_update() {
    let world = World::new().await;
    let owner = world.contact("owner@redirected.test").await;
    let served = Served::register(&world, account(), owner, "redirected.com").await;
    let record = DsRecord::new(1234, 8, 2, &"44".repeat(32)).unwrap();
    let signed = SecDns::ds(vec![record]).unwrap();
    let elsewhere = servers(&["ns1.elsewhere.example", "ns2.elsewhere.example"]);
    served
        .change(DomainChanges { servers: Some(elsewhere), secdns: Some(signed), ..DomainChanges::default() })
        .await;
    world.settle().await;

    world.stop_worker().await;
    assert_eq!(served.redirect(WEB, "http://www.redirected.com", "https://example.org/a").await.unwrap(), 1);
    let busy = served.held().await.busy.unwrap();
    assert_eq!(served.held().await.service(), DnsService::Redir);
    // The update is under way: the next ones need none of their own.
    let mail = ("webmaster@redirected.com", "mon.nom@monfai.test");
    assert_eq!(served.redirect(RedirectionKind::Mail, mail.0, mail.1).await.unwrap(), 2);
    assert_eq!(served.redirect(RedirectionKind::Mail, mail.0, mail.1).await.unwrap(), 2, "silence");
    assert_eq!(served.held().await.busy, Some(busy));
    world.start_worker().await;
    world.settle().await;

    let held = served.held().await;
    assert_eq!(held.servers.hosts().cloned().collect::<Vec<_>>(), ours());
    assert_eq!((held.secdns, held.busy), (None, None), "our servers do not sign");
    let operation = world.application.journal().load::<Operation>(&busy).await.unwrap().state;
    assert!(matches!(operation, Operation::Done(..)), "{operation:?}");
    assert_eq!(served.redirect(WEB, "http://redirected.com/", "http://example.org").await.unwrap(), 3);
    assert_eq!(served.held().await.busy, None, "nothing is left to be told");
}

#[tokio::test]
async fn an_update_of_another_kind_stands_in_the_way() {
    let world = World::new().await;
    let owner = world.contact("owner@busy.test").await;
    let served = Served::register(&world, account(), owner, "busy-name.com").await;
    world.stop_worker().await;
    let operation =
        served.change(DomainChanges { billing: Some(owner), ..DomainChanges::default() }).await.operation;
    let busy = served.redirect(WEB, "http://www.busy-name.com", "http://example.org").await;
    assert_eq!(refused(busy), Refusal::Domain(domain::Refusal::Busy(operation)));
    assert_eq!(served.seen_by(account()).await.unwrap().0, 0, "nothing is kept");
    assert_eq!(served.held().await.service(), DnsService::Dns);
}

#[tokio::test]
async fn where_redirections_lead() {
    let world = World::new().await;
    let owner = world.contact("owner@leads.test").await;
    let served = Served::register(&world, account(), owner, "leads.com").await;
    let field = |refusal: Refusal| match refusal {
        Refusal::Fields(errors) => (errors[0].field.clone(), errors[0].rule.clone()),
        other => panic!("{other:?}"),
    };
    for (kind, source, destination, wrong) in [
        (WEB, "http://www.badleads.com", "http://example.org", ("source", "outside")),
        (WEB, "http://example.org", "http://www.leads.com", ("source", "outside")),
        (WEB, "http://www.leads.com", "https://WWW.leads.com/x", ("destination", "loop")),
        (RedirectionKind::Mail, "a@example.org", "b@free.test", ("source", "outside")),
        (RedirectionKind::Mail, "a@leads.com", "A@leads.com", ("destination", "loop")),
        (RedirectionKind::Mail, "a@leads.com", "b@nobody.invalid", ("destination", "no-mail")),
    ] {
        let refusal = field(refused(served.redirect(kind, source, destination).await));
        assert_eq!((refusal.0.as_str(), refusal.1.as_str()), wrong, "{source} to {destination}");
    }
    let unanswered = served.redirect(RedirectionKind::Mail, "a@leads.com", "b@silent.test").await;
    assert!(matches!(unanswered, Err(AskError::Resolver(_))), "{unanswered:?}");
    // Below the name too.
    served.redirect(RedirectionKind::Mail, "a@below.leads.com", "b@free.test").await.unwrap();
    served.redirect(WEB, "http://deep.below.leads.com/", "ftp://ftp.example.org/").await.unwrap();
}

#[tokio::test]
async fn a_status_that_forbids_updates_keeps_redirections() {
    let world = World::new().await;
    let owner = world.contact("owner@locked.test").await;
    let served = Served::register(&world, account(), owner, "locked-name.com").await;
    served.redirect(WEB, "http://www.locked-name.com", "http://example.org").await.unwrap();
    world.settle().await;
    let locked = Some(StatusSet::of(&[EppStatus::ClientUpdateProhibited]));
    served.change(DomainChanges { client_statuses: locked, ..DomainChanges::default() }).await;
    world.settle().await;
    let delete = async |source: &str| {
        let asked = served.redirection(WEB, source, "http://example.org");
        world.application.delete_redirection(&asked, &world.ask()).await
    };
    let prohibited = Refusal::Domain(domain::Refusal::StatusProhibits(EppStatus::ClientUpdateProhibited));
    assert_eq!(refused(delete("http://www.locked-name.com").await), prohibited);
    let unknown = Refusal::Redirections(redirections::Refusal::Unknown);
    assert_eq!(refused(delete("http://blog.locked-name.com").await), unknown);
    assert_eq!(refused(served.set_zone(ZONE).await), prohibited, "how it is served would change");
    served
        .change(DomainChanges { client_statuses: Some(StatusSet::EMPTY), ..DomainChanges::default() })
        .await;
    world.settle().await;
    delete("http://www.locked-name.com").await.unwrap();
    assert_eq!(refused(delete("http://www.locked-name.com").await), unknown);
}

#[tokio::test]
async fn a_zone_replaces_the_one_before() {
    let world = World::new().await;
    let owner = world.contact("owner@zoned.test").await;
    let served = Served::register(&world, account(), owner, "zoned.com").await;
    let delegated = served.held().await.servers;
    assert_eq!(served.set_zone(ZONE).await.unwrap(), 3);
    let held = served.held().await;
    assert_eq!((held.service(), held.busy, held.servers), (DnsService::DnsPerso, None, delegated));
    let wrong = refused(served.set_zone("www A 88.191.249.162\nwww A nowhere\n").await);
    assert!(matches!(wrong, Refusal::ZoneText { line: 2, .. }), "{wrong:?}");
    let long = refused(served.set_zone(&"; long\n".repeat(100_000)).await);
    assert!(matches!(long, Refusal::Zone(_)), "{long:?}");
    let many: String = (0..1001).map(|n| format!("w{n} A 1.1.1.1\n")).collect();
    assert!(matches!(refused(served.set_zone(&many).await), Refusal::Zone(_)));
    assert_eq!(served.seen_by(account()).await.unwrap(), (0, 3, 0));
    assert_eq!(served.set_zone("; nothing any more\n").await.unwrap(), 0);
    assert_eq!(served.seen_by(account()).await.unwrap(), (0, 0, 0));
    assert_eq!(served.held().await.service(), DnsService::DnsPerso);
}

#[tokio::test]
async fn mailboxes_keep_no_password() {
    let world = World::new().await;
    let owner = world.contact("owner@boxes.test").await;
    let served = Served::register(&world, account(), owner, "boxes.com").await;
    served.make_mailbox("Pierre", "tres-secret", Some(200)).await.unwrap();
    served.make_mailbox("pierre", "tres-secret", Some(200)).await.unwrap();
    let exists = Refusal::Mailboxes(mailboxes::Refusal::Exists);
    assert_eq!(refused(served.make_mailbox("pierre", "autre-secret", Some(200)).await), exists);
    assert_eq!(refused(served.make_mailbox("pierre", "tres-secret", Some(201)).await), exists);
    assert!(matches!(refused(served.make_mailbox("marie", "short", None).await), Refusal::Fields(_)));
    served.make_mailbox("marie", "tres-secret", None).await.unwrap();
    let too_large = refused(served.make_mailbox("paul", "tres-secret", Some(10_240)).await);
    assert!(matches!(too_large, Refusal::Mailboxes(mailboxes::Refusal::OverQuota { .. })), "{too_large:?}");

    let all = world.application.mailboxes(account(), &served.name).await.unwrap();
    let shown: Vec<_> = all.iter().map(|(name, mailbox)| (name.as_str(), mailbox.quota)).collect();
    assert_eq!(shown, [("pierre", 200), ("marie", 100)]);
    assert!(all.iter().all(|(_, mailbox)| mailbox.password_hash.starts_with("$argon2id$")));
    let stream = world.application.journal().load::<Mailboxes>(&served.name).await.unwrap().state;
    assert!(!serde_json::to_string(&stream).unwrap().contains("tres-secret"));

    let pierre = || MailboxName::parse("pierre").unwrap();
    for _ in 0..2 {
        world.application.delete_mailbox(account(), &served.name, pierre(), &world.ask()).await.unwrap();
    }
    assert_eq!(served.seen_by(account()).await.unwrap(), (0, 0, 1));
}

#[tokio::test]
async fn erasing_the_registrant_closes_what_was_personal() {
    let world = World::new().await;
    let owner = world.contact("owner@erased.test").await;
    let served = Served::register(&world, account(), owner, "erased-name.com").await;
    served.redirect(WEB, "http://www.erased-name.com", "http://example.org").await.unwrap();
    world.settle().await;
    let mail = (RedirectionKind::Mail, "pierre@erased-name.com", "dupond@free.test");
    served.redirect(mail.0, mail.1, mail.2).await.unwrap();
    served.make_mailbox("pierre", "tres-secret", None).await.unwrap();
    served.set_zone(ZONE).await.unwrap();
    assert_eq!(served.seen_by(account()).await.unwrap(), (2, 3, 1));
    let reason = Reason::parse("asked by the person").unwrap();
    world.application.erase_contact(owner, reason, &world.ask()).await.unwrap();
    world.settle().await;
    assert_eq!(served.seen_by(account()).await.unwrap(), (1, 3, 0), "the web and the zone are not personal");
    // The account answers for what comes after.
    assert_eq!(served.redirect(mail.0, mail.1, mail.2).await.unwrap(), 2);
    served.make_mailbox("pierre", "tres-secret", None).await.unwrap();
    assert_eq!(served.seen_by(account()).await.unwrap(), (2, 3, 1));
}

#[tokio::test]
async fn the_next_registration_starts_empty() {
    let world = World::new().await;
    let owner = world.contact("owner@again.test").await;
    let served = Served::register(&world, account(), owner, "again-and-again.com").await;
    let blog = (WEB, "http://blog.again-and-again.com", "http://example.org");
    served.redirect(blog.0, blog.1, blog.2).await.unwrap();
    world.settle().await;
    served.set_zone(ZONE).await.unwrap();
    served.make_mailbox("pierre", "tres-secret", None).await.unwrap();
    let stranger = AccountNumber::new(13_777);
    world.open_account(stranger.get(), POINTS).await;
    let not_theirs = |outcome| matches!(refused(outcome), Refusal::NotYours { .. });
    assert!(not_theirs(served.seen_by(stranger).await));

    // Within the add grace period it is free at once.
    let delete = DeleteDomain { account: account(), name: served.name.clone() };
    world.application.delete_domain(delete, &world.ask()).await.unwrap();
    world.settle().await;
    let gone = Refusal::Domain(domain::Refusal::NotHeld);
    assert_eq!(refused(served.seen_by(account()).await), gone);
    let next = Served::register(&world, stranger, stranger.own_contact(), served.name.as_str()).await;
    assert_eq!(next.seen_by(stranger).await.unwrap(), (0, 0, 0));
    assert_eq!(next.held().await.service(), DnsService::Dns);
    assert!(not_theirs(next.seen_by(account()).await));
    assert_eq!(next.redirect(blog.0, blog.1, "http://example.net").await.unwrap(), 1);
    next.make_mailbox("pierre", "autre-secret", None).await.unwrap();
    assert_eq!(next.seen_by(stranger).await.unwrap(), (1, 0, 1));
}

#[tokio::test]
async fn how_a_name_is_served() {
    let world = World::new().await;
    let owner = world.contact("owner@mode.test").await;
    let served = Served::register(&world, account(), owner, "mode-name.com").await;
    let stranger = AccountNumber::new(13_778);
    world.open_account(stranger.get(), POINTS).await;
    let set = async |account, service| {
        world.application.set_service(account, &served.name, service, &world.ask()).await
    };
    let slave = DnsService::DnsSlave { master: "88.191.249.162".parse().unwrap() };
    for service in [DnsService::Parking, slave, slave, DnsService::Dns] {
        set(account(), service).await.unwrap();
        assert_eq!(served.held().await.service(), service);
    }
    assert!(matches!(refused(set(stranger, slave).await), Refusal::NotYours { .. }));
}
