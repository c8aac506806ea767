import { Badge, Button, Group, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { OwnPricesQuery } from "@/api/generated/reseller/graphql";
import { useReading } from "@/api/reading";
import { money, Points } from "@/ui/amount";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { useLocalRows } from "@/ui/local";
import { Page } from "@/ui/page";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { useDocument } from "../document";
import { ownPricesRoute } from "./routes";
import { actions } from "./search";

const OwnPriceList = graphql(`
  query OwnPrices {
    me { currency pointsPerUnit priceClass }
    prices { item tld action product years cents ordinaryCents points promotion until }
  }
`);

const OwnPricesCsv = graphql(`
  query OwnPricesCsv {
    pricesCsv
  }
`);

/** Years count for these. */
const yearly = ["create", "renew", "transfer"];

type Row = OwnPricesQuery["prices"][number];

/** Endings first, each with what can be done, in the order of the paper; products after them. */
export function inOrder(prices: readonly Row[]): Row[] {
  const order: readonly (string | null | undefined)[] = actions;
  const place = (row: Row) => order.indexOf(row.action);
  return [...prices].sort(
    (a, b) =>
      Number(a.tld == null) - Number(b.tld == null) ||
      (a.tld ?? a.item).localeCompare(b.tld ?? b.item) ||
      place(a) - place(b) ||
      (a.years ?? 0) - (b.years ?? 0),
  );
}

/** What the account pays today. */
export function OwnPrices() {
  const { t } = useTranslation(["manager/money", "common"]);
  const search = ownPricesRoute.useSearch();
  const navigate = useNavigate({ from: ownPricesRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const clear = () => void navigate({ search: {}, replace: true });
  const reading = useReading(OwnPriceList, {});
  const currency = reading.data?.me.currency ?? "";
  const { text, action } = search;
  const keep = useCallback(
    (row: Row) =>
      (!action || row.action === action) &&
      (!text || (row.tld ?? row.item).includes(text.replace(/^\./, ""))),
    [text, action],
  );
  const rows = useLocalRows(reading, (data) => inOrder(data.prices), keep);
  const columns = useColumns(currency);
  return (
    <Page
      title={t("prices.title")}
      full
      kind={reading.data ? t("prices.kind", { ...reading.data.me }) : undefined}
    >
      <FilterBar active={filtered(search)} onClear={clear}>
        <TextFilter label={t("prices.search")} value={text} onChange={(text) => set({ text })} />
        <ChoiceFilter
          label={t("prices.action")}
          value={action}
          width={180}
          options={actions.map((value) => ({ value, label: t(`items.${value}`) }))}
          onChange={(action) => set({ action })}
        />
      </FilterBar>
      <DataTable
        label={t("prices.title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.item}
        filtered={filtered(search)}
        onClear={clear}
        empty={t("prices.none")}
        foot={<Export />}
      />
    </Page>
  );
}

function useColumns(currency: string): Column<Row>[] {
  const { t } = useTranslation(["manager/money", "common"]);
  return useMemo(
    () => [
      {
        id: "of",
        header: t("prices.of"),
        width: "6rem",
        cell: (row) => (row.tld ? `.${row.tld}` : row.product),
      },
      {
        id: "action",
        header: t("prices.action"),
        width: "9rem",
        cell: (row) => (row.action ? t(`items.${row.action}` as "items.create") : t("prices.product")),
      },
      {
        id: "years",
        header: t("prices.years"),
        width: "5rem",
        cell: (row) =>
          row.years
            ? t("prices.forYears", { count: row.years })
            : yearly.some((action) => action === row.action)
              ? t("prices.perYear")
              : "–",
      },
      {
        id: "price",
        header: t("beforeTax"),
        width: "8rem",
        align: "right",
        cell: (row) => (
          <Group gap={6} justify="flex-end" wrap="nowrap">
            {row.ordinaryCents !== row.cents && (
              <Text span inherit c="dimmed" td="line-through">
                {money(row.ordinaryCents, currency)}
              </Text>
            )}
            {money(row.cents, currency)}
          </Group>
        ),
      },
      {
        id: "points",
        header: t("points.points"),
        width: "8rem",
        align: "right",
        cell: (row) => <Points value={row.points} />,
      },
      {
        id: "promotion",
        header: t("prices.promotion"),
        width: "1fr",
        cell: (row) =>
          row.promotion ? (
            <Badge color="teal">
              {row.until ? t("prices.until", { name: row.promotion, day: row.until }) : row.promotion}
            </Badge>
          ) : (
            "–"
          ),
      },
    ],
    [t, currency],
  );
}

function Export() {
  const { t } = useTranslation(["manager/money", "common"]);
  const { write, busy } = useDocument(OwnPricesCsv, (data) => ({
    name: `${t("prices.file")}.csv`,
    content: data.pricesCsv,
    type: "text/csv;charset=utf-8",
  }));
  return (
    <Button variant="subtle" size="compact-xs" loading={busy} onClick={() => void write({})}>
      {t("common:table.csv")}
    </Button>
  );
}
