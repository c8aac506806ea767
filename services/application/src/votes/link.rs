//! The token of a vote link: `d277-o-1-MAC`.

use domain_model::contact_change;
use domain_model::values::OperationNumber;
use domain_model::{trade, transfer};
use journal::Vault;
use subtle::ConstantTimeEq;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A side of a trade.
    Trade {
        /// Which.
        trade: OperationNumber,
        /// Whose.
        side: trade::Side,
        /// Of which mail.
        serial: u32,
    },
    /// A voter of a transfer in.
    Transfer {
        /// Which.
        transfer: OperationNumber,
        /// Whose.
        side: transfer::Side,
        /// Of which mail.
        serial: u32,
    },
    /// A side of a change of an account of a service.
    ContactChange {
        /// Which task.
        change: OperationNumber,
        /// Whose.
        side: contact_change::Side,
        /// Of which mail.
        serial: u32,
    },
    /// The reseller that a name is to move to. Its one mail is not sent again: it works until the decision.
    Move {
        /// Which.
        operation: OperationNumber,
    },
}

/// 130 bits of the MAC, in a case-insensitive alphabet that survives being read aloud or broken over lines.
const MAC_CHARACTERS: usize = 26;

impl Link {
    fn subject(self) -> String {
        match self {
            Self::Trade { trade, side: trade::Side::Owner, serial } => format!("d{trade}-o-{serial}"),
            Self::Trade { trade, side: trade::Side::NewOwner, serial } => format!("d{trade}-n-{serial}"),
            Self::Transfer { transfer, side: transfer::Side::Owner, serial } => {
                format!("x{transfer}-o-{serial}")
            }
            Self::Transfer { transfer, side: transfer::Side::Admin, serial } => {
                format!("x{transfer}-a-{serial}")
            }
            Self::Move { operation } => format!("m{operation}-n-1"),
            Self::ContactChange { change, side: contact_change::Side::From, serial } => {
                format!("c{change}-f-{serial}")
            }
            Self::ContactChange { change, side: contact_change::Side::To, serial } => {
                format!("c{change}-t-{serial}")
            }
        }
    }

    /// The token of this link under the server's key.
    pub(super) fn token(self, vault: &Vault) -> String {
        let subject = self.subject();
        let mac = mac(&subject, vault);
        format!("{subject}-{mac}")
    }

    /// The link of a token, if the server's key made it.
    pub(crate) fn read(token: &str, vault: &Vault) -> Option<Self> {
        let (subject, given) = token.rsplit_once('-').filter(|_| token.len() <= 96)?;
        let expected = mac(subject, vault);
        let genuine: bool = expected.as_bytes().ct_eq(given.to_ascii_lowercase().as_bytes()).into();
        if !genuine {
            return None;
        }
        let mut parts = subject.split('-');
        let (head, side, serial) = (parts.next()?, parts.next()?, parts.next()?.parse().ok()?);
        let number = head.get(1..)?.parse().ok()?;
        match (head.get(..1)?, side) {
            ("d", "o") => Some(Self::Trade { trade: number, side: trade::Side::Owner, serial }),
            ("d", "n") => Some(Self::Trade { trade: number, side: trade::Side::NewOwner, serial }),
            ("x", "o") => Some(Self::Transfer { transfer: number, side: transfer::Side::Owner, serial }),
            ("m", "n") => Some(Self::Move { operation: number }),
            ("c", "f") => {
                Some(Self::ContactChange { change: number, side: contact_change::Side::From, serial })
            }
            ("c", "t") => {
                Some(Self::ContactChange { change: number, side: contact_change::Side::To, serial })
            }
            ("x", "a") => Some(Self::Transfer { transfer: number, side: transfer::Side::Admin, serial }),
            _ => None,
        }
    }
}

fn mac(subject: &str, vault: &Vault) -> String {
    let full = vault.mac("vote-link", subject.as_bytes());
    let mut text = data_encoding::BASE32_NOPAD.encode(&full).to_ascii_lowercase();
    text.truncate(MAC_CHARACTERS);
    text
}
