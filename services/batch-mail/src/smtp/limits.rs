//! How many connections there may be, in all and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// How many connections there may be at once.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// In all.
    pub connections: usize,
    /// From one address.
    pub of_address: usize,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self { connections: 200, of_address: 20 }
    }
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    of: HashMap<IpAddr, usize>,
}

/// The connections that are open.
pub(super) struct Connections {
    limits: ConnectionLimits,
    open: Arc<Mutex<Open>>,
}

/// One of them, for as long as it is held.
pub(super) struct Place {
    address: Option<IpAddr>,
    open: Arc<Mutex<Open>>,
}

impl Connections {
    pub fn new(limits: ConnectionLimits) -> Self {
        Self { limits, open: Arc::default() }
    }

    /// A place for one more; none where there are too many. A socket in the file system has no address.
    pub fn enter(&self, address: Option<IpAddr>) -> Option<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.all >= self.limits.connections {
            return None;
        }
        if let Some(address) = address {
            let of_address = open.of.entry(address).or_default();
            if *of_address >= self.limits.of_address {
                return None;
            }
            *of_address += 1;
        }
        open.all += 1;
        Some(Place { address, open: self.open.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        if let Some(address) = self.address
            && let Some(of_address) = open.of.get_mut(&address)
        {
            *of_address -= 1;
            if *of_address == 0 {
                open.of.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_back() {
        let connections = Connections::new(ConnectionLimits { connections: 3, of_address: 2 });
        let (here, there) = (Some(IpAddr::from([127, 0, 0, 1])), Some(IpAddr::from([127, 0, 0, 2])));
        let first = connections.enter(here).unwrap();
        let _second = connections.enter(here).unwrap();
        assert!(connections.enter(here).is_none(), "too many from one address");
        let _third = connections.enter(there).unwrap();
        assert!(connections.enter(None).is_none(), "too many in all");
        drop(first);
        let _again = connections.enter(here).unwrap();
        assert_eq!(connections.open.lock().unwrap().all, 3);
        assert_eq!(connections.open.lock().unwrap().of.len(), 2);
    }
}
