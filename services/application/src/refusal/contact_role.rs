//! The roles in which a contact is named.

/// In which role a contact was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactRole {
    /// The registrant.
    Owner,
    /// The administrative contact.
    Admin,
    /// The technical contact.
    Tech,
    /// The billing contact.
    Billing,
    /// The future owner of a trade.
    NewOwner,
}

impl ContactRole {
    /// The field's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Tech => "tech",
            Self::Billing => "billing",
            Self::NewOwner => "newOwner",
        }
    }
}
