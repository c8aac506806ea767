//! Dependencies run one way: model, journal, projections, application, doors and adapters, the binary, tests.

use cargo_metadata::MetadataCommand;
use std::collections::BTreeMap;

/// Each room, and the rooms that it may know.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("domain-model", &[]),
    ("sandbox-registry", &[]),
    ("journal", &["domain-model"]),
    ("projections", &["domain-model", "journal"]),
    ("application", &["domain-model", "journal", "projections"]),
    ("paper", &["domain-model", "projections", "application"]),
    ("graphql", &["domain-model", "journal", "projections", "application", "paper"]),
    ("back-office", &[]),
    ("public-pages", &["domain-model", "application"]),
    ("soap", &["domain-model", "projections", "application"]),
    ("rest", &["domain-model", "projections", "application"]),
    ("directory", &["domain-model", "application"]),
    ("batch-mail", &["domain-model", "journal", "projections", "application"]),
    ("epp", &["domain-model", "application"]),
    ("mail", &["domain-model", "application"]),
    ("openid", &["domain-model", "application"]),
    (
        "registrar",
        &[
            "domain-model",
            "journal",
            "projections",
            "application",
            "paper",
            "graphql",
            "back-office",
            "public-pages",
            "soap",
            "rest",
            "directory",
            "batch-mail",
            "epp",
            "mail",
            "openid",
            "sandbox-registry",
        ],
    ),
];

/// Members that stand outside the house and may look into every room.
const OUTSIDE: &[&str] = &["stories", "bench", "xtask"];

pub fn check() -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let rooms: BTreeMap<&str, &[&str]> = MAY_KNOW.iter().copied().collect();
    let metadata = MetadataCommand::new().no_deps().exec()?;
    let members: Vec<String> = metadata.packages.iter().map(|package| package.name.to_string()).collect();
    let mut complaints = vec![];
    for package in &metadata.packages {
        let name = package.name.as_str();
        if OUTSIDE.contains(&name) {
            continue;
        }
        let Some(known) = rooms.get(name) else {
            complaints.push(format!("{name} has no place in ops/xtask/src/layers.rs"));
            continue;
        };
        for dependency in &package.dependencies {
            let own = members.contains(&dependency.name);
            // What only tests need may look the other way: adapters are tested against the sandbox registry.
            let tested = dependency.kind == cargo_metadata::DependencyKind::Development;
            if own && !tested && !known.contains(&dependency.name.as_str()) {
                complaints.push(format!("{name} must not know {}", dependency.name));
            }
        }
    }
    Ok(complaints)
}
