//! Many operations at once.

use crate::caller::{application, coded};
use crate::payload::{Obstacle, UserError, consistency};
use application::Ask;
use async_graphql::{Context, InputObject, Result, SimpleObject};
use domain_model::values::OperationNumber;

/// The most operations of one request.
const MOST: usize = 200;

/// Failed operations.
#[derive(Clone, Debug, InputObject)]
pub struct RestartOperationsInput {
    /// Which; at most 200.
    pub numbers: Vec<u64>,
}

/// What became of one operation.
#[derive(Clone, Debug, SimpleObject)]
pub struct RestartedOperation {
    /// Which.
    number: u64,
    /// It was started again.
    done: bool,
    /// Give it to a query to read what was written for it.
    consistency: Option<String>,
    /// Why it was not.
    user_errors: Vec<UserError>,
}

/// Starts them again, one after the other; one that cannot be started does not keep the others back.
///
/// # Errors
/// More than 200.
pub(super) async fn restart(
    ctx: &Context<'_>,
    input: RestartOperationsInput,
    ask: &Ask,
) -> Result<Vec<RestartedOperation>> {
    if input.numbers.len() > MOST {
        return Err(coded("BAD_ARGUMENT", format!("numbers: at most {MOST} are expected")));
    }
    let mut answers = Vec::with_capacity(input.numbers.len());
    for number in input.numbers {
        answers.push(restarted(ctx, number, ask).await);
    }
    Ok(answers)
}

async fn restarted(ctx: &Context<'_>, number: u64, ask: &Ask) -> RestartedOperation {
    // Each is a request of its own under the caller's key.
    let mut own = ask.clone();
    if let Some(key) = &mut own.key {
        key.key = format!("{}/{number}", key.key);
    }
    let done = application(ctx).restart_operation(OperationNumber::new(number), None, &own).await;
    match done.map_err(Obstacle::from) {
        Ok(accepted) => RestartedOperation {
            number,
            done: true,
            consistency: consistency(&accepted.cursors),
            user_errors: vec![],
        },
        Err(Obstacle::Refused(user_errors)) => {
            RestartedOperation { number, done: false, consistency: None, user_errors }
        }
        Err(Obstacle::Failed(error)) => {
            let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
            let code = match code {
                Some(async_graphql::Value::String(code)) => code.clone(),
                _ => "INTERNAL".to_owned(),
            };
            let failed = UserError { code, field: None, message: error.message };
            RestartedOperation { number, done: false, consistency: None, user_errors: vec![failed] }
        }
    }
}
