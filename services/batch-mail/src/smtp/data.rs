//! The text of a mail as it comes over the wire: dots unstuffed, lines and length bounded, and no doubt about where it
//! ends. Only CRLF.CRLF does; a line end that is not CRLF is what smuggled mails are made of, and is not passed over.

/// Bytes of a line with its CRLF. RFC 5321, section 4.5.3.1.6, has 1,000; other servers pass on twice as many.
const LONGEST_LINE: usize = 2_000;
/// Beyond so many times the longest mail nobody goes on reading.
const PATIENCE: usize = 4;

/// How reading a mail ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// Header and body; every line ends by CRLF.
    Whole(Vec<u8>),
    /// It is longer than may be.
    TooLong,
    /// One of its lines is.
    LongLine,
    /// A CR or an LF stands alone. The end was not reached.
    BareLineEnd,
    /// Far too long. The end was not reached.
    Endless,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At the beginning of a line.
    Start,
    /// After a dot there.
    Dot,
    /// After that dot and a CR.
    DotCr,
    /// Inside a line.
    Inside,
    /// After a CR there.
    Cr,
}

/// A mail that is being read.
#[derive(Debug)]
pub(super) struct Data {
    place: Place,
    message: Vec<u8>,
    most: usize,
    read: usize,
    column: usize,
    too_long: bool,
    long_line: bool,
}

impl Data {
    pub fn new(most: usize) -> Self {
        Self {
            place: Place::Start,
            message: vec![],
            most,
            read: 0,
            column: 0,
            too_long: false,
            long_line: false,
        }
    }

    /// Takes what belongs to the mail off the buffer; none until more is there.
    pub fn take(&mut self, buffer: &mut Vec<u8>) -> Option<Taken> {
        for at in 0..buffer.len() {
            let byte = buffer[at];
            self.read += 1;
            match (self.place, byte) {
                (Place::Start, b'.') => self.place = Place::Dot,
                (Place::Dot, b'\r') => self.place = Place::DotCr,
                (Place::DotCr, b'\n') => {
                    buffer.drain(..=at);
                    return Some(self.end());
                }
                (Place::Start | Place::Inside, b'\r') => self.place = Place::Cr,
                (Place::Cr, b'\n') => {
                    self.push(b"\r\n");
                    (self.place, self.column) = (Place::Start, 0);
                }
                (Place::Cr | Place::DotCr, _) | (_, b'\n') => return Some(Taken::BareLineEnd),
                // A dot at the beginning of a line was doubled by whoever sent it (RFC 5321, section 4.5.2).
                (_, byte) => {
                    self.push(&[byte]);
                    self.place = Place::Inside;
                }
            }
        }
        buffer.clear();
        (self.read > self.most.saturating_mul(PATIENCE)).then_some(Taken::Endless)
    }

    fn push(&mut self, bytes: &[u8]) {
        self.column += bytes.len();
        self.long_line |= self.column > LONGEST_LINE;
        if self.too_long || self.message.len() + bytes.len() > self.most {
            self.too_long = true;
            self.message = vec![];
        } else {
            self.message.extend_from_slice(bytes);
        }
    }

    fn end(&mut self) -> Taken {
        if self.too_long {
            Taken::TooLong
        } else if self.long_line {
            Taken::LongLine
        } else {
            Taken::Whole(std::mem::take(&mut self.message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> (Option<Taken>, Vec<u8>) {
        let mut buffer = bytes.to_vec();
        let taken = Data::new(10_000).take(&mut buffer);
        (taken, buffer)
    }

    #[test]
    fn a_mail_ends_at_a_dot_alone_and_what_follows_is_left() {
        let (taken, rest) = read(b"a: b\r\n\r\n..dot\r\n. x\r\n.\r\nQUIT\r\n");
        assert_eq!(taken, Some(Taken::Whole(b"a: b\r\n\r\n.dot\r\n x\r\n".to_vec())));
        assert_eq!(rest, b"QUIT\r\n");
        assert_eq!(read(b".\r\n").0, Some(Taken::Whole(vec![])), "an empty mail");
        assert_eq!(read(b"a\r\n.\r").0, None);
    }

    #[test]
    fn a_line_end_that_stands_alone_is_no_end() {
        for smuggled in [
            "a\n.\nMAIL FROM:<x@y.test>\r\n",
            "a\n.\r\nMAIL",
            "a\r.\r\nMAIL",
            "a\r\n.\nMAIL",
            "a\r\n.\rMAIL",
            "a\r\r\n.\r\n",
            "a\r\n.\r.\r\n",
            "\n",
        ] {
            assert_eq!(read(smuggled.as_bytes()).0, Some(Taken::BareLineEnd), "{smuggled:?}");
        }
    }

    #[test]
    fn length_is_bounded_for_mails_and_lines() {
        let long = [&[b'x'; 1_998][..], b"\r\n.\r\n"].concat();
        assert!(matches!(read(&long).0, Some(Taken::Whole(_))));
        assert_eq!(read(&[b"x", &long[..]].concat()).0, Some(Taken::LongLine));
        let line = [&[b'y'; 998][..], b"\r\n"].concat();
        assert!(matches!(read(&[line.repeat(10), b".\r\n".to_vec()].concat()).0, Some(Taken::Whole(_))));
        assert_eq!(read(&[line.repeat(11), b".\r\n".to_vec()].concat()).0, Some(Taken::TooLong));
        assert_eq!(read(&line.repeat(41)).0, Some(Taken::Endless));
    }

    proptest! {
        /// Stuffed as a client does, a text of whole lines comes back, however the network cuts it.
        #[test]
        fn what_is_stuffed_comes_back(
            lines in prop::collection::vec("[.\\PC]{0,40}", 0..20),
            cuts in prop::collection::vec(1usize..50, 0..40),
        ) {
            let text: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
            let stuffed: String = lines
                .iter()
                .map(|line| if line.starts_with('.') { format!(".{line}\r\n") } else { format!("{line}\r\n") })
                .collect();
            let wire = format!("{stuffed}.\r\nNOOP\r\n").into_bytes();
            let mut data = Data::new(1 << 20);
            let (mut buffer, mut taken, mut at) = (vec![], None, 0);
            let mut cuts = cuts.into_iter();
            while taken.is_none() && at < wire.len() {
                let end = (at + cuts.next().unwrap_or(wire.len())).min(wire.len());
                buffer.extend_from_slice(&wire[at..end]);
                at = end;
                taken = data.take(&mut buffer);
            }
            prop_assert_eq!(taken, Some(Taken::Whole(text.into_bytes())));
            buffer.extend_from_slice(&wire[at..]);
            prop_assert_eq!(buffer, b"NOOP\r\n");
        }
    }
}
