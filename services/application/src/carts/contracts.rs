//! What is agreed to with an order: the registrar's general conditions, and those of the endings that have some.

use super::CartSummary;
use crate::application::Application;
use chrono::{DateTime, Utc};
use domain_model::values::{OrderNumber, Tld};
use std::collections::BTreeSet;

/// The general conditions of names, in French and English.
const GENERAL: &str = include_str!("contracts/domain-names.txt");
/// Their name, and the last part of their address.
const GENERAL_NAME: &str = "domain-names";

/// Something that is agreed to with an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderContract {
    /// What.
    pub name: String,
    /// Where it stands.
    pub url: String,
    /// Its text.
    pub content: String,
}

impl Application {
    /// What is agreed to with an order of these items.
    pub fn contracts(&self, summary: &CartSummary, at: DateTime<Utc>) -> Vec<OrderContract> {
        let base = &self.settings().link_base;
        let mut contracts = vec![OrderContract {
            name: GENERAL_NAME.to_owned(),
            url: format!("{base}/contracts/{GENERAL_NAME}"),
            content: GENERAL.to_owned(),
        }];
        let endings: BTreeSet<&Tld> = summary.lines.iter().map(|line| &line.tld).collect();
        let policies =
            endings.into_iter().filter_map(|tld| self.catalogue().tld_policy(tld, at.date_naive()));
        contracts.extend(policies.filter_map(|policy| {
            let conditions = policy.launch.conditions.as_ref()?;
            Some(OrderContract {
                name: format!("{} ({})", policy.tld, conditions.version),
                url: conditions.url.clone(),
                content: conditions.text.clone(),
            })
        }));
        contracts
    }

    /// A contract of ours by its name.
    pub fn contract(&self, name: &str) -> Option<&'static str> {
        (name == GENERAL_NAME).then_some(GENERAL)
    }

    /// Where an order is seen by its account's programs.
    pub fn order_url(&self, number: OrderNumber) -> String {
        format!("{}/1.0/me/order/{number}", self.settings().link_base)
    }
}
