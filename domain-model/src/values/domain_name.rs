//! Names in the DNS: the domain name as registries hold it (A-labels, lower case), and host names.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use super::idna2008;
use super::rules::{broken_rules, debug_shows, text_value};

/// No name is read beyond this many bytes: an U-label form is at most a few times its 253 octet A-label form.
const MOST_BYTES: usize = 1024;

broken_rules! {
    /// Why a text is not a domain or host name.
    DomainNameError on "domain" {
        Empty: "empty", "the name is empty";
        TooLong: "name-too-long", "the name is longer than 253 octets";
        OneLabel: "one-label", "the name has a single label, at least two are needed";
        EmptyLabel: "empty-label", "the name has an empty label";
        LabelTooLong: "label-too-long", "a label of the name is longer than 63 octets";
        LabelCharacter(char): "label-character", "{0:?} may not stand in a name: letters, digits and hyphens only";
        LabelHyphen: "label-hyphen", "a label begins or ends with a hyphen";
        LabelReserved: "label-reserved", "a label has hyphens in third and fourth place without being an A-label";
        NumericTld: "numeric-tld", "the last label is all digits, as in an address";
        IdnaDisallowed(char): "idna-disallowed", "IDNA 2008 does not allow {0:?} in a name";
        IdnaMapped: "idna-mapped", "the name is not in the form that IDNA 2008 keeps: compatibility characters are not mapped";
        IdnaInvalid: "idna-invalid", "the name breaks a rule of IDNA 2008 (form, bidirectional text, or joiners)";
        ALabelInvalid: "a-label-invalid", "an xn-- label is not the encoding of a valid U-label";
    }
}

/// A domain name: at least two labels, each an LDH label or an A-label (RFC 5890), lower case, without the
/// root's dot.
///
/// Parsing accepts U-labels in any case, in composed or decomposed form, and gives their A-labels. What
/// IDNA 2008 disallows is refused, not mapped.
///
/// ```
/// use domain_model::values::DomainName;
/// let name = DomainName::parse("Café.FR")?;
/// assert_eq!(name.as_str(), "xn--caf-dma.fr");
/// assert_eq!(name.unicode(), "café.fr");
/// # Ok::<(), domain_model::values::DomainNameError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DomainName(String);

impl DomainName {
    /// Reads a name in U-label or A-label form.
    pub fn parse(text: &str) -> Result<Self, DomainNameError> {
        to_a_labels(text).map(Self)
    }

    /// The A-label form, as it stands at the registry.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The U-label form, for people.
    pub fn unicode(&self) -> String {
        unicode(&self.0)
    }

    /// The labels from left to right, in A-label form.
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.')
    }

    /// The leftmost label: what was registered below the suffix.
    pub fn first_label(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }

    /// The proper suffixes, longest first: `a.co.uk` gives `co.uk`, then `uk`.
    pub fn suffixes(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('.').map(|(at, _)| &self.0[at + 1..])
    }

    /// Whether this name is `other` or lies below it.
    pub fn is_within(&self, other: &DomainName) -> bool {
        is_within(&self.0, &other.0)
    }

    /// The host of this name with the given labels in front: `ns1` gives `ns1.example.com`.
    pub fn host_under(&self, labels: &str) -> Result<HostName, DomainNameError> {
        HostName::parse(&format!("{labels}.{}", self.0))
    }
}

/// A host name: same form as a domain name, of any depth; the domain's own name is one too.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostName(String);

impl HostName {
    /// Reads a host name in U-label or A-label form.
    pub fn parse(text: &str) -> Result<Self, DomainNameError> {
        to_a_labels(text).map(Self)
    }

    /// The A-label form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The U-label form, for people.
    pub fn unicode(&self) -> String {
        unicode(&self.0)
    }

    /// Whether this host is the domain itself or lies below it: only then it may need glue.
    pub fn is_within(&self, domain: &DomainName) -> bool {
        is_within(&self.0, &domain.0)
    }
}

impl From<DomainName> for HostName {
    fn from(domain: DomainName) -> Self {
        Self(domain.0)
    }
}

text_value!(DomainName, DomainNameError);
text_value!(HostName, DomainNameError);
debug_shows!(DomainName);
debug_shows!(HostName);

broken_rules! {
    /// Why a text is not a suffix below which names are registered.
    TldError on "tld" {
        Form: "tld-form", "a TLD is one or more labels in A-label form, lower case, without dots at its ends";
    }
}

/// A suffix below which this registrar registers names: `com`, `co.uk`, `xn--p1ai`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tld(String);

impl Tld {
    /// Reads a suffix; one leading dot, as people write it (`.com`), is taken off.
    pub fn parse(text: &str) -> Result<Self, TldError> {
        let bare = text.strip_prefix('.').unwrap_or(text);
        if bare.is_empty() || bare.len() > 253 {
            return Err(TldError::Form);
        }
        // A TLD of one label has the form of a name's tail: read it as one.
        let read = to_a_labels(&format!("x.{bare}")).map_err(|_| TldError::Form)?;
        Ok(Self(read["x.".len()..].to_owned()))
    }

    /// The A-label form, without a leading dot.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the name is a name of this suffix, at any depth below it.
    pub fn holds(&self, name: &DomainName) -> bool {
        name.as_str().len() > self.0.len() && is_within(name.as_str(), &self.0)
    }
}

/// So that maps by TLD are searched by a name's suffix as it stands.
impl std::borrow::Borrow<str> for Tld {
    fn borrow(&self) -> &str {
        &self.0
    }
}

text_value!(Tld, TldError);
debug_shows!(Tld);

fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_suffix(outer).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn unicode(a_labels: &str) -> String {
    if !a_labels.contains("xn--") {
        return a_labels.to_owned();
    }
    Uts46::new().to_unicode(a_labels.as_bytes(), AsciiDenyList::STD3, Hyphens::Check).0.into_owned()
}

fn to_a_labels(text: &str) -> Result<String, DomainNameError> {
    if text.is_empty() {
        return Err(DomainNameError::Empty);
    }
    if text.len() > MOST_BYTES {
        return Err(DomainNameError::TooLong);
    }
    let lowered = lower_case(text);
    for label in lowered.split('.') {
        check_label(label)?;
    }
    let a_labels = if lowered.is_ascii() && !lowered.split('.').any(|l| l.starts_with("xn--")) {
        lowered
    } else {
        encode(&lowered)?
    };
    check_lengths(&a_labels)?;
    Ok(a_labels)
}

/// Lower case and Normalization Form C: the only mapping that is done on behalf of the user (RFC 5895),
/// with the ideographic full stops read as dots.
fn lower_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Per character: a context-free mapping, so that a capital sigma gives σ wherever it stands.
    let lowered: String = text
        .chars()
        .map(|c| if matches!(c, '\u{3002}' | '\u{ff0e}' | '\u{ff61}') { '.' } else { c })
        .flat_map(char::to_lowercase)
        .collect();
    ComposingNormalizerBorrowed::new_nfc().normalize(&lowered).into_owned()
}

fn check_label(label: &str) -> Result<(), DomainNameError> {
    if label.is_empty() {
        return Err(DomainNameError::EmptyLabel);
    }
    if let Some(wrong) = label.chars().find(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && *c != '-') {
        return Err(DomainNameError::LabelCharacter(wrong));
    }
    if label.starts_with('-') || label.ends_with('-') {
        return Err(DomainNameError::LabelHyphen);
    }
    let third_and_fourth: String = label.chars().skip(2).take(2).collect();
    if third_and_fourth == "--" && !label.starts_with("xn--") {
        return Err(DomainNameError::LabelReserved);
    }
    Ok(())
}

fn encode(lowered: &str) -> Result<String, DomainNameError> {
    let uts46 = Uts46::new();
    let (u_labels, read) = uts46.to_unicode(lowered.as_bytes(), AsciiDenyList::STD3, Hyphens::Check);
    // The disallowed code point says more than "invalid": look for it first.
    for (given, label) in lowered.split('.').zip(u_labels.split('.')) {
        let shown = if given.starts_with("xn--") { label } else { given };
        if let Some(point) = idna2008::first_disallowed(shown).filter(|c| *c != char::REPLACEMENT_CHARACTER) {
            return Err(DomainNameError::IdnaDisallowed(point));
        }
    }
    if read.is_err() {
        let encoded = lowered.split('.').any(|label| label.starts_with("xn--"));
        return Err(if encoded { DomainNameError::ALabelInvalid } else { DomainNameError::IdnaInvalid });
    }
    let a_labels = uts46
        .to_ascii(u_labels.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Ignore)
        .unwrap_or(Cow::Borrowed(""));
    for ((given, u_label), a_label) in lowered.split('.').zip(u_labels.split('.')).zip(a_labels.split('.')) {
        let (kept, broken) = match given.starts_with("xn--") {
            true => (given == a_label, DomainNameError::ALabelInvalid),
            false => (given == u_label, DomainNameError::IdnaMapped),
        };
        if !kept {
            return Err(broken);
        }
    }
    Ok(a_labels.into_owned())
}

fn check_lengths(a_labels: &str) -> Result<(), DomainNameError> {
    if a_labels.split('.').any(|label| label.len() > 63) {
        return Err(DomainNameError::LabelTooLong);
    }
    if a_labels.len() > 253 {
        return Err(DomainNameError::TooLong);
    }
    match a_labels.rsplit_once('.') {
        None => Err(DomainNameError::OneLabel),
        Some((_, last)) if last.bytes().all(|b| b.is_ascii_digit()) => Err(DomainNameError::NumericTld),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(text: &str) -> DomainNameError {
        DomainName::parse(text).expect_err(text)
    }

    #[test]
    fn u_labels_and_a_labels_give_the_same_name() {
        let name = DomainName::parse("CAFÉ.fr").unwrap();
        assert_eq!(name.as_str(), "xn--caf-dma.fr");
        assert_eq!(DomainName::parse("XN--CAF-DMA.FR").unwrap(), name);
        assert_eq!(DomainName::parse("cafe\u{301}.fr").unwrap(), name, "decomposed input is composed");
        assert_eq!(name.unicode(), "café.fr");
        assert_eq!(DomainName::parse("straße.de").unwrap().as_str(), "xn--strae-oqa.de");
        assert_eq!(DomainName::parse("例え。jp").unwrap().unicode(), "例え.jp");
    }

    #[test]
    fn every_rule_has_its_refusal() {
        use DomainNameError::*;
        assert_eq!(refusal(""), Empty);
        assert_eq!(refusal("com"), OneLabel);
        assert_eq!(refusal("a..com"), EmptyLabel);
        assert_eq!(refusal("example.com."), EmptyLabel);
        assert_eq!(refusal(&format!("{}.com", "a".repeat(64))), LabelTooLong);
        assert_eq!(refusal(&format!("{}com", "a23456789.".repeat(26))), TooLong);
        assert_eq!(refusal(&"é".repeat(600)), TooLong);
        assert_eq!(refusal("exa_mple.com"), LabelCharacter('_'));
        assert_eq!(refusal("exa mple.com"), LabelCharacter(' '));
        assert_eq!(refusal("-example.com"), LabelHyphen);
        assert_eq!(refusal("example-.com"), LabelHyphen);
        assert_eq!(refusal("ab--cd.com"), LabelReserved);
        assert_eq!(refusal("192.0.2.1"), NumericTld);
        assert_eq!(refusal("☕.com"), IdnaDisallowed('☕'));
        assert_eq!(refusal("i♥ny.com"), IdnaDisallowed('♥'));
        assert_eq!(refusal("xn--53h.com"), IdnaDisallowed('☕'));
        assert_eq!(refusal("ﬁn.com"), IdnaMapped);
        assert_eq!(refusal("xn--a.com"), ALabelInvalid);
        assert_eq!(refusal("xn--.com"), LabelHyphen);
        assert_eq!(refusal("\u{301}a.com"), IdnaInvalid);
        assert_eq!(refusal("aא.com"), IdnaInvalid, "left-to-right and right-to-left mixed");
    }

    #[test]
    fn contextual_code_points_need_their_context() {
        assert!(DomainName::parse("col·lega.cat").is_ok());
        assert_eq!(refusal("a·b.cat"), DomainNameError::IdnaDisallowed('·'));
        assert!(DomainName::parse("テスト・名.jp").is_ok());
        assert_eq!(refusal("a・b.jp"), DomainNameError::IdnaDisallowed('・'));
    }

    #[test]
    fn lies_within_only_at_a_label_boundary() {
        let domain = DomainName::parse("example.com").unwrap();
        assert!(domain.host_under("ns1").unwrap().is_within(&domain));
        assert!(HostName::from(domain.clone()).is_within(&domain));
        assert!(!HostName::parse("ns1.badexample.com").unwrap().is_within(&domain));
        assert_eq!(
            DomainName::parse("a.b.co.uk").unwrap().suffixes().collect::<Vec<_>>(),
            ["b.co.uk", "co.uk", "uk"]
        );
    }

    #[test]
    fn a_tld_may_have_two_labels() {
        assert_eq!(Tld::parse(".CO.UK").unwrap().as_str(), "co.uk");
        assert_eq!(Tld::parse(""), Err(TldError::Form));
        assert_eq!(Tld::parse("..com"), Err(TldError::Form));
        let tld = Tld::parse("com").unwrap();
        assert!(tld.holds(&DomainName::parse("a.com").unwrap()));
        assert!(!tld.holds(&DomainName::parse("a.telecom").unwrap()));
    }

    proptest! {
        #[test]
        fn parsing_is_idempotent(text in "[a-zA-Z0-9éèßÉαΩж例-]{1,20}(\\.[a-z0-9éжα]{1,8}){1,3}") {
            if let Ok(name) = DomainName::parse(&text) {
                prop_assert_eq!(&DomainName::parse(name.as_str()).unwrap(), &name);
                prop_assert_eq!(&DomainName::parse(&name.unicode()).unwrap(), &name);
            }
        }

        #[test]
        fn any_text_is_answered(text in "\\PC{0,80}") {
            if let Ok(name) = DomainName::parse(&text) {
                prop_assert!(name.as_str().len() <= 253 && name.as_str().is_ascii());
            }
        }
    }
}
