//! The closed lists of a contact: legal form, civility, language.

use super::rules::broken_rules;

broken_rules! {
    /// Why a word is not one of a contact's closed lists.
    PersonWordError on "contact" {
        LegalForm: "legal-form", "the legal form is one of individual, company, association, other";
        Civility: "civility", "the civility is empty, M, Mme or Mle";
        Locale: "locale", "the language is one of fr, en, de, es";
    }
}

/// A closed list: canonical word first, then the words of the papers, all read in any case.
macro_rules! word_list {
    ($(#[$meta:meta])* $Type:ident, $broken:ident { $($(#[$vmeta:meta])* $Variant:ident = $word:literal $(| $other:literal)*,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $Type { $($(#[$vmeta])* $Variant,)+ }

        impl $Type {
            /// All, in the order of the papers.
            pub const ALL: &'static [$Type] = &[$(Self::$Variant),+];

            /// Reads the canonical word or one of a paper, in any case.
            pub fn parse(word: &str) -> Result<Self, PersonWordError> {
                $(if [$word $(, $other)*].iter().any(|known| known.eq_ignore_ascii_case(word)) {
                    return Ok(Self::$Variant);
                })+
                Err(PersonWordError::$broken)
            }

            /// The canonical word.
            pub fn as_str(&self) -> &'static str {
                match self { $(Self::$Variant => $word,)+ }
            }
        }

        super::rules::text_value!($Type, PersonWordError);
    };
}

word_list! {
    /// What kind of person a contact is. Read from the SOAP paper's words (`particulier`, `societe`) and the
    /// mail paper's (`corporation`).
    LegalForm, LegalForm {
        /// A natural person.
        Individual = "individual" | "particulier",
        /// A company.
        Company = "company" | "societe" | "société" | "corporation",
        /// An association.
        Association = "association",
        /// Any other legal person.
        Other = "other" | "autre",
    }
}

impl LegalForm {
    /// The word of the SOAP paper, as its answers print it.
    pub fn soap_word(self) -> &'static str {
        match self {
            Self::Individual => "Particulier",
            Self::Company => "Societe",
            Self::Association => "Association",
            Self::Other => "Autre",
        }
    }

    /// The word of the batch mail paper.
    pub fn mail_word(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Company => "corporation",
            Self::Association => "association",
            Self::Other => "other",
        }
    }
}

word_list! {
    /// How a person is addressed; the words of the SOAP paper.
    Civility, Civility {
        /// Not given.
        None = "",
        /// Monsieur.
        M = "M" | "M." | "Mr",
        /// Madame.
        Mme = "Mme" | "Mrs" | "Ms",
        /// Mademoiselle.
        Mle = "Mle" | "Mlle" | "Miss",
    }
}

word_list! {
    /// The language in which a person is written to; the four of the SOAP paper.
    Locale, Locale {
        /// French.
        Fr = "fr",
        /// English.
        En = "en",
        /// German.
        De = "de",
        /// Spanish.
        Es = "es",
    }
}

impl Locale {
    /// The language of a text that has not been translated.
    pub const FALLBACK: Locale = Locale::En;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_all_papers_are_read() {
        assert_eq!(LegalForm::parse("Particulier").unwrap(), LegalForm::Individual);
        assert_eq!(LegalForm::parse("corporation").unwrap(), LegalForm::Company);
        assert_eq!(LegalForm::parse("person"), Err(PersonWordError::LegalForm));
        assert_eq!(Civility::parse("").unwrap(), Civility::None);
        assert_eq!(Civility::parse("Dr"), Err(PersonWordError::Civility));
        assert_eq!(Locale::parse("it"), Err(PersonWordError::Locale));
        for form in LegalForm::ALL {
            assert_eq!(LegalForm::parse(form.soap_word()).unwrap(), *form);
            assert_eq!(LegalForm::parse(form.mail_word()).unwrap(), *form);
            assert_eq!(
                serde_json::from_str::<LegalForm>(&serde_json::to_string(form).unwrap()).unwrap(),
                *form
            );
        }
    }
}
