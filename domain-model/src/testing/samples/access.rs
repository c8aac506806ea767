//! Applications and what they may call.

use super::*;
use crate::api_application::Registration;
use crate::credential::Wish;

/// An application of the paper's account.
pub(crate) fn registration(number: u64) -> Box<Registration> {
    Box::new(Registration {
        number: ApplicationNumber::new(number),
        account: account(),
        name: ApplicationName::parse("Cart").unwrap(),
        description: ApplicationDescription::parse("Orders names").unwrap(),
        secret: Sealed::open(credentials_of(account()), "s3cret".to_owned()),
    })
}

/// What it asks for, on the first day; it lapses on the next.
pub(crate) fn wish() -> Box<Wish> {
    let rule = |method, path| AccessRule { method, path: PathPattern::parse(path).unwrap() };
    let address = SealOwner::new("account", account(), Purpose::Evidence);
    let back = Redirection::parse("https://shop.example/back?s=1").unwrap();
    Box::new(Wish {
        application: ApplicationKey::parse("7kbG7Bk7S9Nt7ZSV").unwrap(),
        consumer_key: Sealed::open(credentials_of(account()), "consumer".to_owned()),
        rules: vec![rule(AccessMethod::Get, "/me"), rule(AccessMethod::Post, "/order/cart*")],
        redirection: Some(Sealed::open(credentials_of(account()), back)),
        allowed_from: Some(Sealed::open(address, vec!["198.51.100.0/24".parse().unwrap()])),
        requested_at: day(0),
        lapses_at: day(1),
    })
}
