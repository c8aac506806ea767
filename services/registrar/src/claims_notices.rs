//! What trademark claims say, in a demo: the sandbox registry is also the trademark database of its own claims.

use application::ports::{ClaimsNotice, ClaimsNoticeError, ClaimsNotices, TrademarkClaim};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain_model::values::{ClaimKey, NoticeId};
use sandbox_registry::claims;

/// The notices of the sandbox registry.
pub struct DemoNotices;

#[async_trait]
impl ClaimsNotices for DemoNotices {
    async fn notice(&self, key: &ClaimKey, at: DateTime<Utc>) -> Result<ClaimsNotice, ClaimsNoticeError> {
        let unknown = || ClaimsNoticeError::UnknownKey(key.clone());
        let found = claims::notice(key.as_str(), at).ok_or_else(unknown)?;
        let claim = TrademarkClaim {
            mark: found.mark,
            holder: found.holder,
            jurisdiction: found.jurisdiction,
            classes: found.classes,
            goods_and_services: found.goods_and_services,
        };
        Ok(ClaimsNotice {
            id: NoticeId::parse(&found.id).map_err(|_| unknown())?,
            not_before: found.not_before,
            not_after: found.not_after,
            label: found.label,
            claims: vec![claim],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_notice_of_a_claim_is_one_that_registries_take() {
        let at = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let notice = async |key: &str| DemoNotices.notice(&ClaimKey::parse(key).unwrap(), at).await;
        let found = notice("sandbox/claimed-a.com").await.unwrap();
        assert!(found.id.is_of("claimed-a", found.not_after) && found.not_after > at);
        assert_eq!(found.claims[0].mark, "A");
        assert!(matches!(notice("other/a.com").await, Err(ClaimsNoticeError::UnknownKey(_))));
    }
}
