import { Button, Group, Popover, Table, Text } from "@mantine/core";
import { IconDownload, IconSum } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";
import type { StatementOfQuery } from "@/api/generated/office/graphql";
import { useReading } from "@/api/reading";
import { refusedIn } from "@/api/refused";
import { grouped, Points } from "@/ui/amount";
import { Refusal } from "@/ui/refusal";
import { bytes, download } from "@/ui/tools";
import css from "./ledger.module.css";
import { StatementCsv, StatementOf, StatementPdf } from "./reading";
import { kindWords } from "./words";

interface Props {
  account: number;
  from: string | null;
  to: string | null;
}

/** The period of a statement: its balances before and after, its sums, and the document. */
export function Period(props: Props) {
  const { t } = useTranslation(["ledger", "common"]);
  const reading = useReading(StatementOf, { ...props });
  const statement = reading.data?.statement;
  if (reading.error) {
    return (
      <Text size="xs" c="var(--mantine-color-error)" role="alert" component="div">
        <Refusal of={refusedIn(reading.error)} />
      </Text>
    );
  }
  if (!statement) return null;
  return (
    <Group gap="sm">
      <Text size="xs" span>
        {t("opening")} <b>{grouped(statement.opening.available)}</b>
      </Text>
      <Text size="xs" span>
        {t("closing")} <b>{grouped(statement.closing.available)}</b>{" "}
        <Text span c="dimmed" inherit>
          {`= ${written(statement.closingAmount)}`}
        </Text>
      </Text>
      <Group gap={4}>
        <Popover position="top-end" shadow="md" withArrow trapFocus returnFocus>
          <Popover.Target>
            <Button size="compact-xs" variant="default" leftSection={<IconSum size={13} aria-hidden />}>
              {t("sums")}
            </Button>
          </Popover.Target>
          <Popover.Dropdown p={0} aria-label={t("totals")}>
            <Sums statement={statement} />
          </Popover.Dropdown>
        </Popover>
        <Documents {...props} />
      </Group>
    </Group>
  );
}

/** `12.34 EUR` as the language writes it. */
function written(amount: string): string {
  const [number = "", currency = ""] = amount.split(" ");
  return `${grouped(number)} ${currency}`;
}

function Sums({ statement }: { statement: StatementOfQuery["statement"] }) {
  const { t } = useTranslation(["ledger", "common"]);
  return (
    <Table className={css.numbers} miw={360}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("kind")}</Table.Th>
          <Table.Th>{t("came")}</Table.Th>
          <Table.Th>{t("went")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        <Table.Tr>
          <Table.Th scope="row">{t("opening")}</Table.Th>
          <Table.Td fw={600} colSpan={2}>
            <Points value={statement.opening.available} />
          </Table.Td>
        </Table.Tr>
        {statement.totals
          .filter((total) => total.kind)
          .map((total) => (
            <Table.Tr key={total.kind}>
              <Table.Th scope="row" fw={400}>
                {kindWords(t, total.kind ?? "")}{" "}
                <Text span size="xs" c="dimmed">
                  {t("times", { count: total.count })}
                </Text>
              </Table.Th>
              <Table.Td>{total.credit === "0" ? "" : grouped(total.credit)}</Table.Td>
              <Table.Td>{total.debit === "0" ? "" : grouped(total.debit)}</Table.Td>
            </Table.Tr>
          ))}
        <Table.Tr>
          <Table.Th scope="row">{t("closing")}</Table.Th>
          <Table.Td fw={600} colSpan={2}>
            <Points value={statement.closing.available} />
          </Table.Td>
        </Table.Tr>
      </Table.Tbody>
    </Table>
  );
}

function Documents({ account, from, to }: { account: number; from: string | null; to: string | null }) {
  const { t } = useTranslation("ledger");
  const client = useClient();
  const [busy, setBusy] = useState<"csv" | "pdf" | null>(null);
  const name = [t("fileName"), account, from?.slice(0, 10), to?.slice(0, 10)].filter(Boolean).join("-");
  const csv = async () => {
    setBusy("csv");
    const answer = await client.query(StatementCsv, { account, from, to }, { requestPolicy: "network-only" });
    if (answer.data) download(`${name}.csv`, answer.data.statement.csv, "text/csv;charset=utf-8");
    setBusy(null);
  };
  const pdf = async () => {
    setBusy("pdf");
    const answer = await client.query(StatementPdf, { account, from, to }, { requestPolicy: "network-only" });
    if (answer.data) download(`${name}.pdf`, bytes(answer.data.statement.pdf), "application/pdf");
    setBusy(null);
  };
  return (
    <>
      {(["csv", "pdf"] as const).map((kind) => (
        <Button
          key={kind}
          size="compact-xs"
          variant="default"
          loading={busy === kind}
          leftSection={<IconDownload size={13} aria-hidden />}
          aria-label={t("download", { kind: kind.toUpperCase() })}
          onClick={kind === "csv" ? csv : pdf}
        >
          {kind.toUpperCase()}
        </Button>
      ))}
    </>
  );
}
