//! Looks at personal data: written down before the answer that holds it leaves the house.

use crate::caller::{Caller, coded};
use application::{Application, AtWork, NotRecorded};
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{Context, Response};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// What a caller has been shown and is not written down yet.
#[derive(Clone, Debug, Default)]
pub struct Looks(Arc<Mutex<BTreeSet<String>>>);

impl Looks {
    fn take(&self) -> Vec<String> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *seen).into_iter().collect()
    }

    fn add(&self, subjects: impl IntoIterator<Item = String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(subjects);
    }
}

/// The caller is shown personal data of this stream.
pub fn at(ctx: &Context<'_>, stream: String) {
    if let Some(caller) = ctx.data_opt::<Caller>() {
        caller.looks.add([stream]);
    }
}

/// Writes looks down after a document was executed, or an event of a subscription resolved, and before it is sent.
pub struct Recorder(pub Application);

impl ExtensionFactory for Recorder {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Recording(self.0.clone()))
    }
}

struct Recording(Application);

#[async_trait::async_trait]
impl Extension for Recording {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let response = next.run(ctx, operation_name).await;
        let Some(caller) = ctx.data_opt::<Caller>() else { return response };
        let subjects = caller.looks.take();
        if subjects.is_empty() {
            return response;
        }
        match self.0.record_look(&caller.at_work(), subjects.clone()).await {
            Ok(()) => response,
            Err(NotRecorded) => {
                // Whoever shares this connection must not be answered without a record either.
                caller.looks.add(subjects);
                let message =
                    "the look at personal data could not be recorded, so nothing is shown; ask again";
                let refused = coded("AUDIT_UNAVAILABLE", message).into_server_error(Default::default());
                Response::from_errors(vec![refused])
            }
        }
    }
}

impl Caller {
    /// The caller as the operators' log names them.
    pub fn at_work(&self) -> AtWork {
        AtWork {
            login: self.login.clone(),
            role: self.role,
            address: self.address.map(|address| address.to_string()),
        }
    }
}
