//! The greeting (RFC 5730, section 2.4).

use chrono::{DateTime, Utc};

use super::{document, timestamp};
use crate::xml::ns;

/// What the server is and offers, at `now`.
pub fn greeting(now: DateTime<Utc>) -> String {
    let mut xml = document();
    xml.open("greeting", &[]);
    xml.leaf("svID", "Sandbox registry");
    xml.leaf("svDate", &timestamp(now));
    xml.open("svcMenu", &[]);
    xml.leaf("version", "1.0");
    xml.leaf("lang", "en");
    ns::OBJECTS.iter().for_each(|uri| xml.leaf("objURI", uri));
    xml.open("svcExtension", &[]);
    ns::EXTENSIONS.iter().for_each(|uri| xml.leaf("extURI", uri));
    xml.close();
    xml.close();
    xml.open("dcp", &[]);
    xml.open("access", &[]);
    xml.empty("all", &[]);
    xml.close();
    xml.open("statement", &[]);
    for (name, children) in
        [("purpose", &["admin", "prov"][..]), ("recipient", &["ours"]), ("retention", &["business"])]
    {
        xml.open(name, &[]);
        children.iter().for_each(|child| xml.empty(child, &[]));
        xml.close();
    }
    xml.finish()
}
