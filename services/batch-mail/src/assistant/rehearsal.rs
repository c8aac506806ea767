//! A mail tried out where somebody has signed in: it is read as one that has come, and nobody looks for a signature.

use crate::complaint::Complaint;
use crate::consider::Lines;
use crate::language::{Reading, Rules};
use application::BatchMail;
use domain_model::values::{AccountNumber, AuthMethod};

/// What a text orders, for an account that has proven itself otherwise; with the lines of its keys, for complaints.
///
/// # Errors
/// Every mistake, by line.
pub fn instruction_of(
    text: &str,
    account: AccountNumber,
    rules: Rules<'_>,
) -> Result<(BatchMail, Lines), Vec<Complaint>> {
    let reading = Reading::of(text, None);
    let head = reading.head();
    let wrong: Vec<Complaint> =
        [head.account.as_ref().err(), head.method.as_ref().err()].into_iter().flatten().cloned().collect();
    match reading.instruction(rules) {
        Ok((autopayment, instruction)) if wrong.is_empty() => {
            let method = head.method.unwrap_or(AuthMethod::Plain);
            let (referer, content) = (head.referer, reading.digest());
            let (message, rehearsal) = (None, true);
            let mail =
                BatchMail { account, method, referer, content, message, autopayment, rehearsal, instruction };
            Ok((mail, reading.lines()))
        }
        Ok(_) => Err(wrong),
        Err(mistakes) => Err(wrong.into_iter().chain(mistakes).collect()),
    }
}
