//! What a query of a view may fail with.

use journal::JournalError;
use journal::vault::VaultError;

/// A view could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The database refused or could not be reached.
    #[error("{doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// The driver's error.
        #[source]
        source: sqlx::Error,
    },
    /// A row does not have the shape that this build gives it: the view must be rebuilt.
    #[error("reading a row of {view}")]
    Shape {
        /// The view's table.
        view: &'static str,
        /// What the decoder said.
        #[source]
        source: serde_json::Error,
    },
    /// A cursor that no list of this kind gave.
    #[error("the cursor belongs to no list of this kind")]
    Cursor,
    /// No view has this name.
    #[error("there is no view `{0}`")]
    Unknown(String),
    /// No aggregate of this type has a history.
    #[error("there are no streams of type `{0}`")]
    UnknownStream(String),
    /// Keys.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl ViewError {
    pub(crate) fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database { doing, source }
    }

    pub(crate) fn shape(view: &'static str) -> impl FnOnce(serde_json::Error) -> Self {
        move |source| Self::Shape { view, source }
    }
}
