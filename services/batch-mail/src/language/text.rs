//! Where the signature of a mail stands in its text, and which part of the text it signs.

/// The key that the paper's scripts glue to whatever comes before.
const MD5: &[u8] = b"batch.auth.md5";

/// A text with its MD5 signature taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signed<'t> {
    /// Everything before the key: what is signed.
    pub before: &'t [u8],
    /// What stands behind the key, up to the first white space.
    pub signature: &'t [u8],
    /// In which line the key stands, from 1.
    pub line: u32,
    /// What follows: nobody signed it.
    pub after: &'t [u8],
}

impl<'t> Signed<'t> {
    /// The signature starts at the last `batch.auth.md5:`, wherever it stands: the paper's scripts add it to the last
    /// line where that has no line break.
    pub fn find(text: &'t [u8]) -> Option<Self> {
        let at = (0..text.len().checked_sub(MD5.len())?).rev().find(|at| {
            let rest = &text[*at..];
            rest[..MD5.len()].eq_ignore_ascii_case(MD5) && colon(&rest[MD5.len()..]).is_some()
        })?;
        let (before, rest) = text.split_at(at);
        let value = colon(&rest[MD5.len()..])?.trim_ascii_start();
        let end = value.iter().position(|byte| is_white(*byte)).unwrap_or(value.len());
        let (signature, after) = value.split_at(end);
        Some(Self { before, signature, line: line_of(before), after })
    }
}

/// What follows a colon, before which spaces may stand.
fn colon(rest: &[u8]) -> Option<&[u8]> {
    rest.iter().position(|byte| !matches!(byte, b' ' | b'\t')).and_then(|at| rest[at..].strip_prefix(b":"))
}

/// The line in which a text ends, from 1.
pub(crate) fn line_of(before: &[u8]) -> u32 {
    let breaks = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks + 1).unwrap_or(u32::MAX)
}

/// White space as the paper's scripts take it off: `\s` of Perl and of PCRE on bytes.
pub(crate) fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r')
}

/// A text without any white space.
pub(crate) fn bare(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(|byte| !is_white(*byte)).collect()
}

/// The paper's Perl script prints the body twice. A text that is twice the same, white space aside, is read once: its
/// first half.
pub(crate) fn once(text: &[u8]) -> &[u8] {
    let all = bare(text);
    let (first, second) = all.split_at(all.len() / 2);
    if first.is_empty() || first != second {
        return text;
    }
    let mut left = first.len();
    let end = text.iter().position(|byte| {
        left -= usize::from(!is_white(*byte));
        left == 0
    });
    end.map_or(text, |last| &text[..=last])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_signature_is_the_last_one_wherever_it_stands() {
        let text = b"a: 1\nbatch.auth.md5: old\nb: yesBatch.Auth.MD5 :  9b02\n\nbye";
        let signed = Signed::find(text).unwrap();
        assert_eq!(signed.before, b"a: 1\nbatch.auth.md5: old\nb: yes");
        assert_eq!((signed.signature, signed.after, signed.line), (&b"9b02"[..], &b"\n\nbye"[..], 3));
        assert_eq!(Signed::find(b"batch.auth.md5"), None);
        assert_eq!(Signed::find(b"batch.auth.md5 9b02"), None);
        assert_eq!(Signed::find(b""), None);
        assert_eq!(Signed::find(b"batch.auth.md5:").map(|signed| signed.signature), Some(&b""[..]));
    }

    #[test]
    fn a_text_that_stands_twice_is_read_once() {
        assert_eq!(once(b"a: 1\nb: 2\na: 1\nb: 2\n"), b"a: 1\nb: 2");
        assert_eq!(once(b"a: 1\nb: 2a: 1\nb: 2"), b"a: 1\nb: 2", "glued together");
        assert_eq!(once(b"a: 1\nb: 2\n"), b"a: 1\nb: 2\n");
        assert_eq!(once(b" \n "), b" \n ");
        assert_eq!(once(b""), b"");
    }

    proptest! {
        #[test]
        fn whatever_is_printed_twice_is_found(text in "[a-z][a-z :#\n\t]{0,80}") {
            let twice = format!("{text}{text}");
            let found = once(twice.as_bytes());
            prop_assert_eq!(bare(found), bare(text.as_bytes()));
        }

        #[test]
        fn nothing_is_lost_around_a_signature(
            before in "[ -~\n]{0,60}", signature in "[0-9a-f]{0,32}", after in "(\n[ -~\n]{0,20})?"
        ) {
            prop_assume!(!after.to_ascii_lowercase().contains("batch.auth.md5"));
            let text = format!("{before}batch.auth.md5: {signature}{after}");
            let signed = Signed::find(text.as_bytes()).unwrap();
            prop_assert_eq!(signed.before, before.as_bytes());
            prop_assert_eq!(bare(signed.signature).len() + bare(signed.after).len(),
                signature.len() + bare(after.as_bytes()).len());
        }
    }
}
