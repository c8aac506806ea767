import { Badge, Button, Group, SegmentedControl, Select, SimpleGrid, Skeleton, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { OwnMovementsQuery, OwnPointsQuery } from "@/api/generated/reseller/graphql";
import { useReading, useRows } from "@/api/reading";
import { useSession } from "@/session/session";
import { grouped, money, Points } from "@/ui/amount";
import { DayField } from "@/ui/day-field";
import { endOf, type Span, span, startOf } from "@/ui/days";
import { useDialogs } from "@/ui/dialogs";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { FilterBar } from "@/ui/filters";
import { Card, Page } from "@/ui/page";
import { type Column, DataTable } from "@/ui/table";
import { Tag, type TagColor } from "@/ui/tag";
import { bytes } from "@/ui/tools";
import { When } from "@/ui/when";
import { useDocument } from "../document";
import { OwnInvoiceLink, OwnOperationLink } from "../links";
import { written } from "./amounts";
import { LevelDialog } from "./level";
import { pointsRoute } from "./routes";

const OwnPoints = graphql(`
  query OwnPoints {
    me {
      currency pointsPerUnit lowPoints
      points { available reserved spent granted }
      bank { iban bic holder }
    }
  }
`);

const OwnMovements = graphql(`
  query OwnMovements($from: DateTime, $to: DateTime, $newest: Boolean!, $first: Int, $after: String) {
    ledger(from: $from, to: $to, newest: $newest, first: $first, after: $after) {
      nodes { sequence at kind operation label debit credit points available reserved reference reason }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const OwnStatement = graphql(`
  query OwnStatement($from: DateTime, $to: DateTime) {
    statement(from: $from, to: $to) {
      movements closingAmount
      opening { available }
      closing { available }
    }
  }
`);

const OwnStatementCsv = graphql(`
  query OwnStatementCsv($from: DateTime, $to: DateTime) {
    statement(from: $from, to: $to) { csv }
  }
`);

const OwnStatementPdf = graphql(`
  query OwnStatementPdf($from: DateTime, $to: DateTime) {
    statement(from: $from, to: $to) { pdf }
  }
`);

type Own = OwnPointsQuery["me"];
type Movement = OwnMovementsQuery["ledger"]["nodes"][number];
interface Period {
  from: string | null;
  to: string | null;
}

const spans: readonly Span[] = ["month", "lastMonth", "year", "lastYear"];

/** Points that are left, and every movement with the balance after it. */
export function PointsPage() {
  const { t } = useTranslation(["manager/money", "common"]);
  const search = pointsRoute.useSearch();
  const navigate = useNavigate({ from: pointsRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const reading = useReading(OwnPoints, {});
  const period: Period = {
    from: search.from ? startOf(search.from) : null,
    to: search.to ? endOf(search.to) : null,
  };
  const rows = useRows(OwnMovements, { ...period, newest: !search.asc }, (data) => data.ledger);
  const columns = useColumns();
  const chosen = spans.find((name) => {
    const { from, to } = span(name);
    return search.from === from && search.to === to;
  });
  return (
    <Page title={t("points.title")}>
      {reading.error && <Failure error={reading.error} again={reading.again} />}
      <Standing of={reading.data?.me} />
      <FilterBar
        active={Boolean(search.from || search.to)}
        onClear={() => set({ from: undefined, to: undefined })}
        end={
          <SegmentedControl
            aria-label={t("points.order")}
            value={search.asc ? "oldest" : "newest"}
            data={(["newest", "oldest"] as const).map((value) => ({ value, label: t(`points.${value}`) }))}
            onChange={(value) => set({ asc: value === "oldest" || undefined })}
          />
        }
      >
        <Select
          aria-label={t("points.period")}
          placeholder={t("points.period")}
          w={150}
          clearable
          value={chosen ?? null}
          data={spans.map((name) => ({ value: name, label: t(`points.spans.${name}`) }))}
          onChange={(name) => set(name ? span(name as Span) : { from: undefined, to: undefined })}
        />
        <DayField label={t("points.from")} value={search.from} onChange={(from) => set({ from })} />
        <DayField label={t("points.to")} value={search.to} onChange={(to) => set({ to })} />
      </FilterBar>
      <DataTable
        label={t("points.statement")}
        columns={columns}
        rows={rows}
        keyOf={(row) => String(row.sequence)}
        filtered={Boolean(search.from || search.to)}
        onClear={() => set({ from: undefined, to: undefined })}
        empty={t("points.none")}
        height="60vh"
        foot={<Balances {...period} />}
      />
    </Page>
  );
}

function Standing({ of }: { of: Own | undefined }) {
  const { t } = useTranslation(["manager/money", "common"]);
  const { me } = useSession();
  const { show, name, turn, props } = useDialogs<"level">();
  if (!of) return <Skeleton height={110} mb="sm" role="status" aria-label={t("common:table.loading")} />;
  const low = of.lowPoints != null && of.points.available < of.lowPoints;
  const worth = money(Math.floor((of.points.available * 100) / of.pointsPerUnit), of.currency);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm" verticalSpacing={0}>
      <Card
        title={t("points.left")}
        actions={
          <Button size="compact-xs" variant="default" onClick={() => show("level")}>
            {t("points.level.open")}
          </Button>
        }
      >
        <Facts
          of={[
            [
              t("points.available"),
              <Group key="a" gap={6}>
                <b>{grouped(of.points.available)}</b>
                <Text span size="xs" c="dimmed">
                  {worth}
                </Text>
                {low && <Badge color="orange">{t("points.low")}</Badge>}
              </Group>,
            ],
            [t("points.reserved"), <Points key="r" value={of.points.reserved} />],
            [t("points.spent"), <Points key="s" value={of.points.spent} />],
            [t("points.granted"), <Points key="g" value={of.points.granted} />],
            [t("points.level.title"), of.lowPoints == null ? t("points.level.never") : grouped(of.lowPoints)],
          ]}
        />
      </Card>
      <Card title={t("points.topUp")}>
        {of.bank ? (
          <>
            <Text size="sm" mb="xs">
              {t("points.transfer", { per: grouped(of.pointsPerUnit), currency: of.currency })}
            </Text>
            <Facts
              of={[
                [t("points.bankHolder"), of.bank.holder],
                [
                  "IBAN",
                  <span key="i" className="mono">
                    {of.bank.iban}
                  </span>,
                ],
                [
                  "BIC",
                  <span key="b" className="mono">
                    {of.bank.bic}
                  </span>,
                ],
                [
                  t("points.purpose"),
                  <span key="p" className="mono">
                    {me.login}
                  </span>,
                ],
              ]}
            />
          </>
        ) : (
          <Text size="sm">{t("points.ask", { per: grouped(of.pointsPerUnit), currency: of.currency })}</Text>
        )}
      </Card>
      {name && <LevelDialog key={turn} {...props} level={of.lowPoints ?? null} />}
    </SimpleGrid>
  );
}

/** What a movement does to the points that are free to use. */
export function effect({ debit, credit, points }: Pick<Movement, "debit" | "credit" | "points">): number {
  if (credit === "available") return points;
  return debit === "available" ? -points : 0;
}

const tone: Record<string, TagColor> = {
  Bought: "teal",
  Granted: "teal",
  Refunded: "teal",
  Released: "blue",
  Reserved: "orange",
  Settled: "gray",
  Adjusted: "grape",
  Returned: "red",
};

function useColumns(): Column<Movement>[] {
  const { t } = useTranslation(["manager/money", "common"]);
  return useMemo(
    () => [
      { id: "at", header: t("points.when"), width: "9rem", cell: (row) => <When at={row.at} /> },
      {
        id: "kind",
        header: t("points.kind"),
        width: "8.5rem",
        cell: (row) => (
          <Tag color={tone[row.kind] ?? "gray"}>
            {t(`points.kinds.${row.kind}` as "points.kinds.Bought", { defaultValue: row.kind })}
          </Tag>
        ),
      },
      {
        id: "what",
        header: t("points.what"),
        width: "2fr",
        cell: (row) => (
          <Group gap={6} wrap="nowrap">
            <OwnOperationLink number={row.operation} />
            <OwnInvoiceLink number={row.reference} />
            <Text span inherit truncate>
              {row.label ?? row.reason ?? ""}
            </Text>
          </Group>
        ),
      },
      {
        id: "points",
        header: t("points.points"),
        width: "8rem",
        align: "right",
        cell: (row) => {
          const change = effect(row);
          if (change !== 0) return <Points value={change} signed />;
          // What was put aside is spent: of what is free nothing changes.
          return (
            <Text span c="dimmed" inherit title={t("points.noEffect")}>
              {`(${grouped(row.points)})`}
            </Text>
          );
        },
      },
      {
        id: "available",
        header: t("points.available"),
        width: "8rem",
        align: "right",
        cell: (row) => <Points value={row.available} />,
      },
      {
        id: "reserved",
        header: t("points.reserved"),
        width: "8rem",
        align: "right",
        cell: (row) => <Points value={row.reserved} />,
      },
    ],
    [t],
  );
}

/** Of the period: before, after, and the document. */
function Balances(period: Period) {
  const { t } = useTranslation(["manager/money", "common"]);
  const { me } = useSession();
  const { data } = useReading(OwnStatement, period);
  const file = [t("points.file"), me.account, period.from?.slice(0, 10), period.to?.slice(0, 10)]
    .filter(Boolean)
    .join("-");
  const csv = useDocument(OwnStatementCsv, ({ statement }) => ({
    name: `${file}.csv`,
    content: statement.csv,
    type: "text/csv;charset=utf-8",
  }));
  const pdf = useDocument(OwnStatementPdf, ({ statement }) => ({
    name: `${file}.pdf`,
    content: bytes(statement.pdf),
    type: "application/pdf",
  }));
  return (
    <Group gap="sm">
      {data && (
        <>
          <Text size="xs" span>
            {t("points.opening")} <b>{grouped(data.statement.opening.available)}</b>
          </Text>
          <Text size="xs" span>
            {t("points.closing")} <b>{grouped(data.statement.closing.available)}</b>{" "}
            <Text span c="dimmed" inherit>
              {`= ${written(data.statement.closingAmount)}`}
            </Text>
          </Text>
        </>
      )}
      <Group gap={4}>
        {(["CSV", "PDF"] as const).map((kind) => {
          const { write, busy } = kind === "CSV" ? csv : pdf;
          return (
            <Button
              key={kind}
              size="compact-xs"
              variant="default"
              loading={busy}
              leftSection={<IconDownload size={13} aria-hidden />}
              aria-label={t("points.download", { kind })}
              onClick={() => void write(period)}
            >
              {kind}
            </Button>
          );
        })}
      </Group>
    </Group>
  );
}
