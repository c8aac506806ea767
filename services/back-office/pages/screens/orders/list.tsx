import { MultiSelect } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { OrderListQuery, OrderStatus } from "@/api/generated/office/graphql";
import { useLive } from "@/api/live";
import { useRows } from "@/api/reading";
import { Points } from "@/ui/amount";
import { useNow } from "@/ui/clock";
import { DayFilter } from "@/ui/day-field";
import { endOf, startOf } from "@/ui/days";
import { Due } from "@/ui/due";
import { FilterBar, TextFilter } from "@/ui/filters";
import { AccountLink, OrderLink } from "@/ui/links";
import { NumberFilter } from "@/ui/number-filter";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { Price } from "./price";
import { ordersRoute } from "./routes";
import { statuses } from "./search";

const OrderList = graphql(`
  query OrderList(
    $account: Int
    $statuses: [OrderStatus!]
    $name: DomainName
    $reference: String
    $from: DateTime
    $to: DateTime
    $first: Int
    $after: String
  ) {
    orders(
      account: $account
      statuses: $statuses
      name: $name
      reference: $reference
      from: $from
      to: $to
      first: $first
      after: $after
    ) {
      nodes {
        id
        number
        account
        status
        reference
        points
        price
        payment
        announced
        placedAt
        placedThrough
        paidAt
        expiresAt
        lines { line name with }
        accountNode { id nichandle }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const OrdersMove = graphql(`
  subscription OrdersMove {
    events(kind: "order") { stream sequence }
  }
`);

type Row = OrderListQuery["orders"]["nodes"][number];

/** A name that is written in part is no name: the server wants it whole. */
const NAME = /^[^\s.]+(\.[^\s.]+)+$/;

/** Orders, the latest first. */
export function Orders() {
  const { t } = useTranslation(["orders", "common"]);
  const search = ordersRoute.useSearch();
  const navigate = useNavigate({ from: ordersRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const clear = () => void navigate({ search: {}, replace: true });
  useLive(OrdersMove, {});
  const now = useNow();
  const rows = useRows(
    OrderList,
    {
      account: search.account ?? null,
      statuses: search.statuses ?? null,
      name: search.name && NAME.test(search.name) ? search.name.toLowerCase() : null,
      reference: search.reference ?? null,
      from: search.from ? startOf(search.from) : null,
      to: search.to ? endOf(search.to) : null,
    },
    (data) => data.orders,
  );
  const columns = useColumns(now);
  return (
    <Page title={t("title")} full>
      <FilterBar active={filtered(search)} onClear={clear}>
        <TextFilter
          label={t("nameFilter")}
          value={search.name}
          onChange={(name) => set({ name })}
          width={200}
        />
        <MultiSelect
          size="xs"
          aria-label={t("status")}
          placeholder={search.statuses?.length ? undefined : t("status")}
          miw={150}
          maw={320}
          clearable
          comboboxProps={{ width: 190, position: "bottom-start", shadow: "sm" }}
          value={search.statuses ?? []}
          data={statuses.map((status) => ({ value: status, label: t(`common:states.${status}`) }))}
          onChange={(chosen) => set({ statuses: chosen.length > 0 ? (chosen as OrderStatus[]) : undefined })}
        />
        <NumberFilter
          label={t("accountNumber")}
          value={search.account}
          onChange={(account) => set({ account })}
        />
        <TextFilter
          label={t("referenceFilter")}
          value={search.reference}
          width={180}
          onChange={(reference) => set({ reference })}
        />
        <DayFilter
          label={t("common:time.from")}
          value={search.from}
          max={search.to}
          onChange={(from) => set({ from })}
        />
        <DayFilter
          label={t("common:time.to")}
          value={search.to}
          min={search.from}
          onChange={(to) => set({ to })}
        />
      </FilterBar>
      <DataTable
        label={t("title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
        onOpen={(row) =>
          void navigate({ to: "/orders/$number", params: { number: String(row.number) }, search: {} })
        }
        filtered={filtered(search)}
        onClear={clear}
        empty={t("none")}
      />
    </Page>
  );
}

function useColumns(now: number): Column<Row>[] {
  const { t } = useTranslation(["orders", "common"]);
  return useMemo(
    () => [
      {
        id: "number",
        header: t("number"),
        width: "5.5rem",
        cell: (row) => <OrderLink number={row.number} />,
      },
      { id: "status", header: t("status"), width: "9.5rem", cell: (row) => <State of={row.status} /> },
      {
        id: "account",
        header: t("account"),
        width: "7rem",
        cell: (row) => <AccountLink number={row.account} name={row.accountNode?.nichandle} />,
      },
      {
        id: "names",
        header: t("names"),
        width: "13rem",
        cell: (row) => [...new Set(row.lines.map((line) => line.name))].join(", "),
      },
      {
        id: "price",
        header: t("price"),
        width: "7.5rem",
        align: "right",
        cell: (row) => <Price of={row.price} />,
      },
      {
        id: "points",
        header: t("points"),
        width: "7rem",
        align: "right",
        cell: (row) => <Points value={row.points} />,
      },
      {
        id: "payment",
        header: t("payment"),
        width: "7.5rem",
        cell: (row) => {
          const by = row.payment ?? row.announced;
          return by ? t(`means.${by}`, { defaultValue: by }) : "–";
        },
      },
      {
        id: "expires",
        header: t("payableFor"),
        width: "7.25rem",
        cell: (row) =>
          row.status === "NOT_PAID" && row.expiresAt ? <Due at={row.expiresAt} now={now} /> : "–",
      },
      { id: "placed", header: t("placedAt"), width: "9rem", cell: (row) => <When at={row.placedAt} /> },
      { id: "reference", header: t("reference"), width: "1fr", cell: (row) => row.reference ?? "–" },
    ],
    [t, now],
  );
}
