//! Who answers: the registrar, as the directory names it.

use domain_model::values::EmailAddress;

/// The registrar as the directory names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectorySettings {
    /// Its name, as ICANN has it.
    pub registrar: String,
    /// Its number at IANA; a registrar of country codes alone has none.
    pub iana_id: Option<u32>,
    /// Its pages.
    pub url: String,
    /// The base of its RDAP answers, without a slash at the end: `https://rdap.example/rdap`.
    pub rdap_base: String,
    /// The host of its WHOIS server.
    pub whois_host: String,
    /// Where abuse is reported to.
    pub abuse_email: EmailAddress,
    /// Likewise, by telephone.
    pub abuse_phone: String,
    /// What the data may be used for.
    pub terms_url: String,
    /// Where whoever has a lawful interest asks for what is redacted.
    pub requests_url: String,
}

impl Default for DirectorySettings {
    fn default() -> Self {
        Self {
            registrar: "Registrar".to_owned(),
            iana_id: None,
            url: "http://127.0.0.1:8080/".to_owned(),
            rdap_base: "http://127.0.0.1:8080/rdap".to_owned(),
            whois_host: "whois.registrar.test".to_owned(),
            abuse_email: EmailAddress::parse("abuse@registrar.test").expect("an address"),
            abuse_phone: "+33.170000000".to_owned(),
            terms_url: "http://127.0.0.1:8080/".to_owned(),
            requests_url: "http://127.0.0.1:8080/".to_owned(),
        }
    }
}
