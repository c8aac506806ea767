//! Accounts: their nichandles, and the contacts that are copied.

use crate::world::{ACCOUNT, World, person};
use application::ports::Clock as _;
use application::{Ask, AskError, NewAccount, OpenAccount, Refusal, RegisterDomain};
use domain_model::operation::Contacts;
use domain_model::values::{
    AccountNumber, ContactDetails, Currency, DomainName, Locale, NameServers, Nichandle, Period, PriceClass,
    Subsidiary,
};
use domain_model::{Actor, Cause, Channel, account, contact, nichandle};
use uuid::Uuid;

fn opened(nichandle: &str) -> OpenAccount {
    OpenAccount {
        number: None,
        nichandle: Nichandle::parse(nichandle).unwrap(),
        currency: Currency::EUR,
        price_class: PriceClass::standard(),
        locale: Locale::En,
        holder: person(&format!("{nichandle}@reseller.test")),
    }
}

fn is_taken(error: &AskError) -> bool {
    matches!(
        error,
        AskError::Refused(Refusal::Account(account::Refusal::Nichandle(nichandle::Refusal::Taken)))
    )
}

#[tokio::test]
async fn a_nichandle_is_found_at_once_and_is_nobody_elses() {
    let world = World::new().await;
    let application = &world.application;
    let nichandle = Nichandle::parse("DI7-ovh").unwrap();
    assert_eq!(application.account_by_nichandle(&nichandle).await.unwrap(), None);
    // No view has to have seen it.
    world.stop_worker().await;
    let number = application.open_new_account(opened("di7-ovh"), &world.ask()).await.unwrap().value;
    assert_eq!(application.account_by_nichandle(&nichandle).await.unwrap(), Some(number));
    let refused = application.open_new_account(opened("di7-ovh"), &world.ask()).await.unwrap_err();
    assert!(is_taken(&refused), "{refused}");
    let again = OpenAccount { number: Some(number), ..opened("di7-ovh") };
    assert_eq!(application.open_new_account(again, &world.ask()).await.unwrap().value, number);
}

#[tokio::test]
async fn two_who_ask_for_one_nichandle_at_once_get_one() {
    let world = World::new().await;
    let open = async || world.application.open_new_account(opened("di8-ovh"), &world.ask()).await;
    let (one, other) = tokio::join!(open(), open());
    assert_eq!(one.is_ok(), other.is_err());
    assert!(is_taken(&one.err().or(other.err()).unwrap()));
}

#[tokio::test]
async fn an_account_from_before_the_claims_is_found_and_keeps_its_nichandle() {
    let world = World::new().await;
    let nichandle = Nichandle::parse("old1-ovh").unwrap();
    let open = account::Command::Open {
        nichandle: nichandle.clone(),
        currency: Currency::EUR,
        price_class: PriceClass::standard(),
        locale: Locale::En,
    };
    let (number, cause) = (AccountNumber::new(77_001), world.ask().cause);
    world.application.journal().execute::<account::Account>(&number, open, &cause).await.unwrap();
    world.settle().await;
    assert_eq!(world.application.account_by_nichandle(&nichandle).await.unwrap(), Some(number));
    let refused = world.application.open_new_account(opened("old1-ovh"), &world.ask()).await.unwrap_err();
    assert!(is_taken(&refused), "{refused}");
}

#[tokio::test]
async fn only_an_accounts_own_contacts_in_use_are_copied() {
    let world = World::new().await;
    let account = AccountNumber::new(ACCOUNT);
    let number = world.contact("pierre@dupond.test").await;
    let copy = world.application.copy_of_contact(account, number).await.unwrap();
    assert_eq!(copy, person("pierre@dupond.test"));
    world.open_account(13_491, 100).await;
    let other = world.application.copy_of_contact(AccountNumber::new(13_491), number).await.unwrap_err();
    assert!(matches!(other, AskError::Refused(Refusal::NotYours { .. })), "{other}");
    world.application.delete_contact(account, number, &world.ask()).await.unwrap();
    let gone = world.application.copy_of_contact(account, number).await.unwrap_err();
    let status = contact::Refusal::NotActive { status: "Deleted" };
    assert!(matches!(&gone, AskError::Refused(Refusal::Contact(refusal)) if *refusal == status), "{gone}");
}

fn new_account(first_name: &str) -> NewAccount {
    let mut input = person("ama@diop.test").to_input();
    (input.first_name, input.last_name) = (first_name.into(), "DIOP".into());
    NewAccount {
        subsidiary: Subsidiary::parse("SN").unwrap(),
        holder: ContactDetails::new(input).unwrap(),
        password: "tarte aux pommes".to_owned().into(),
    }
}

#[tokio::test]
async fn whoever_opens_an_account_can_log_in_and_is_asked_to_confirm() {
    let world = World::new().await;
    let opened = world.application.create_account(new_account("Ama"), &world.ask()).await.unwrap().value;
    assert_eq!(opened.nichandle.to_string(), format!("ad{}-ovh", opened.number));
    let number = world.application.account_by_nichandle(&opened.nichandle).await.unwrap();
    assert_eq!(number, Some(opened.number));
    let address = std::net::IpAddr::from([127, 0, 0, 1]);
    let password = "tarte aux pommes".to_owned().into();
    let profile = world.application.log_in(opened.number, password, address).await.unwrap().unwrap();
    assert_eq!((profile.currency, profile.price_class.clone()), (Currency::XOF, PriceClass::standard()));
    world.settle().await;
    let own = world.application.contact_of(opened.number, opened.number.own_contact()).await.unwrap();
    assert_eq!(own.person().unwrap().links.serial, 1, "a link to confirm by is mailed");
    world.assert_whole().await;
}

#[tokio::test]
async fn a_password_has_a_length_and_a_number_that_is_taken_is_passed_over() {
    let world = World::new().await;
    let short = NewAccount { password: "short".to_owned().into(), ..new_account("Ama") };
    let refused = world.application.create_account(short, &world.ask()).await.unwrap_err();
    let AskError::Refused(Refusal::Fields(wrong)) = &refused else { panic!("{refused}") };
    assert_eq!(wrong[0].field, "password");
    let first = world.application.create_account(new_account("Ama"), &world.ask()).await.unwrap().value;
    let next = format!("bd{}-ovh", first.number.get() + 2);
    world.application.open_new_account(opened(&next), &world.ask()).await.unwrap();
    let second = world.application.create_account(new_account("Bara"), &world.ask()).await.unwrap().value;
    assert_ne!(second.nichandle.to_string(), next);
}

#[tokio::test]
async fn the_language_of_an_account_is_its_own_contacts() {
    let world = World::new().await;
    let (account, rest) = (AccountNumber::new(ACCOUNT), by_reseller(&world));
    let mut input =
        world.application.copy_of_contact(account, account.own_contact()).await.unwrap().to_input();
    input.locale = "de".into();
    let details = ContactDetails::new(input).unwrap();
    world.application.amend_contact(account, account.own_contact(), details, &rest).await.unwrap();
    assert_eq!(world.application.account_sheet(account).await.unwrap().profile.locale, Locale::De);
}

/// The account itself asks, where owner changes are ordered.
fn by_reseller(world: &World) -> Ask {
    let actor = Actor::Reseller(AccountNumber::new(ACCOUNT));
    Ask::new(Cause::new(actor, Channel::Rest, world.clock.now(), Uuid::now_v7()))
}

#[tokio::test]
async fn an_owners_address_is_an_owner_change_where_those_are_ordered_and_elsewhere_a_correction() {
    let world = World::new().await;
    let account = AccountNumber::new(ACCOUNT);
    let owner = world.contact("pierre@dupond.test").await;
    let own = account.own_contact();
    let asked = RegisterDomain {
        account,
        name: DomainName::parse("rule-of-owners.com").unwrap(),
        period: Period::new(1).unwrap(),
        contacts: Contacts { owner, admin: own, tech: own, billing: own },
        servers: NameServers::default(),
        auth_code: None,
        language: None,
        service: None,
        privacy: None,
        declarations: None,
    };
    world.application.register_domain(asked, &world.ask()).await.unwrap();
    world.settle().await;
    let moved = || person("paul@dupond.test");
    let refused = world.application.amend_contact(account, owner, moved(), &by_reseller(&world)).await;
    let Err(AskError::Refused(Refusal::FieldFixed { fields, .. })) = refused else { panic!("{refused:?}") };
    assert_eq!(fields, ["email"]);
    let fields = world.application.contact_fields(account, owner, Channel::Rest).await.unwrap();
    let status = |name| *fields.iter().find(|field| field.name == name).unwrap();
    assert!(status("email").read_only && status("email").mandatory);
    assert!(!status("phone").read_only && !status("fax").mandatory && status("last_name").read_only);
    let soap = Cause { channel: Channel::Soap, ..by_reseller(&world).cause };
    world.application.amend_contact(account, owner, moved(), &Ask::new(soap)).await.unwrap();
}
