import { dayOf } from "@/ui/days";
import { oneOf, searched, text } from "@/ui/tools";

export const views = ["events", "compare", "verify", "log"] as const;
/** The words of the journal. */
export const channels = [
  "graphql",
  "soap",
  "rest",
  "batch-mail",
  "mail-link",
  "epp",
  "command-line",
  "internal",
] as const;
export const acts = ["LOOK", "RETRY_JOB", "CLOSE_MESSAGE"] as const;

export function audit(found: Record<string, unknown>) {
  return searched({
    view: oneOf(views, found.view),
    /** TYPE/ID: `domain/example.com`. */
    stream: text(found.stream),
    actor: text(found.actor),
    channel: oneOf(channels, found.channel),
    kind: text(found.kind),
    /** Types of streams, with commas between them. */
    types: text(found.types),
    correlation: text(found.correlation),
    /** Days, both included. */
    from: dayOf(found.from),
    to: dayOf(found.to),
    /** The event that is looked at, by its stream and number: `domain/example.com#3`. */
    event: text(found.event),
    /** Of the operators' log. */
    login: text(found.login),
    act: oneOf(acts, found.act),
    subject: text(found.subject),
    /** Of a comparison: the two moments. */
    before: text(found.before),
    after: text(found.after),
  });
}
