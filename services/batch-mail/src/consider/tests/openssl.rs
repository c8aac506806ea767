//! Mails signed by `openssl smime` and `openssl cms`.

use super::*;

struct Openssl(tempfile::TempDir);

impl Openssl {
    fn new() -> Self {
        Self(folder())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, arguments: &str) -> Vec<u8> {
        run(self.path(), "openssl", &arguments.split(' ').collect::<Vec<_>>())
    }

    /// A key with a certificate of its own making.
    fn self_signed(&self, name: &str, key: &str, more: &str) {
        let days = if more.contains("-days") { "" } else { " -days 30" };
        self.run(&format!(
            "req -x509 -newkey {key} -nodes -subj /CN={name} -keyout {name}.key -out {name}.pem{days}{more}"
        ));
    }

    /// A certificate for an address, by an authority of this folder.
    fn issued(&self, name: &str, by: &str, address: &str) {
        self.run(&format!("req -newkey rsa:2048 -nodes -subj /CN={name} -keyout {name}.key -out {name}.csr"));
        let extensions = format!(
            "subjectAltName=email:{address}\nextendedKeyUsage=emailProtection\nkeyUsage=digitalSignature\n"
        );
        std::fs::write(self.path().join("extensions"), extensions).unwrap();
        self.run(&format!(
            "x509 -req -in {name}.csr -CA {by}.pem -CAkey {by}.key -CAcreateserial -days 30 -extfile extensions -out {name}.pem"
        ));
    }

    fn pem(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(format!("{name}.pem"))).unwrap()
    }

    fn sign(&self, command: &str, by: &str, more: &str) -> Vec<u8> {
        let text = order("smime");
        std::fs::write(self.path().join("order"), text).unwrap();
        let signed = self.run(&format!("{command} -sign -in order -signer {by}.pem -inkey {by}.key{more}"));
        self.as_sent(signed)
    }

    /// As a mail server passes it on.
    fn as_sent(&self, signed: Vec<u8>) -> Vec<u8> {
        let text = String::from_utf8(signed).unwrap().replace("\r\n", "\n").replace('\n', "\r\n");
        [b"From: nom@reseller.test\r\n".as_slice(), text.as_bytes()].concat()
    }

    fn pinned(&self, name: &str) -> Known {
        Known { certificates: vec![(CertificateTrust::Signer, self.pem(name))], ..known() }
    }

    fn authority(&self, name: &str, registered: &str) -> Known {
        Known {
            certificates: vec![(CertificateTrust::Authority, self.pem(name))],
            registered: Some(EmailAddress::parse(registered).unwrap()),
            ..known()
        }
    }
}

#[test]
fn openssl_signs_detached_and_opaque() {
    let openssl = Openssl::new();
    openssl.self_signed("rsa", "rsa:2048", "");
    openssl.self_signed("ec", "ec -pkeyopt ec_paramgen_curve:P-256", "");
    for signer in ["rsa", "ec"] {
        let known = openssl.pinned(signer);
        for (command, more) in [
            ("smime", " -text"),
            ("smime", ""),
            ("smime", " -text -nodetach"),
            ("smime", " -nodetach"),
            ("cms", " -text"),
            ("cms", " -text -nodetach"),
            ("cms", " -text -keyid"),
            ("cms", " -text -nocerts"),
            ("cms", " -text -nodetach -stream"),
            ("cms", " -text -md sha512"),
        ] {
            let signed = openssl.sign(command, signer, more);
            is_the_order(considered(&signed, &known));
            let text = String::from_utf8(signed).unwrap();
            if text.contains("ovh.com") {
                let said = considered(text.replace("ovh.com", "ovh.net").as_bytes(), &known).unwrap_err();
                assert!(said.contains("a signature over exactly this text"), "{said}");
            }
        }
    }
    let other = Known { certificates: openssl.pinned("ec").certificates, ..known() };
    let signed = openssl.sign("cms", "rsa", " -text");
    assert!(considered(&signed, &other).unwrap_err().contains("a certificate of the account"));
    assert!(considered(&signed, &known()).unwrap_err().contains("no certificate is set"));
}

#[test]
fn a_pinned_certificate_does_not_vouch_for_those_that_it_issued() {
    let openssl = Openssl::new();
    openssl.self_signed("ca", "rsa:2048", "");
    openssl.issued("clerk", "ca", "nom@reseller.test");
    let signed = openssl.sign("cms", "clerk", " -text");
    assert!(considered(&signed, &openssl.pinned("ca")).is_err());
    is_the_order(considered(&signed, &openssl.authority("ca", "Nom@reseller.test")));
    let other = considered(&signed, &openssl.authority("ca", "other@reseller.test")).unwrap_err();
    assert!(other.contains("issued to its registered address"), "{other}");
    openssl.self_signed("wrong", "rsa:2048", "");
    assert!(considered(&signed, &openssl.authority("wrong", "nom@reseller.test")).is_err());
    let without = openssl.sign("cms", "clerk", " -text -nocerts");
    assert!(
        considered(&without, &openssl.authority("ca", "nom@reseller.test")).is_err(),
        "nothing is fetched"
    );
}

#[test]
fn certificates_and_digests_that_are_no_good_today_prove_nothing() {
    let openssl = Openssl::new();
    openssl.self_signed("now", "rsa:2048", "");
    let signed = openssl.sign("cms", "now", " -text");
    let later = journal::wall_clock() + chrono::TimeDelta::days(31);
    assert!(considered_at(&signed, &openssl.pinned("now"), later).unwrap_err().contains("valid today"));
    let tomorrow = journal::wall_clock() + chrono::TimeDelta::hours(25);
    let old = considered_at(&signed, &openssl.pinned("now"), tomorrow).unwrap_err();
    assert!(old.contains("a signature of the last 24 hours"), "{old}");
    let weak = openssl.sign("cms", "now", " -text -md sha1");
    let said = considered(&weak, &openssl.pinned("now")).unwrap_err();
    assert!(said.contains("SHA-256 or better"), "{said}");
    let timeless = openssl.sign("cms", "now", " -text -noattr");
    let said = considered(&timeless, &openssl.pinned("now")).unwrap_err();
    assert!(said.contains("says when it was made"), "{said}");
    let server = " -addext extendedKeyUsage=serverAuth";
    openssl.self_signed("server", "rsa:2048", server);
    assert!(considered(&openssl.sign("cms", "server", " -text"), &openssl.pinned("server")).is_err());
}
