//! Raw messages without secrets.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::is_secret;

/// What stands where a secret stood.
const BLANK: &str = "***";

/// The document with the text of every password and code element replaced, and every other occurrence of the
/// given `secrets` too: a registry may repeat a wrong code in a reason. Where the document cannot be read any
/// further, the rest is left out, since nobody knows what it holds.
pub(crate) fn blank(document: &str, secrets: &[&str]) -> String {
    let mut blanked = blank_elements(document);
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        let escaped = quick_xml::escape::escape(*secret);
        for form in [*secret, escaped.as_ref()] {
            if blanked.contains(form) {
                blanked = blanked.replace(form, BLANK);
            }
        }
    }
    blanked
}

fn blank_elements(document: &str) -> String {
    let mut out = String::with_capacity(document.len());
    let mut reader = Reader::from_str(document);
    // How many elements are open, counted from the outermost secret one.
    let mut within = 0usize;
    let mut at = 0usize;
    loop {
        let event = reader.read_event();
        let next = usize::try_from(reader.buffer_position()).unwrap_or(document.len());
        let piece = document.get(at..next).unwrap_or_default();
        at = next;
        match event {
            Ok(Event::Eof) => return out,
            Ok(Event::Start(start)) => {
                if within > 0 || is_secret(start.local_name().as_ref()) {
                    within += 1;
                }
                out.push_str(piece);
            }
            Ok(Event::End(_)) => {
                within = within.saturating_sub(1);
                out.push_str(piece);
            }
            Ok(_) if within == 0 => out.push_str(piece),
            Ok(Event::Text(_)) if piece.trim().is_empty() => out.push_str(piece),
            Ok(Event::Text(_) | Event::CData(_) | Event::GeneralRef(_)) => {
                if !out.ends_with(BLANK) {
                    out.push_str(BLANK);
                }
            }
            Ok(Event::Empty(_)) => out.push_str(piece),
            Ok(_) => {}
            Err(_) => {
                out.push_str("<!-- unreadable from here -->");
                return out;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_and_codes_are_blanked_wherever_they_stand() {
        for (document, expected) in [
            ("<pw>s3</pw>", "<pw>***</pw>"),
            ("<e:pw a='1'>s&amp;3<![CDATA[x]]></e:pw>", "<e:pw a='1'>***</e:pw>"),
            ("<newPW>x</newPW><clID>me</clID>", "<newPW>***</newPW><clID>me</clID>"),
            (
                "<authInfo>\n <d:pw roid='R'>x</d:pw>\n</authInfo>",
                "<authInfo>\n <d:pw roid='R'>***</d:pw>\n</authInfo>",
            ),
            (
                "<authInfo><ext><code>x</code></ext></authInfo>y",
                "<authInfo><ext><code>***</code></ext></authInfo>y",
            ),
            ("<a>s3<!-- c --></a>", "<a>s3<!-- c --></a>"),
            ("<authInfo><pw/><!-- x --></authInfo>", "<authInfo><pw/></authInfo>"),
        ] {
            assert_eq!(blank(document, &[]), expected);
        }
    }

    #[test]
    fn a_secret_that_is_repeated_elsewhere_is_blanked_too() {
        let document = "<reason>code a&lt;b&amp;c is wrong: a<![CDATA[a<b&c]]></reason>";
        assert_eq!(blank(document, &["a<b&c", ""]), "<reason>code *** is wrong: a<![CDATA[***]]></reason>");
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let blanked = blank("<a><b>1</b><pw a='x>hush</pw></a>", &[]);
        assert!(!blanked.contains("hush"), "{blanked}");
        assert!(blanked.starts_with("<a><b>1</b>"), "{blanked}");
    }
}
