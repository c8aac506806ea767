//! Numbers that name things. They come from the journal's sequences and never mean anything else.

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(u64);

        impl $name {
            /// The number as the papers print it.
            pub const fn new(number: u64) -> Self {
                Self(number)
            }

            /// The bare number.
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidNumber;

            fn from_str(text: &str) -> Result<Self, InvalidNumber> {
                let digits = !text.is_empty() && text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit());
                match text.parse() {
                    Ok(number) if digits && number > 0 => Ok(Self(number)),
                    _ => Err(InvalidNumber { what: stringify!($name) }),
                }
            }
        }
    };
}

/// Text that is not a number of the kind that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: a positive whole number is expected")]
pub struct InvalidNumber {
    /// The kind of number.
    pub what: &'static str,
}

number!(
    /// An account, `dist_id` in the SOAP paper (13490). Accounts and contacts share one sequence: an account's
    /// number is also that of its own contact.
    AccountNumber
);
number!(
    /// A contact, `id` in the SOAP paper (151049).
    ContactNumber
);
number!(
    /// A customer's request and what became of it, `tid` in the SOAP paper.
    OperationNumber
);
number!(
    /// One registration of a name, `id` of `domain_info` in the SOAP paper. A name registered anew gets another.
    RegistrationNumber
);
number!(
    /// An order, from a mail or a cart.
    OrderNumber
);
number!(
    /// A host object, `id` of `host_info` in the SOAP paper.
    HostNumber
);

number!(
    /// A program that calls the REST door, `applicationId` there.
    ApplicationNumber
);
number!(
    /// What such a program may call for an account, `credentialId` there.
    CredentialNumber
);
number!(
    /// A correction or gift of points that waits for a second pair of eyes.
    AdjustmentNumber
);
number!(
    /// A request for data that the directory does not show.
    DisclosureNumber
);

impl AccountNumber {
    /// The account's own contact, which carries the same number.
    pub const fn own_contact(self) -> ContactNumber {
        ContactNumber::new(self.0)
    }
}
