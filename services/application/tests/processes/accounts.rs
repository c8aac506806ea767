//! Accounts: their nichandles, and the contacts that are copied.

use crate::world::{ACCOUNT, World, person};
use application::{AskError, OpenAccount, Refusal};
use domain_model::values::{AccountNumber, Currency, Locale, Nichandle, PriceClass};
use domain_model::{account, contact, nichandle};

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
