import { Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle, IconCoin } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { grouped, Points } from "./amount";
import css from "./price.module.css";

const PriceQuote = graphql(`
  query PriceQuote($account: Int!, $name: DomainName!, $action: String!, $period: Int!) {
    quote(account: $account, name: $name, action: $action, period: $period) {
      cents currency points premium registryFee rule
    }
    pointsAccount(account: $account) { account available }
  }
`);

interface Props {
  account: number | null;
  name: string;
  action: "create" | "renew" | "transfer" | "restore" | "trade";
  period?: number;
  /** The price that the command is then given as agreed to, in cents; null while none is known. */
  onPrice: (cents: number | null) => void;
  /** The dialog is open and what is asked about is whole. */
  ready: boolean;
}

/** What a command will cost and what will be left, before it is given. */
export function Price({ account, name, action, period = 1, onPrice, ready }: Props) {
  const { t } = useTranslation();
  const paused = !ready || account === null || name === "";
  const { data, error, loading } = useReading(
    PriceQuote,
    { account: account ?? 0, name, action, period },
    paused,
  );
  const fresh = !paused && !loading && !error ? data?.quote : undefined;
  const cents = fresh ? fresh.cents : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever listens is told of another price, not of another listener.
  useEffect(() => onPrice(cents), [cents]);
  if (paused) return null;
  if (error) {
    return (
      <div className={css.price} role="status" data-mood="warn">
        <IconAlertTriangle size={16} aria-hidden />
        <Text size="sm">{error.graphQLErrors[0]?.message ?? t("error.network")}</Text>
      </div>
    );
  }
  if (!fresh) return <Skeleton height={52} role="status" aria-label={t("table.loading")} />;
  const available = data?.pointsAccount?.available ?? 0;
  const short = available < fresh.points;
  return (
    <div className={css.price} role="status" data-mood={short ? "warn" : undefined}>
      {short ? <IconAlertTriangle size={16} aria-hidden /> : <IconCoin size={16} aria-hidden />}
      <div>
        <Text size="sm" component="div">
          <strong>
            {fresh.cents === 0
              ? t("price.free")
              : t("price.beforeTax", { price: money(fresh.cents, fresh.currency) })}
          </strong>
          {fresh.premium && ` · ${t("price.premium", { fee: fresh.registryFee })}`}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {t("price.putAside")} <Points value={fresh.points} /> · {t("price.available")}{" "}
          <Points value={available} />
          {short ? ` · ${t("price.short")}` : null}
          {fresh.rule ? ` · ${fresh.rule}` : null}
        </Text>
      </div>
    </div>
  );
}

/** Cents as an amount; the currencies without cents keep the paper's hundredths. */
export function money(cents: number, currency: string): string {
  const sign = cents < 0 ? "-" : "";
  const value = Math.abs(cents);
  return `${sign}${grouped(`${Math.floor(value / 100)}.${String(value % 100).padStart(2, "0")}`)} ${currency}`;
}
