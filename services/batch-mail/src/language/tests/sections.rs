//! Every complaint of the sections `order`, `contact`, `option` and `soapi`.

use super::*;

#[test]
fn the_order_has_its_complaints() {
    let c = |key: &str, line: &str| the_complaint(&create(), key, line);
    for (key, line, expected) in [
        ("order.domain.name", "order.domain.name: -", "a domain name"),
        ("order.domain.name", "order.domain.name: a.b.com", "a name that is registered here"),
        ("order.domain.name", "order.domain.name: ovh.nowhere", "a name that is registered here"),
        ("order.domain.command", "order.domain.command: delete", "create | transfer | renew, not delete"),
        ("order.offer", "order.offer: tin", "gold | platine | diamond, not tin"),
        (
            "order.hosting.type",
            "order.hosting.type: 1plan",
            "none | 90plan | 720plan | xxlplan | mediaplan, not 1plan",
        ),
        ("order.resellerProfile", "order.resellerProfile: x", "none | whiteLabel | agent, not x"),
        ("option.dns.group", "option.dns.group: mine", "hosting | dedicated | external, not mine"),
        ("option.owo", "option.owo: 1", "yes | no, not 1"),
        ("option.domain.authinfo", "option.domain.authinfo: a b c d e", "printable ASCII"),
        ("option.domain.authinfo", "option.domain.authinfo: XX", "6 to 32 characters"),
    ] {
        let said = c(key, line);
        assert!(said.contains(expected) && said.contains(&format!("key {key},")), "{said}");
        assert!(!said.contains("a b c"), "a secret is not repeated");
    }
}

#[test]
fn a_transfer_needs_the_code_where_its_registry_asks_for_it() {
    let transfer = with(&create(), "order.domain.command", "order.domain.command: transfer");
    assert!(read(&transfer).is_ok());
    let said = the_complaint(&transfer, "option.domain.authinfo", "");
    assert_eq!(
        said,
        "line 0, key option.domain.authinfo, expected the authinfo code of the name: a transfer below .com needs it"
    );
}

#[test]
fn name_servers_have_their_complaints() {
    let c = |key: &str, line: &str| complaints(&create(), key, line).join("; ");
    assert!(
        c("option.dns.slave2", "option.dns.slave2: ns 1").contains("a host, or a host and its addresses")
    );
    assert!(
        c("option.dns.slave2", "option.dns.slave2: ns.ovh.net 300.1.1.1")
            .contains("a host, or a host and its addresses")
    );
    assert!(
        c("option.dns.slave2", "option.dns.slave2: dns12.ovh.net")
            .contains("key option.dns.slave2, expected other name servers")
    );
    assert!(
        c("option.dns.master", "option.dns.master:")
            .contains("key option.dns.master, expected the first name server")
    );
    let six = with(&create(), "option.dns.slave3", "option.dns.slave3: NS3.ovh.net. 2001:db8::1, 192.0.2.1");
    assert_eq!(order(&six).servers.unwrap().as_slice()[3].addresses.len(), 2);
    let mut alone = with(&create(), "option.dns.group", "option.dns.group: external");
    for key in ["option.dns.master", "option.dns.slave1", "option.dns.slave2"] {
        alone = with(&alone, key, "");
    }
    assert_eq!(
        read(&alone).unwrap_err(),
        ["line 0, key option.dns.master, expected the first name server: option.dns.group is external"]
    );
}

#[test]
fn contacts_are_given_by_id_or_by_fields_and_never_by_both() {
    let c = |key: &str, line: &str| complaints(&create(), key, line).join("; ");
    assert_eq!(
        c("contact.tech.id", "contact.tech.id: me"),
        "line 30, key contact.tech.id, expected the nichandle of an account, as ve174-ovh, or the handle of a contact, not me"
    );
    assert_eq!(
        c("contact.tech.id", ""),
        "line 0, key contact.tech.id, expected either contact.tech.id or contact.tech.<name|firstname|…>"
    );
    let both = read(&format!("{}\ncontact.admin.name: Dupond\n", create())).unwrap_err();
    assert_eq!(
        both,
        [
            "line 53, key contact.admin.name, expected either contact.admin.id or contact.admin.<name|firstname|…>, not both"
        ]
    );
    for (key, line, expected) in [
        (
            "contact.owner.legalform",
            "contact.owner.legalform: firm",
            "corporation | individual | association | other",
        ),
        ("contact.owner.email", "contact.owner.email: nobody", "an e-mail address is"),
        ("contact.owner.address", "contact.owner.address:", "a value"),
        ("contact.owner.city", "contact.owner.city:", "a value"),
        ("contact.owner.zip", "contact.owner.zip:", "a value: addresses in this country have a postal code"),
        ("contact.owner.country", "contact.owner.country: XX", "not one of ISO 3166"),
        ("contact.owner.language", "contact.owner.language: it", "fr | en | de | es"),
        ("contact.owner.phone", "contact.owner.phone: 12", "another value"),
        ("contact.owner.fax", "contact.owner.fax: 12", "another value"),
        ("contact.owner.vat", "contact.owner.vat: x", "another value: the number has 2 to 20"),
        (
            "contact.owner.organisation",
            "contact.owner.organisation:",
            "a value: a legal person has a name of its own",
        ),
    ] {
        let said = c(key, line);
        assert!(said.contains(expected) && said.contains(&format!("key {key},")), "{said}");
        assert!(!said.contains("nobody"), "what is personal is not repeated: {said}");
    }
    let person = with(&create(), "contact.owner.legalform", "contact.owner.legalform: individual");
    for key in ["contact.owner.name", "contact.owner.firstname"] {
        assert!(complaints(&person, key, "")[0].contains(key));
    }
}

/// A person's name below .fr.
fn french() -> String {
    let text = with(&create(), "order.domain.name", "order.domain.name: mondomaine.fr");
    with(&text, "contact.owner.legalform", "contact.owner.legalform: individual")
}

#[test]
fn below_fr_and_its_sisters_an_owner_says_who_it_is() {
    let order = order(&french());
    let Some(Party::New(owner)) = order.owner else { panic!("no owner") };
    assert_eq!(owner.identification().get("dotfr_ne_cp"), Some("59"));
    for ending in ["fr", "re", "wf"] {
        let text = with(&french(), "order.domain.name", &format!("order.domain.name: mondomaine.{ending}"));
        let said = the_complaint(&text, "option.identification.method", "");
        assert!(
            said.starts_with(
                "line 0, key option.identification.method, expected siren | inpi | birthPlace | afnicIdent"
            ),
            "{said}"
        );
    }
    assert!(read(&with(&create(), "option.identification.method", "")).is_ok(), ".com asks for none");
    for key in ["birthDate", "birthCity", "birthDepartement", "birthCountry"] {
        let key = format!("option.identification.{key}");
        let said = complaints(&french(), &key, "");
        assert!(
            said[0].contains(&format!("key {key}, expected a value: the identification birthPlace needs it")),
            "{said:?}"
        );
    }
    let c = |key: &str, line: &str| complaints(&french(), key, line).join("; ");
    assert!(
        c("option.identification.method", "option.identification.method: passport").contains("not passport")
    );
    assert!(
        c("option.identification.birthDate", "option.identification.birthDate: 31/02/2008")
            .contains("not a day")
    );
    assert!(c("contact.owner.country", "contact.owner.country: US").contains("key contact.owner.country"));
}

#[test]
fn the_papers_methods_are_those_of_the_soap_paper() {
    let company = with(&french(), "contact.owner.legalform", "contact.owner.legalform: corporation");
    let by = |method: &str, number: &str| {
        let text = with(
            &company,
            "option.identification.method",
            &format!("option.identification.method: {method}"),
        );
        with(
            &text,
            "option.identification.legalNumber",
            &format!("option.identification.legalNumber: {number}"),
        )
    };
    let siren = order(&by("SIREN", "732 829 320"));
    assert_eq!(siren.identification.unwrap().get("dotfr_mode"), Some("SIRET"));
    let Some(Party::New(owner)) = siren.owner else { panic!("no owner") };
    assert_eq!(owner.company_number().unwrap().as_str(), "732829320");
    let said = read(&by("siren", "123456789")).unwrap_err();
    assert!(
        said.len() == 1 && said[0].starts_with("line 36, key option.identification.legalNumber"),
        "{said:?}"
    );
    let said = read(&by("siren", "")).unwrap_err();
    assert!(said[0].contains("the identification siren needs it"), "{said:?}");
    let inpi = order(&by("inpi", "99 123 456")).identification.unwrap();
    assert_eq!((inpi.get("dotfr_mode"), inpi.get("dotfr_marque")), (Some("MARQUE"), Some("99 123 456")));
    let known = with(
        &by("afnicIdent", ""),
        "option.identification.afnicIdent",
        "option.identification.afnicIdent: ABC123-FRNIC",
    );
    assert_eq!(order(&known).identification.unwrap().get("dotfr_ident"), Some("ABC123-FRNIC"));
    assert!(read(&by("afnicIdent", "")).unwrap_err()[0].contains("key option.identification.afnicIdent"));
}

#[test]
fn calls_are_known_by_name_and_so_are_their_parameters() {
    let with_method = |method: &str, parameters: &str| {
        let head: String = CALL.lines().take(5).map(|line| format!("{line}\n")).collect();
        format!("{head}soapi.method: {method}\n{parameters}")
    };
    let record = "soapi.param.domain: ovh.com\nsoapi.param.subdomain: sousdomaines\nsoapi.param.fieldtype: a\nsoapi.param.target: 127.0.0.1\nsoapi.param.TTL: 60\n";
    let Call::ZoneEntryAdd(entry) = call(&with_method("zoneentryadd", record)) else {
        panic!("another call")
    };
    assert_eq!((entry.subdomain.as_str(), entry.kind.as_str(), entry.ttl), ("sousdomaines", "A", Some(60)));
    assert!(matches!(call(&with_method("zoneEntryDel", record)), Call::ZoneEntryDel(_)));
    let named = "soapi.param.domain: ovh.com\n";
    assert!(matches!(call(&with_method("zoneEntryList", named)), Call::ZoneEntryList(_)));
    assert!(matches!(call(&with_method("domainInfo", named)), Call::DomainInfo(_)));
    assert!(matches!(call(&with_method("domainList", "")), Call::DomainList));
    assert!(matches!(call(&with_method("domainRenew", named)), Call::DomainRenew(_)));
    assert!(matches!(call(&with_method("domainLock", named)), Call::DomainLock(_)));
    assert!(matches!(call(&with_method("DOMAINUNLOCK", named)), Call::DomainUnlock(_)));
    let c = |method: &str, parameters: &str| read(&with_method(method, parameters)).unwrap_err().join("; ");
    assert_eq!(
        c("domainDelete", named),
        "line 6, key soapi.method, expected domainDnsUpdate | zoneEntryAdd | zoneEntryDel | zoneEntryList | domainInfo | \
         domainList | domainRenew | domainLock | domainUnlock, not domainDelete"
    );
    assert!(c("", "").starts_with("line 6, key soapi.method, expected domainDnsUpdate"));
    assert_eq!(
        c("domainInfo", &format!("{named}soapi.param.shoe: 1\n")),
        "line 8, key soapi.param.shoe, expected the parameters domain with domainInfo"
    );
    assert_eq!(
        c("domainList", named),
        "line 7, key soapi.param.domain, expected no parameter with domainList"
    );
    assert_eq!(c("domainInfo", ""), "line 0, key soapi.param.domain, expected a domain name, as ovh.com");
    assert!(c("domainDnsUpdate", named).contains("key soapi.param.dns1, expected the first name server"));
    let orphan = format!("{named}soapi.param.dns1: ns1.ovh.net\nsoapi.param.ip2: 192.0.2.1\n");
    assert!(
        c("domainDnsUpdate", &orphan)
            .contains("key soapi.param.dns2, expected the host whose address is in ip2")
    );
    let bad = format!("{named}soapi.param.dns1: ns1.ovh.net\nsoapi.param.ip1: here\n");
    assert!(c("domainDnsUpdate", &bad).contains("key soapi.param.ip1, expected one or several addresses"));
    for (parameter, line) in [
        ("subdomain", "soapi.param.subdomain: a..b"),
        ("fieldtype", "soapi.param.fieldtype: LOC"),
        ("target", "soapi.param.target:"),
        ("TTL", "soapi.param.ttl: 2147483648"),
    ] {
        let said = c("zoneEntryAdd", &with(record, &format!("soapi.param.{parameter}"), line));
        assert!(
            said.contains(&format!("key soapi.param.{}, expected", parameter.to_ascii_lowercase())),
            "{said}"
        );
    }
    let glue = format!("{named}soapi.param.dns1: ns1.ovh.net\nsoapi.param.ip1: 192.0.2.1 2001:db8::1\n");
    let Call::DomainDnsUpdate { servers, .. } = call(&with_method("domainDnsUpdate", &glue)) else {
        panic!()
    };
    assert_eq!(servers.as_slice()[0].addresses.len(), 2);
}
