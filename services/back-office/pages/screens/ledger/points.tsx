import { Group, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useRows } from "@/api/reading";
import { grouped, Points } from "@/ui/amount";
import { endOf, startOf } from "@/ui/days";
import { InvoiceLink, OperationLink } from "@/ui/links";
import { type Column, DataTable } from "@/ui/table";
import { Tag, type TagColor } from "@/ui/tag";
import { When } from "@/ui/when";
import { EntryPanel } from "./entry";
import { Period } from "./period";
import { type Entry, LedgerEntries, LedgerEntriesNewest, turned } from "./reading";
import { ledgerRoute } from "./routes";
import { Standing, Waiting } from "./standing";
import { bookWords, kindWords } from "./words";

/** What a movement does to the points that are free to use. */
export function effect(entry: Pick<Entry, "debit" | "credit" | "points">): number {
  if (entry.credit === "available") return entry.points;
  return entry.debit === "available" ? -entry.points : 0;
}

/** The statement of an account's points with its running balance. */
export function PointsTab({ account }: { account: number }) {
  const { t } = useTranslation(["ledger", "common"]);
  const search = ledgerRoute.useSearch();
  const navigate = useNavigate({ from: ledgerRoute.fullPath });
  const from = search.from ? startOf(search.from) : null;
  const to = search.to ? endOf(search.to) : null;
  const asOf = search.asOf ? endOf(search.asOf) : null;
  const rows = useRows(
    search.asc ? LedgerEntries : LedgerEntriesNewest,
    { account, from, to, asOf },
    (data) => (search.asc ? data.ledger : turned(data.ledger)),
  );
  const columns = useMemo<Column<Entry>[]>(
    () => [
      { id: "sequence", header: t("number"), width: "4rem", align: "right", cell: (row) => row.sequence },
      { id: "at", header: t("when"), width: "8.75rem", cell: (row) => <When at={row.at} /> },
      {
        id: "kind",
        header: t("kind"),
        width: "8rem",
        cell: (row) => <Tag color={tone[row.kind] ?? "gray"}>{kindWords(t, row.kind)}</Tag>,
      },
      { id: "what", header: t("what"), width: "2fr", cell: (row) => <What entry={row} /> },
      {
        id: "books",
        header: t("books"),
        width: "10.5rem",
        cell: (row) => (
          <Text span size="xs" c="dimmed">
            {t("fromTo", { debit: bookWords(t, row.debit), credit: bookWords(t, row.credit) })}
          </Text>
        ),
      },
      {
        id: "points",
        header: t("points"),
        width: "7.5rem",
        align: "right",
        cell: (row) => <Change entry={row} />,
      },
      {
        id: "available",
        header: t("available"),
        width: "7.5rem",
        align: "right",
        cell: (row) => <Points value={row.available} />,
      },
      {
        id: "reserved",
        header: t("reserved"),
        width: "6.5rem",
        align: "right",
        cell: (row) => <Points value={row.reserved} />,
      },
      {
        id: "spent",
        header: t("spent"),
        width: "6.5rem",
        align: "right",
        cell: (row) => <Points value={row.spent} />,
      },
    ],
    [t],
  );
  const open = (entry: number | undefined) =>
    void navigate({ search: (before) => ({ ...before, entry }), replace: true });
  return (
    <>
      <Standing account={account} asOf={asOf} />
      {!search.asOf && <Waiting account={account} />}
      <DataTable
        label={t("statement")}
        columns={columns}
        rows={rows}
        keyOf={(row) => String(row.sequence)}
        onOpen={(row) => open(row.sequence)}
        filtered={Boolean(search.from || search.to)}
        onClear={() =>
          void navigate({
            search: (before) => ({ ...before, from: undefined, to: undefined }),
            replace: true,
          })
        }
        empty={t("noMovements")}
        foot={!search.asOf && <Period account={account} from={from} to={to} />}
      />
      <EntryPanel account={account} sequence={search.entry} onClose={() => open(undefined)} />
    </>
  );
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

function Change({ entry }: { entry: Entry }) {
  const { t } = useTranslation("ledger");
  const change = effect(entry);
  if (change !== 0) return <Points value={change} signed />;
  // Reserved points that are spent change nothing of what is free.
  return (
    <Text span c="dimmed" inherit title={t("noEffect")}>
      {`(${grouped(entry.points)})`}
    </Text>
  );
}

function What({ entry }: { entry: Entry }) {
  return (
    <Group gap={6} wrap="nowrap">
      <OperationLink number={entry.operation} />
      <InvoiceLink number={entry.reference} />
      <Text span inherit truncate>
        {entry.label ?? entry.reason ?? ""}
      </Text>
    </Group>
  );
}
