//! What is known and not told, said so (RFC 9537).
//!
//! Names of the response profile of February 2024 stand as `type`, since they are registered; others, for roles and items
//! that it does not redact, as `description`. Paths are JSONPath. What cannot be left out of a card is emptied, what can
//! is removed; an e-mail address for which another stands is replaced.

use super::document::written;
use application::directory::{Party, PartyRole};
use serde::Serialize;
use serde_json::value::RawValue;
use std::sync::LazyLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
enum Name {
    #[serde(rename = "type")]
    Registered(&'static str),
    #[serde(rename = "description")]
    Described(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum Method {
    Removal,
    EmptyValue,
    ReplacementValue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Redacted {
    name: Name,
    #[serde(skip_serializing_if = "Option::is_none")]
    pre_path: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_path: Option<&'static str>,
    path_lang: &'static str,
    method: Method,
    reason: Reason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Reason {
    description: &'static str,
}

const POLICY: Reason = Reason { description: "Server policy" };

impl Redacted {
    const fn removed(name: Name, pre_path: &'static str) -> Self {
        let (pre_path, post_path) = (Some(pre_path), None);
        Self { name, pre_path, post_path, path_lang: "jsonpath", method: Method::Removal, reason: POLICY }
    }

    const fn emptied(name: Name, post_path: &'static str) -> Self {
        let (pre_path, post_path) = (None, Some(post_path));
        Self { name, pre_path, post_path, path_lang: "jsonpath", method: Method::EmptyValue, reason: POLICY }
    }

    const fn replaced(name: Name, post_path: &'static str) -> Self {
        let (pre_path, post_path) = (None, Some(post_path));
        Self {
            name,
            pre_path,
            post_path,
            path_lang: "jsonpath",
            method: Method::ReplacementValue,
            reason: POLICY,
        }
    }
}

/// Every item of one role, as it is redacted; written once each.
struct OfRole<T = Box<RawValue>> {
    handle: T,
    name: T,
    organisation: T,
    street: T,
    city: T,
    region: T,
    postal_code: T,
    country: T,
    phone: T,
    fax: T,
    email: T,
}

impl OfRole {
    fn of(role: &OfRole<Redacted>) -> Self {
        Self {
            handle: written(&role.handle),
            name: written(&role.name),
            organisation: written(&role.organisation),
            street: written(&role.street),
            city: written(&role.city),
            region: written(&role.region),
            postal_code: written(&role.postal_code),
            country: written(&role.country),
            phone: written(&role.phone),
            fax: written(&role.fax),
            email: written(&role.email),
        }
    }
}

/// `$name` says how the role's items are named: which of them are registered differs.
macro_rules! of_role {
    ($role:literal, $title:literal, registered: [$($registered:ident),*]) => {
        OfRole {
            handle: Redacted::removed(
                of_role!(@name handle, [$($registered)*], concat!("Registry ", $title, " ID")),
                concat!("$.entities[?(@.roles[0]=='", $role, "')].handle"),
            ),
            name: Redacted::emptied(
                of_role!(@name name, [$($registered)*], concat!($title, " Name")),
                concat!("$.entities[?(@.roles[0]=='", $role, "')].vcardArray[1][?(@[0]=='fn')][3]"),
            ),
            organisation: Redacted::removed(
                of_role!(@name organisation, [$($registered)*], concat!($title, " Organization")),
                concat!("$.entities[?(@.roles[0]=='", $role, "')].vcardArray[1][?(@[0]=='org')]"),
            ),
            street: Redacted::emptied(
                of_role!(@name street, [$($registered)*], concat!($title, " Street")),
                concat!("$.entities[?(@.roles[0]=='", $role, "')].vcardArray[1][?(@[0]=='adr')][3][2]"),
            ),
            city: Redacted::emptied(
                of_role!(@name city, [$($registered)*], concat!($title, " City")),
                concat!("$.entities[?(@.roles[0]=='", $role, "')].vcardArray[1][?(@[0]=='adr')][3][3]"),
            ),
            region: Redacted::emptied(
                of_role!(@name region, [$($registered)*], concat!($title, " State/Province")),
                concat!("$.entities[?(@.roles[0]=='", $role, "')].vcardArray[1][?(@[0]=='adr')][3][4]"),
            ),
            postal_code: Redacted::emptied(
                of_role!(@name postal_code, [$($registered)*], concat!($title, " Postal Code")),
                concat!("$.entities[?(@.roles[0]=='", $role, "')].vcardArray[1][?(@[0]=='adr')][3][5]"),
            ),
            country: Redacted::removed(
                of_role!(@name country, [$($registered)*], concat!($title, " Country")),
                concat!("$.entities[?(@.roles[0]=='", $role, "')].vcardArray[1][?(@[0]=='adr')][1].cc"),
            ),
            phone: Redacted::removed(
                of_role!(@name phone, [$($registered)*], concat!($title, " Phone")),
                concat!("$.entities[?(@.roles[0]=='", $role, "')].vcardArray[1][?(@[1].type=='voice')]"),
            ),
            fax: Redacted::removed(
                of_role!(@name fax, [$($registered)*], concat!($title, " Fax")),
                concat!("$.entities[?(@.roles[0]=='", $role, "')].vcardArray[1][?(@[1].type=='fax')]"),
            ),
            email: Redacted::replaced(
                of_role!(@name email, [$($registered)*], concat!($title, " Email")),
                concat!("$.entities[?(@.roles[0]=='", $role, "')].vcardArray[1][?(@[0]=='email')][3]"),
            ),
        }
    };
    (@name $item:ident, [], $text:expr) => { Name::Described($text) };
    (@name handle, [handle $($rest:ident)*], $text:expr) => { Name::Registered($text) };
    (@name name, [name $($rest:ident)*], $text:expr) => { Name::Registered($text) };
    (@name organisation, [organisation $($rest:ident)*], $text:expr) => { Name::Registered($text) };
    (@name street, [street $($rest:ident)*], $text:expr) => { Name::Registered($text) };
    (@name city, [city $($rest:ident)*], $text:expr) => { Name::Registered($text) };
    (@name postal_code, [postal_code $($rest:ident)*], $text:expr) => { Name::Registered($text) };
    (@name phone, [phone $($rest:ident)*], $text:expr) => { Name::Registered($text) };
    (@name fax, [fax $($rest:ident)*], $text:expr) => { Name::Registered($text) };
    (@name email, [email $($rest:ident)*], $text:expr) => { Name::Registered($text) };
    (@name $item:ident, [$other:ident $($rest:ident)*], $text:expr) => { of_role!(@name $item, [$($rest)*], $text) };
}

static REGISTRANT: LazyLock<OfRole> = LazyLock::new(|| {
    OfRole::of(&of_role!("registrant", "Registrant", registered: [
        handle, name, organisation, street, city, postal_code, phone, fax, email
    ]))
});
static ADMIN: LazyLock<OfRole> =
    LazyLock::new(|| OfRole::of(&of_role!("administrative", "Admin", registered: [])));
static TECH: LazyLock<OfRole> =
    LazyLock::new(|| OfRole::of(&of_role!("technical", "Tech", registered: [handle, name, phone, email])));

/// What of a person is not told.
pub(super) fn of(role: PartyRole, party: &Party, redacted: &mut Vec<&'static RawValue>) {
    let items: &'static OfRole = match role {
        PartyRole::Registrant => &REGISTRANT,
        PartyRole::Admin => &ADMIN,
        PartyRole::Tech => &TECH,
        // Whoever pays is not in the directory.
        PartyRole::Billing => return,
    };
    let all = [
        (party.handle.is_redacted(), &items.handle),
        (party.name.is_redacted(), &items.name),
        (party.organisation.is_redacted(), &items.organisation),
        (party.street.is_redacted(), &items.street),
        (party.city.is_redacted(), &items.city),
        (party.region.is_redacted(), &items.region),
        (party.postal_code.is_redacted(), &items.postal_code),
        (party.country.is_redacted(), &items.country),
        (party.phone.is_redacted(), &items.phone),
        (party.fax.is_redacted(), &items.fax),
        (party.stands_in, &items.email),
    ];
    redacted.extend(all.into_iter().filter(|(so, _)| *so).map(|(_, item)| &**item));
}
