//! Names under trademark claims (`claimed-…`) and reserved ones (`reserved-…`, opened by `OPEN`).

use application::ports::CheckedClaim;
use domain_model::values::{AcceptedNotice, AllocationToken, ClaimKey, DomainName};

fn label(name: &DomainName) -> &str {
    name.as_str().split('.').next().unwrap()
}

pub fn checked(name: DomainName) -> CheckedClaim {
    let exists = label(&name).starts_with("claimed-");
    let keys = exists.then(|| ClaimKey::parse(&format!("claim/{}", label(&name))).unwrap());
    CheckedClaim { keys: keys.into_iter().collect(), exists, name }
}

pub fn is_reserved(name: &DomainName) -> bool {
    label(name).starts_with("reserved-")
}

pub fn opens(name: &DomainName, token: Option<&AllocationToken>) -> bool {
    is_reserved(name) && token.is_some_and(|token| token.as_str() == "OPEN")
}

/// 2306 without a notice that fits, or with one that is not needed; 2201 without the code.
pub fn refusal(
    name: &DomainName,
    notice: Option<&AcceptedNotice>,
    token: Option<&AllocationToken>,
) -> Option<u16> {
    let claimed = label(name).starts_with("claimed-");
    let fits = notice.map(|notice| notice.notice_id.is_of(label(name), notice.not_after));
    if fits.unwrap_or_default() != claimed || (fits.is_some() && !claimed) {
        return Some(2306);
    }
    (is_reserved(name) && !opens(name, token)).then_some(2201)
}
