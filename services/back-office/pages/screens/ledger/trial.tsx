import { ActionIcon, Alert, Button, Group, Skeleton, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconChevronLeft, IconChevronRight, IconCircleCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { TrialBalanceAtQuery } from "@/api/generated/office/graphql";
import { useReading } from "@/api/reading";
import { grouped } from "@/ui/amount";
import { DayFilter } from "@/ui/day-field";
import { endOf, today } from "@/ui/days";
import { ofHundredths } from "@/ui/decimal";
import { Failure } from "@/ui/failure";
import { Go, OperationLink } from "@/ui/links";
import { Card, Page } from "@/ui/page";
import { byCurrency, type Line } from "./balance";
import css from "./ledger.module.css";
import { trialBalanceRoute } from "./routes";
import { bookWords } from "./words";

const TrialBalanceAt = graphql(`
  query TrialBalanceAt($asOf: DateTime) {
    trialBalance(asOf: $asOf) {
      balanced
      lines { currency book debit credit }
      money { currency book debit credit }
      outOfBalance
      orphans {
        settlements { account operation fact points }
        operations { account operation fact points }
      }
    }
  }
`);

/** Whether the books balance, now or at the end of any day, and where they do not. */
export function TrialBalance() {
  const { t } = useTranslation(["ledger", "common"]);
  const { asOf } = trialBalanceRoute.useSearch();
  const navigate = useNavigate({ from: trialBalanceRoute.fullPath });
  const go = (day: string | undefined) => void navigate({ search: { asOf: day }, replace: true });
  const reading = useReading(TrialBalanceAt, { asOf: asOf ? endOf(asOf) : null });
  const step = (days: number) => {
    const next = dayjs(asOf ?? today())
      .add(days, "day")
      .format("YYYY-MM-DD");
    go(next >= today() ? undefined : next);
  };
  const balance = reading.data?.trialBalance;
  return (
    <Page
      title={t("trial.title")}
      actions={
        <Group gap={4} role="group" aria-label={t("asOf")}>
          <ActionIcon variant="default" size={30} aria-label={t("trial.dayBefore")} onClick={() => step(-1)}>
            <IconChevronLeft size={16} aria-hidden />
          </ActionIcon>
          <DayFilter
            label={t("asOf")}
            value={asOf ?? today()}
            max={today()}
            onChange={(day) => go(day === today() ? undefined : day)}
            required
          />
          <ActionIcon
            variant="default"
            size={30}
            aria-label={t("trial.dayAfter")}
            disabled={asOf === undefined}
            onClick={() => step(1)}
          >
            <IconChevronRight size={16} aria-hidden />
          </ActionIcon>
          {asOf && (
            <Button variant="default" onClick={() => go(undefined)}>
              {t("common:time.now")}
            </Button>
          )}
        </Group>
      }
    >
      {reading.error ? (
        <Failure error={reading.error} again={reading.again} />
      ) : !balance ? (
        <Skeleton height={240} />
      ) : (
        <>
          <Verdict balance={balance} asOf={asOf} />
          <Wrong balance={balance} />
          <Books
            title={t("trial.points")}
            lines={balance.lines}
            empty={t("trial.noPoints")}
            write={grouped}
          />
          <Books
            title={t("trial.money")}
            lines={balance.money}
            empty={t("trial.noMoney")}
            write={(hundredths) => grouped(ofHundredths(hundredths))}
          />
        </>
      )}
    </Page>
  );
}

type Balance = TrialBalanceAtQuery["trialBalance"];

function Verdict({ balance, asOf }: { balance: Balance; asOf: string | undefined }) {
  const { t } = useTranslation("ledger");
  const orphans = balance.orphans.settlements.length + balance.orphans.operations.length;
  const sound = balance.balanced && orphans === 0;
  return (
    <Alert
      color={sound ? "teal" : "red"}
      variant="light"
      icon={sound ? <IconCircleCheck /> : <IconAlertTriangle />}
      title={
        <Text span inherit c="var(--mantine-color-text)">
          {balance.balanced ? t("trial.balanced") : t("trial.notBalanced")}
        </Text>
      }
      role="status"
      mb="sm"
    >
      <Text size="sm">
        {asOf ? t("trial.asOfDay", { day: asOf }) : t("trial.asOfNow")}{" "}
        {balance.balanced
          ? t("trial.balancedHint")
          : t("trial.notBalancedHint", { count: balance.outOfBalance.length })}
      </Text>
      <Text size="sm">{orphans === 0 ? t("trial.noOrphans") : t("trial.orphans", { count: orphans })}</Text>
    </Alert>
  );
}

/** What does not add up, each as a way to it. */
function Wrong({ balance }: { balance: Balance }) {
  const { t } = useTranslation(["ledger", "common"]);
  const { settlements, operations } = balance.orphans;
  const orphans = [
    ...settlements.map((orphan) => ({ ...orphan, side: t("trial.settlementAlone") })),
    ...operations.map((orphan) => ({ ...orphan, side: t("trial.operationAlone") })),
  ];
  return (
    <>
      {balance.outOfBalance.length > 0 && (
        <Card title={t("trial.outOfBalance")}>
          <Group gap="sm">
            {balance.outOfBalance.map((account) => (
              <Go key={account} to="/ledger" search={{ account }}>
                {account}
              </Go>
            ))}
          </Group>
        </Card>
      )}
      {orphans.length > 0 && (
        <Card title={t("trial.orphansTitle")} flush>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("what")}</Table.Th>
                <Table.Th>{t("account")}</Table.Th>
                <Table.Th>{t("operation")}</Table.Th>
                <Table.Th>{t("fact")}</Table.Th>
                <Table.Th ta="right">{t("points")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {orphans.map((orphan) => (
                <Table.Tr key={`${orphan.side}${orphan.operation}`}>
                  <Table.Td>{orphan.side}</Table.Td>
                  <Table.Td>
                    <Go to="/ledger" search={{ account: orphan.account }}>
                      {orphan.account}
                    </Go>
                  </Table.Td>
                  <Table.Td>
                    <OperationLink number={orphan.operation} />
                  </Table.Td>
                  <Table.Td className="mono">{orphan.fact}</Table.Td>
                  <Table.Td ta="right">{grouped(orphan.points)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Card>
      )}
    </>
  );
}

function Books({
  title,
  lines,
  empty,
  write,
}: {
  title: string;
  lines: readonly Line[];
  empty: string;
  write: (sum: string) => string;
}) {
  const { t } = useTranslation(["ledger", "common"]);
  const currencies = byCurrency(lines);
  return (
    <Card title={title} flush>
      {currencies.length === 0 ? (
        <Text size="sm" c="dimmed" p="sm">
          {empty}
        </Text>
      ) : (
        currencies.map(({ currency, books, debit, credit }) => (
          <Table key={currency} className={css.numbers} layout="fixed" miw={560}>
            <Table.Caption style={{ captionSide: "top", textAlign: "left", padding: "0.5rem 0.75rem 0" }}>
              <Text span size="sm" fw={600} c="var(--mantine-color-text)">
                {currency}
              </Text>{" "}
              {debit === credit ? (
                <Text span size="xs" c="dimmed">
                  <IconCircleCheck
                    size={13}
                    color="var(--mantine-color-teal-7)"
                    aria-hidden
                    style={{ verticalAlign: "-2px" }}
                  />{" "}
                  {t("trial.equal")}
                </Text>
              ) : (
                <Text span size="xs" c="var(--mantine-color-error)" fw={600}>
                  <IconAlertTriangle size={13} aria-hidden style={{ verticalAlign: "-2px" }} />{" "}
                  {t("trial.unequal", { difference: write((debit - credit).toString()) })}
                </Text>
              )}
            </Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("trial.book")}</Table.Th>
                <Table.Th>{t("trial.debit")}</Table.Th>
                <Table.Th>{t("trial.credit")}</Table.Th>
                <Table.Th>{t("trial.balance")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {books.map((line) => (
                <Table.Tr key={line.book}>
                  <Table.Th scope="row" fw={400}>
                    {bookWords(t, line.book)}
                  </Table.Th>
                  <Table.Td>{write(line.debit)}</Table.Td>
                  <Table.Td>{write(line.credit)}</Table.Td>
                  <Table.Td>{write((BigInt(line.credit) - BigInt(line.debit)).toString())}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
            <Table.Tfoot>
              <Table.Tr>
                <Table.Th scope="row">{t("trial.total")}</Table.Th>
                <Table.Td fw={600}>{write(debit.toString())}</Table.Td>
                <Table.Td fw={600}>{write(credit.toString())}</Table.Td>
                <Table.Td fw={600}>{write((credit - debit).toString())}</Table.Td>
              </Table.Tr>
            </Table.Tfoot>
          </Table>
        ))
      )}
    </Card>
  );
}
