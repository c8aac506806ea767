import { ActionIcon, Button, Menu, Text, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDots, IconEyeOff, IconGitCompare } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { DriftListQuery } from "@/api/generated/office/graphql";
import { useRows } from "@/api/reading";
import { useSession } from "@/session/session";
import { useNow } from "@/ui/clock";
import { CommandDialog } from "@/ui/command";
import { Age } from "@/ui/due";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { AccountLink, DomainLink, OperationLink } from "@/ui/links";
import { NumberFilter } from "@/ui/number-filter";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { DecideDialog, type Decision, type Difference, decisions, Reconcile } from "./drift-commands";
import { useDesk } from "./live";
import { wholeName } from "./names";
import { driftRoute } from "./routes";
import { driftFields, standings } from "./search";

const DriftList = graphql(`
  query DriftList(
    $name: DomainName
    $account: Int
    $field: DriftField
    $standing: DriftStanding
    $first: Int
    $after: String
  ) {
    drift(
      name: $name
      account: $account
      field: $field
      standing: $standing
      first: $first
      after: $after
    ) {
      nodes {
        name
        field
        registration
        account
        believed
        shown
        standing
        reason
        operation
        foundAt
        settledAt
        changedBy
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Row = DriftListQuery["drift"]["nodes"][number];

const icons = { accept: IconArrowDown, push: IconArrowUp, ignore: IconEyeOff };

/** Where registries show something else than is believed. */
export function Drift() {
  const { t } = useTranslation(["desks", "common"]);
  const search = driftRoute.useSearch();
  const navigate = driftRoute.useNavigate();
  const { rights } = useSession();
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const clear = () => void navigate({ search: {}, replace: true });
  const [decided, setDecided] = useState<{ decision: Decision; of: Difference } | null>(null);
  const [comparing, setComparing] = useState<string | null>(null);
  useDesk("drift");
  const now = useNow();
  const standing = search.standing ?? "OPEN";
  const rows = useRows(
    DriftList,
    {
      name: wholeName(search.name),
      account: search.account ?? null,
      field: search.field ?? null,
      standing: standing === "ALL" ? null : standing,
    },
    (data) => data.drift,
  );
  const columns = useColumns(now, (decision, of) => setDecided({ decision, of }), setComparing);
  return (
    <Page
      title={t("drift.title")}
      actions={
        rights.support && (
          <Button
            variant="default"
            leftSection={<IconGitCompare size={14} aria-hidden />}
            onClick={() => setComparing(search.name ?? "")}
          >
            {t("drift.compare.button")}
          </Button>
        )
      }
      full
    >
      <Text size="sm" c="dimmed" mb="xs">
        {t("drift.what")}
      </Text>
      <FilterBar active={filtered(search)} onClear={clear}>
        <ChoiceFilter
          label={t("state")}
          value={search.standing}
          options={[
            ...standings.map((one) => ({ value: one, label: t(`common:states.${one}`) })),
            { value: "ALL" as const, label: t("drift.all") },
          ]}
          onChange={(next) => set({ standing: next })}
        />
        <TextFilter
          label={t("nameFilter")}
          value={search.name}
          onChange={(name) => set({ name })}
          width={200}
        />
        <ChoiceFilter
          label={t("drift.field")}
          value={search.field}
          width={200}
          options={driftFields.map((field) => ({ value: field, label: t(`drift.fields.${field}`) }))}
          onChange={(field) => set({ field })}
        />
        <NumberFilter
          label={t("accountNumber")}
          value={search.account}
          onChange={(account) => set({ account })}
        />
      </FilterBar>
      <DataTable
        label={t("drift.title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => `${row.name} ${row.registration} ${row.field} ${row.foundAt}`}
        filtered={filtered(search)}
        onClear={clear}
        empty={t("drift.none")}
      />
      {decided && <DecideDialog {...decided} onClose={() => setDecided(null)} />}
      {comparing !== null && <CompareDialog name={comparing} onClose={() => setComparing(null)} />}
    </Page>
  );
}

function useColumns(
  now: number,
  onDecide: (decision: Decision, of: Difference) => void,
  onCompare: (name: string) => void,
): Column<Row>[] {
  const { t } = useTranslation(["desks", "common"]);
  const { rights } = useSession();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is called opens a dialog, and is alike every time.
  return useMemo(() => {
    const columns: Column<Row>[] = [
      { id: "name", header: t("name"), width: "12rem", cell: (row) => <DomainLink name={row.name} /> },
      {
        id: "field",
        header: t("drift.field"),
        width: "9rem",
        cell: (row) => (row.field ? t(`drift.fields.${row.field}`) : "–"),
      },
      {
        id: "believed",
        header: t("drift.believed"),
        width: "1fr",
        cell: (row) => <Long of={row.believed} />,
      },
      { id: "shown", header: t("drift.shown"), width: "1fr", cell: (row) => <Long of={row.shown} /> },
      { id: "standing", header: t("state"), width: "7rem", cell: (row) => <State of={row.standing} /> },
      {
        id: "account",
        header: t("account"),
        width: "6rem",
        cell: (row) => <AccountLink number={row.account} />,
      },
      {
        id: "found",
        header: t("drift.foundAt"),
        width: "6.5rem",
        cell: (row) =>
          row.standing === "OPEN" ? <Age since={row.foundAt} now={now} /> : <When at={row.settledAt} />,
      },
      {
        id: "why",
        header: t("drift.why"),
        width: "6rem",
        cell: (row) =>
          row.operation ? <OperationLink number={row.operation} /> : <Long of={row.reason ?? ""} />,
      },
    ];
    if (!rights.support) return columns;
    return [
      ...columns,
      {
        id: "actions",
        header: t("actions"),
        width: "5rem",
        cell: (row) => <RowMenu row={row} onDecide={onDecide} onCompare={onCompare} />,
      },
    ];
  }, [t, now, rights.support]);
}

function Long({ of }: { of: string }) {
  return <span title={of}>{of || "–"}</span>;
}

function RowMenu({
  row,
  onDecide,
  onCompare,
}: {
  row: Row;
  onDecide: (decision: Decision, of: Difference) => void;
  onCompare: (name: string) => void;
}) {
  const { t } = useTranslation("desks");
  const { field } = row;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon
          size="sm"
          aria-label={t("drift.actionsOf", {
            name: row.name,
            field: field ? t(`drift.fields.${field}`) : "",
          })}
        >
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {field &&
          row.standing === "OPEN" &&
          decisions.map((decision) => {
            const Icon = icons[decision];
            return (
              <Menu.Item
                key={decision}
                leftSection={<Icon size={14} />}
                onClick={() =>
                  onDecide(decision, { name: row.name, field, believed: row.believed, shown: row.shown })
                }
              >
                {t(`drift.${decision}.item`)}
              </Menu.Item>
            );
          })}
        <Menu.Item leftSection={<IconGitCompare size={14} />} onClick={() => onCompare(row.name)}>
          {t("drift.compare.again")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function CompareDialog({ name: begun, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslation("desks");
  const [name, setName] = useState(begun);
  return (
    <CommandDialog
      opened
      onClose={onClose}
      title={t("drift.compare.title")}
      explain={t("drift.compare.explain")}
      verb={t("drift.compare.verb")}
      document={Reconcile}
      variables={() => {
        const whole = wholeName(name.trim());
        return whole ? { input: { name: whole } } : null;
      }}
      done={t("drift.compare.done", { name: name.trim() })}
    >
      {(errorOf) => (
        <TextInput
          label={t("name")}
          value={name}
          required
          error={errorOf("name")}
          autoComplete="off"
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
    </CommandDialog>
  );
}
