import { Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle, IconCoin } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CombinedError } from "urql";
import { refusedIn } from "@/api/refused";
import { money, Points } from "./amount";
import css from "./price.module.css";
import { Refusal } from "./refusal";

interface Quoted {
  cents: number;
  currency: string;
  points: number;
  premium: boolean;
  registryFee?: string | null;
  rule?: string | null;
}

interface Props {
  error: CombinedError | undefined;
  /** Nothing while it is being asked for. */
  quote: Quoted | undefined;
  available: number;
}

/** What something costs, and whether there are points for it. */
export function PriceShown({ error, quote, available }: Props) {
  const { t } = useTranslation();
  if (error) {
    return (
      <div className={css.price} role="status" data-mood="warn">
        <IconAlertTriangle size={16} aria-hidden />
        <Text size="sm" component="div">
          <Refusal of={refusedIn(error)} />
        </Text>
      </div>
    );
  }
  if (!quote) return <Skeleton height={52} role="status" aria-label={t("table.loading")} />;
  const short = available < quote.points;
  return (
    <div className={css.price} role="status" data-mood={short ? "warn" : undefined}>
      {short ? <IconAlertTriangle size={16} aria-hidden /> : <IconCoin size={16} aria-hidden />}
      <div>
        <Text size="sm" component="div">
          <strong>
            {quote.cents === 0
              ? t("price.free")
              : t("price.beforeTax", { price: money(quote.cents, quote.currency) })}
          </strong>
          {quote.premium && ` · ${t("price.premium", { fee: quote.registryFee })}`}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {t("price.putAside")} <Points value={quote.points} /> · {t("price.available")}{" "}
          <Points value={available} />
          {short ? ` · ${t("price.short")}` : null}
          {quote.rule ? ` · ${quote.rule}` : null}
        </Text>
      </div>
    </div>
  );
}
