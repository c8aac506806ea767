//! Well-known services (WKS, RFC 1035, section 3.4.2): the one type of the paper that no library of the house writes.
//! Its data is read into the general form (`\# 5 58bff9a206`, RFC 3597), which the zone file's reader takes.

use data_encoding::HEXLOWER;
use std::net::Ipv4Addr;

/// Words for ports, as they stand in zone files.
const SERVICES: [(&str, u16); 26] = [
    ("echo", 7),
    ("discard", 9),
    ("daytime", 13),
    ("ftp-data", 20),
    ("ftp", 21),
    ("ssh", 22),
    ("telnet", 23),
    ("smtp", 25),
    ("time", 37),
    ("whois", 43),
    ("domain", 53),
    ("tftp", 69),
    ("gopher", 70),
    ("finger", 79),
    ("http", 80),
    ("pop3", 110),
    ("sunrpc", 111),
    ("nntp", 119),
    ("ntp", 123),
    ("imap", 143),
    ("snmp", 161),
    ("irc", 194),
    ("ldap", 389),
    ("https", 443),
    ("imaps", 993),
    ("pop3s", 995),
];

const PROTOCOLS: [(&str, u8); 2] = [("TCP", 6), ("UDP", 17)];

/// The general form of an entry's words, where they are a WKS record in its own form; nothing where they are not.
///
/// # Errors
/// What is wrong with its data.
pub(super) fn general(words: &[&str], indented: bool) -> Option<Result<String, String>> {
    let meta = |word: &&&str| word.bytes().all(|b| b.is_ascii_digit()) || word.eq_ignore_ascii_case("IN");
    let owner = usize::from(!indented).min(words.len());
    let kind = owner + words[owner..].iter().take_while(meta).count();
    let (head, data) = words.split_at_checked(kind + 1)?;
    if !head.last()?.eq_ignore_ascii_case("WKS") || data.first() == Some(&"\\#") {
        return None;
    }
    Some(encode(data).map(|octets| {
        let indent = if indented { " " } else { "" };
        format!("{indent}{} \\# {} {}", head.join(" "), octets.len(), HEXLOWER.encode(&octets))
    }))
}

fn encode(data: &[&str]) -> Result<Vec<u8>, String> {
    let [address, protocol, services @ ..] = data else {
        return Err("a WKS record has an address, a protocol and services".to_owned());
    };
    let address: Ipv4Addr = address.parse().map_err(|_| "expected IPv4 address".to_owned())?;
    let known = PROTOCOLS.iter().find(|(word, _)| word.eq_ignore_ascii_case(protocol)).map(|(_, n)| *n);
    let protocol = known.or_else(|| protocol.parse().ok()).ok_or("the protocol is TCP, UDP or a number")?;
    let mut octets: Vec<u8> = address.octets().into_iter().chain([protocol]).collect();
    for service in services {
        let known = SERVICES.iter().find(|(word, _)| word.eq_ignore_ascii_case(service)).map(|(_, n)| *n);
        let port: u16 = known
            .or_else(|| service.parse().ok())
            .ok_or("a service is a port's number, or a word like smtp")?;
        let place = 5 + usize::from(port / 8);
        if octets.len() <= place {
            octets.resize(place + 1, 0);
        }
        octets[place] |= 0x80 >> (port % 8);
    }
    Ok(octets)
}

/// Data in its own form: `88.191.249.162 TCP smtp http 8080`.
pub(super) fn shown(octets: &[u8]) -> Option<String> {
    let (fixed, bitmap) = octets.split_at_checked(5)?;
    let [a, b, c, d, protocol] = *fixed else { return None };
    let word = PROTOCOLS.iter().find(|(_, n)| *n == protocol).map(|(word, _)| (*word).to_owned());
    let mut shown = vec![Ipv4Addr::new(a, b, c, d).to_string(), word.unwrap_or_else(|| protocol.to_string())];
    let bits = bitmap
        .iter()
        .enumerate()
        .flat_map(|(place, octet)| (0..8).map(move |bit| (place * 8 + bit, octet & (0x80 >> bit))));
    for (port, _) in bits.filter(|(_, set)| *set != 0) {
        let word = SERVICES.iter().find(|(_, n)| usize::from(*n) == port).map(|(word, _)| (*word).to_owned());
        // A bitmap that names ports beyond the last one is no bitmap of ports.
        shown.push(word.unwrap_or(u16::try_from(port).ok()?.to_string()));
    }
    Some(shown.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_and_shown_again() {
        let general =
            general(&["www", "300", "IN", "WKS", "88.191.249.162", "tcp", "http", "25", "8080"], false);
        let general = general.unwrap().unwrap();
        let (head, hex) = general.rsplit_once(' ').unwrap();
        assert_eq!(head, "www 300 IN WKS \\# 1016");
        let octets = HEXLOWER.decode(hex.as_bytes()).unwrap();
        assert_eq!(shown(&octets).unwrap(), "88.191.249.162 TCP smtp http 8080");
    }

    #[test]
    fn other_records_are_let_through() {
        assert_eq!(general(&["wks", "A", "88.191.249.162"], false), None);
        assert_eq!(general(&["WKS", "WKS", "\\#", "5", "58bff9a206"], false), None);
        assert_eq!(general(&[], true), None);
        assert!(general(&["WKS", "88.191.249.162", "17"], true).unwrap().unwrap().starts_with(" WKS \\# 5 "));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (data, said) in [
            (&["WKS"][..], "an address"),
            (&["WKS", "88.191.249.300", "TCP"], "IPv4"),
            (&["WKS", "88.191.249.162", "XTP"], "protocol"),
            (&["WKS", "88.191.249.162", "TCP", "postoffice"], "service"),
        ] {
            let refused = general(data, true).unwrap().unwrap_err();
            assert!(refused.contains(said), "{refused}");
        }
        assert_eq!(shown(&[1, 2, 3]), None);
        assert_eq!(shown(&[0xff; 9000]), None);
    }
}
