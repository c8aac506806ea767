//! Lines under a MAC, as files outside the database have them: the MAC in hexadecimal, a space, and what it covers.

use crate::vault::Vault;
use data_encoding::HEXLOWER;
use subtle::ConstantTimeEq;

/// The MAC of a line.
pub(crate) fn mac_of(vault: &Vault, domain: &str, body: &str) -> String {
    HEXLOWER.encode(&vault.mac(domain, body.as_bytes()))
}

/// MAC and body of a line, or what is wrong with it.
pub(crate) fn split<'a>(
    vault: &Vault,
    domain: &str,
    line: &'a str,
) -> Result<(&'a str, &'a str), &'static str> {
    let (mac, body) = line.split_once(' ').ok_or("it has no MAC")?;
    let fits = mac.as_bytes().ct_eq(mac_of(vault, domain, body).as_bytes());
    if bool::from(fits) { Ok((mac, body)) } else { Err("its MAC does not fit") }
}
