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
    /// The database could not read a value that the caller gave: out of range, or with a character that no text may
    /// hold (SQLSTATE class 22).
    pub fn is_bad_value(&self) -> bool {
        let Self::Database { source, .. } = self else { return false };
        let code = source.as_database_error().and_then(|error| error.code());
        code.is_some_and(|code| code.starts_with("22"))
    }

    pub(crate) fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database { doing, source }
    }

    pub(crate) fn shape(view: &'static str) -> impl FnOnce(serde_json::Error) -> Self {
        move |source| Self::Shape { view, source }
    }
}
