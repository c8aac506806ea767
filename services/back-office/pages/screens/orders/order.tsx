import { Alert, Button, Group, Skeleton, Tabs, Text } from "@mantine/core";
import { IconBan, IconCash, IconInfoCircle, IconX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "@/api/live";
import { useReading } from "@/api/reading";
import { NotThere } from "@/app/missing";
import { useSession } from "@/session/session";
import { Points } from "@/ui/amount";
import { useNow } from "@/ui/clock";
import { Due } from "@/ui/due";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Timeline } from "@/ui/history";
import { AccountLink, InvoiceLink } from "@/ui/links";
import { Card, Page } from "@/ui/page";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import { type OrderVerb, orderVerbs } from "./commands";
import { LinesCard } from "./lines";
import { OrdersMove } from "./list";
import { EndDialog, PayDialog } from "./order-dialogs";
import { OrderOf, type OrderView } from "./order-query";
import { orderPageRoute } from "./routes";
import { tabs } from "./search";

/** One order: what it is of, how it is paid, and how far its delivery is. */
export function OrderPage() {
  const { t } = useTranslation(["orders", "common"]);
  const { number } = orderPageRoute.useParams();
  const wanted = /^\d{1,15}$/.test(number) ? Number(number) : null;
  const reading = useReading(OrderOf, { number: wanted ?? 0 }, wanted === null);
  useLive(OrdersMove, {});
  const found = reading.data?.order;
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  if (wanted === null || found === null) return <NotThere what={number} />;
  if (!found) return <Skeleton h={240} m="md" role="status" aria-label={t("common:table.loading")} />;
  return <Shown of={found} />;
}

function Shown({ of }: { of: OrderView }) {
  const { t } = useTranslation(["orders", "common"]);
  const { tab = "overview" } = orderPageRoute.useSearch();
  const navigate = useNavigate({ from: orderPageRoute.fullPath });
  return (
    <Page
      kind={of.accountNode?.nichandle ?? t("kind")}
      title={t("page.title", { number: of.number })}
      badges={<State of={of.status} />}
      actions={<Commands of={of} />}
    >
      <Standing of={of} />
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
          <LinesCard of={of} />
          <FactsCard of={of} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <Card title={t("page.history")}>
            <Timeline stream={`order/${of.number}`} />
          </Card>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Standing({ of }: { of: OrderView }) {
  const { t } = useTranslation("orders");
  const now = useNow();
  const waits = of.status === "NOT_PAID" || of.status === "ANNOUNCED" || of.status === "FAILED";
  return (
    <Alert color={waits ? "orange" : "gray"} variant="light" icon={<IconInfoCircle />} mb="sm" p="xs">
      <Text size="sm">{t(`standing.${of.status}`)}</Text>
      {of.status === "NOT_PAID" && of.expiresAt && (
        <Group gap={6}>
          <Due at={of.expiresAt} now={now} />
          <Text size="sm">{t("standing.payable")}</Text>
        </Group>
      )}
    </Alert>
  );
}

function FactsCard({ of }: { of: OrderView }) {
  const { t } = useTranslation(["orders", "common"]);
  const means = (word: string | null | undefined) =>
    word ? t(`means.${word}`, { defaultValue: word }) : null;
  return (
    <Card title={t("page.facts")}>
      <Facts
        columns={2}
        of={[
          [t("account"), <AccountLink key="a" number={of.account} name={of.accountNode?.nichandle} />],
          [t("available"), <Points key="p" value={of.accountNode?.points?.available} />],
          [t("placedAt"), <When key="w" at={of.placedAt} />],
          [t("placedThrough"), t(`doors.${of.placedThrough}`, { defaultValue: of.placedThrough })],
          [t("reference"), of.reference],
          [t("purchaseOrder"), of.purchaseOrder],
          of.offer ? [t("offer"), of.offer] : null,
          of.resellerProfile ? [t("resellerProfile"), of.resellerProfile] : null,
          of.announced
            ? [t("announced"), [means(of.announced), of.announcedMean].filter(Boolean).join(" · ")]
            : null,
          [t("payment"), means(of.payment)],
          of.paymentReference ? [t("paymentReference"), of.paymentReference] : null,
          of.invoice ? [t("invoice"), <InvoiceLink key="i" number={of.invoice} />] : null,
          [t("paidAt"), <When key="d" at={of.paidAt} />],
          [t("rest"), of.statusWord],
          [
            t("changed"),
            <span key="c">
              <When at={of.changedAt} /> · {of.changedBy}
            </span>,
          ],
        ]}
      />
    </Card>
  );
}

const icons = { pay: IconCash, reject: IconX, cancel: IconBan };

function Commands({ of }: { of: OrderView }) {
  const { t } = useTranslation("orders");
  const { rights } = useSession();
  const [open, setOpen] = useState<OrderVerb | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      {orderVerbs(of.status, rights).map((verb) => {
        const Icon = icons[verb];
        return (
          <Button
            key={verb}
            variant={verb === "pay" ? "filled" : "default"}
            leftSection={<Icon size={14} aria-hidden />}
            onClick={() => setOpen(verb)}
          >
            {t(`${verb}.button`)}
          </Button>
        );
      })}
      <PayDialog of={of} opened={open === "pay"} onClose={close} />
      <EndDialog verb="reject" of={of} opened={open === "reject"} onClose={close} />
      <EndDialog verb="cancel" of={of} opened={open === "cancel"} onClose={close} />
    </>
  );
}
