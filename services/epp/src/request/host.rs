//! Host commands (RFC 5732).

use application::ports::RegistryCommand;
use instant_epp::host::update::{HostAdd, HostRemove};
use instant_epp::host::{HostCreate, HostDelete, HostInfo, HostUpdate};

use super::{Request, typed};

/// The request of a host command; `None` for other objects.
pub(super) fn request(command: &RegistryCommand) -> Option<Request> {
    use RegistryCommand as C;
    let body = match command {
        C::InfoHost { host } => typed(&HostInfo::new(host.as_str())),
        C::CreateHost { host, addresses } => {
            typed(&HostCreate::new(host.as_str(), (!addresses.is_empty()).then_some(&addresses[..])))
        }
        C::UpdateHost { host, add, remove } => {
            let mut update = HostUpdate::new(host.as_str());
            if !add.is_empty() {
                update.add(HostAdd { addresses: Some(&add[..]), statuses: None });
            }
            if !remove.is_empty() {
                update.remove(HostRemove { addresses: Some(&remove[..]), statuses: None });
            }
            typed(&update)
        }
        C::DeleteHost { host } => typed(&HostDelete::new(host.as_str())),
        _ => return None,
    };
    Some(Request::new(command.label(), body))
}
