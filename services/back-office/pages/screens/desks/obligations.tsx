import { Button, SegmentedControl, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { ObligationListQuery } from "@/api/generated/office/graphql";
import { useRows } from "@/api/reading";
import { useSession } from "@/session/session";
import { useNow } from "@/ui/clock";
import { CommandDialog, ReasonField } from "@/ui/command";
import { Due } from "@/ui/due";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { AccountLink, DomainLink, Go, OperationLink } from "@/ui/links";
import { NumberFilter } from "@/ui/number-filter";
import { Page } from "@/ui/page";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { useDesk } from "./live";
import { obligationOf, wholeName } from "./names";
import { obligationsRoute } from "./routes";
import { type Owed, obligationKinds, owed } from "./search";
import { Standing } from "./signs";

const ObligationList = graphql(`
  query ObligationList(
    $name: DomainName
    $account: Int
    $due: DateTime
    $missed: Boolean
    $outstanding: Boolean
    $kind: String
    $first: Int
    $after: String
  ) {
    obligations(
      name: $name
      account: $account
      due: $due
      missed: $missed
      outstanding: $outstanding
      kind: $kind
      first: $first
      after: $after
    ) {
      nodes {
        key
        kind
        about
        name
        registration
        account
        from
        due
        rule
        standing
        missed
        letter
        operation
        reason
        settledAt
        changedBy
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const Waive = graphql(`
  mutation WaiveObligation($input: WaiveObligationInput!) {
    waiveObligation(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

type Row = ObligationListQuery["obligations"]["nodes"][number];
const KEPT = ["which", "missed", "atRisk"];
const DAY = 24 * 3_600_000;

/** The address of a view of the list. */
function viewOf(which: Owed) {
  return {
    which: which === "settled" || which === "all" ? which : undefined,
    missed: which === "missed" ? true : undefined,
    atRisk: which === "risk" ? true : undefined,
  };
}

/** What is owed about names by a day, the nearest first. */
export function Obligations() {
  const { t } = useTranslation(["desks", "common"]);
  const search = obligationsRoute.useSearch();
  const navigate = obligationsRoute.useNavigate();
  const which: Owed = search.missed ? "missed" : search.atRisk ? "risk" : (search.which ?? "due");
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const clear = () => void navigate({ search: viewOf(which), replace: true });
  const [waived, setWaived] = useState<Row | null>(null);
  useDesk("obligations");
  const now = useNow();
  const minute = Math.floor(now / 600_000) * 600_000;
  const days = which === "risk" ? Math.min(search.within ?? 1, 1) : search.within;
  const rows = useRows(
    ObligationList,
    {
      name: wholeName(search.name),
      account: search.account ?? null,
      due: days === undefined ? null : new Date(minute + days * DAY).toISOString(),
      missed: which === "missed" ? true : which === "risk" ? false : null,
      outstanding: which === "all" ? null : which !== "settled",
      kind: search.kind ?? null,
    },
    (data) => data.obligations,
  );
  const columns = useColumns(now, setWaived);
  return (
    <Page title={t("obligations.title")} full>
      <Text size="sm" c="dimmed" mb="xs">
        {t("obligations.what")}
      </Text>
      <FilterBar active={filtered(search, KEPT)} onClear={clear}>
        <SegmentedControl
          aria-label={t("obligations.which")}
          value={which}
          data={owed.map((one) => ({ value: one, label: t(`obligations.${one}`) }))}
          onChange={(next) => set(viewOf(owed.find((one) => one === next) ?? "due"))}
        />
        <TextFilter
          label={t("nameFilter")}
          value={search.name}
          onChange={(name) => set({ name })}
          width={190}
        />
        <ChoiceFilter
          label={t("obligations.kind")}
          value={search.kind}
          width={230}
          options={obligationKinds.map((kind) => {
            const { word, number } = obligationOf(kind);
            return { value: kind, label: t(`duties.${word}`, { number, defaultValue: kind }) };
          })}
          onChange={(kind) => set({ kind })}
        />
        <NumberFilter
          label={t("accountNumber")}
          value={search.account}
          onChange={(account) => set({ account })}
        />
        <NumberFilter label={t("within")} value={search.within} onChange={(within) => set({ within })} />
      </FilterBar>
      <DataTable
        label={t("obligations.title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => `${row.name} ${row.registration} ${row.key}`}
        filtered={filtered(search, KEPT)}
        onClear={clear}
        empty={t(which === "missed" || which === "risk" ? `obligations.none-${which}` : "obligations.none")}
      />
      <WaiveDialog of={waived} onClose={() => setWaived(null)} />
    </Page>
  );
}

function useColumns(now: number, onWaive: (row: Row) => void): Column<Row>[] {
  const { t } = useTranslation(["desks", "common"]);
  const { rights } = useSession();
  return useMemo(() => {
    const outstanding = (row: Row) => row.standing === "open" || row.standing === "missed";
    const columns: Column<Row>[] = [
      {
        id: "due",
        header: t("obligations.dueIn"),
        width: "8rem",
        cell: (row) => <Due at={row.due} now={now} settled={!outstanding(row)} />,
      },
      {
        id: "kind",
        header: t("obligations.kind"),
        width: "14.5rem",
        cell: (row) => {
          const { word, number } = obligationOf(row.kind);
          const words = t(`duties.${word}`, { number, defaultValue: row.kind });
          if (word !== "disclosure-answer") return words;
          return (
            <Go to="/disclosures/$number" params={{ number: String(number) }} search={{}}>
              {words}
            </Go>
          );
        },
      },
      { id: "name", header: t("name"), width: "12rem", cell: (row) => <DomainLink name={row.name} /> },
      {
        id: "account",
        header: t("account"),
        width: "6rem",
        cell: (row) => <AccountLink number={row.account} />,
      },
      {
        id: "standing",
        header: t("state"),
        width: "8rem",
        cell: (row) => <Standing of={row.standing} late={row.missed} />,
      },
      {
        id: "from",
        header: t("obligations.from"),
        width: "7rem",
        cell: (row) => <When at={row.from} only="day" />,
      },
      { id: "about", header: t("obligations.about"), width: "7rem", cell: (row) => row.about },
      { id: "rule", header: t("obligations.rule"), width: "1fr", cell: (row) => row.rule },
      {
        id: "by",
        header: t("obligations.settledBy"),
        width: "8rem",
        cell: (row) =>
          row.operation ? (
            <OperationLink number={row.operation} />
          ) : row.letter ? (
            t("obligations.letter", { id: row.letter })
          ) : (
            row.reason
          ),
      },
    ];
    if (!rights.support) return columns;
    const waive: Column<Row> = {
      id: "waive",
      header: t("actions"),
      width: "6.5rem",
      cell: (row) =>
        outstanding(row) ? (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t("waive.of", { key: row.key, name: row.name })}
            onClick={() => onWaive(row)}
          >
            {t("waive.button")}
          </Button>
        ) : null,
    };
    return [...columns.slice(0, 5), waive, ...columns.slice(5)];
  }, [t, now, rights.support, onWaive]);
}

function WaiveDialog({ of, onClose }: { of: Row | null; onClose: () => void }) {
  const { t } = useTranslation("desks");
  const [reason, setReason] = useState("");
  const { word, number } = obligationOf(of?.kind ?? "");
  const what = t(`duties.${word}`, { number, defaultValue: of?.kind ?? "" });
  return (
    <CommandDialog
      opened={of !== null}
      onClose={onClose}
      title={t("waive.title", { what, name: of?.name })}
      explain={t("waive.explain")}
      verb={t("waive.verb")}
      danger
      document={Waive}
      variables={() =>
        of && reason.trim() !== "" ? { input: { name: of.name, key: of.key, reason } } : null
      }
      done={t("waive.done")}
      onDone={() => setReason("")}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}
