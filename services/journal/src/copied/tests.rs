use super::*;
use proptest::prelude::*;
use serde_json::json;

/// A field as it is sent; nothing is null.
type Field = Option<Vec<u8>>;

fn row(n: i64, payload: &str) -> [Field; COLUMNS] {
    [
        Some(3_i16.to_be_bytes().to_vec()),
        Some(1_i32.to_be_bytes().to_vec()),
        Some((700 + n).to_be_bytes().to_vec()),
        Some((9_000 + n).to_be_bytes().to_vec()),
        Some((n * 1_000_001 - 5_000_000).to_be_bytes().to_vec()),
        Some(vec![n as u8; 16]),
        Some(vec![7; 32]),
        Some(b"domain".to_vec()),
        Some(format!("café-{}.fr", n / 2).into_bytes()),
        Some((n % 2).to_be_bytes().to_vec()),
        Some(b"Renewed".to_vec()),
        Some(b"1".to_vec()),
        Some(payload.as_bytes().to_vec()),
        Some(br#"{"actor":"system"}"#.to_vec()),
    ]
}

fn header() -> Vec<u8> {
    [&b"PGCOPY\n\xff\r\n\0"[..], &[0; 8]].concat()
}

fn octets(fields: &[Field]) -> Vec<u8> {
    let mut octets = (fields.len() as i16).to_be_bytes().to_vec();
    for field in fields {
        let length = field.as_ref().map_or(-1, |value| value.len() as i32);
        octets.extend(length.to_be_bytes());
        octets.extend(field.iter().flatten());
    }
    octets
}

fn copy(rows: &[[Field; COLUMNS]]) -> Vec<u8> {
    let mut copy = header();
    rows.iter().for_each(|row| copy.extend(octets(row)));
    copy.extend((-1_i16).to_be_bytes());
    copy
}

fn unpacked<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<Recorded>, UnpackError> {
    let mut unpacker = Unpacker::new(Upcasters::new(), 1_000);
    for piece in pieces {
        unpacker.feed(piece)?;
    }
    unpacker.end()
}

fn malformed(octets: &[u8]) -> Malformed {
    match unpacked([octets]) {
        Err(UnpackError::Malformed(malformed)) => malformed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_row_becomes_the_event_that_it_is() {
    let events = unpacked([&copy(&[row(5, r#"{"Renewed":{"name":"café"}}"#), row(6, "{}")])[..]]).unwrap();
    let [first, second] = &events[..] else { panic!("{events:?}") };
    assert_eq!(first.stream, StreamId::new("domain", "café-2.fr"));
    assert_eq!(first.sequence, 1);
    assert_eq!(first.event_type, "Renewed");
    assert_eq!(first.event_version, "1");
    assert_eq!(first.payload, r#"{"Renewed":{"name":"café"}}"#);
    assert_eq!(first.metadata, r#"{"actor":"system"}"#);
    assert_eq!(first.recorded_at.to_rfc3339(), "2000-01-01T00:00:00.000005+00:00");
    assert_eq!(first.cursor, Cursor { partition: 3, epoch: 1, xid: 705, position: 9_005 });
    assert_eq!(first.command_id, Uuid::from_bytes([5; 16]));
    assert_eq!(first.hash, [7; 32]);
    assert_eq!((&*second.payload, &*second.metadata), ("{}", r#"{"actor":"system"}"#));
}

#[test]
fn time_before_2000_is_time() {
    let events = unpacked([&copy(&[row(0, "{}")])[..]]).unwrap();
    assert_eq!(events[0].recorded_at.to_rfc3339(), "1999-12-31T23:59:55+00:00");
}

#[test]
fn pieces_may_end_anywhere() {
    let rows: Vec<_> = (0..5).map(|n| row(n, &format!(r#"{{"n":{n}}}"#))).collect();
    let whole = copy(&rows);
    let expected = format!("{:?}", unpacked([&whole[..]]).unwrap());
    for cut in 0..=whole.len() {
        let (left, right) = whole.split_at(cut);
        assert_eq!(format!("{:?}", unpacked([left, right]).unwrap()), expected, "cut at {cut}");
    }
    for size in [1, 2, 3, 7, 50] {
        assert_eq!(format!("{:?}", unpacked(whole.chunks(size)).unwrap()), expected, "pieces of {size}");
    }
}

#[test]
fn what_ends_too_soon_is_refused_wherever_it_ends() {
    let whole = copy(&[row(0, "{}"), row(1, "{}")]);
    for end in 0..whole.len() {
        assert_eq!(malformed(&whole[..end]), Malformed::Truncated, "{end} octets");
    }
}

#[test]
fn what_is_not_a_copy_of_events_is_refused() {
    let changed = |at: usize, octets: &[u8]| {
        let mut copy = copy(&[row(0, "{}")]);
        copy.splice(at..at + octets.len(), octets.iter().copied());
        malformed(&copy)
    };
    let with = |field: usize, value: Field| {
        let mut row = row(0, "{}");
        row[field] = value;
        malformed(&copy(&[row]))
    };
    assert_eq!(changed(0, b"pgcopy"), Malformed::Signature);
    assert_eq!(changed(11, &[0, 1, 0, 0]), Malformed::Flags(1 << 16));
    assert_eq!(changed(15, &[255; 4]), Malformed::Length(-1));
    assert_eq!(changed(19, &[0, 15]), Malformed::Fields(15));
    assert_eq!(changed(19, &[255, 254]), Malformed::Fields(-2));
    assert_eq!(changed(21, &[255, 255, 255, 254]), Malformed::Length(-2));
    assert_eq!(changed(21, &[127, 255, 255, 255]), Malformed::Truncated);
    assert_eq!(with(2, Some(vec![0; 4])), Malformed::Width { field: 2, octets: 4 });
    assert_eq!(with(6, Some(b"short".to_vec())), Malformed::Width { field: 6, octets: 5 });
    for field in 0..COLUMNS {
        assert_eq!(with(field, None), Malformed::Null(field));
    }
    for field in [7, 8, 10, 11, 12, 13] {
        assert_eq!(with(field, Some(vec![b'a', 0xff])), Malformed::NotText(field));
    }
    // What PostgreSQL calls infinity, and what is later than the calendar ends.
    for time in [i64::MAX, i64::MIN, 9_000_000_000_000_000_000] {
        assert_eq!(with(4, Some(time.to_be_bytes().to_vec())), Malformed::Time(time));
    }
    let mut more = copy(&[row(0, "{}")]);
    more.push(0);
    assert_eq!(malformed(&more), Malformed::AfterEnd);
    let twice = [copy(&[]), copy(&[])].concat();
    assert_eq!(malformed(&twice), Malformed::AfterEnd);
}

#[test]
fn a_header_may_have_more_to_say() {
    let mut longer = copy(&[row(0, "{}")]);
    longer.splice(15..19, [&3_i32.to_be_bytes()[..], b"???"].concat());
    assert_eq!(unpacked([&longer[..]]).unwrap().len(), 1);
    assert_eq!(unpacked(longer.chunks(1)).unwrap().len(), 1);
}

#[test]
fn texts_fill_one_block_after_another() {
    let long = format!("\"{}\"", "é".repeat(BLOCK));
    let mut rows: Vec<_> = (0..3_000).map(|n| row(n, &format!(r#"{{"n":{n}}}"#))).collect();
    rows.insert(1_500, row(9_999, &long));
    let whole = copy(&rows);
    let mut unpacker = Unpacker::new(Upcasters::new(), 1_000);
    let mut events = vec![];
    for piece in whole.chunks(8_192) {
        unpacker.feed(piece).unwrap();
        if unpacker.octets() > BLOCK {
            events.extend(unpacker.take());
            assert_eq!(unpacker.octets(), 0);
        }
    }
    events.extend(unpacker.end().unwrap());
    assert_eq!(events.len(), 3_001);
    assert_eq!(events.remove(1_500).payload, *long);
    for (n, event) in events.iter().enumerate() {
        assert_eq!(event.payload, *format!(r#"{{"n":{n}}}"#));
        assert_eq!(event.stream.aggregate_id(), format!("café-{}.fr", n / 2));
    }
    // The next COPY begins anew.
    unpacker.feed(&copy(&[row(1, "{}")])).unwrap();
    assert_eq!(unpacker.end().unwrap()[0].cursor.position, 9_001);
}

#[test]
fn old_events_come_in_todays_shape() {
    let upcasters = Upcasters::new().with("Renewed", "1", "2", |mut event| {
        event["Renewed"]["years"] = json!(1);
        event
    });
    let mut unpacker = Unpacker::new(upcasters, 1_000);
    unpacker.feed(&copy(&[row(0, r#"{"Renewed":{}}"#)])).unwrap();
    let events = unpacker.end().unwrap();
    assert_eq!(events[0].event_version, "2");
    assert_eq!(events[0].payload, r#"{"Renewed":{"years":1}}"#);
    unpacker.feed(&copy(&[row(0, "not JSON")])).unwrap();
    assert!(matches!(unpacker.end(), Err(UnpackError::Upcast(_))));
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(
        noise in proptest::collection::vec(any::<u8>(), 0..200),
        at in 0_usize..600,
        size in 1_usize..300,
    ) {
        let mut whole = copy(&[row(0, "{}"), row(1, r#"{"é":1}"#)]);
        let at = at.min(whole.len());
        let end = (at + noise.len()).min(whole.len());
        whole.splice(at..end, noise.iter().copied());
        let _ = unpacked(whole.chunks(size));
        let _ = unpacked([&[&header()[..], &noise].concat()[..]]);
        let _ = unpacked([&noise[..]]);
    }
}
