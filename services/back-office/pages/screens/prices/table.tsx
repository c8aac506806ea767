import { Badge, Group, Text } from "@mantine/core";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useReading } from "@/api/reading";
import { grouped } from "@/ui/amount";
import { Go } from "@/ui/links";
import { useLocalRows } from "@/ui/local";
import { type Column, DataTable } from "@/ui/table";
import { EditCell, PriceCell } from "./cell";
import { actions, all, amount, byEnding, type Ending } from "./matrix";
import { type Price, PricesOn } from "./reading";
import { pricesRoute } from "./routes";

interface Props {
  list: { class: string; currency: string };
  editing: boolean;
}

/** The prices of a list on a day: endings by what is done, or products. */
export function PriceTable({ list, editing }: Props) {
  const { kind } = pricesRoute.useSearch();
  return kind === "products" ? (
    <Products list={list} editing={editing} />
  ) : (
    <Endings list={list} editing={editing} />
  );
}

function keeps(prices: readonly Price[], show: "promotions" | "losses" | undefined): boolean {
  if (show === "promotions") return prices.some((price) => price.promotion);
  if (show === "losses") return prices.some((price) => price.margin != null && price.margin < 0);
  return true;
}

function Endings({ list, editing }: Props) {
  const { t } = useTranslation(["prices", "common"]);
  const search = pricesRoute.useSearch();
  const navigate = pricesRoute.useNavigate();
  const reading = useReading(PricesOn, { ...list, on: search.on ?? null });
  const { text, show } = search;
  const keep = useCallback(
    (row: Ending) =>
      row.tld.startsWith((text ?? "").replace(/^\./, "").toLowerCase()) && keeps(all(row), show),
    [text, show],
  );
  const rows = useLocalRows(reading, (data) => byEnding(data.prices), keep);
  const fees = search.fees ?? false;
  const columns = useMemo<Column<Ending>[]>(
    () => [
      { id: "tld", header: t("ending"), width: "1fr", cell: (row) => `.${row.tld}` },
      ...actions.map(
        (action): Column<Ending> => ({
          id: action,
          header: t(`actions.${action}`),
          width: "11rem",
          align: "right",
          cell: (row) =>
            editing ? (
              <EditCell item={`${row.tld} ${action}`} price={row.prices[action]} currency={list.currency} />
            ) : (
              <PriceCell price={row.prices[action]} fees={fees} />
            ),
        }),
      ),
      {
        id: "atOnce",
        header: t("atOnce"),
        width: "1fr",
        cell: (row) => (
          <Group gap={4} wrap="nowrap">
            {row.atOnce.map((price) => (
              <Go
                key={price.item}
                to="/prices"
                search={(before: object) => ({ ...before, item: price.item })}
                replace
              >
                <Badge color="gray">{`${price.years} ${t("years")} ${grouped(amount(price.cents, price.currency))}`}</Badge>
              </Go>
            ))}
          </Group>
        ),
      },
    ],
    [t, editing, fees, list.currency],
  );
  return (
    <DataTable
      label={t("title")}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.tld}
      filtered={Boolean(text || show)}
      onClear={() =>
        void navigate({
          search: (before) => ({ ...before, text: undefined, show: undefined }),
          replace: true,
        })
      }
      empty={t("none")}
      foot={
        <Text size="xs" c="dimmed">
          {t("unit", { currency: list.currency })}
        </Text>
      }
    />
  );
}

function Products({ list, editing }: Props) {
  const { t } = useTranslation(["prices", "common"]);
  const search = pricesRoute.useSearch();
  const navigate = pricesRoute.useNavigate();
  const reading = useReading(PricesOn, { ...list, on: search.on ?? null });
  const { text, show } = search;
  const keep = useCallback(
    (row: Price) => Boolean(row.product?.includes((text ?? "").toLowerCase())) && keeps([row], show),
    [text, show],
  );
  const rows = useLocalRows(reading, (data) => data.prices.filter((price) => price.product), keep);
  const fees = search.fees ?? false;
  const columns = useMemo<Column<Price>[]>(
    () => [
      { id: "product", header: t("product"), width: "1fr", cell: (row) => row.product },
      {
        id: "price",
        header: t("perYear"),
        width: "13rem",
        align: "right",
        cell: (row) =>
          editing ? (
            <EditCell item={row.item} price={row} currency={list.currency} />
          ) : (
            <PriceCell price={row} fees={fees} />
          ),
      },
      { id: "from", header: t("from"), width: "8rem", cell: (row) => row.from },
      {
        id: "rule",
        header: t("rule"),
        width: "2fr",
        cell: (row) => <span className="mono">{row.rule}</span>,
      },
    ],
    [t, editing, fees, list.currency],
  );
  return (
    <DataTable
      label={t("products")}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.item}
      filtered={Boolean(text || show)}
      onClear={() =>
        void navigate({
          search: (before) => ({ ...before, text: undefined, show: undefined }),
          replace: true,
        })
      }
      empty={t("noProducts")}
      foot={
        <Text size="xs" c="dimmed">
          {t("unit", { currency: list.currency })}
        </Text>
      }
    />
  );
}
