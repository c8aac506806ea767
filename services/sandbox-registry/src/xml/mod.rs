//! XML in and out: a small namespace-aware tree for requests, a writer for answers.

mod sequence;
mod tree;
mod write;

pub use sequence::Sequence;
pub use tree::{Element, parse};
pub use write::Xml;

/// Namespaces of the protocol, its objects and its extensions.
pub mod ns {
    pub const EPP: &str = "urn:ietf:params:xml:ns:epp-1.0";
    pub const DOMAIN: &str = "urn:ietf:params:xml:ns:domain-1.0";
    pub const CONTACT: &str = "urn:ietf:params:xml:ns:contact-1.0";
    pub const HOST: &str = "urn:ietf:params:xml:ns:host-1.0";
    /// DNS security, RFC 5910.
    pub const SECDNS: &str = "urn:ietf:params:xml:ns:secDNS-1.1";
    /// Registry grace periods, RFC 3915.
    pub const RGP: &str = "urn:ietf:params:xml:ns:rgp-1.0";
    /// Change poll, RFC 8590.
    pub const CHANGE_POLL: &str = "urn:ietf:params:xml:ns:changePoll-1.0";
    /// Fees, RFC 8748.
    pub const FEE: &str = "urn:ietf:params:xml:ns:epp:fee-1.0";
    /// Launch phases and claims, RFC 8334.
    pub const LAUNCH: &str = "urn:ietf:params:xml:ns:launch-1.0";
    /// Codes of reserved names, RFC 8495.
    pub const ALLOCATION_TOKEN: &str = "urn:ietf:params:xml:ns:allocationToken-1.0";
    /// Verisign's language tags of internationalised names.
    pub const IDN_LANG: &str = "http://www.verisign.com/epp/idnLang-1.0";

    /// Object services, in the order of the greeting.
    pub const OBJECTS: [&str; 3] = [DOMAIN, CONTACT, HOST];
    /// Extension services, in the order of the greeting.
    pub const EXTENSIONS: [&str; 7] = [SECDNS, RGP, CHANGE_POLL, FEE, LAUNCH, ALLOCATION_TOKEN, IDN_LANG];
}
