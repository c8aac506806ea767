import { Badge, Button, Group, Skeleton, Table, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MoneyMovementsQuery, MoneyOfQuery } from "@/api/generated/office/graphql";
import { useReading, useRows } from "@/api/reading";
import { useSession } from "@/session/session";
import { grouped, Money } from "@/ui/amount";
import { endOf, startOf } from "@/ui/days";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { InvoiceLink, OrderLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { type Column, DataTable } from "@/ui/table";
import { Tag } from "@/ui/tag";
import { When } from "@/ui/when";
import css from "./ledger.module.css";
import { RegisterMeanDialog, RemoveMeanDialog } from "./money-commands";
import { MoneyMovements, MoneyOf, turned } from "./reading";
import { ledgerRoute } from "./routes";
import { bookWords, kindWords, meansWords } from "./words";

type Row = MoneyMovementsQuery["moneyEntries"]["nodes"][number];

/** Prepaid money: what was paid in, what it paid, and how the account pays. */
export function MoneyTab({ account }: { account: number }) {
  const { t } = useTranslation(["ledger", "common"]);
  const search = ledgerRoute.useSearch();
  const reading = useReading(MoneyOf, { account });
  const rows = useRows(
    MoneyMovements,
    {
      account,
      from: search.from ? startOf(search.from) : null,
      to: search.to ? endOf(search.to) : null,
    },
    (data) => turned(data.moneyEntries),
  );
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: "sequence", header: t("number"), width: "4rem", align: "right", cell: (row) => row.sequence },
      { id: "at", header: t("when"), width: "8.75rem", cell: (row) => <When at={row.at} /> },
      {
        id: "kind",
        header: t("kind"),
        width: "9rem",
        cell: (row) => <Tag color="gray">{kindWords(t, row.kind)}</Tag>,
      },
      {
        id: "what",
        header: t("what"),
        width: "2fr",
        cell: (row) => (
          <Group gap={6} wrap="nowrap">
            <OrderLink number={row.order} />
            <InvoiceLink number={row.invoice} />
            <Text span inherit truncate>
              {[row.means && meansWords(t, row.means), row.reference].filter(Boolean).join(" · ")}
            </Text>
          </Group>
        ),
      },
      {
        id: "books",
        header: t("books"),
        width: "9rem",
        cell: (row) => (
          <Text span size="xs" c="dimmed">
            {t("fromTo", { debit: bookWords(t, row.debit), credit: bookWords(t, row.credit) })}
          </Text>
        ),
      },
      {
        id: "amount",
        header: t("amount"),
        width: "7.5rem",
        align: "right",
        cell: (row) => `${row.credit === "balance" ? "+" : "−"}${grouped(row.amount)}`,
      },
      {
        id: "available",
        header: t("moneyLeft"),
        width: "7.5rem",
        align: "right",
        cell: (row) => grouped(row.available),
      },
    ],
    [t],
  );
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  const money = reading.data?.moneyAccount;
  return (
    <>
      {!reading.data ? (
        <Skeleton height={58} mb="xs" />
      ) : (
        money && (
          <dl className={`card ${css.figures}`} style={{ marginTop: 0 }}>
            {(
              [
                [t("moneyLeft"), money.available],
                [t("moneySpent"), money.spent],
                [t("moneyReceived"), money.received],
              ] as const
            ).map(([term, amount]) => (
              <div key={term} className={css.figure}>
                <dt>{term}</dt>
                <dd>
                  <Money amount={amount} currency={money.currency} />
                </dd>
              </div>
            ))}
          </dl>
        )
      )}
      <div className={css.beside}>
        <DataTable
          label={t("moneyMovements")}
          columns={columns}
          rows={rows}
          keyOf={(row) => String(row.sequence)}
          filtered={Boolean(search.from || search.to)}
          empty={money ? t("noMovements") : t("noMoney")}
        />
        <aside className={css.aside} aria-label={t("meansOfPayment")}>
          <Means account={account} means={reading.data?.paymentMeans} />
        </aside>
      </div>
    </>
  );
}

function Means({ account, means }: { account: number; means: MoneyOfQuery["paymentMeans"] | undefined }) {
  const { t } = useTranslation(["ledger", "common"]);
  const { rights } = useSession();
  const [registering, setRegistering] = useState(false);
  const [removing, setRemoving] = useState<number | null>(null);
  return (
    <Card
      title={t("meansOfPayment")}
      actions={
        rights.finance && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => setRegistering(true)}
          >
            {t("registerMean.open")}
          </Button>
        )
      }
      flush
    >
      {!means ? (
        <Skeleton height={60} m="sm" width="auto" />
      ) : means.length === 0 ? (
        <Empty words={t("noMeans")} />
      ) : (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("number")}</Table.Th>
              <Table.Th>{t("meanKind")}</Table.Th>
              {rights.finance && <Table.Th ta="right">{t("change")}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {means.map((mean) => (
              <Table.Tr key={mean.number}>
                <Table.Td>{mean.number}</Table.Td>
                <Table.Td>
                  {t(`meanKinds.${mean.kind}` as "meanKinds.bankAccount", { defaultValue: mean.kind })}{" "}
                  {mean.preferred && <Badge color="teal">{t("preferred")}</Badge>}
                </Table.Td>
                {rights.finance && (
                  <Table.Td ta="right">
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      color="red"
                      onClick={() => setRemoving(mean.number)}
                    >
                      {t("removeMean.open")}
                    </Button>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <RegisterMeanDialog opened={registering} onClose={() => setRegistering(false)} account={account} />
      <RemoveMeanDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        account={account}
        number={removing ?? 0}
      />
    </Card>
  );
}
