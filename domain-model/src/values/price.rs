//! What a price is for, and for whom it holds.

use super::rules::{broken_rules, debug_shows, text_value};

broken_rules! {
    /// Why a word is not a price class or a priced action.
    PriceWordError on "price" {
        Class: "price-class-form", "a price class is 1 to 32 lower case letters, digits or hyphens and begins with a letter";
        Action: "price-action", "a price is for one of create, renew, transfer, restore, trade";
        Promotion: "promotion-name", "a promotion's name is 1 to 64 letters, digits, blanks, dots, hyphens or apostrophes, and begins and ends with a letter or digit";
    }
}

/// The class of prices that an account pays: `standard`, `reseller`, or one that the catalogue adds.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PriceClass(String);

impl PriceClass {
    /// Reads a class's name.
    pub fn parse(text: &str) -> Result<Self, PriceWordError> {
        let fits = (1..=32).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(PriceWordError::Class) }
    }

    /// The public prices, which every account has unless another class is set.
    pub fn standard() -> Self {
        Self("standard".to_owned())
    }

    /// What registries charge us: prices that are paid, not asked for. No account has this class, and no reseller is
    /// shown it.
    pub fn registry() -> Self {
        Self(REGISTRY.to_owned())
    }

    /// Whether these are the prices that registries charge us.
    pub fn is_registry(&self) -> bool {
        self.0 == REGISTRY
    }

    /// The class's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The class of the prices that registries charge us.
const REGISTRY: &str = "registry";

text_value!(PriceClass, PriceWordError);
debug_shows!(PriceClass);

/// What is paid for; the words of the SOAP paper's `domain_prices`, and a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PricedAction {
    /// A registration, by the year.
    Create,
    /// A renewal, by the year.
    Renew,
    /// A transfer from another registrar, with the year that it adds.
    Transfer,
    /// Bringing a name back from redemption.
    Restore,
    /// A change of the owner.
    Trade,
}

impl PricedAction {
    /// All, in the order of the paper.
    pub const ALL: [PricedAction; 5] =
        [Self::Create, Self::Renew, Self::Transfer, Self::Restore, Self::Trade];

    /// Reads the word of the paper.
    pub fn parse(word: &str) -> Result<Self, PriceWordError> {
        Self::ALL.into_iter().find(|action| action.as_str() == word).ok_or(PriceWordError::Action)
    }

    /// The word of the paper.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Renew => "renew",
            Self::Transfer => "transfer",
            Self::Restore => "restore",
            Self::Trade => "trade",
        }
    }

    /// Whether the price is one of a year, to be multiplied by a period.
    pub fn is_by_the_year(self) -> bool {
        matches!(self, Self::Create | Self::Renew)
    }
}

text_value!(PricedAction, PriceWordError);

/// What a promotion is called: `Black Friday`. Its characters keep it from being read as a formula by a spreadsheet.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PromotionName(String);

impl PromotionName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, PriceWordError> {
        let allowed = |c: char| c.is_alphanumeric() || " .-'’".contains(c);
        let fits = (1..=64).contains(&text.chars().count())
            && text.starts_with(char::is_alphanumeric)
            && text.ends_with(char::is_alphanumeric)
            && text.chars().all(allowed);
        if fits { Ok(Self(text.to_owned())) } else { Err(PriceWordError::Promotion) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(PromotionName, PriceWordError);
debug_shows!(PromotionName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_others_refused() {
        for action in PricedAction::ALL {
            assert_eq!(PricedAction::parse(action.as_str()).unwrap(), action);
        }
        assert_eq!(PricedAction::parse("update"), Err(PriceWordError::Action));
        assert_eq!(PriceClass::parse("standard").unwrap(), PriceClass::standard());
        for text in ["", "Reseller", "1st", "a b", &"x".repeat(33)] {
            assert_eq!(PriceClass::parse(text), Err(PriceWordError::Class), "{text}");
        }
        assert!(
            PriceClass::parse("registry").unwrap().is_registry() && !PriceClass::standard().is_registry()
        );
    }

    #[test]
    fn a_promotion_is_named_in_words_and_never_by_a_formula() {
        for text in ["Black Friday", "Été 2026", "L'été", "1 an .fr", "x"] {
            assert_eq!(PromotionName::parse(text).unwrap().as_str(), text);
        }
        for text in ["", " x", "x ", "=1+1", "-5", "@sum", "a,b", "a;b", "a\nb", "\"a", &"x".repeat(65)] {
            assert_eq!(PromotionName::parse(text), Err(PriceWordError::Promotion), "{text}");
        }
    }
}
