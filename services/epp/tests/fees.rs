//! Fees (RFC 8748): asked for where the session speaks them, read, and agreed to with the command that costs.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use application::ports::{
    Answer, AnswerData, CheckedName, FeeFor, Registry, RegistryCommand, SpecialFee, TransferVerb,
};
use chrono::DateTime;
use domain_model::values::{AuthCode, Cents, ClTrid, Currency, DomainName, Money, Period};
use epp::EppRegistry;
use support::{Act, Scripted, response};

fn name() -> DomainName {
    DomainName::parse("premium-a.com").unwrap()
}

fn fee() -> Money {
    Money::from_cents(Cents::new(25_000).unwrap(), Currency::EUR)
}

fn check() -> RegistryCommand {
    RegistryCommand::CheckDomains { names: vec![name()], fees: vec![FeeFor::FIRST_YEAR], token: None }
}

async fn send(registry: &EppRegistry, command: RegistryCommand) -> Answer {
    registry.send(command, &ClTrid::parse("7-1-1").unwrap(), None).await.unwrap()
}

const CHECKED: &str = r#"<resData><d:chkData xmlns:d="urn:ietf:params:xml:ns:domain-1.0"><d:cd><d:name avail="1">premium-a.com</d:name></d:cd></d:chkData></resData>"#;
const PRICED: &str = r#"<extension><f:chkData xmlns:f="urn:ietf:params:xml:ns:epp:fee-1.0"><f:currency>EUR</f:currency><f:cd avail="1"><f:objID>premium-a.com</f:objID><f:class>premium</f:class><f:command name="create"><f:period unit="y">1</f:period><f:fee>250.00</f:fee></f:command></f:cd></f:chkData></extension>"#;

#[tokio::test]
async fn a_check_asks_for_fees_and_reads_them() {
    let server = Scripted::start(|_| Act::Answer(response(1000, "ok", &format!("{CHECKED}{PRICED}")))).await;
    let (registry, _) = server.registry();
    let answer = send(&registry, check()).await;
    let AnswerData::DomainCheck(names) = answer.data else { panic!("{:?}", answer.data) };
    let fees = vec![SpecialFee { of: FeeFor::FIRST_YEAR, amount: Some(fee()) }];
    assert_eq!(names, [CheckedName { name: name(), free: true, reason: None, reserved: false, fees }]);
    let asked = server.last("<clTRID>7-1-1");
    assert!(
        asked.contains("<fee:command name=\"create\"><fee:period unit=\"y\">1</fee:period></fee:command>"),
        "{asked}"
    );
}

#[tokio::test]
async fn a_registry_that_speaks_of_no_fees_is_asked_for_none() {
    let server = Scripted::start(|_| Act::Answer(response(1000, "ok", CHECKED))).await;
    let mut config = server.config();
    config.services.extensions.retain(|uri| !uri.ends_with(":fee-1.0"));
    let (registry, _) = server.registry_with(config);
    let answer = send(&registry, check()).await;
    let AnswerData::DomainCheck(names) = answer.data else { panic!("{:?}", answer.data) };
    assert_eq!(
        names,
        [CheckedName { name: name(), free: true, reason: None, reserved: false, fees: vec![] }]
    );
    let asked = server.last("<clTRID>7-1-1");
    assert!(!asked.contains("<extension>") && !asked.contains("fee-1.0"), "{asked}");
}

#[tokio::test]
async fn the_fee_that_was_agreed_to_goes_with_the_command_that_costs() {
    let server = Scripted::start(|_| Act::Answer(response(1000, "ok", ""))).await;
    let (registry, _) = server.registry();
    let (at, one) = (DateTime::UNIX_EPOCH, Period::ONE_YEAR);
    let create = |fee| RegistryCommand::CreateDomain {
        name: name(),
        period: one,
        servers: vec![],
        registrant: None,
        admin: None,
        tech: None,
        auth_code: AuthCode::parse("Secret-2026-x").unwrap(),
        secdns: None,
        language: Some("FRE".into()),
        fee,
        claims_notice: None,
        allocation_token: None,
    };
    let renew = |fee| RegistryCommand::RenewDomain { name: name(), period: one, current_expiry: at, fee };
    let restore = |fee| RegistryCommand::RestoreDomain { name: name(), deleted_at: at, restored_at: at, fee };
    let transfer = |fee| {
        let (verb, auth_code) = (TransferVerb::Request, Some(AuthCode::parse("Secret-2026-x").unwrap()));
        RegistryCommand::TransferDomain { verb, name: name(), auth_code, period: Some(one), fee }
    };
    let agreed = |verb: &str| {
        format!(
            "<fee:{verb} xmlns:fee=\"urn:ietf:params:xml:ns:epp:fee-1.0\"><fee:currency>EUR</fee:currency>\
             <fee:fee>250.00</fee:fee></fee:{verb}></extension>"
        )
    };
    type Make<'a> = &'a dyn Fn(Option<Money>) -> RegistryCommand;
    let commands: [(&str, Make<'_>); 4] =
        [("create", &create), ("renew", &renew), ("update", &restore), ("transfer", &transfer)];
    for (verb, command) in commands {
        send(&registry, command(Some(fee()))).await;
        let sent = server.last("<clTRID>7-1-1");
        assert!(sent.contains(&agreed(verb)), "{verb}: {sent}");
        send(&registry, command(None)).await;
        assert!(!server.last("<clTRID>7-1-1").contains("fee-1.0"), "{verb}: nothing was agreed to");
    }
}
