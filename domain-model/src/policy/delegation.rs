//! Name servers and DNSSEC data against a TLD's rules.

use super::tld_policy::{DnssecForm, TldPolicy};
use crate::values::{AddressScope, DomainName, HostName, NameServers, NameServersError, SecDns};

/// Why name servers are refused by a TLD's rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DelegationRefusal {
    /// Too few or too many.
    #[error("name servers: this TLD takes {min} to {max}, not {given}")]
    Number {
        /// Fewest.
        min: usize,
        /// Most.
        max: usize,
        /// How many there are.
        given: usize,
    },
    /// Glue is missing, or an address cannot be reached.
    #[error(transparent)]
    Glue(#[from] NameServersError),
    /// Not signed at all.
    #[error("DNSSEC: this TLD takes no DNSSEC data")]
    NotSigned,
    /// The other kind of data.
    #[error("DNSSEC: this TLD takes {wanted}")]
    Form {
        /// What it takes.
        wanted: &'static str,
    },
    /// An algorithm that is not taken.
    #[error("DNSSEC: this TLD does not take the algorithm {0}")]
    Algorithm(u8),
    /// A digest type that is not taken.
    #[error("DNSSEC: this TLD does not take the digest type {0}")]
    DigestType(u8),
}

/// Whether name servers come with a creation or with an update: the limits differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DelegationOf {
    /// A name that is created.
    Creation,
    /// A name that is updated.
    Update,
}

impl TldPolicy {
    /// Checks the name servers of a name: their number, glue for hosts within it (unless `known` says that
    /// the registry has the host), and addresses.
    pub fn check_name_servers(
        &self,
        name: &DomainName,
        servers: &NameServers,
        of: DelegationOf,
        scope: AddressScope,
        known: impl Fn(&HostName) -> bool,
    ) -> Result<(), DelegationRefusal> {
        let rules = self.name_servers;
        let max = match of {
            DelegationOf::Creation => rules.max_create,
            DelegationOf::Update => rules.max_update,
        };
        let given = servers.len();
        let enough = given >= rules.min || (given == 0 && rules.none_allowed);
        if !enough || given > max {
            return Err(DelegationRefusal::Number { min: rules.min, max, given });
        }
        Ok(servers.check_glue(name, scope, known)?)
    }

    /// Checks DNSSEC data: the form, algorithms and digest types that the registry takes. What removes all
    /// data is always taken.
    pub fn check_dnssec(&self, data: &SecDns) -> Result<(), DelegationRefusal> {
        if data.is_empty() {
            return Ok(());
        }
        match (&self.dnssec, data) {
            (DnssecForm::None, _) => Err(DelegationRefusal::NotSigned),
            (DnssecForm::Ds { .. }, SecDns::Keys(_)) => Err(DelegationRefusal::Form { wanted: "DS records" }),
            (DnssecForm::Key { .. }, SecDns::Ds(_)) => Err(DelegationRefusal::Form { wanted: "public keys" }),
            (DnssecForm::Ds { algorithms, digests }, SecDns::Ds(records)) => {
                for record in records {
                    if !algorithms.contains(&record.algorithm()) {
                        return Err(DelegationRefusal::Algorithm(record.algorithm()));
                    }
                    if !digests.contains(&record.digest_type()) {
                        return Err(DelegationRefusal::DigestType(record.digest_type()));
                    }
                }
                Ok(())
            }
            (DnssecForm::Key { algorithms }, SecDns::Keys(records)) => {
                match records.iter().find(|record| !algorithms.contains(&record.algorithm())) {
                    Some(record) => Err(DelegationRefusal::Algorithm(record.algorithm())),
                    None => Ok(()),
                }
            }
        }
    }
}
