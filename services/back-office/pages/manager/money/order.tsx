import { Alert, Button, Group, Skeleton, Text } from "@mantine/core";
import { IconBan, IconCoins, IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { OwnOrderQuery } from "@/api/generated/reseller/graphql";
import { useReading } from "@/api/reading";
import { refusedOf } from "@/api/refused";
import { NotThere } from "@/app/missing";
import { grouped, Points } from "@/ui/amount";
import { useTicking } from "@/ui/clock";
import { CommandDialog, ReasonField } from "@/ui/command";
import { type DialogProps, useDialogs } from "@/ui/dialogs";
import { Due } from "@/ui/due";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Card, Page } from "@/ui/page";
import { Refusal } from "@/ui/refusal";
import { SmallTable } from "@/ui/small-table";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import { useAsking } from "../asking";
import { NameLink, OwnInvoiceLink, OwnOperationLink } from "../links";
import { written } from "./amounts";
import { ownOrderRoute } from "./routes";

const OwnOrder = graphql(`
  query OwnOrder($number: Int!) {
    order(number: $number) {
      number status reference points price gross pointsSuffice invoice paidAt placedAt placedThrough expiresAt
      lines { line with item name label points price state operation code message refunded }
    }
    me { points { available } }
  }
`);

const PayOwn = graphql(`
  mutation PayOwnOrder($number: Int!) {
    payOrder(number: $number) { id consistency repeated userErrors { code field message } }
  }
`);

const CancelOwn = graphql(`
  mutation CancelOwnOrder($input: OwnOrderInput!) {
    cancelOrder(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const GiveUpLine = graphql(`
  mutation GiveUpOwnOrderLine($input: OwnOrderLineInput!) {
    giveUpOrderLine(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

type Order = NonNullable<OwnOrderQuery["order"]>;
type Line = Order["lines"][number];

/** One order: what it is of, whether it is paid, how far its delivery is. */
export function OwnOrderPage() {
  const { t } = useTranslation(["manager/money", "common"]);
  const { number } = ownOrderRoute.useParams();
  const wanted = /^\d{1,9}$/.test(number) ? Number(number) : null;
  const reading = useReading(OwnOrder, { number: wanted ?? 0 }, wanted === null);
  const found = reading.data?.order;
  useAsking(found?.status === "CHECKING" || found?.status === "DELIVERING");
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  if (wanted === null || found === null) return <NotThere what={number} />;
  if (!found) return <Skeleton h={240} m="md" role="status" aria-label={t("common:table.loading")} />;
  return (
    <Page
      kind={t("orders.kind")}
      title={t("orders.one", { number: found.number })}
      badges={<State of={found.status} />}
      actions={<Verbs of={found} available={reading.data?.me.points.available ?? 0} />}
    >
      <Standing of={found} />
      <Lines of={found} />
      <Card title={t("facts")}>
        <Facts
          columns={2}
          of={[
            [t("beforeTax"), found.price ? written(found.price) : null],
            [t("withTax"), found.gross ? written(found.gross) : null],
            [t("points.points"), <Points key="p" value={found.points} />],
            [t("orders.reference"), found.reference],
            [t("orders.placed"), <When key="w" at={found.placedAt} />],
            [
              t("orders.through"),
              t(`doors.${found.placedThrough}` as "doors.rest", { defaultValue: found.placedThrough }),
            ],
            found.paidAt ? [t("orders.paid"), <When key="d" at={found.paidAt} />] : null,
            found.invoice ? [t("invoice.one"), <OwnInvoiceLink key="i" number={found.invoice} />] : null,
          ]}
        />
      </Card>
    </Page>
  );
}

function Standing({ of }: { of: Order }) {
  const { t } = useTranslation("manager/money");
  const now = useTicking();
  const waits = of.status === "NOT_PAID" || of.status === "ANNOUNCED" || of.status === "FAILED";
  return (
    <Alert color={waits ? "orange" : "gray"} variant="light" icon={<IconInfoCircle />} mb="sm" p="xs">
      <Text size="sm">{t(`orders.standing.${of.status}`)}</Text>
      {of.status === "NOT_PAID" && of.expiresAt && (
        <Group gap={6}>
          <Due at={of.expiresAt} now={now} />
          <Text size="sm">{t("orders.toPay")}</Text>
        </Group>
      )}
      {of.status === "NOT_PAID" && !of.pointsSuffice && <Text size="sm">{t("orders.short")}</Text>}
    </Alert>
  );
}

function Lines({ of }: { of: Order }) {
  const { t } = useTranslation(["manager/money", "common"]);
  const { show, name, turn, props } = useDialogs<"giveUp">();
  const [chosen, setChosen] = useState<Line | null>(null);
  return (
    <Card title={t("orders.lines")} flush>
      <SmallTable
        label={t("orders.lines")}
        rows={of.lines}
        keyOf={(row) => row.line}
        empty=""
        columns={[
          {
            header: t("orders.what"),
            cell: (row) => t(`items.${row.item}` as "items.create", { defaultValue: row.item }),
          },
          { header: t("orders.nameOf"), cell: (row) => <NameLink name={row.name} /> },
          { header: t("beforeTax"), align: "right", cell: (row) => written(row.price) },
          {
            header: t("points.points"),
            align: "right",
            cell: (row) => (
              <>
                <Points value={row.points} />
                {row.refunded > 0 && (
                  <Text size="xs" c="dimmed">
                    {t("orders.refunded", { points: grouped(row.refunded) })}
                  </Text>
                )}
              </>
            ),
          },
          {
            header: t("status"),
            cell: (row) => (row.state ? <State of={row.state} /> : t("orders.notStarted")),
          },
          {
            header: t("operation"),
            cell: (row) => (
              <>
                <OwnOperationLink number={row.operation} />
                {row.message && (
                  <Text size="xs" c="dimmed" component="div">
                    <Refusal of={refusedOf(row)} />
                  </Text>
                )}
              </>
            ),
          },
          {
            header: t("orders.giveUp.verb"),
            quiet: true,
            align: "right",
            cell: (row) =>
              row.state === "FAILED" ? (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => {
                    setChosen(row);
                    show("giveUp");
                  }}
                >
                  {t("orders.giveUp.verb")}
                </Button>
              ) : null,
          },
        ]}
      />
      {name && chosen && <GiveUpDialog key={turn} {...props} of={of} line={chosen} />}
    </Card>
  );
}

function Verbs({ of, available }: { of: Order; available: number }) {
  const { t } = useTranslation("manager/money");
  const { show, name, turn, props } = useDialogs<"pay" | "cancel">();
  if (of.status !== "NOT_PAID" && of.status !== "ANNOUNCED") return null;
  return (
    <>
      <Button leftSection={<IconCoins size={14} />} onClick={() => show("pay")}>
        {t("orders.pay.verb")}
      </Button>
      <Button variant="default" leftSection={<IconBan size={14} />} onClick={() => show("cancel")}>
        {t("orders.cancel.verb")}
      </Button>
      {name === "pay" && <PayDialog key={turn} {...props} of={of} available={available} />}
      {name === "cancel" && <CancelDialog key={turn} {...props} of={of} />}
    </>
  );
}

function PayDialog({ of, available, ...dialog }: DialogProps & { of: Order; available: number }) {
  const { t } = useTranslation("manager/money");
  return (
    <CommandDialog
      {...dialog}
      document={PayOwn}
      title={t("orders.pay.title", { number: of.number })}
      explain={t("orders.pay.explain")}
      verb={t("orders.pay.verb")}
      done={t("orders.pay.done")}
      variables={() => ({ number: of.number })}
    >
      <Facts
        of={[
          [t("orders.pay.takes"), <Points key="t" value={of.points} />],
          [t("points.available"), <Points key="a" value={available} />],
          [t("orders.pay.after"), <Points key="l" value={available - of.points} />],
        ]}
      />
    </CommandDialog>
  );
}

function CancelDialog({ of, ...dialog }: DialogProps & { of: Order }) {
  const { t } = useTranslation("manager/money");
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      {...dialog}
      document={CancelOwn}
      title={t("orders.cancel.title", { number: of.number })}
      explain={t("orders.cancel.explain")}
      verb={t("orders.cancel.verb")}
      danger
      done={t("orders.cancel.done")}
      variables={() => (reason.trim() === "" ? null : { input: { number: of.number, reason } })}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}

function GiveUpDialog({ of, line, ...dialog }: DialogProps & { of: Order; line: Line }) {
  const { t } = useTranslation("manager/money");
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      {...dialog}
      document={GiveUpLine}
      title={t("orders.giveUp.title", { name: line.name })}
      explain={t("orders.giveUp.explain")}
      verb={t("orders.giveUp.verb")}
      danger
      done={t("orders.giveUp.done")}
      variables={() =>
        reason.trim() === "" ? null : { input: { number: of.number, line: line.line, reason } }
      }
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}
