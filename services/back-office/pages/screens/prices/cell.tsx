import { Badge, Group, Text, TextInput, Tooltip } from "@mantine/core";
import { IconTrendingDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { grouped } from "@/ui/amount";
import { Go } from "@/ui/links";
import { amount } from "./matrix";
import css from "./prices.module.css";
import type { Price } from "./reading";
import { isWrong } from "./staged";
import { useStaging } from "./staging";

/** A price with its promotion, and what it leaves us. */
export function PriceCell({ price, fees }: { price: Price | undefined; fees: boolean }) {
  const { t } = useTranslation("prices");
  if (!price) {
    return (
      <Text span c="dimmed" size="xs">
        {"–"}
      </Text>
    );
  }
  const loss = price.margin != null && price.margin < 0;
  return (
    <Group gap={6} wrap="nowrap" justify="flex-end">
      {price.promotion && (
        <Tooltip label={t("promotionUntil", { name: price.promotion, until: price.until })}>
          <Badge color="grape">{t("promotion")}</Badge>
        </Tooltip>
      )}
      {fees && price.margin != null && (
        <Text span size="xs" c={loss ? "var(--mantine-color-error)" : "dimmed"} fw={loss ? 600 : undefined}>
          {`${price.margin > 0 ? "+" : ""}${grouped(amount(price.margin, price.currency))}`}
        </Text>
      )}
      {loss && (
        <IconTrendingDown size={14} color="var(--mantine-color-error)" role="img" aria-label={t("loss")} />
      )}
      <Go to="/prices" search={(before: object) => ({ ...before, item: price.item })} replace>
        {grouped(amount(price.cents, price.currency))}
      </Go>
    </Group>
  );
}

/** A field in the place of a price; what was changed is marked until it is set or given up. */
export function EditCell({
  item,
  price,
  currency,
}: {
  item: string;
  price: Price | undefined;
  currency: string;
}) {
  const { t } = useTranslation("prices");
  const { staged, stage } = useStaging();
  const now = price ? amount(price.ordinaryCents, currency) : "";
  const typed = staged.get(item);
  const changed = typed !== undefined;
  return (
    <TextInput
      size="xs"
      aria-label={t("priceOf", { item })}
      value={typed ?? now}
      placeholder={t("notOffered")}
      inputMode="decimal"
      error={changed && isWrong(typed)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        stage(item, text === now ? undefined : text);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") stage(item, undefined);
      }}
      classNames={{ input: changed ? css.changed : css.field }}
    />
  );
}
