//! `<poll>`.

use super::{Context, Decision};
use crate::code::{Refusal, ResultCode};
use crate::request::Poll;
use crate::response::{QueueHead, Reply};
use crate::state::Change;

pub fn poll(context: &Context<'_>, poll: &Poll) -> Result<Decision, Refusal> {
    match poll {
        Poll::Request => Ok(Decision::answer(request(context))),
        Poll::Acknowledge(id) => acknowledge(context, id),
    }
}

fn request(context: &Context<'_>) -> Reply {
    let mut queue = context.registry.queue(context.registrar);
    let count = queue.len();
    let Some(message) = queue.next() else { return Reply::new(ResultCode::NoMessages) };
    let notice = &message.notice;
    let extension = notice.extension.iter().filter(|extension| {
        extension.namespace.as_deref().is_none_or(|namespace| context.services.extends(namespace))
    });
    Reply {
        queue: Some(QueueHead { count, id: message.id, delivered: Some((notice.at, notice.text.clone())) }),
        res_data: notice.res_data.clone(),
        extensions: extension.map(|extension| extension.xml.clone()).collect(),
        ..Reply::new(ResultCode::AckToDequeue)
    }
}

fn acknowledge(context: &Context<'_>, id: &str) -> Result<Decision, Refusal> {
    let mut queue = context.registry.queue(context.registrar);
    let message = queue.find(|message| message.id.to_string() == id);
    let message = message.ok_or_else(|| ResultCode::DoesNotExist.because("no message with this msgID"))?;
    let rest: Vec<_> =
        context.registry.queue(context.registrar).filter(|other| other.id != message.id).collect();
    let change = Change::Acknowledge { registrar: context.registrar.to_owned(), id: message.id };
    let mut decision = Decision::done(vec![change]);
    decision.reply.queue = QueueHead::announce(rest.into_iter());
    Ok(decision)
}
