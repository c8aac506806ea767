import { Badge, Button, Group, Skeleton, Tabs, Text } from "@mantine/core";
import { IconArrowBackUp, IconBan, IconCheck, IconRefresh } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "@/api/live";
import { useReading } from "@/api/reading";
import { NotThere } from "@/app/missing";
import { useSession } from "@/session/session";
import { Points } from "@/ui/amount";
import { useNow } from "@/ui/clock";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Timeline } from "@/ui/history";
import { AccountLink, ContactLink, DomainLink, Go, HostLink, OrderLink, VoteLink } from "@/ui/links";
import { Card, Page } from "@/ui/page";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import { Subject } from "./cells";
import { allows, type Verb } from "./commands";
import { CancelDialog, CloseDialog, CompleteDialog, RestartDialog } from "./dialogs";
import { LedgerCard } from "./ledger";
import { PendingOperations } from "./live";
import { OperationOf, type OperationView } from "./operation-query";
import { operationPageRoute } from "./routes";
import { tabs } from "./search";
import { Standing } from "./standing";

/** One request to a registry, from its asking to its end. */
export function OperationPage() {
  const { t } = useTranslation(["operations", "common"]);
  const { number } = operationPageRoute.useParams();
  const wanted = /^\d{1,15}$/.test(number) ? Number(number) : null;
  const reading = useReading(OperationOf, { number: wanted ?? 0 }, wanted === null);
  useLive(PendingOperations, { account: reading.data?.operation?.account ?? null });
  const found = reading.data?.operation;
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  if (wanted === null || found === null) return <NotThere what={number} />;
  if (!found) return <Skeleton h={240} m="md" role="status" aria-label={t("common:table.loading")} />;
  return <Shown of={found} />;
}

function Shown({ of }: { of: OperationView }) {
  const { t } = useTranslation(["operations", "common"]);
  const { tab = "overview" } = operationPageRoute.useSearch();
  const navigate = useNavigate({ from: operationPageRoute.fullPath });
  const now = useNow();
  const action = t(`common:actions.${of.action}`, { defaultValue: of.action });
  const subject = of.domain?.unicode ?? of.contact?.handle ?? of.subject;
  return (
    <Page
      kind={t("page.kind", { number: of.number })}
      title={`${action}: ${subject}`}
      badges={
        <>
          <State of={of.state} />
          {of.closed && <Badge color="gray">{t("list.closed")}</Badge>}
        </>
      }
      actions={<Commands of={of} />}
    >
      <Standing of={of} now={now} />
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({ search: { tab: next === "history" ? "history" : undefined }, replace: true })
        }
      >
        <Tabs.List mb="sm">
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`page.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview of={of} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <Card title={t("page.history")}>
            <Timeline stream={`operation/${of.number}`} />
          </Card>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Overview({ of }: { of: OperationView }) {
  const { t } = useTranslation(["operations", "common"]);
  const vote = of.trade ?? of.transfer;
  return (
    <>
      <Card title={t("page.facts")}>
        <Facts
          columns={2}
          of={[
            [
              t("subject"),
              <Subject key="s" kind={of.kind} subject={of.subject} unicode={of.domain?.unicode} />,
            ],
            [t("account"), <AccountLink key="a" number={of.account} name={of.accountNode?.nichandle} />],
            [t("requestedAt"), <When key="r" at={of.requestedAt} />],
            [t("lastUpdate"), <When key="l" at={of.lastUpdate} />],
            [t("since"), <When key="w" at={of.since} />],
            [t("openedBy"), of.openedBy],
            [t("attempts"), of.attempts],
            [t("points"), <Points key="p" value={of.points} />],
            [t("soap"), [of.status, of.etat].filter(Boolean).join(" / ")],
            of.orderNumber !== null && of.orderNumber !== undefined
              ? [
                  t("order"),
                  <Group key="o" gap={6}>
                    <OrderLink number={of.orderNumber} />
                    {of.order && <State of={of.order.status} />}
                  </Group>,
                ]
              : null,
            [
              t("page.correlation"),
              <Go key="c" to="/audit" search={{ correlation: of.correlation }} className="mono">
                {of.correlation}
              </Go>,
            ],
          ]}
        />
      </Card>
      {vote && (
        <Card title={of.trade ? t("page.trade") : t("page.transfer")}>
          <Facts
            columns={2}
            of={[
              [t("number"), <VoteLink key="v" kind={of.trade ? "trade" : "transfer"} number={vote.number} />],
              [t("state"), t(`votes.${vote.state}`, { defaultValue: vote.state })],
              [t("page.deadline"), <When key="d" at={vote.deadline} />],
            ]}
          />
        </Card>
      )}
      <About of={of} />
      <LedgerCard of={of} />
    </>
  );
}

/** What it is about, as that stands today. */
function About({ of }: { of: OperationView }) {
  const { t } = useTranslation(["operations", "common"]);
  if (of.domain) {
    const { domain } = of;
    return (
      <Card title={t("page.domain")}>
        <Facts
          columns={2}
          of={[
            [t("page.name"), <DomainLink key="n" name={domain.name} unicode={domain.unicode} />],
            [t("state"), <State key="s" of={domain.state} />],
            [
              t("page.registrant"),
              <ContactLink key="r" number={domain.registrant?.number} handle={domain.registrant?.handle} />,
            ],
            [t("page.expires"), <When key="e" at={domain.expires} only="day" />],
          ]}
        />
      </Card>
    );
  }
  if (of.host) {
    return (
      <Card title={t("page.host")}>
        <Facts
          columns={2}
          of={[
            [t("page.name"), <HostLink key="n" name={of.host.name} />],
            [t("page.addresses"), of.host.addresses.join(", ")],
          ]}
        />
      </Card>
    );
  }
  if (of.contact) {
    return (
      <Card title={t("page.contact")}>
        <Facts
          columns={2}
          of={[
            [t("page.handle"), <ContactLink key="n" number={of.contact.number} handle={of.contact.handle} />],
            [t("state"), t(`contact.${of.contact.status}`, { defaultValue: of.contact.status })],
          ]}
        />
      </Card>
    );
  }
  return (
    <Text size="sm" c="dimmed" mb="sm">
      {t("page.nothingThere", { subject: of.subject })}
    </Text>
  );
}

function Commands({ of }: { of: OperationView }) {
  const { t } = useTranslation("operations");
  const { rights } = useSession();
  const [open, setOpen] = useState<Verb | "complete" | null>(null);
  if (!rights.support) return null;
  const close = () => setOpen(null);
  const shows = (verb: Verb | "complete") => allows(of, verb);
  return (
    <>
      {shows("restart") && (
        <Button leftSection={<IconRefresh size={14} aria-hidden />} onClick={() => setOpen("restart")}>
          {t("restart.verb")}
        </Button>
      )}
      {shows("complete") && (
        <Button
          variant="default"
          leftSection={<IconCheck size={14} aria-hidden />}
          onClick={() => setOpen("complete")}
        >
          {t("byHand.button")}
        </Button>
      )}
      {shows("close") && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          onClick={() => setOpen("close")}
        >
          {t("giveUp.verb")}
        </Button>
      )}
      {shows("cancel") && of.state !== "FAILED" && (
        <Button
          variant="default"
          leftSection={<IconBan size={14} aria-hidden />}
          onClick={() => setOpen("cancel")}
        >
          {t("callOff.verb")}
        </Button>
      )}
      <RestartDialog of={of} opened={open === "restart"} onClose={close} />
      <CompleteDialog of={of} opened={open === "complete"} onClose={close} />
      <CloseDialog of={of} opened={open === "close"} onClose={close} />
      <CancelDialog of={of} opened={open === "cancel"} onClose={close} />
    </>
  );
}
