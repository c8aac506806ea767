//! The words of the REST order (order-cart paper): carts, what is configured in them, and where they are opened.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::country::Country;
use super::money::Currency;
use super::person::Locale;
use super::rules::{broken_rules, debug_shows, text_value};

broken_rules! {
    /// Why a text is not a word of the REST order.
    CartWordError on "cart" {
        Id: "cart-id", "a cart's id is a UUID";
        Subsidiary: "subsidiary", "a subsidiary is one of CZ, DE, ES, EU, FI, FR, GB, IE, IT, LT, MA, NL, PL, PT, SN, TN";
        Label: "configuration-label", "a label is one of the paper's: OWNER_CONTACT, ADMIN_ACCOUNT, TECH_ACCOUNT, DNS and so on";
        PricingMode: "pricing-mode", "a pricing mode is one of create-default, create-premium, transfer-default, transfer-premium, transfer-aftermarket1, transfer-aftermarket2, default";
    }
}

/// A cart (`cartId`). Until it is assigned, whoever knows it may fill it, so it is random and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CartId(Uuid);

impl CartId {
    /// The id of 16 random octets (a UUID of version 4).
    pub fn from_random(octets: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(octets).into_uuid())
    }

    /// The UUID.
    pub const fn get(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for CartId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl std::str::FromStr for CartId {
    type Err = CartWordError;

    /// Reads the form with hyphens alone: one cart has one address.
    fn from_str(text: &str) -> Result<Self, CartWordError> {
        let id = Uuid::try_parse(text).map(Self).map_err(|_| CartWordError::Id)?;
        if id.to_string() == text { Ok(id) } else { Err(CartWordError::Id) }
    }
}

/// Where a cart or an account is opened (`ovhSubsidiary`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subsidiary(&'static str, &'static str);

/// The words with the country whose tax a visitor is shown. `EU` is the seller's own, France.
const SUBSIDIARIES: [(&str, &str); 16] = [
    ("CZ", "CZ"),
    ("DE", "DE"),
    ("ES", "ES"),
    ("EU", "FR"),
    ("FI", "FI"),
    ("FR", "FR"),
    ("GB", "GB"),
    ("IE", "IE"),
    ("IT", "IT"),
    ("LT", "LT"),
    ("MA", "MA"),
    ("NL", "NL"),
    ("PL", "PL"),
    ("PT", "PT"),
    ("SN", "SN"),
    ("TN", "TN"),
];

impl Subsidiary {
    /// The French one.
    pub const FR: Self = Self("FR", "FR");

    /// Every one there is.
    pub fn all() -> impl Iterator<Item = Self> {
        SUBSIDIARIES.iter().map(|(word, country)| Self(word, country))
    }

    /// Reads the word in any case.
    pub fn parse(text: &str) -> Result<Self, CartWordError> {
        Self::all().find(|known| known.0.eq_ignore_ascii_case(text)).ok_or(CartWordError::Subsidiary)
    }

    /// The word, `FR`.
    pub fn as_str(&self) -> &'static str {
        self.0
    }

    /// The country of those who buy there, as long as nothing else is known of them.
    pub fn country(self) -> Country {
        Country::parse(self.1).expect("the table has countries of ISO 3166 only")
    }

    /// In what is paid there: where there are price lists in its own currency, and euros elsewhere.
    pub fn currency(self) -> Currency {
        if self.0 == "SN" { Currency::XOF } else { Currency::EUR }
    }

    /// The language in which is spoken there, of those that are spoken here.
    pub fn locale(self) -> Locale {
        if matches!(self.0, "FR" | "MA" | "SN" | "TN") { Locale::Fr } else { Locale::En }
    }
}

text_value!(Subsidiary, CartWordError);
debug_shows!(Subsidiary);

/// A closed list of words, as the paper writes them.
macro_rules! words {
    ($(#[$doc:meta])* $Type:ident, $rule:ident { $($(#[$word_doc:meta])* $variant:ident => $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $Type {
            $($(#[$word_doc])* $variant,)+
        }

        impl $Type {
            /// All, in the order of the paper.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Reads the paper's word.
            pub fn parse(word: &str) -> Result<Self, CartWordError> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word).ok_or(CartWordError::$rule)
            }

            /// The paper's word.
            pub fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        text_value!($Type, CartWordError);
    };
}

words! {
    /// What is configured for an item of a cart: the table of the paper, and `DNS` of its example.
    ConfigurationLabel, Label {
        /// Who orders certifies that the registrant is of age.
        OwnerLegalAge => "OWNER_LEGAL_AGE",
        /// The registrant: `/me/contact/1234` or `/domain/contact/1234`.
        OwnerContact => "OWNER_CONTACT",
        /// The account that administers the name.
        AdminAccount => "ADMIN_ACCOUNT",
        /// The account that looks after the name technically.
        TechAccount => "TECH_ACCOUNT",
        /// Its name servers.
        Dns => "DNS",
        /// What the ending asks of its registrants, as JSON.
        DomainConfig => "DOMAIN_CONFIG",
        /// The ending's own conditions are accepted.
        AcceptConditions => "ACCEPT_CONDITIONS",
        /// Why the name is wanted.
        Reason => "REASON",
        /// The trademark notice is acknowledged.
        ClaimsNotice => "CLAIMS_NOTICE",
        /// The code that a reserved name is given for.
        ProtectedCode => "PROTECTED_CODE",
        /// The code of the losing registrar.
        AuthInfo => "AUTH_INFO",
    }
}

words! {
    /// At which price an offer is made: the table of the paper.
    PricingMode, PricingMode {
        /// The name is free, at the price of every name.
        CreateDefault => "create-default",
        /// The name is free, at a price of its own.
        CreatePremium => "create-premium",
        /// The name may be transferred in, at the price of every name.
        TransferDefault => "transfer-default",
        /// The name may be transferred in, at a price of its own.
        TransferPremium => "transfer-premium",
        /// The name is for sale on a secondary market.
        TransferAftermarket1 => "transfer-aftermarket1",
        /// The name is for sale on another one.
        TransferAftermarket2 => "transfer-aftermarket2",
        /// Whichever is offered, at the price of every name.
        Default => "default",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cart_has_one_address() {
        let id = CartId::from_random([0xab; 16]);
        assert_eq!(id.get().get_version_num(), 4);
        assert_eq!(id.to_string().parse(), Ok(id));
        for other in [id.get().simple().to_string(), id.to_string().to_uppercase(), "x".to_owned()] {
            assert_eq!(other.parse::<CartId>(), Err(CartWordError::Id), "{other}");
        }
    }

    #[test]
    fn every_subsidiary_has_a_country_and_a_currency() {
        for subsidiary in Subsidiary::all() {
            assert_eq!(Subsidiary::parse(&subsidiary.as_str().to_lowercase()), Ok(subsidiary));
            let _ = (subsidiary.country(), subsidiary.currency());
        }
        assert_eq!(Subsidiary::parse("SN").unwrap().currency(), Currency::XOF);
        assert!(Subsidiary::parse("XX").is_err());
    }

    #[test]
    fn the_papers_words_read_back() {
        for label in ConfigurationLabel::ALL {
            assert_eq!(ConfigurationLabel::parse(label.as_str()), Ok(*label));
        }
        assert_eq!(ConfigurationLabel::ALL.len(), 11);
        assert_eq!(PricingMode::parse("transfer-aftermarket2"), Ok(PricingMode::TransferAftermarket2));
        assert_eq!(PricingMode::parse("gratis"), Err(CartWordError::PricingMode));
    }
}
