//! What goes wrong, and when.

use crate::chance::Chance;

/// What goes wrong with one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection is refused: nothing is sent.
    Refused,
    /// It is lost on the way there.
    LostBefore,
    /// The registry has done it, and its answer is lost.
    LostAfter,
    /// The registry cannot at this moment (2400).
    Busy,
    /// The same answer, though the registry has done it.
    BusyAfter,
    /// The worker dies before anything is sent.
    DiesBefore,
    /// The registry has done it, and the worker dies before it hears so.
    DiesAfter,
    /// The answer is lost, and the registry does it only when it has been asked about it.
    Late,
    /// Something else changes the same streams from another process meanwhile.
    Conflict,
    /// Another worker gets the same job meanwhile.
    Twice,
}

pub const FAULTS: [Fault; 10] = [
    Fault::Refused,
    Fault::LostBefore,
    Fault::LostAfter,
    Fault::Busy,
    Fault::BusyAfter,
    Fault::DiesBefore,
    Fault::DiesAfter,
    Fault::Late,
    Fault::Conflict,
    Fault::Twice,
];

/// When something goes wrong.
pub(super) enum Plan {
    Never,
    /// At the command of this number, counted from when the plan was made.
    At {
        number: usize,
        fault: Fault,
    },
    /// At one command in so many, of these kinds.
    Sometimes {
        one_in: usize,
        chance: Chance,
        faults: Vec<Fault>,
    },
}

impl Plan {
    /// What goes wrong with the command of this number.
    pub fn fault(&mut self, number: usize) -> Option<Fault> {
        match self {
            Self::Never => None,
            Self::At { number: at, fault } => (*at == number).then_some(*fault),
            Self::Sometimes { one_in, chance, faults } => {
                chance.one_in(*one_in).then(|| chance.pick(faults)).flatten()
            }
        }
    }
}
