//! Trademark claims of a check (RFC 8334), and names that are reserved (RFC 8495).

use application::ports::CheckedClaim;
use domain_model::values::{ClaimKey, DomainName};

use super::{Response, boolean};
use crate::xml::{Element, ns};

/// Which names are claimed, where the response says it.
pub(super) fn claims(response: &Response) -> Option<Vec<CheckedClaim>> {
    let data = response.extension(ns::LAUNCH, "chkData")?;
    Some(data.all("cd").filter_map(claim).collect())
}

fn claim(cd: &Element) -> Option<CheckedClaim> {
    let name = cd.child("name")?;
    let exists = boolean(name.attribute("exists")?)?;
    let keys = cd.all("claimKey").filter_map(|key| ClaimKey::parse(&key.token()).ok()).collect();
    Some(CheckedClaim { name: DomainName::parse(&name.token()).ok()?, keys, exists })
}

/// Whether a reason says that a code opens the name: RFC 8495 has no other sign of it than its words, "Allocation Token
/// required" and "Allocation Token mismatch".
pub(super) fn wants_a_token(reason: &str) -> bool {
    reason.to_ascii_lowercase().contains("allocation token")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_with_their_keys() {
        let document = r#"<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><response><result code="1000"><msg>ok</msg></result><extension>
            <l:chkData xmlns:l="urn:ietf:params:xml:ns:launch-1.0"><l:phase>claims</l:phase>
            <l:cd><l:name exists="1">A.com</l:name><l:claimKey validatorID="tmch">2013041500/2/6/9/rJ1N</l:claimKey><l:claimKey>x y</l:claimKey></l:cd>
            <l:cd><l:name exists="0">b.com</l:name></l:cd><l:cd><l:name>c.com</l:name></l:cd></l:chkData></extension>
            <trID><svTRID>1</svTRID></trID></response></epp>"#;
        let name = |text: &str| DomainName::parse(text).unwrap();
        let keys = vec![ClaimKey::parse("2013041500/2/6/9/rJ1N").unwrap()];
        assert_eq!(
            claims(&Response::read(document).unwrap()).unwrap(),
            [
                CheckedClaim { name: name("a.com"), keys, exists: true },
                CheckedClaim { name: name("b.com"), keys: vec![], exists: false },
            ]
        );
    }

    #[test]
    fn a_reserved_name_is_told_by_the_words_of_the_rfc() {
        for reason in ["Allocation Token required", "Reserved: needs allocation token"] {
            assert!(wants_a_token(reason), "{reason}");
        }
        assert!(!wants_a_token("In use") && !wants_a_token("Reserved name"));
    }
}
