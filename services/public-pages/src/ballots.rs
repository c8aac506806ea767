//! What the pages ask of the application.

use application::{Application, BallotError, BallotView};
use async_trait::async_trait;
use domain_model::vote::Choice;
use std::net::IpAddr;

/// The votes behind links.
#[async_trait]
pub trait Ballots: Send + Sync {
    /// What the page of a link shows. Changes nothing.
    ///
    /// # Errors
    /// There is no such page, or no longer, or it cannot be said.
    async fn ballot(&self, token: &str) -> Result<BallotView, BallotError>;

    /// Casts the vote of a link from `address`, and tells how things stand once that is durable.
    ///
    /// # Errors
    /// The vote is not taken.
    async fn cast(&self, token: &str, choice: Choice, address: IpAddr) -> Result<BallotView, BallotError>;
}

#[async_trait]
impl Ballots for Application {
    async fn ballot(&self, token: &str) -> Result<BallotView, BallotError> {
        Application::ballot(self, token).await
    }

    async fn cast(&self, token: &str, choice: Choice, address: IpAddr) -> Result<BallotView, BallotError> {
        self.cast_by_link(token, choice, address).await
    }
}
