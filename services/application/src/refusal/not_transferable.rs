//! What stands against a transfer in.

/// Why a transfer in cannot be asked for: what `domain_transferable` of the SOAP paper answers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTransferable {
    /// −2
    #[error("the name is in a pending status at the registry")]
    Pending,
    /// −3
    #[error("the name is locked against transfer at the registry")]
    Locked,
    /// −5: the registry does not let our account in.
    #[error("the registry does not accept our login: {code} {message}")]
    LoginRefused {
        /// EPP result code.
        code: u16,
        /// Its words.
        message: String,
    },
    /// −6
    #[error("the auth code is wrong")]
    WrongCode,
    /// −7
    #[error("the registry does not know this name")]
    NotRegistered,
    /// −7: the registry does not show the name for another reason.
    #[error("the registry does not show this name: {code} {message}")]
    NotShown {
        /// EPP result code.
        code: u16,
        /// Its words.
        message: String,
    },
    /// −7: with this ending the losing registrar gives the name away.
    #[error(
        "a name of this ending is not asked for: have its present registrar release it to our tag at the registry"
    )]
    NotByRequest,
    /// −7
    #[error("the name is with this registrar already")]
    Ours,
    /// −8
    #[error("the name was created or transferred less than {days} days ago")]
    TooYoung {
        /// The rule's number.
        days: u16,
    },
    /// −9
    #[error("this ending needs an auth code")]
    CodeMissing,
    /// −10
    #[error("this ending needs an owner contact: name one of the account's")]
    OwnerMissing,
    /// −11
    #[error("{limit} requests for this name within 24 hours are the limit")]
    TooOften {
        /// The rule's number.
        limit: u16,
    },
    /// −4: the registry's data of the owner cannot be used, and no owner was named.
    #[error("the registry's data of the owner cannot be used: name an owner contact")]
    OwnerUnreadable,
}
