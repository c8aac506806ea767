//! Host commands.

use std::net::IpAddr;

use super::values;
use crate::code::{Refusal, ResultCode};
use crate::state::{ObjectKind, Status};
use crate::xml::{Element, Sequence, ns};

/// Most addresses in one command.
const ADDRESSES: usize = 13;

#[derive(Debug)]
pub struct HostCreate {
    pub name: String,
    pub addresses: Vec<IpAddr>,
}

#[derive(Debug)]
pub struct HostUpdate {
    pub name: String,
    pub add: HostDelta,
    pub remove: HostDelta,
    pub new_name: Option<String>,
}

#[derive(Debug, Default)]
pub struct HostDelta {
    pub addresses: Vec<IpAddr>,
    pub statuses: Vec<Status>,
}

impl HostCreate {
    pub(super) fn read(body: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(body, ns::HOST);
        let name = values::name_of(sequence.required("name")?, ObjectKind::Host)?;
        let addresses = addresses(&sequence.many("addr"))?;
        sequence.end()?;
        Ok(Self { name, addresses })
    }
}

impl HostUpdate {
    pub(super) fn read(body: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(body, ns::HOST);
        let name = values::name_of(sequence.required("name")?, ObjectKind::Host)?;
        let (add, remove) = (sequence.optional("add"), sequence.optional("rem"));
        let change = sequence.optional("chg");
        sequence.end()?;
        if add.is_none() && remove.is_none() && change.is_none() {
            return Err(ResultCode::RequiredMissing.because("an update has add, rem or chg"));
        }
        let new_name = match change {
            None => None,
            Some(change) => {
                let mut inner = Sequence::new(change, ns::HOST);
                let name = values::name_of(inner.required("name")?, ObjectKind::Host)?;
                inner.end()?;
                Some(name)
            }
        };
        let delta = |element: Option<&Element>| element.map(HostDelta::read).transpose();
        Ok(Self {
            name,
            add: delta(add)?.unwrap_or_default(),
            remove: delta(remove)?.unwrap_or_default(),
            new_name,
        })
    }
}

impl HostDelta {
    fn read(element: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(element, ns::HOST);
        let addresses = addresses(&sequence.many("addr"))?;
        let statuses = values::statuses(&sequence.many("status"), ObjectKind::Host)?;
        sequence.end()?;
        Ok(Self { addresses, statuses })
    }
}

fn addresses(elements: &[&Element]) -> Result<Vec<IpAddr>, Refusal> {
    if elements.len() > ADDRESSES {
        return Err(ResultCode::ParameterPolicy.because(format!("at most {ADDRESSES} addresses")));
    }
    elements.iter().map(|element| values::address(element)).collect()
}
