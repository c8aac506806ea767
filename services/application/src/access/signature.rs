//! What a call is signed with: `$1$` and the SHA-1 of secret, consumer key, method, address, body and timestamp, with
//! plus signs between them, hexadecimal (paper: "premiers pas avec l'API", signature of requests).

use data_encoding::HEXLOWER_PERMISSIVE;
use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

const VERSION: &str = "$1$";

/// Everything that is signed but the address.
pub(super) struct Signed<'a> {
    pub secret: &'a str,
    pub consumer_key: &'a str,
    pub method: &'a str,
    pub body: &'a [u8],
    pub timestamp: &'a str,
}

impl Signed<'_> {
    /// Whether this is the signature for one of these addresses. Compared in constant time.
    pub fn is_by(&self, signature: &str, addresses: &[String]) -> bool {
        let given = signature.strip_prefix(VERSION).filter(|digest| digest.len() == 40);
        let Some(given) = given.and_then(|digest| HEXLOWER_PERMISSIVE.decode(digest.as_bytes()).ok()) else {
            return false;
        };
        let mut begun = Sha1::new();
        for part in [self.secret, self.consumer_key, self.method] {
            begun.update(part);
            begun.update("+");
        }
        addresses.iter().any(|address| {
            let mut digest = begun.clone();
            digest.update(address);
            digest.update("+");
            digest.update(self.body);
            digest.update("+");
            digest.update(self.timestamp);
            digest.finalize().as_slice().ct_eq(&given).into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the public API's own guide, computed by `sha1sum`:
    /// `printf '%s' 'EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF+MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1+GET+https://eu.api.ovh.com/1.0/domains/++1366560945' | sha1sum`
    #[test]
    fn the_guides_example_is_signed_as_it_says() {
        let signed = Signed {
            secret: "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF",
            consumer_key: "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1",
            method: "GET",
            body: b"",
            timestamp: "1366560945",
        };
        let address = "https://eu.api.ovh.com/1.0/domains/".to_owned();
        let others = ["http://eu.api.ovh.com/1.0/domains/".to_owned(), address.clone()];
        let signature = "$1$d3705e8afb27a0d2970a322b96550abfc67bb798";
        assert!(signed.is_by(signature, &others));
        assert!(signed.is_by(&signature.to_uppercase(), std::slice::from_ref(&address)));
        assert!(!signed.is_by(signature, &others[..1]));
        assert!(!signed.is_by(signature, &[]));
        for wrong in ["", "$1$", "$2$0000", &signature[3..], &signature[..42], &format!("{signature}0")] {
            assert!(!signed.is_by(wrong, std::slice::from_ref(&address)), "{wrong}");
        }
        let later = Signed { timestamp: "1366560946", ..signed };
        assert!(!later.is_by(signature, &[address]));
    }
}
