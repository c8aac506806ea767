import { Button, Group, SegmentedControl, Switch, Text } from "@mantine/core";
import { IconFileInvoice, IconShoppingBag } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import dayjs from "dayjs";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { InvoiceListQuery } from "@/api/generated/office/graphql";
import { useRows } from "@/api/reading";
import { BuyDialog, InvoiceDialog } from "@/screens/ledger/commands";
import { useSession } from "@/session/session";
import { grouped, Money, Points } from "@/ui/amount";
import { useNow } from "@/ui/clock";
import { DayFilter } from "@/ui/day-field";
import { sum } from "@/ui/decimal";
import { ChoiceFilter, FilterBar } from "@/ui/filters";
import { AccountLink, InvoiceLink } from "@/ui/links";
import { Page } from "@/ui/page";
import { AccountFilter } from "@/ui/pickers";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { Tag } from "@/ui/tag";
import { filtered } from "@/ui/tools";
import { invoicesRoute } from "./routes";
import { statuses } from "./search";

const InvoiceList = graphql(`
  query InvoiceList(
    $account: Int
    $status: InvoiceStatus
    $from: NaiveDate
    $to: NaiveDate
    $overdue: Boolean!
    $newest: Boolean!
    $first: Int
    $after: String
  ) {
    invoices(
      account: $account
      status: $status
      from: $from
      to: $to
      overdue: $overdue
      newest: $newest
      first: $first
      after: $after
    ) {
      nodes {
        id
        number
        status
        account
        issued
        due
        net { amount currency }
        tax { amount currency }
        gross { amount currency }
        credited { amount currency }
        points
        creditOf
        accountNode { id nichandle }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export type Row = InvoiceListQuery["invoices"]["nodes"][number];

/** Due, and its day has passed by the registrar's clock. */
export function isOverdue(invoice: { status: string; due: string }, now: number): boolean {
  return invoice.status === "DUE" && invoice.due < dayjs(now).format("YYYY-MM-DD");
}

/** Credit notes took something of it back. */
export function hasCredit(invoice: { credited?: { amount: string } | null }): boolean {
  return invoice.credited != null && Number(invoice.credited.amount) !== 0;
}

/** Invoices and credit notes, by any of their properties. */
export function Invoices() {
  const { t } = useTranslation(["billing", "common"]);
  const search = invoicesRoute.useSearch();
  const navigate = useNavigate({ from: invoicesRoute.fullPath });
  const { rights } = useSession();
  const [open, setOpen] = useState<"issue" | "buy" | null>(null);
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const rows = useRows(
    InvoiceList,
    {
      account: search.account ?? null,
      status: search.status ?? null,
      from: search.from ?? null,
      to: search.to ? dayjs(search.to).add(1, "day").format("YYYY-MM-DD") : null,
      overdue: search.overdue ?? false,
      newest: !search.asc,
    },
    (data) => data.invoices,
  );
  const columns = useColumns();
  const narrowed = filtered(search, ["asc"]);
  return (
    <Page
      title={t("title")}
      full
      actions={
        rights.finance && (
          <>
            <Button
              variant="default"
              leftSection={<IconShoppingBag size={15} aria-hidden />}
              onClick={() => setOpen("buy")}
            >
              {t("bought")}
            </Button>
            <Button leftSection={<IconFileInvoice size={15} aria-hidden />} onClick={() => setOpen("issue")}>
              {t("issue")}
            </Button>
          </>
        )
      }
    >
      <FilterBar active={narrowed} onClear={() => void navigate({ search: {}, replace: true })}>
        <AccountFilter label={t("account")} value={search.account} onChange={(account) => set({ account })} />
        <ChoiceFilter
          label={t("state")}
          value={search.status}
          options={statuses.map((status) => ({ value: status, label: t(`common:states.${status}`) }))}
          onChange={(status) => set({ status })}
        />
        <DayFilter
          label={t("issuedFrom")}
          value={search.from}
          max={search.to}
          onChange={(from) => set({ from })}
        />
        <DayFilter label={t("issuedTo")} value={search.to} min={search.from} onChange={(to) => set({ to })} />
        <Group h={30}>
          <Switch
            size="xs"
            label={t("overdueOnly")}
            checked={search.overdue ?? false}
            onChange={(event) => set({ overdue: event.currentTarget.checked || undefined })}
          />
        </Group>
        <SegmentedControl
          aria-label={t("order")}
          value={search.asc ? "asc" : "desc"}
          onChange={(order) => set({ asc: order === "asc" || undefined })}
          data={[
            { value: "desc", label: t("newest") },
            { value: "asc", label: t("oldest") },
          ]}
        />
      </FilterBar>
      <DataTable
        label={t("title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
        onOpen={(row) =>
          void navigate({ to: "/invoices/$number", params: { number: row.number }, search: {} })
        }
        filtered={narrowed}
        onClear={() => void navigate({ search: {}, replace: true })}
        empty={t("none")}
        foot={<Sums rows={rows.rows} all={!rows.hasMore} />}
      />
      <InvoiceDialog opened={open === "issue"} onClose={() => setOpen(null)} />
      <BuyDialog opened={open === "buy"} onClose={() => setOpen(null)} />
    </Page>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation(["billing", "common"]);
  // To the hour: who counts days need not draw every row again twice a minute.
  const now = Math.floor(useNow() / 3_600_000) * 3_600_000;
  return useMemo<Column<Row>[]>(
    () => [
      {
        id: "number",
        header: t("number"),
        width: "7.75rem",
        cell: (row) => <InvoiceLink number={row.number} />,
      },
      {
        id: "status",
        header: t("state"),
        width: "8.5rem",
        cell: (row) => (
          <Group gap={4} wrap="nowrap">
            <State of={row.status} />
            {isOverdue(row, now) && <Tag color="red">{t("overdue")}</Tag>}
          </Group>
        ),
      },
      {
        id: "account",
        header: t("account"),
        width: "1fr",
        cell: (row) => <AccountLink number={row.account} name={row.accountNode?.nichandle} />,
      },
      { id: "issued", header: t("issued"), width: "6rem", cell: (row) => row.issued },
      {
        id: "due",
        header: t("due"),
        width: "6rem",
        cell: (row) => (row.status === "CREDIT_NOTE" ? "" : row.due),
      },
      {
        id: "net",
        header: t("net"),
        width: "7.5rem",
        align: "right",
        cell: (row) => grouped(row.net.amount),
      },
      {
        id: "tax",
        header: t("tax"),
        width: "6.25rem",
        align: "right",
        cell: (row) => grouped(row.tax.amount),
      },
      {
        id: "gross",
        header: t("gross"),
        width: "9rem",
        align: "right",
        cell: (row) => <Money amount={row.gross.amount} currency={row.gross.currency} />,
      },
      {
        id: "credited",
        header: t("credited"),
        width: "6.25rem",
        align: "right",
        cell: (row) => (hasCredit(row) && row.credited ? grouped(row.credited.amount) : ""),
      },
      {
        id: "points",
        header: t("points"),
        width: "7.25rem",
        align: "right",
        cell: (row) => <Points value={row.points} />,
      },
    ],
    [t, now],
  );
}

/** What the invoices that are shown come to with tax, credit notes taken away. */
function Sums({ rows, all }: { rows: readonly Row[]; all: boolean }) {
  const { t } = useTranslation("billing");
  const currencies = [...new Set(rows.map((row) => row.gross.currency))].sort();
  if (currencies.length === 0) return null;
  const said = currencies.map((currency) => {
    const amounts = rows
      .filter((row) => row.gross.currency === currency)
      .map((row) => (row.status === "CREDIT_NOTE" ? `-${row.gross.amount}` : row.gross.amount));
    return `${grouped(sum(amounts))} ${currency}`;
  });
  return (
    <Text size="xs">
      {all ? t("sumAll") : t("sumShown")} <b>{said.join(" · ")}</b>
    </Text>
  );
}
