import { Badge, Button, Drawer, Group, Loader, Stack, Table, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { grouped } from "@/ui/amount";
import { today } from "@/ui/days";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Go } from "@/ui/links";
import { type FileLine, lines } from "./csv";
import { amount } from "./matrix";
import { PricesFile, PricesOn } from "./reading";
import { SetPriceDialog } from "./set-price";

interface Props {
  list: { class: string; currency: string };
  item: string | undefined;
  on: string | undefined;
  onClose: () => void;
}

/** One price: what made it, what it leaves, and what it was and will be. */
export function PricePanel({ list, item, on, onClose }: Props) {
  const { t } = useTranslation(["prices", "common"]);
  return (
    <Drawer
      opened={item !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={`${item ?? ""} · ${list.class}-${list.currency}`}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {item !== undefined && <OnePrice list={list} item={item} on={on} />}
    </Drawer>
  );
}

function OnePrice({ list, item, on }: Omit<Props, "onClose" | "item"> & { item: string }) {
  const { t } = useTranslation(["prices", "common"]);
  const { rights } = useSession();
  const [setting, setSetting] = useState(false);
  const reading = useReading(PricesOn, { ...list, on: on ?? null });
  const file = useReading(PricesFile, { ...list, on: null });
  const price = reading.data?.prices.find((found) => found.item === item);
  const past = useMemo(
    () =>
      lines(file.data?.pricesCsv ?? "")
        .filter((line) => line.item === item)
        .toSorted((one, other) => other.from.localeCompare(one.from)),
    [file.data, item],
  );
  const error = reading.error ?? file.error;
  if (error) return <Failure error={error} again={reading.again} />;
  if (!reading.data || !file.data) return <Loader aria-hidden />;
  const written = (cents: number) => `${grouped(amount(cents, list.currency))} ${list.currency}`;
  return (
    <Stack gap="md">
      {price ? (
        <Facts
          of={[
            [t("priceOn", { day: on ?? today() }), <b key="price">{written(price.cents)}</b>],
            Boolean(price.promotion) && [t("withoutPromotion"), written(price.ordinaryCents)],
            Boolean(price.promotion) && [
              t("promotion"),
              t("promotionUntil", { name: price.promotion, until: price.until }),
            ],
            [
              t("rule"),
              <span key="rule" className="mono">
                {price.rule}
              </span>,
            ],
            price.registryFee != null && [t("registryFee"), written(price.registryFee)],
            price.margin != null && [
              t("margin"),
              price.margin < 0 ? `${written(price.margin)} (${t("loss")})` : written(price.margin),
            ],
          ]}
        />
      ) : (
        <Text size="sm">{t("notOfferedOn", { day: on ?? today() })}</Text>
      )}
      {rights.finance && (
        <Group>
          <Button onClick={() => setSetting(true)}>{t("set.change")}</Button>
        </Group>
      )}
      <section>
        <Text component="h3" size="sm" fw={600} mb={4}>
          {t("pastAndToCome")}
        </Text>
        <Past lines={past} currency={list.currency} on={on ?? today()} />
      </section>
      <Text size="sm">
        <Go to="/audit" search={{ stream: `price-list/${list.class}-${list.currency}` }}>
          {t("whoSet")}
        </Go>
      </Text>
      <SetPriceDialog
        opened={setting}
        onClose={() => setSetting(false)}
        list={list}
        item={item}
        price={price ? amount(price.ordinaryCents, list.currency) : undefined}
      />
    </Stack>
  );
}

function Past({ lines, currency, on }: { lines: readonly FileLine[]; currency: string; on: string }) {
  const { t } = useTranslation("prices");
  const ordinary = lines.find((line) => !line.promotion && line.from <= on);
  return (
    <Table withTableBorder>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("from")}</Table.Th>
          <Table.Th>{t("until")}</Table.Th>
          <Table.Th ta="right">{t("price")}</Table.Th>
          <Table.Th>{t("promotion")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line) => {
          const runs = line.promotion ? line.from <= on && on <= (line.until ?? "") : line === ordinary;
          return (
            <Table.Tr key={`${line.from}${line.promotion ?? ""}`} fw={runs ? 600 : undefined}>
              <Table.Td>
                {line.from} {line.from > on && <Badge color="blue">{t("toCome")}</Badge>}
                {runs && <Badge color="teal">{t("inForce")}</Badge>}
              </Table.Td>
              <Table.Td>{line.until ?? ""}</Table.Td>
              <Table.Td ta="right">
                {line.price ? `${grouped(line.price)} ${currency}` : t("notOffered")}
              </Table.Td>
              <Table.Td>{line.promotion ?? ""}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
