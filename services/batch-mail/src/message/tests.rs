//! What is taken for a batch mail by its form, and what is not.

use super::*;

fn mail(headers: &str, body: &str) -> Message {
    let raw =
        format!("From: Reseller <nom@Reseller.test>\r\nMessage-ID: <1@reseller.test>\r\n{headers}\r\n{body}");
    read(raw.as_bytes()).unwrap()
}

fn text(headers: &str, body: &str) -> String {
    match mail(headers, body).content {
        Ok(letter) => letter.text.text,
        Err(refused) => panic!("{}", refused.complaint),
    }
}

fn refusal(headers: &str, body: &str) -> (String, Option<String>) {
    match mail(headers, body).content {
        Ok(letter) => panic!("read: {}", letter.text.text),
        Err(refused) => (refused.complaint.to_string(), refused.text),
    }
}

#[test]
fn a_header_says_who_writes_and_what_is_answered() {
    let read = mail(
        "Reply-To: desk@reseller.test\r\nSubject: =?iso-8859-1?Q?Commande_=E9?=\r\n two\r\nReferences: <a@x> <b@x>\r\n",
        "x",
    );
    assert_eq!(read.from.unwrap().as_str(), "nom@reseller.test");
    assert_eq!(read.reply_to.unwrap().as_str(), "desk@reseller.test");
    assert_eq!(read.message_id.as_deref(), Some("1@reseller.test"));
    assert_eq!(read.references, ["a@x", "b@x"]);
    assert_eq!(read.subject.as_deref(), Some("Commande é two"));
    assert_eq!(read.automatic, None);
    let answer = mail("In-Reply-To: <c@x>\r\n", "x");
    assert_eq!(answer.references, ["c@x"]);
    let thread: String = (0..50).map(|n| format!("<{n}@x>\r\n ")).collect();
    let long = mail(&format!("References: {}\r\n", thread.trim_end()), "x").references;
    assert_eq!((long.len(), long[0].as_str(), long[19].as_str()), (20, "0@x", "49@x"));
}

#[test]
fn what_came_by_itself_is_known() {
    for (header, expected) in [
        ("Auto-Submitted: auto-replied\r\n", Some(Automatic::Replied)),
        ("auto-submitted: no\r\n", None),
        ("X-Autoreply: yes\r\n", Some(Automatic::Replied)),
        ("X-Auto-Response-Suppress: All\r\n", None),
        ("List-Id: <all.lists.test>\r\n", Some(Automatic::List)),
        ("Precedence: bulk\r\n", Some(Automatic::Bulk)),
        ("Precedence: first-class\r\n", None),
        ("Content-Type: multipart/report; boundary=x\r\n", Some(Automatic::Bounced)),
    ] {
        assert_eq!(mail(header, "x").automatic, expected, "{header}");
    }
    let bounce = read(b"From: MAILER-DAEMON@mx.test\r\n\r\nx").unwrap();
    assert_eq!(bounce.automatic, Some(Automatic::Bounced));
}

#[test]
fn what_is_no_message_or_too_long_is_not_read() {
    assert_eq!(read(b"").err(), Some(NotRead::NoMessage));
    let long = vec![b'x'; MOST_BYTES + 1];
    assert_eq!(read(&long).err(), Some(NotRead::TooLong { bytes: MOST_BYTES + 1 }));
    let headers = "X: y\r\n".repeat(MOST_HEADERS + 1);
    assert_eq!(read(format!("{headers}\r\nx").as_bytes()).err(), Some(NotRead::NoMessage));
    assert!(!format!("{:?}", mail("", "batch.auth.plain: secret")).contains("secret"));
}

#[test]
fn a_plain_text_is_decoded_from_its_transport_and_set() {
    assert_eq!(text("", "é\r\n"), "é\r\n");
    let latin =
        "Content-Type: text/plain; charset=iso-8859-15\r\nContent-Transfer-Encoding: quoted-printable\r\n";
    assert_eq!(text(latin, "caf=E9 =A4=\r\nb\r\n"), "café €b\r\n");
    let base64 = "Content-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: base64\r\n";
    assert_eq!(text(base64, "Y2Fmw6k=\r\n"), "café");
    let flowed = mail("Content-Type: text/plain; format=flowed; delsp=yes\r\n", "x").content.ok().unwrap();
    assert_eq!(flowed.text.flowed, Some(true));
}

#[test]
fn anything_but_one_plain_text_is_refused_and_its_text_still_found() {
    let html = "Content-Type: text/html\r\n";
    assert_eq!(
        refusal(html, "<p>x</p>"),
        ("line 0, key Content-Type, expected text/plain alone, without attachment or formatting, not text/html".into(), None)
    );
    let mixed = "Content-Type: multipart/mixed; boundary=b\r\n";
    let body =
        "--b\r\n\r\nbatch.account: ve174-ovh\r\n--b\r\nContent-Type: application/pdf\r\n\r\nx\r\n--b--\r\n";
    let (said, found) = refusal(mixed, body);
    assert!(said.contains("not multipart/mixed"), "{said}");
    assert_eq!(found.as_deref(), Some("batch.account: ve174-ovh"));
    let alternative = "Content-Type: multipart/alternative; boundary=b\r\n";
    assert!(refusal(alternative, body).0.contains("not multipart/alternative"));
    let attached = "Content-Disposition: attachment; filename=order.txt\r\n";
    assert!(refusal(attached, "x").0.contains("not as an attachment"));
    let forwarded = "Content-Type: message/rfc822\r\n";
    assert!(refusal(forwarded, "x").0.contains("not message/rfc822"));
}

#[test]
fn a_text_that_cannot_be_decoded_is_refused() {
    let c = |headers: &str, body: &str| refusal(headers, body).0;
    assert!(c("Content-Type: text/plain; charset=koi8-r\r\n", "x").contains("windows-1252, not koi8-r"));
    let utf8 = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n";
    assert!(c(utf8, "=E9").contains("a text in the charset that the mail names"));
    assert!(c(utf8, "=ZZ").contains("whole quoted-printable"));
    assert!(c("Content-Transfer-Encoding: base64\r\n", "%%%").contains("whole base64"));
    assert!(c("Content-Transfer-Encoding: x-uuencode\r\n", "x").contains("not x-uuencode"));
}

const SIGNED: &str = "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; micalg=pgp-sha256; boundary=\"b b\"\r\n";

fn signed(parts: &[&str]) -> String {
    let parts: String = parts.iter().map(|part| format!("--b b\r\n{part}\r\n")).collect();
    format!("This is a signed message.\r\n{parts}--b b--\r\nlist footer\r\n")
}

#[test]
fn a_signed_mail_has_a_text_and_a_signature() {
    let proof = "Content-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----";
    let content = "Content-Type: text/plain\r\n\r\na: 1\r\n";
    let Ok(letter) = mail(SIGNED, &signed(&[content, proof])).content else { panic!("refused") };
    assert_eq!(letter.text.text, "a: 1\r\n");
    let Seal::Pgp { signed: bytes, signature } = letter.seal else { panic!("another seal") };
    assert_eq!(
        (bytes.as_slice(), signature.as_slice()),
        (content.as_bytes(), &b"-----BEGIN PGP SIGNATURE-----"[..])
    );
    // As Thunderbird wraps it, and as openssl does without -text.
    let wrapped = "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain\r\n\r\na: 1\r\n--i--";
    for (content, expected) in [(wrapped, "a: 1"), ("a: 1\r\nb: 2", "a: 1\r\nb: 2"), ("\r\na: 1", "a: 1")] {
        assert_eq!(text(SIGNED, &signed(&[content, proof])), expected);
    }
}

#[test]
fn other_signed_mails_are_refused() {
    let proof = "Content-Type: application/pgp-signature\r\n\r\nx";
    let c = |parts: &[&str]| refusal(SIGNED, &signed(parts)).0;
    assert!(c(&["\r\nx"]).contains("two parts in multipart/signed, the text and its signature, not 1"));
    assert!(c(&["\r\nx", proof, proof]).contains("not 3"));
    assert!(c(&["Content-Type: text/html\r\n\r\nx", proof]).contains("as what is signed, not text/html"));
    let two = "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\na\r\n--i\r\n\r\nb\r\n--i--";
    assert!(c(&[two, proof]).contains("not multipart/mixed"));
    assert!(
        c(&["\r\nx", "Content-Type: text/plain\r\n\r\nx"])
            .contains("OpenPGP or S/MIME in the second part, not text/plain")
    );
    let opaque = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n";
    assert!(refusal(opaque, "eA==").0.contains("smime-type=signed-data"));
    assert!(refusal("Content-Type: multipart/signed\r\n", "x").0.contains("not 0"));
}

#[test]
fn depth_and_number_of_parts_do_no_harm() {
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(30_000);
    assert!(read(nested.as_bytes()).is_ok());
    let deep: String = (0..20_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary={n}\r\n\r\n--{n}\r\n"))
        .collect();
    assert!(read(&deep.as_bytes()[..MOST_BYTES.min(deep.len())]).is_ok());
    let many = format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{}", "--b\r\n\r\n".repeat(100_000));
    assert!(read(many.as_bytes()).is_ok());
}

proptest::proptest! {
    #[test]
    fn whatever_comes_is_read_or_refused(raw: Vec<u8>) {
        let _ = read(&raw);
        let mut with_header = b"From: a@b.test\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n".to_vec();
        with_header.extend(raw);
        let _ = read(&with_header);
    }
}
