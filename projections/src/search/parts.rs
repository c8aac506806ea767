//! The parts of a search. `$1`: the text, `$2`: the most rows.
//!
//! Texts that begin with `$1` lie between it and `$1 || '~'`: nothing that names or handles are made of comes after.

use super::{Found, Hit, HitKind};
use domain_model::values::{DomainName, HostName};

/// One statement.
pub struct Part {
    kind: HitKind,
    /// What it looks among is kept in upper case.
    pub upper: bool,
    pub statement: &'static str,
}

impl Part {
    const fn new(kind: HitKind, statement: &'static str) -> Self {
        Self { kind, upper: false, statement }
    }

    const fn upper(kind: HitKind, statement: &'static str) -> Self {
        Self { kind, upper: true, statement }
    }

    pub fn hit(&self, found: Found) -> Hit {
        let Found { key, title, subtitle, state } = found;
        let name = || DomainName::parse(&title).ok().map(|name| name.unicode());
        let title = match self.kind {
            HitKind::Domain | HitKind::Trade | HitKind::Transfer => name(),
            HitKind::Host => HostName::parse(&title).ok().map(|host| host.unicode()),
            _ => None,
        }
        .unwrap_or(title);
        Hit { kind: self.kind, key, title, subtitle, state }
    }
}

/// Names by their beginning.
pub const NAMES: Part = Part::new(
    HitKind::Domain,
    "select name as key, name as title, 'account ' || account as subtitle, standing as state from whois
     where name >= $1 and name < $1 || '~' and standing <> 'absent' order by name limit $2",
);

/// Other things with names of their own, by the beginning.
pub const NAMED: [Part; 3] = [
    Part::upper(
        HitKind::Contact,
        "select number::text as key, handle as title, 'account ' || account as subtitle, status as state
         from contacts where handle >= $1 and handle < $1 || '~' order by handle, number limit $2",
    ),
    Part::new(
        HitKind::Account,
        "select number::text as key, nichandle as title, 'account ' || number as subtitle, status as state
         from accounts where nichandle >= $1 and nichandle < $1 || '~' order by nichandle, number limit $2",
    ),
    Part::new(
        HitKind::Host,
        "select name as key, name as title, 'account ' || account as subtitle, status as state from hosts
         where name >= $1 and name < $1 || '~' and status <> 'absent' order by name limit $2",
    ),
];

/// The latest that is about a name.
pub const ABOUT_NAME: [Part; 6] = [
    Part::new(
        HitKind::Trade,
        "select number::text as key, name as title, 'account ' || account as subtitle, state from votes
         where name = $1 and kind = 'trade' order by number desc limit least($2, 3)",
    ),
    Part::new(
        HitKind::Transfer,
        "select number::text as key, name as title, 'account ' || account as subtitle, state from votes
         where name = $1 and kind <> 'trade' order by number desc limit least($2, 3)",
    ),
    Part::new(
        HitKind::ContactChange,
        "select number::text as key, name as title, 'accounts ' || from_account || ' and ' || to_account as subtitle,
           state
         from contact_changes where name = $1 order by number desc limit least($2, 3)",
    ),
    Part::new(
        HitKind::Disclosure,
        "select number::text as key, name as title, kind as subtitle, status as state from disclosures
         where name = $1 order by due desc, number limit least($2, 3)",
    ),
    Part::new(
        HitKind::Order,
        "select number::text as key, array_to_string(names[1:3], ', ') as title, 'account ' || account as subtitle,
           status as state
         from orders where names @> array[$1] order by placed_at desc, number limit least($2, 3)",
    ),
    Part::new(
        HitKind::Operation,
        "select number::text as key, action || ' ' || subject as title, 'account ' || account as subtitle,
           progress as state
         from operations where subject = $1 order by number desc limit least($2, 3)",
    ),
];

/// Whatever has a number, best guesses first: people call accounts and contacts by theirs, and an operation that is
/// voted on is asked for because of the votes.
pub const NUMBERED: [Part; 9] = [
    Part::new(
        HitKind::Account,
        "select number::text as key, coalesce(nichandle, number::text) as title, 'account ' || number as subtitle,
           status as state
         from accounts where number = $1::bigint limit $2",
    ),
    Part::new(
        HitKind::Contact,
        "select number::text as key, coalesce(handle, number::text) as title, 'account ' || account as subtitle,
           status as state
         from contacts where number = $1::bigint limit $2",
    ),
    Part::new(
        HitKind::Trade,
        "select number::text as key, coalesce(name, number::text) as title, 'account ' || account as subtitle, state
         from votes where number = $1::bigint and kind = 'trade' limit $2",
    ),
    Part::new(
        HitKind::Transfer,
        "select number::text as key, coalesce(name, number::text) as title, 'account ' || account as subtitle, state
         from votes where number = $1::bigint and kind <> 'trade' limit $2",
    ),
    Part::new(
        HitKind::ContactChange,
        "select number::text as key, coalesce(name, number::text) as title,
           'accounts ' || from_account || ' and ' || to_account as subtitle, state
         from contact_changes where number = $1::bigint limit $2",
    ),
    Part::new(
        HitKind::Operation,
        "select number::text as key, action || ' ' || subject as title, 'account ' || account as subtitle,
           progress as state
         from operations where number = $1::bigint limit $2",
    ),
    Part::new(
        HitKind::Order,
        "select number::text as key, array_to_string(names[1:3], ', ') as title, 'account ' || account as subtitle,
           status as state
         from orders where number = $1::bigint limit $2",
    ),
    Part::new(
        HitKind::Disclosure,
        "select number::text as key, coalesce(name, number::text) as title, kind as subtitle, status as state
         from disclosures where number = $1::bigint limit $2",
    ),
    Part::new(
        HitKind::Domain,
        "select name as key, name as title, 'registration ' || number as subtitle, standing as state from whois
         where number = $1::bigint and standing <> 'absent' order by name limit $2",
    ),
];

/// Invoices and credit notes by the beginning of their numbers.
pub const INVOICES: Part = Part::upper(
    HitKind::Invoice,
    "select number as key, number as title, 'account ' || account || ', ' || issued as subtitle, status as state
     from invoices where number >= $1 and number < $1 || '~' order by number limit $2",
);

/// Contacts by the digest of their address.
pub const ADDRESSED: Part = Part::new(
    HitKind::Contact,
    "select number::text as key, coalesce(handle, number::text) as title, 'account ' || account as subtitle,
       status as state
     from contacts where email_index = $1 order by number limit $2",
);

/// Names that hold `$1`, of the first `$3`: read in the index of names, without the rows.
pub const HOLDING: &str = "
select name from (select name from whois order by name limit $3) n
where position($1 in name) > 0 order by name limit $2";

/// The first `$1` names with U-labels.
pub const UNICODE: &str = "
select name from whois where (name like 'xn--%' or name like '%.xn--%') and standing <> 'absent' order by name limit $1";

/// The names of a list.
pub const THESE_NAMES: &str = "
select name as key, name as title, 'account ' || account as subtitle, standing as state from whois
where name = any($1::text[]) and standing <> 'absent' order by name";
