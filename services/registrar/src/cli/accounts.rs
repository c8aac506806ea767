//! The words about accounts, and what proves where their batch mails come from.

use super::values;
use super::{ApplicationCommand, CredentialCommand, Reader, Source, Staff};
use clap::Subcommand;
use domain_model::invoice::PaymentMeans;
use domain_model::values::{AccountNumber, AuthMethod, EmailAddress, PgpFingerprint, Sha256Digest};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Accounts, by number.
    List {
        /// With a nichandle that begins like this.
        #[arg(long, value_name = "TEXT")]
        nichandle: Option<String>,
        /// The most rows.
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
    /// One account with its points; --reveal shows its holder.
    Show {
        /// Which.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// Who reads.
        #[command(flatten)]
        reader: Reader,
    },
    /// The prepaid money of an account, with its movements.
    Balance {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// The most movements, the latest first.
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
    /// Money came in for an account: it pays orders, with their tax.
    Deposit {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// How much, in the account's currency.
        #[arg(value_name = "AMOUNT", value_parser = values::amount)]
        amount: Decimal,
        /// By what means: transfer, card, cheque, debit, cash, other.
        #[arg(long, value_name = "MEANS", value_parser = values::means)]
        paid_by: PaymentMeans,
        /// What the payment is found by: the bank's reference, the number of a cheque.
        #[arg(long, value_name = "TEXT")]
        reference: String,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Money of an account went back to its holder's bank.
    Withdraw {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// How much, in the account's currency.
        #[arg(value_name = "AMOUNT", value_parser = values::amount)]
        amount: Decimal,
        /// What the payment is found by: the bank's reference.
        #[arg(long, value_name = "TEXT")]
        reference: String,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Set the passphrase of an account's batch mails; the one before is of no use any more.
    SetPassphrase {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// A file with the passphrase on its first line; `-`: standard input.
        #[arg(long, value_name = "FILE")]
        passphrase_file: PathBuf,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Set by which methods an account's batch mails may prove where they come from.
    MailMethods {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// All that are allowed: plain, md5, pgp, smime, with commas between them; none: it sends no batch mails.
        #[arg(long, value_name = "METHODS", value_parser = methods)]
        allow: Methods,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Programs that call the REST door.
    Application {
        /// What to do with them.
        #[command(subcommand)]
        command: ApplicationCommand,
    },
    /// What such programs were granted.
    Credential {
        /// What to do with it.
        #[command(subcommand)]
        command: CredentialCommand,
    },
    /// OpenPGP keys whose signatures on batch mails are accepted.
    PgpKey {
        /// What to do with them.
        #[command(subcommand)]
        command: PgpKeyCommand,
    },
    /// S/MIME certificates whose signatures on batch mails are accepted.
    Smime {
        /// What to do with them.
        #[command(subcommand)]
        command: SmimeCommand,
    },
    /// Set sender and links of an account's mails; what is not said is as the registrar's own.
    Brand {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// The name in the sender and on pages.
        #[arg(long, value_name = "TEXT")]
        name: Option<String>,
        /// The sender's address.
        #[arg(long, value_name = "ADDRESS", value_parser = address)]
        sender: Option<EmailAddress>,
        /// What links begin with: https://names.example
        #[arg(long, value_name = "URL")]
        link_base: Option<String>,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
}

/// What to do with OpenPGP keys.
#[derive(Debug, Subcommand)]
pub enum PgpKeyCommand {
    /// Accept signatures by a key; one of the same fingerprint is replaced.
    Add {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// The public key in its armour (gpg --armor --export); `-`: standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Accept no more signatures by a key.
    Remove {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// Its fingerprint, as `list` shows it.
        #[arg(value_name = "FINGERPRINT", value_parser = pgp_fingerprint)]
        fingerprint: PgpFingerprint,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// The fingerprints of an account's keys.
    List {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
}

/// What to do with S/MIME certificates.
#[derive(Debug, Subcommand)]
pub enum SmimeCommand {
    /// Accept signatures by a certificate; one of the same fingerprint is replaced.
    Add {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// The certificate, in PEM or DER; `-`: standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// It is an authority: accept signatures by those that it certifies for the account's registered address.
        #[arg(long)]
        authority: bool,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Accept no more signatures by a certificate, or by those that it certified.
    Remove {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// SHA-256 of its DER, as `list` shows it.
        #[arg(value_name = "FINGERPRINT", value_parser = sha256)]
        fingerprint: Sha256Digest,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// The fingerprints of an account's certificates.
    List {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
}

/// Methods of authentication, all of which count.
#[derive(Clone, Debug)]
pub struct Methods(pub BTreeSet<AuthMethod>);

fn methods(text: &str) -> Result<Methods, String> {
    if text == "none" {
        return Ok(Methods(BTreeSet::new()));
    }
    let words = text.split(',').map(|word| AuthMethod::parse(word.trim()));
    words.collect::<Result<_, _>>().map(Methods).map_err(|error| format!("{error}; or none"))
}

fn pgp_fingerprint(text: &str) -> Result<PgpFingerprint, String> {
    PgpFingerprint::parse(text).map_err(|error| error.to_string())
}

fn sha256(text: &str) -> Result<Sha256Digest, String> {
    Sha256Digest::parse(&text.replace(':', "")).map_err(|error| error.to_string())
}

fn address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_a_list_or_none() {
        assert_eq!(methods("pgp, SMIME").unwrap().0.len(), 2);
        assert_eq!(methods("none").unwrap().0.len(), 0);
        for wrong in ["", "pgp,", "sha1"] {
            assert!(methods(wrong).unwrap_err().contains("plain, md5, pgp or smime"), "{wrong}");
        }
    }
}
