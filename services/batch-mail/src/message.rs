//! Stands in until the language is there.
use domain_model::values::EmailAddress;
pub struct Message {
    pub from: Option<EmailAddress>,
    pub reply_to: Option<EmailAddress>,
    pub message_id: Option<String>,
    pub references: Vec<String>,
    pub subject: Option<String>,
    pub automatic: Option<Automatic>,
    pub text: String,
}
#[derive(Debug)]
pub enum Automatic { List }
#[derive(Debug, thiserror::Error)]
#[error("not a message")]
pub struct NotRead;
pub fn read(raw: &[u8]) -> Result<Message, NotRead> {
    let parsed = mail_parser::MessageParser::default().parse(raw).ok_or(NotRead)?;
    let address = |of: Option<&mail_parser::Address<'_>>| EmailAddress::parse(of?.first()?.address()?).ok();
    Ok(Message {
        from: address(parsed.from()), reply_to: address(parsed.reply_to()),
        message_id: parsed.message_id().map(str::to_owned), references: vec![],
        subject: parsed.subject().map(str::to_owned),
        automatic: parsed.header_raw("List-Id").map(|_| Automatic::List),
        text: parsed.body_text(0).unwrap_or_default().into_owned(),
    })
}
