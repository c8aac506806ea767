import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { OwnOrdersQuery } from "@/api/generated/reseller/graphql";
import { PAGE, useRows } from "@/api/reading";
import { Points } from "@/ui/amount";
import { useTicking } from "@/ui/clock";
import { Due } from "@/ui/due";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { useAsking } from "../asking";
import { OwnOrderLink } from "../links";
import { written } from "./amounts";
import { ownOrdersRoute } from "./routes";
import { orderStatuses } from "./search";

const OwnOrderList = graphql(`
  query OwnOrders(
    $statuses: [OrderStatus!]
    $name: DomainName
    $reference: String
    $first: Int
    $after: String
  ) {
    orders(statuses: $statuses, name: $name, reference: $reference, first: $first, after: $after) {
      nodes {
        number status reference points price placedAt placedThrough expiresAt
        lines { line name }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Row = OwnOrdersQuery["orders"]["nodes"][number];

/** A name that is written in part is no name: the server wants it whole. */
const NAME = /^[^\s.]+(\.[^\s.]+)+$/;

/** Orders of the account, the latest first. */
export function OwnOrders() {
  const { t } = useTranslation(["manager/money", "common"]);
  const search = ownOrdersRoute.useSearch();
  const navigate = useNavigate({ from: ownOrdersRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const clear = () => void navigate({ search: {}, replace: true });
  const rows = useRows(
    OwnOrderList,
    {
      statuses: search.status ? [search.status] : null,
      name: search.name && NAME.test(search.name) ? search.name : null,
      reference: search.reference ?? null,
    },
    (data) => data.orders,
  );
  const moving = rows.rows.some(({ status }) => status === "CHECKING" || status === "DELIVERING");
  useAsking(moving && rows.rows.length <= PAGE);
  const columns = useColumns();
  return (
    <Page title={t("orders.title")} full>
      <FilterBar active={filtered(search)} onClear={clear}>
        <TextFilter label={t("orders.name")} value={search.name} onChange={(name) => set({ name })} />
        <ChoiceFilter
          label={t("status")}
          value={search.status}
          width={180}
          options={orderStatuses.map((status) => ({ value: status, label: t(`common:states.${status}`) }))}
          onChange={(status) => set({ status })}
        />
        <TextFilter
          label={t("orders.referenceFilter")}
          value={search.reference}
          onChange={(reference) => set({ reference })}
        />
      </FilterBar>
      <DataTable
        label={t("orders.title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => String(row.number)}
        onOpen={(row) =>
          void navigate({
            to: "/manager/orders/$number",
            params: { number: String(row.number) },
            search: {},
          })
        }
        filtered={filtered(search)}
        onClear={clear}
        empty={t("orders.none")}
      />
    </Page>
  );
}

function useColumns(): Column<Row>[] {
  const { t } = useTranslation(["manager/money", "common"]);
  const now = useTicking();
  return useMemo(
    () => [
      {
        id: "number",
        header: t("number"),
        width: "6rem",
        cell: (row) => <OwnOrderLink number={row.number} />,
      },
      { id: "status", header: t("status"), width: "10rem", cell: (row) => <State of={row.status} /> },
      {
        id: "names",
        header: t("orders.names"),
        width: "15rem",
        cell: (row) => [...new Set(row.lines.map((line) => line.name))].join(", "),
      },
      {
        id: "price",
        header: t("beforeTax"),
        width: "8rem",
        align: "right",
        cell: (row) => (row.price ? written(row.price) : "–"),
      },
      {
        id: "points",
        header: t("points.points"),
        width: "8rem",
        align: "right",
        cell: (row) => <Points value={row.points} />,
      },
      { id: "placed", header: t("orders.placed"), width: "9rem", cell: (row) => <When at={row.placedAt} /> },
      {
        id: "payable",
        header: t("orders.payable"),
        width: "8rem",
        cell: (row) =>
          row.status === "NOT_PAID" && row.expiresAt ? <Due at={row.expiresAt} now={now} /> : "–",
      },
      {
        id: "reference",
        header: t("orders.reference"),
        width: "1fr",
        cell: (row) => row.reference ?? "–",
      },
    ],
    [t, now],
  );
}
