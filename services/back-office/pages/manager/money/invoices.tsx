import { useNavigate } from "@tanstack/react-router";
import dayjs from "dayjs";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { OwnInvoicesQuery } from "@/api/generated/reseller/graphql";
import { useRows } from "@/api/reading";
import { Money, Points } from "@/ui/amount";
import { useTicking } from "@/ui/clock";
import { DayField } from "@/ui/day-field";
import { ChoiceFilter, FilterBar } from "@/ui/filters";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { Tag } from "@/ui/tag";
import { filtered } from "@/ui/tools";
import { OwnInvoiceLink } from "../links";
import { ownInvoicesRoute } from "./routes";
import { invoiceStatuses } from "./search";

const OwnInvoiceList = graphql(`
  query OwnInvoices(
    $status: InvoiceStatus
    $from: NaiveDate
    $to: NaiveDate
    $first: Int
    $after: String
  ) {
    invoices(status: $status, from: $from, to: $to, first: $first, after: $after) {
      nodes {
        number status issued due points creditOf
        net { amount currency }
        gross { amount currency }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Row = OwnInvoicesQuery["invoices"]["nodes"][number];

/** Due, and its day has passed by the registrar's clock. */
export function isOverdue(invoice: { status: string; due: string }, now: number): boolean {
  return invoice.status === "DUE" && invoice.due < dayjs(now).format("YYYY-MM-DD");
}

/** Invoices and credit notes of the account, the latest first. */
export function OwnInvoices() {
  const { t } = useTranslation(["manager/money", "common"]);
  const search = ownInvoicesRoute.useSearch();
  const navigate = useNavigate({ from: ownInvoicesRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const clear = () => void navigate({ search: {}, replace: true });
  const rows = useRows(
    OwnInvoiceList,
    {
      status: search.status ?? null,
      from: search.from ?? null,
      to: search.to ? dayjs(search.to).add(1, "day").format("YYYY-MM-DD") : null,
    },
    (data) => data.invoices,
  );
  const now = useTicking();
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: "number",
        header: t("number"),
        width: "9rem",
        cell: (row) => <OwnInvoiceLink number={row.number} />,
      },
      {
        id: "status",
        header: t("status"),
        width: "12rem",
        cell: (row) => (
          <>
            <State of={row.status} /> {isOverdue(row, now) && <Tag color="red">{t("invoice.overdue")}</Tag>}
          </>
        ),
      },
      { id: "issued", header: t("invoice.issued"), width: "8rem", cell: (row) => row.issued },
      { id: "due", header: t("invoice.due"), width: "8rem", cell: (row) => row.due },
      {
        id: "net",
        header: t("beforeTax"),
        width: "9rem",
        align: "right",
        cell: (row) => <Money {...row.net} />,
      },
      {
        id: "gross",
        header: t("withTax"),
        width: "9rem",
        align: "right",
        cell: (row) => <Money {...row.gross} />,
      },
      {
        id: "points",
        header: t("points.points"),
        width: "9rem",
        align: "right",
        cell: (row) => <Points value={row.points} />,
      },
      {
        id: "of",
        header: t("invoice.creditOf"),
        width: "1fr",
        cell: (row) => (row.creditOf ? <OwnInvoiceLink number={row.creditOf} /> : "–"),
      },
    ],
    [t, now],
  );
  return (
    <Page title={t("invoice.title")} full>
      <FilterBar active={filtered(search)} onClear={clear}>
        <ChoiceFilter
          label={t("status")}
          value={search.status}
          options={invoiceStatuses.map((status) => ({ value: status, label: t(`common:states.${status}`) }))}
          onChange={(status) => set({ status })}
        />
        <DayField label={t("points.from")} value={search.from} onChange={(from) => set({ from })} />
        <DayField label={t("points.to")} value={search.to} onChange={(to) => set({ to })} />
      </FilterBar>
      <DataTable
        label={t("invoice.title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.number}
        onOpen={(row) =>
          void navigate({ to: "/manager/invoices/$number", params: { number: row.number }, search: {} })
        }
        filtered={filtered(search)}
        onClear={clear}
        empty={t("invoice.none")}
      />
    </Page>
  );
}
