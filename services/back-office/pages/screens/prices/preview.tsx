import { Alert, Badge, Loader, ScrollArea, Table, Text, Textarea } from "@mantine/core";
import { IconAlertTriangle, IconArrowRight } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type CombinedError, useClient } from "urql";
import { graphql } from "@/api/generated/office";
import type { PreviewPricesQuery, PricesInput } from "@/api/generated/office/graphql";
import { useReading } from "@/api/reading";
import { grouped } from "@/ui/amount";
import { CommandDialog } from "@/ui/command";
import { Failure } from "@/ui/failure";
import { useFields } from "@/ui/fields";
import { amount } from "./matrix";
import { PreviewPrices, PricesOn } from "./reading";

const ImportPrices = graphql(`
  mutation ImportPrices($input: ImportPricesInput!) {
    importPrices(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

type Preview = PreviewPricesQuery["previewPrices"];

interface Props {
  opened: boolean;
  onClose: () => void;
  onDone?: () => void;
  title: string;
  /** What is to be set; null while there is nothing yet. */
  prices: PricesInput | null;
  /** The file's lines, to show those that are wrong. */
  source?: readonly string[];
  /** Above the preview: where the prices come from. */
  children?: ReactNode;
}

/** What an import would do, line by line; it does exactly that, or nothing where a list has changed since. */
export function PreviewDialog({ opened, onClose, onDone, title, prices, source, children }: Props) {
  const { t } = useTranslation(["prices", "common"]);
  const [fields, set] = useFields({ reason: "" }, opened);
  const { preview, error, loading } = usePreview(opened ? prices : null);
  const changes = preview?.lists.reduce((sum, list) => sum + list.changes.length, 0) ?? 0;
  const token = preview?.token;
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={title}
      size="xl"
      explain={t("preview.explain")}
      verb={token && changes > 0 ? t("preview.verb", { count: changes }) : t("preview.verbNone")}
      document={ImportPrices}
      variables={() =>
        prices && token && changes > 0
          ? { input: { prices, token, reason: fields.reason.trim() || null } }
          : null
      }
      done={t("preview.done", { count: changes })}
      onDone={onDone}
    >
      {(errorOf) => (
        <>
          {children}
          {loading && <Loader aria-hidden />}
          {error && <Failure error={error} />}
          {preview && preview.mistakes.length > 0 && <Mistakes preview={preview} source={source} />}
          {preview && preview.mistakes.length === 0 && <Changes preview={preview} />}
          {token && changes > 0 && (
            <Textarea
              label={t("preview.reason")}
              description={t("common:command.reasonHint")}
              value={fields.reason}
              onChange={(event) => set({ reason: event.currentTarget.value })}
              error={errorOf("reason")}
            />
          )}
        </>
      )}
    </CommandDialog>
  );
}

function usePreview(prices: PricesInput | null) {
  const client = useClient();
  const asked = prices ? JSON.stringify(prices) : null;
  const [found, setFound] = useState<{ preview?: Preview; error?: CombinedError; loading: boolean }>({
    loading: false,
  });
  useEffect(() => {
    if (asked === null) {
      setFound({ loading: false });
      return undefined;
    }
    let live = true;
    setFound({ loading: true });
    client
      .query(PreviewPrices, { input: JSON.parse(asked) as PricesInput }, { requestPolicy: "network-only" })
      .toPromise()
      .then((answer) => {
        if (live) setFound({ preview: answer.data?.previewPrices, error: answer.error, loading: false });
      });
    return () => {
      live = false;
    };
  }, [asked, client]);
  return found;
}

function Mistakes({ preview, source }: { preview: Preview; source?: readonly string[] }) {
  const { t } = useTranslation("prices");
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle />}
      title={t("preview.mistakes", { count: preview.mistakes.length })}
      role="alert"
    >
      <ScrollArea.Autosize mah={320} tabIndex={0}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("preview.line")}</Table.Th>
              <Table.Th>{t("preview.column")}</Table.Th>
              <Table.Th>{t("preview.expected")}</Table.Th>
              {source && <Table.Th>{t("preview.found")}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.mistakes.map((mistake) => (
              <Table.Tr key={`${mistake.line}${mistake.column}${mistake.expected}`}>
                <Table.Td>{mistake.line}</Table.Td>
                <Table.Td className="mono">{mistake.column}</Table.Td>
                <Table.Td lang="en">{mistake.expected}</Table.Td>
                {source && <Table.Td className="mono">{source[mistake.line - 1] ?? ""}</Table.Td>}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
    </Alert>
  );
}

function Changes({ preview }: { preview: Preview }) {
  return preview.lists.map((list) => <OneList key={`${list.class}-${list.currency}`} list={list} />);
}

function OneList({ list }: { list: Preview["lists"][number] }) {
  const { t } = useTranslation("prices");
  const reading = useReading(PricesOn, { class: list.class, currency: list.currency, on: null }, list.isNew);
  const now = new Map(reading.data?.prices.map((price) => [price.item, price.ordinaryCents]));
  return (
    <section>
      <Text component="h3" size="sm" fw={600} mb={4}>
        {`${list.class}-${list.currency}`} {list.isNew && <Badge color="blue">{t("preview.newList")}</Badge>}{" "}
        {list.unchanged > 0 && (
          <Text span size="xs" c="dimmed" fw={400}>
            {t("preview.unchanged", { count: list.unchanged })}
          </Text>
        )}
      </Text>
      {list.changes.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("preview.nothing")}
        </Text>
      ) : (
        <ScrollArea.Autosize mah={320} tabIndex={0}>
          <Table withTableBorder>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("item")}</Table.Th>
                <Table.Th ta="right">{t("preview.now")}</Table.Th>
                <Table.Th ta="right">{t("preview.price")}</Table.Th>
                <Table.Th>{t("from")}</Table.Th>
                <Table.Th>{t("promotion")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {list.changes.map((change) => {
                const before = now.get(change.item);
                return (
                  <Table.Tr key={`${change.item}${change.from}${change.promotion ?? ""}`}>
                    <Table.Td className="mono">{change.item}</Table.Td>
                    <Table.Td ta="right" c="dimmed">
                      {before === undefined ? t("notOffered") : grouped(amount(before, list.currency))}
                    </Table.Td>
                    <Table.Td ta="right">
                      <Step change={change} currency={list.currency} />
                    </Table.Td>
                    <Table.Td>
                      {change.from} {change.atOnce && <Badge color="orange">{t("preview.atOnce")}</Badge>}
                    </Table.Td>
                    <Table.Td>
                      {change.promotion &&
                        t("promotionUntil", { name: change.promotion, until: change.until })}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
    </section>
  );
}

type Change = Preview["lists"][number]["changes"][number];

function Step({ change, currency }: { change: Change; currency: string }) {
  const { t } = useTranslation("prices");
  const written = (cents: number | null | undefined) =>
    cents == null ? t("notOffered") : grouped(amount(cents, currency));
  // The list had nothing from that very day on; what it costs now stands beside.
  if (change.isNew) return <b>{written(change.cents)}</b>;
  return (
    <>
      <Text span c="dimmed" inherit>
        {written(change.centsBefore)}
      </Text>{" "}
      <IconArrowRight size={12} role="img" aria-label={t("preview.becomes")} /> {written(change.cents)}
    </>
  );
}
