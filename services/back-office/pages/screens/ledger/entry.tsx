import { Button, Drawer, Group, Loader, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { useEventWords } from "@/events/words";
import { useSession } from "@/session/session";
import { Points } from "@/ui/amount";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Changes } from "@/ui/history";
import { AccountLink, DomainLink, Go, InvoiceLink, OperationLink, OrderLink } from "@/ui/links";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import { RefundDialog } from "./commands";
import { bookWords, kindWords } from "./words";

const PostedEvent = graphql(`
  query PostedEvent($stream: String!, $after: Int!) {
    history(stream: $stream, after: $after, first: 1) {
      sequence kind at recordedAt actor channel address reason correlation
      changes { path before after }
    }
  }
`);

const Posting = graphql(`
  query Posting($account: Int!, $from: DateTime!) {
    ledger(account: $account, from: $from, first: 20) {
      nodes {
        sequence kind operation label debit credit points available reserved spent reference reason fact
        operationNode {
          id number action subject kind state orderNumber requestedAt openedBy
          ledger { sequence at kind points }
        }
      }
    }
  }
`);

/** One movement: the event behind it, and the operation, the order or the invoice that caused it. */
export function EntryPanel({
  account,
  sequence,
  onClose,
}: {
  account: number;
  sequence: number | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation("ledger");
  return (
    <Drawer
      opened={sequence !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t("movement", { number: sequence })}
      closeButtonProps={{ "aria-label": t("common:close" as "close") }}
    >
      {sequence !== undefined && <Movement key={sequence} account={account} sequence={sequence} />}
    </Drawer>
  );
}

function Movement({ account, sequence }: { account: number; sequence: number }) {
  const { t } = useTranslation(["ledger", "common"]);
  const eventWords = useEventWords();
  const { rights } = useSession();
  const [refunding, setRefunding] = useState(false);
  const stream = `points-account/${account}`;
  const told = useReading(PostedEvent, { stream, after: sequence - 1 });
  const event = told.data?.history[0];
  // Movements of one moment stand together: this one is among the first from then on.
  const posted = useReading(Posting, { account, from: event?.at ?? "" }, event === undefined);
  const error = told.error ?? posted.error;
  if (error) return <Failure error={error} again={told.again} />;
  if (!told.data || (event && !posted.data)) return <Loader aria-label={t("common:table.loading")} />;
  const entry = posted.data?.ledger.nodes.find((found) => found.sequence === sequence);
  if (!event || !entry) return <Text size="sm">{t("noMovement")}</Text>;
  const operation = entry.operationNode;
  const settled =
    operation?.ledger.filter((line) => line.kind === "Settled").reduce((all, one) => all + one.points, 0) ??
    0;
  const refunded =
    operation?.ledger.filter((line) => line.kind === "Refunded").reduce((all, one) => all + one.points, 0) ??
    0;
  return (
    <Stack gap="md">
      <Facts
        of={[
          [t("kind"), kindWords(t, entry.kind)],
          [t("when"), <When key="at" at={event.at} />],
          [t("what"), entry.label],
          [t("books"), t("fromTo", { debit: bookWords(t, entry.debit), credit: bookWords(t, entry.credit) })],
          [t("points"), <Points key="points" value={entry.points} />],
          [t("available"), <Points key="available" value={entry.available} />],
          [t("reserved"), <Points key="reserved" value={entry.reserved} />],
          [t("spent"), <Points key="spent" value={entry.spent} />],
          Boolean(entry.reference) && [t("invoice"), <InvoiceLink key="invoice" number={entry.reference} />],
          Boolean(entry.fact) && [
            t("fact"),
            <span key="fact" className="mono">
              {entry.fact}
            </span>,
          ],
          Boolean(entry.reason ?? event.reason) && [t("common:command.reason"), entry.reason ?? event.reason],
        ]}
      />
      {operation && (
        <section>
          <Text component="h3" size="sm" fw={600} mb={4}>
            {t("causedBy")}
          </Text>
          <Facts
            of={[
              [t("operation"), <OperationLink key="operation" number={operation.number} />],
              [
                t("action"),
                t(`common:actions.${operation.action}` as "common:actions.Create", {
                  defaultValue: operation.action,
                }),
              ],
              [
                t("subject"),
                operation.kind === "Domain" ? (
                  <DomainLink key="name" name={operation.subject} />
                ) : (
                  operation.subject
                ),
              ],
              [t("state"), <State key="state" of={operation.state} />],
              [t("asked"), <When key="asked" at={operation.requestedAt} />],
              [t("actor"), operation.openedBy],
              operation.orderNumber != null && [
                t("orderNumber"),
                <OrderLink key="order" number={operation.orderNumber} />,
              ],
              [t("settledInAll"), <Points key="settled" value={settled} />],
              refunded > 0 && [t("refundedInAll"), <Points key="refunded" value={refunded} />],
            ]}
          />
          {rights.finance && settled > refunded && (
            <Group mt="xs">
              <Button variant="default" onClick={() => setRefunding(true)}>
                {t("refund.open")}
              </Button>
            </Group>
          )}
          <RefundDialog
            opened={refunding}
            onClose={() => setRefunding(false)}
            account={account}
            operation={operation.number}
            most={settled - refunded}
          />
        </section>
      )}
      <section>
        <Text component="h3" size="sm" fw={600} mb={4}>
          {t("event")}
        </Text>
        <Facts
          of={[
            [
              t("eventName"),
              <span key="name" title={event.kind}>
                {eventWords(event.kind, stream)}
              </span>,
            ],
            [t("stream"), <span key="stream" className="mono">{`${stream} #${event.sequence}`}</span>],
            [t("actor"), event.actor],
            [t("door"), event.channel],
            Boolean(event.address) && [t("address"), event.address],
            [t("recorded"), <When key="recorded" at={event.recordedAt} />],
            [
              t("request"),
              <Go key="same" to="/audit" search={{ correlation: event.correlation }}>
                {t("common:history.same")}
              </Go>,
            ],
            [t("account"), <AccountLink key="account" number={account} />],
          ]}
        />
      </section>
      {event.changes.length > 0 && <Changes of={event.changes} />}
    </Stack>
  );
}
