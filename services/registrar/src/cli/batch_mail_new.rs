//! The words of the assistant for batch mails.

use clap::Args;
use domain_model::values::EmailAddress;
use std::path::PathBuf;

/// A batch mail to be written.
#[derive(Debug, Args)]
pub struct BatchNew {
    /// What is known already, in the language of batch mails; `-`: standard input. On a terminal, the rest is asked.
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Ask nothing: what is missing is named, and nothing is written.
    #[arg(long)]
    pub no_questions: bool,
    /// Who writes: where answers go, if they may.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub from: Option<EmailAddress>,
    /// The registrar's address for orders, or the one for rehearsals.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub to: Option<EmailAddress>,
    /// For `plain` and `md5`: a file with the account's passphrase on its first line.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// For `pgp`: a file with the secret key in its armour (gpg --armor --export-secret-keys).
    #[arg(long, value_name = "FILE")]
    pub pgp_key: Option<PathBuf>,
    /// For `smime`: the certificate in PEM.
    #[arg(long, value_name = "FILE", requires = "smime_key")]
    pub smime_cert: Option<PathBuf>,
    /// For `smime`: its secret key in PEM.
    #[arg(long, value_name = "FILE", requires = "smime_cert")]
    pub smime_key: Option<PathBuf>,
    /// For `pgp` and `smime`: a file with the passphrase of the secret key on its first line.
    #[arg(long, value_name = "FILE")]
    pub key_passphrase_file: Option<PathBuf>,
    /// Where the mail is written; `-`: standard output, for `sendmail -t`, for instance.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub out: PathBuf,
}

fn address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|error| error.to_string())
}
