import { Button, Menu, NumberInput, Text } from "@mantine/core";
import { IconBroadcast, IconChevronDown, IconDownload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "@/api/live";
import { useRows } from "@/api/reading";
import { useSession } from "@/session/session";
import { useNow } from "@/ui/clock";
import { Age } from "@/ui/due";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { AccountLink, OperationLink } from "@/ui/links";
import { NumberFilter } from "@/ui/number-filter";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { BulkDialog } from "./bulk";
import { Reply, Subject, WaitsFor } from "./cells";
import { allows, type Verb, verbs } from "./commands";
import { asked, useExport } from "./export";
import { StatesFilter } from "./filters";
import { PendingOperations } from "./live";
import css from "./operations.module.css";
import { type PendingRow, PendingStatus } from "./pending-query";
import { pendingRoute } from "./routes";
import { actions, type PendingSearch, parties, pendingStates } from "./search";
import { ViewChips } from "./view-chips";
import { partyOf } from "./waiting";

/** As many rows of a page as the server answers at most. */
const PAGE = 200;
const DAY = 24 * 3_600_000;

/** What was asked for and is neither done nor given up, as it moves. */
export function Pending() {
  const { t } = useTranslation(["operations", "common"]);
  const search = pendingRoute.useSearch();
  const navigate = useNavigate({ from: pendingRoute.fullPath });
  const { rights } = useSession();
  const now = useNow();
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const [bulk, setBulk] = useState<Verb | null>(null);
  const choose = (next: PendingSearch) => void navigate({ search: next, replace: true });
  const set = (change: Partial<typeof search>) => choose({ ...search, ...change });
  const listens = useLive(PendingOperations, { account: search.account ?? null });
  const rows = useRows(PendingStatus, asked(search), (data) => data.pendingStatus, PAGE);
  const { hasMore, loadingMore, more } = rows;
  // It is short enough to be had as a whole: what is not there cannot be sorted by its age, nor exported.
  useEffect(() => {
    if (hasMore && !loadingMore) more();
  }, [hasMore, loadingMore, more]);
  const shown = useMemo(() => arranged(rows.rows, search, now), [rows.rows, search, now]);
  const chosen = shown.filter((row) => selection.has(row.id));
  const columns = usePendingColumns(now);
  const [exportCsv, exporting] = useExport(search);
  return (
    <Page
      title={t("pending.title")}
      badges={listens && <Live />}
      actions={
        <>
          {rights.support && chosen.length > 0 && <BulkMenu rows={chosen} onChoose={setBulk} />}
          <Button
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            disabled={shown.length === 0 || hasMore}
            loading={exporting}
            onClick={() => void exportCsv(shown, chosen)}
          >
            {t("common:table.csv")}
          </Button>
        </>
      }
      full
    >
      <ViewChips search={search} onChoose={choose} />
      <FilterBar active={filtered(search)} onClear={() => choose({})}>
        <TextFilter
          label={t("pending.text")}
          value={search.text}
          onChange={(text) => set({ text })}
          width={190}
        />
        <StatesFilter value={search.states} known={pendingStates} onChange={(states) => set({ states })} />
        <ChoiceFilter
          label={t("action")}
          value={search.action}
          options={actions.map((action) => ({ value: action, label: t(`common:actions.${action}`) }))}
          onChange={(action) => set({ action })}
        />
        <ChoiceFilter
          label={t("waitsFor")}
          value={search.waits}
          options={parties.map((party) => ({ value: party, label: t(`parties.${party}`) }))}
          onChange={(waits) => set({ waits })}
        />
        <NumberFilter
          label={t("accountNumber")}
          value={search.account}
          onChange={(account) => set({ account })}
        />
        <NumberFilter
          label={t("pending.older")}
          value={search.older}
          width={150}
          onChange={(older) => set({ older })}
        />
        <NumberInput
          aria-label={t("pending.months")}
          prefix={t("pending.monthsPrefix")}
          w={140}
          min={1}
          max={120}
          value={search.months ?? 4}
          onChange={(months) =>
            set({ months: typeof months === "number" && months !== 4 ? months : undefined })
          }
        />
      </FilterBar>
      <DataTable
        label={t("pending.title")}
        columns={columns}
        rows={{ ...rows, rows: shown }}
        keyOf={(row) => row.id}
        onOpen={(row) =>
          void navigate({ to: "/operations/$number", params: { number: String(row.number) }, search: {} })
        }
        sort={{ by: search.sort ?? "age", descending: search.desc ?? search.sort === undefined }}
        onSort={(by, descending) => set({ sort: by as PendingSearch["sort"], desc: descending })}
        filtered={filtered(search)}
        onClear={() => choose({})}
        empty={t("pending.none")}
        {...(rights.support ? { selection, onSelect: setSelection } : {})}
      />
      {bulk && (
        <BulkDialog
          verb={bulk}
          rows={chosen}
          onClose={() => {
            setBulk(null);
            setSelection(new Set());
          }}
        />
      )}
    </Page>
  );
}

function Live() {
  const { t } = useTranslation();
  return (
    <span className={css.live}>
      <IconBroadcast size={14} stroke={1.5} aria-hidden />
      {t("shell.live")}
    </span>
  );
}

function BulkMenu({ rows, onChoose }: { rows: readonly PendingRow[]; onChoose: (verb: Verb) => void }) {
  const { t } = useTranslation("operations");
  const able = verbs.filter((verb) => rows.some((row) => allows(row, verb)));
  if (able.length === 0) return <Text size="sm">{t("bulk.nothing")}</Text>;
  return (
    <Menu>
      <Menu.Target>
        <Button rightSection={<IconChevronDown size={14} aria-hidden />}>
          {t("bulk.chosen", { count: rows.length })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {able.map((verb) => (
          <Menu.Item key={verb} color={verb === "restart" ? undefined : "red"} onClick={() => onChoose(verb)}>
            {t(`bulk.${verb}.verb`, { count: rows.filter((row) => allows(row, verb)).length })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What the server does not filter by; the oldest first, where nothing else is asked for. */
function arranged(rows: readonly PendingRow[], search: PendingSearch, now: number): PendingRow[] {
  const text = search.text?.toLowerCase();
  const found = rows.filter(
    (row) =>
      (!text ||
        row.subject.includes(text) ||
        row.domain?.unicode.includes(text) ||
        String(row.number) === text) &&
      (!search.waits || row.waitsFor.some(({ who }) => partyOf(who) === search.waits)) &&
      (search.older === undefined || now - Date.parse(row.since) >= search.older * DAY),
  );
  const by: Record<string, (row: PendingRow) => number> = {
    age: (row) => now - Date.parse(row.since),
    number: (row) => row.number,
    attempts: (row) => row.attempts,
  };
  const value = by[search.sort ?? "age"] ?? ((row: PendingRow) => row.number);
  const sign = (search.desc ?? search.sort === undefined) ? -1 : 1;
  return found.sort((a, b) => sign * (value(a) - value(b)));
}

function usePendingColumns(now: number): Column<PendingRow>[] {
  const { t } = useTranslation(["operations", "common"]);
  return useMemo(
    () => [
      {
        id: "number",
        header: t("number"),
        width: "5.75rem",
        sortable: true,
        cell: (row) => <OperationLink number={row.number} />,
      },
      { id: "state", header: t("state"), width: "8.5rem", cell: (row) => <State of={row.state} /> },
      {
        id: "action",
        header: t("action"),
        width: "8.5rem",
        cell: (row) => t(`common:actions.${row.action}`, { defaultValue: row.action }),
      },
      {
        id: "subject",
        header: t("subject"),
        width: "12.5rem",
        cell: (row) => <Subject kind={row.kind} subject={row.subject} unicode={row.domain?.unicode} />,
      },
      {
        id: "account",
        header: t("account"),
        width: "6.25rem",
        cell: (row) => <AccountLink number={row.account} name={row.accountNode?.nichandle} />,
      },
      {
        id: "age",
        header: t("age"),
        width: "5.75rem",
        sortable: true,
        cell: (row) => <Age since={row.since} now={now} />,
      },
      { id: "waits", header: t("waitsFor"), width: "11rem", cell: (row) => <WaitsFor of={row.waitsFor} /> },
      {
        id: "attempts",
        header: t("attempts"),
        width: "6.5rem",
        align: "right",
        sortable: true,
        cell: (row) => row.attempts,
      },
      {
        id: "reply",
        header: t("reply"),
        width: "1fr",
        cell: (row) => <Reply code={row.replyCode} message={row.replyMessage} />,
      },
    ],
    [t, now],
  );
}
