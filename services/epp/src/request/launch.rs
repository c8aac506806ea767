//! Launch phases (RFC 8334), as far as registries have them for good: trademark claims; and the codes of reserved names
//! (RFC 8495).

use chrono::{DateTime, SecondsFormat, Utc};
use domain_model::values::{AcceptedNotice, AllocationToken};

use crate::xml::{XmlText, ns};

/// `<launch:check type="claims">`: with it, a check says which names are claimed and nothing else.
pub(super) fn claims_check() -> String {
    let mut xml = XmlText::default();
    xml.element("launch:check", &[("xmlns:launch", ns::LAUNCH), ("type", "claims")], |xml| {
        xml.text("launch:phase", "claims");
    });
    xml.finish()
}

/// `<launch:create>` with the notice that the registrant accepted.
pub(super) fn accepted(notice: &AcceptedNotice) -> String {
    let mut xml = XmlText::default();
    xml.element("launch:create", &[("xmlns:launch", ns::LAUNCH)], |xml| {
        xml.text("launch:phase", "claims").element("launch:notice", &[], |xml| {
            xml.text_with("launch:noticeID", ("validatorID", "tmch"), notice.notice_id.as_str())
                .text("launch:notAfter", &written(notice.not_after))
                .text("launch:acceptedDate", &written(notice.accepted_at));
        });
    });
    xml.finish()
}

/// `<allocationToken:allocationToken>`.
pub(super) fn token(token: &AllocationToken) -> String {
    let mut xml = XmlText::default();
    let namespace = [("xmlns:allocationToken", ns::ALLOCATION_TOKEN)];
    xml.element("allocationToken:allocationToken", &namespace, |xml| {
        xml.raw(&quick_xml::escape::escape(token.as_str()));
    });
    xml.finish()
}

/// A date as RFC 5730 writes it.
fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain_model::values::NoticeId;

    #[test]
    fn a_notice_and_a_code_are_written_as_the_rfcs_print_them() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let notice = AcceptedNotice {
            notice_id: NoticeId::parse("370d0b7c9223372036854775807").unwrap(),
            not_after: at(1_281_949_200),
            accepted_at: at(1_281_862_800),
        };
        assert_eq!(
            accepted(&notice),
            "<launch:create xmlns:launch=\"urn:ietf:params:xml:ns:launch-1.0\"><launch:phase>claims</launch:phase>\
             <launch:notice><launch:noticeID validatorID=\"tmch\">370d0b7c9223372036854775807</launch:noticeID>\
             <launch:notAfter>2010-08-16T09:00:00.000Z</launch:notAfter>\
             <launch:acceptedDate>2010-08-15T09:00:00.000Z</launch:acceptedDate></launch:notice></launch:create>"
        );
        assert_eq!(
            token(&AllocationToken::parse("a<b").unwrap()),
            "<allocationToken:allocationToken xmlns:allocationToken=\"urn:ietf:params:xml:ns:allocationToken-1.0\">\
             a&lt;b</allocationToken:allocationToken>"
        );
        assert!(claims_check().contains("type=\"claims\""));
    }
}
