//! Documents that are shown as evidence for a vote: kept sealed under the key of the person whom the vote is of, so that
//! they can be read as long as that person's data can, and no longer. The vote's event names the document by its digest.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::contact_changes::evidence_of;
use crate::votes::voter_of;
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64;
use domain_model::contact_change::{self, ContactChange};
use domain_model::operator::Login;
use domain_model::trade::{self, Trade};
use domain_model::transfer::{self, Transfer};
use domain_model::values::{OperationNumber, SealOwner, Sealed, Sha256Digest};
use domain_model::vote::Voter;
use journal::{NewDocument, StreamId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Octets of a document.
pub const LARGEST_EVIDENCE: usize = 5 << 20;
/// Characters of its name.
const LONGEST_NAME: usize = 120;
/// So long a document waits for an event that names it.
const WAITS: TimeDelta = TimeDelta::hours(24);
/// So often they are looked through.
const TIDIED: Duration = Duration::from_hours(1);

/// What a document is, by how it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceType {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl EvidenceType {
    const ALL: [Self; 3] = [Self::Pdf, Self::Jpeg, Self::Png];

    /// Its media type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    fn begins(self) -> &'static [u8] {
        match self {
            Self::Pdf => b"%PDF-",
            Self::Jpeg => &[0xff, 0xd8, 0xff],
            Self::Png => b"\x89PNG\r\n\x1a\n",
        }
    }

    /// What the octets are; what they are called says nothing.
    fn of(octets: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| octets.starts_with(kind.begins()))
    }
}

/// For whose vote a document is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceFor {
    /// A side of a trade.
    Trade(OperationNumber, trade::Side),
    /// A side of a transfer that comes in.
    Transfer(OperationNumber, transfer::Side),
    /// A side of a change of an account of a service.
    ContactChange(OperationNumber, contact_change::Side),
}

impl EvidenceFor {
    /// The stream whose event will name it.
    pub fn stream(self) -> StreamId {
        match self {
            Self::Trade(number, _) => StreamId::of::<Trade>(&number),
            Self::Transfer(number, _) => StreamId::of::<Transfer>(&number),
            Self::ContactChange(number, _) => StreamId::of::<ContactChange>(&number),
        }
    }
}

/// Why a document is not kept, or not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoEvidence {
    /// There is no such vote, or none of that side.
    #[error("there is no such vote of that side")]
    Unknown,
    /// It has no octets, or too many.
    #[error("a document of at most {LARGEST_EVIDENCE} octets is expected")]
    Size,
    /// It is something else.
    #[error("a PDF, a JPEG or a PNG is expected")]
    Type,
    /// Nobody could tell what it is called.
    #[error("a name of 1 to {LONGEST_NAME} characters is expected")]
    Name,
    /// The person was erased, and what was shown about them with them.
    #[error("the person was erased, and the document with them")]
    Erased,
}

/// What is sealed of a document.
#[derive(Serialize, Deserialize)]
struct Content {
    document: Sealed<Inside>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Inside {
    name: String,
    octets: String,
}

/// A document that was shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What it was called.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// What it holds.
    pub octets: Vec<u8>,
}

impl Application {
    /// Keeps a document that a vote's event is about to name.
    ///
    /// # Errors
    /// The journal failed; the inner one: it is not kept.
    #[boxed]
    pub async fn keep_evidence(
        &self,
        shown: EvidenceFor,
        name: &str,
        octets: &[u8],
        login: &Login,
    ) -> Result<Result<Sha256Digest, NoEvidence>, AskError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Ok(Err(NoEvidence::Name));
        }
        if octets.is_empty() || octets.len() > LARGEST_EVIDENCE {
            return Ok(Err(NoEvidence::Size));
        }
        let Some(kind) = EvidenceType::of(octets) else { return Ok(Err(NoEvidence::Type)) };
        let Some(owner) = self.shown_by(shown).await? else { return Ok(Err(NoEvidence::Unknown)) };
        let digest = Sha256Digest::from_bytes(Sha256::digest(octets).into());
        let inside = Inside { name: name.to_owned(), octets: BASE64.encode(octets) };
        let content = serde_json::to_value(Content { document: Sealed::open(owner, inside) });
        let document = NewDocument {
            digest: digest.to_string(),
            stream: shown.stream(),
            media_type: kind.as_str(),
            size: u32::try_from(octets.len()).unwrap_or(u32::MAX),
            content: content.map_err(journal::VaultError::Json).map_err(journal::JournalError::from)?,
            login: login.to_string(),
        };
        match self.journal().keep_document(document).await {
            Ok(()) => Ok(Ok(digest)),
            Err(journal::JournalError::Vault(journal::VaultError::Erased { .. })) => {
                Ok(Err(NoEvidence::Erased))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A document that was shown for a stream. The look is to be written down before it is shown.
    ///
    /// # Errors
    /// The journal failed; the inner one: there is nothing to be shown.
    #[boxed]
    pub async fn evidence(
        &self,
        stream: &StreamId,
        digest: &Sha256Digest,
    ) -> Result<Result<Evidence, NoEvidence>, AskError> {
        let kept = self.journal().document(stream, digest.as_str()).await?;
        let Some(kept) = kept else { return Ok(Err(NoEvidence::Unknown)) };
        let opened = self.journal().vault().open_json(kept.content).await;
        let opened = opened.map_err(journal::JournalError::from)?;
        let content: Option<Content> = serde_json::from_value(opened).ok();
        let inside = content.and_then(|content| content.document.value().cloned());
        let octets = inside.as_ref().and_then(|inside| BASE64.decode(inside.octets.as_bytes()).ok());
        Ok(match (inside, octets) {
            (Some(Inside { name, .. }), Some(octets)) => {
                Ok(Evidence { name, media_type: kept.media_type, octets })
            }
            _ => Err(NoEvidence::Erased),
        })
    }

    /// Before an event names a document: it must not be taken away meanwhile.
    pub(crate) async fn hold_evidence(&self, stream: &StreamId, voter: &Voter) -> Result<(), AskError> {
        if let Voter::ByOperator { evidence: Some(digest), .. } = voter {
            self.journal().hold_document(stream, digest.as_str()).await?;
        }
        Ok(())
    }

    /// Takes away what was kept a day before a moment, in real time, and no event names; how many documents.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn forget_evidence(&self, now: DateTime<Utc>) -> Result<u64, AskError> {
        Ok(self.journal().forget_documents(now - WAITS).await?)
    }

    /// As [`Application::forget_evidence`], again and again.
    #[boxed]
    pub async fn tidy_evidence(&self, stop: CancellationToken) {
        loop {
            match self.forget_evidence(journal::wall_clock()).await {
                Ok(0) => {}
                Ok(gone) => tracing::info!(gone, "documents that no event names were taken away"),
                Err(error) => tracing::warn!(%error, "documents were not looked through; tried again later"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(TIDIED) => {}
            }
        }
    }

    /// Whose key seals it: the person's whose vote it is for.
    async fn shown_by(&self, shown: EvidenceFor) -> Result<Option<SealOwner>, AskError> {
        Ok(match shown {
            EvidenceFor::Trade(number, side) => {
                let state = self.journal().load::<Trade>(&number).await?.state;
                state.dossier().map(|(_, ballots)| voter_of(ballots.side(side), number, "trade").1)
            }
            EvidenceFor::Transfer(number, side) => {
                let state = self.journal().load::<Transfer>(&number).await?.state;
                let ballot = state.inbound().and_then(|(_, ballots)| ballots.get(&side));
                ballot.map(|ballot| voter_of(ballot, number, "transfer").1)
            }
            EvidenceFor::ContactChange(number, side) => {
                let state = self.journal().load::<ContactChange>(&number).await?.state;
                state.dossier().map(|(terms, _)| evidence_of(terms.account(side)))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_what_it_begins_with() {
        assert_eq!(EvidenceType::of(b"%PDF-1.7\n"), Some(EvidenceType::Pdf));
        assert_eq!(EvidenceType::of(b"\x89PNG\r\n\x1a\n\0"), Some(EvidenceType::Png));
        assert_eq!(EvidenceType::of(&[0xff, 0xd8, 0xff, 0xe0]), Some(EvidenceType::Jpeg));
        for other in [&b"<html>"[..], b"", b"%PDF", b" %PDF-1.7", b"MZ", b"GIF89a", b"<svg>"] {
            assert_eq!(EvidenceType::of(other), None, "{other:?}");
        }
    }
}
