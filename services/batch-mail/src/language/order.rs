//! A whole mail: its options, and the section that its type asks for (the paper's table).

use super::fields::{Fields, words};
use super::{Rules, call, contact, identification, servers};
use application::{Instruction, NameOrder};
use domain_model::policy::TldPolicy;
use domain_model::values::{
    AuthCode, AuthMethod, DnsGroup, DomainName, HostingPlan, Offer, OrderCommand, Referer, ResellerProfile,
};

/// The only version there is.
pub(super) const VERSION: &str = "4.0";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Order,
    Call,
}

/// Reads what a mail asks for, with whether points are to pay. What is wrong is with the fields.
pub(super) fn read(fields: &mut Fields<'_>, rules: Rules<'_>) -> Option<(bool, Instruction)> {
    let autopayment = options(fields);
    let kind = fields.needed("batch.type", "orderDomain | soapi", |text| {
        match text.to_ascii_lowercase().as_str() {
            "orderdomain" => Ok(Kind::Order),
            "soapi" => Ok(Kind::Call),
            _ => Err(()),
        }
    })?;
    let instruction = match kind {
        Kind::Order => {
            refuse(fields, "soapi.", "no section soapi in an order: it belongs to batch.type: soapi");
            order(fields, rules).map(|order| Instruction::Order(Box::new(order)))
        }
        Kind::Call => {
            for section in ["order.", "contact.", "option."] {
                let name = section.trim_end_matches('.');
                refuse(
                    fields,
                    section,
                    &format!("no section {name} in a call: it belongs to batch.type: orderDomain"),
                );
            }
            call::read(fields).map(Instruction::Call)
        }
    };
    Some((autopayment?, instruction?))
}

/// The section `batch`. Account and method were read before the mail was believed.
fn options(fields: &mut Fields<'_>) -> Option<bool> {
    fields.needed("batch.version", VERSION, |text| if text == VERSION { Ok(()) } else { Err(()) });
    fields.optional("batch.referer", "1 to 64 characters", Referer::parse);
    let method = fields.text("batch.auth.method").and_then(|text| AuthMethod::parse(text).ok());
    for (key, own) in [("batch.auth.md5", AuthMethod::Md5), ("batch.auth.plain", AuthMethod::Plain)] {
        if method != Some(own) && fields.text(key).is_some() {
            fields.wrong(key, format!("this key with batch.auth.method: {own} alone"));
        }
    }
    match fields.text("batch.autopayment") {
        Some(_) => fields.answer("batch.autopayment"),
        None => {
            fields.wrong("batch.autopayment", "yes | no");
            None
        }
    }
}

/// A section that does not belong here, key by key.
fn refuse(fields: &mut Fields<'_>, section: &str, expected: &str) {
    for key in fields.given(section) {
        fields.wrong(key, expected);
    }
}

fn order(fields: &mut Fields<'_>, rules: Rules<'_>) -> Option<NameOrder> {
    let name = fields.needed("order.domain.name", "a domain name, as ovh.com", DomainName::parse);
    let commands = words(OrderCommand::ALL.iter().map(OrderCommand::as_str));
    let command = fields.needed("order.domain.command", commands, OrderCommand::parse);
    let offers = words(Offer::ALL.iter().map(Offer::as_str));
    let offer = fields.optional("order.offer", offers, Offer::parse);
    let plans = words(HostingPlan::ALL.iter().map(HostingPlan::as_str));
    let hosting = fields.optional("order.hosting.type", plans, HostingPlan::parse);
    let profiles = words(ResellerProfile::ALL.iter().map(ResellerProfile::as_str));
    let profile = fields.optional("order.resellerProfile", profiles, ResellerProfile::parse);
    let policy = name.as_ref().and_then(|name| policy(fields, name, rules));

    let (mut people, mut identification) = (contact::People::default(), None);
    match command {
        Some(OrderCommand::Renew) => {
            refuse(fields, "contact.", "no section contact in a renewal");
            identification = identification::read(fields, policy, false);
        }
        Some(OrderCommand::Create | OrderCommand::Transfer) => {
            identification = identification::read(fields, policy, true);
            people = contact::read(fields, rules, policy, identification.as_ref());
        }
        // Which sections belong here is not known; what stands in them is not looked at.
        None => {}
    }
    let groups = words(DnsGroup::ALL.iter().map(DnsGroup::as_str));
    let dns_group = fields.optional("option.dns.group", groups, DnsGroup::parse);
    let servers = servers::of_order(fields, dns_group);
    let auth_code = auth_code(fields, command, policy);
    let owo = fields.answer("option.owo");
    Some(NameOrder {
        name: name?,
        command: command?,
        offer,
        hosting,
        profile,
        owner: people.owner,
        admin: people.admin,
        tech: people.tech,
        billing: people.billing,
        identification: identification.map(|given| given.fields),
        dns_group,
        servers,
        auth_code,
        owo,
    })
}

/// The rules of the name's ending. A name that cannot be had is a mistake of the mail.
fn policy<'r>(fields: &mut Fields<'_>, name: &DomainName, rules: Rules<'r>) -> Option<&'r TldPolicy> {
    match rules.catalogue.registrable(name, rules.on) {
        Ok(policy) => Some(policy),
        Err(refused) => {
            fields.wrong("order.domain.name", format!("a name that is registered here: {refused}"));
            None
        }
    }
}

fn auth_code(
    fields: &mut Fields<'_>,
    command: Option<OrderCommand>,
    policy: Option<&TldPolicy>,
) -> Option<AuthCode> {
    const KEY: &str = "option.domain.authinfo";
    let Some(text) = fields.text(KEY) else {
        if let Some(policy) = policy.filter(|policy| policy.transfer.code_required)
            && command == Some(OrderCommand::Transfer)
        {
            fields.wrong(
                KEY,
                format!("the authinfo code of the name: a transfer below .{} needs it", policy.tld),
            );
        }
        return None;
    };
    // A secret: what is wrong with it is said, not what it is.
    AuthCode::parse(text).map_err(|broken| fields.wrong(KEY, broken.to_string())).ok()
}
