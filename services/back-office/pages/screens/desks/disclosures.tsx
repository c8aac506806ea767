import { Badge, Button, SegmentedControl, Text } from "@mantine/core";
import { IconAlarm, IconPlus } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { DisclosureListQuery } from "@/api/generated/office/graphql";
import { useRows } from "@/api/reading";
import { useSession } from "@/session/session";
import { useNow } from "@/ui/clock";
import { Due } from "@/ui/due";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { DomainLink, Go } from "@/ui/links";
import { Page } from "@/ui/page";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { FileDialog } from "./disclosure-file";
import { useDesk } from "./live";
import { wholeName } from "./names";
import { disclosuresRoute } from "./routes";
import { answered, requesterKinds, requestStatuses } from "./search";
import { Standing } from "./signs";

const DisclosureList = graphql(`
  query DisclosureList(
    $name: DomainName
    $status: String
    $open: Boolean
    $kind: RequesterKind
    $missed: Boolean
    $first: Int
    $after: String
  ) {
    disclosureRequests(
      name: $name
      status: $status
      open: $open
      kind: $kind
      missed: $missed
      first: $first
      after: $after
    ) {
      nodes {
        number
        name
        status
        kind
        legalBasis
        urgent
        receivedAt
        due
        missed
        endedAt
        decidedBy
        asked { role items }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Row = DisclosureListQuery["disclosureRequests"]["nodes"][number];
const KEPT = ["which"];

/** Requests for data that the directory does not show, by the hours that are left. */
export function Disclosures() {
  const { t } = useTranslation(["desks", "common"]);
  const search = disclosuresRoute.useSearch();
  const navigate = disclosuresRoute.useNavigate();
  const { rights } = useSession();
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const clear = () => void navigate({ search: { which: search.which }, replace: true });
  const [filing, setFiling] = useState(false);
  useDesk("disclosure-request");
  const now = useNow();
  const which = search.which ?? "open";
  const rows = useRows(
    DisclosureList,
    {
      name: wholeName(search.name),
      status: search.status ?? null,
      open: which === "open" ? true : which === "ended" ? false : null,
      kind: search.kind ?? null,
      missed: which === "missed" ? true : null,
    },
    (data) => data.disclosureRequests,
  );
  const columns = useColumns(now);
  const open = (number: number) =>
    void navigate({ to: "/disclosures/$number", params: { number: String(number) }, search: {} });
  return (
    <Page
      title={t("disclosures.title")}
      actions={
        rights.support && (
          <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setFiling(true)}>
            {t("file.button")}
          </Button>
        )
      }
      full
    >
      <Text size="sm" c="dimmed" mb="xs">
        {t("disclosures.what")}
      </Text>
      <FilterBar active={filtered(search, KEPT)} onClear={clear}>
        <SegmentedControl
          aria-label={t("disclosures.which")}
          value={which}
          data={answered.map((one) => ({ value: one, label: t(`disclosures.${one}`) }))}
          onChange={(next) =>
            set({ which: next === "open" ? undefined : answered.find((one) => one === next) })
          }
        />
        <TextFilter
          label={t("nameFilter")}
          value={search.name}
          onChange={(name) => set({ name })}
          width={200}
        />
        <ChoiceFilter
          label={t("state")}
          value={search.status}
          options={requestStatuses.map((status) => ({ value: status, label: t(`standings.${status}`) }))}
          onChange={(status) => set({ status })}
        />
        <ChoiceFilter
          label={t("disclosures.kind")}
          value={search.kind}
          width={220}
          options={requesterKinds.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
          onChange={(kind) => set({ kind })}
        />
      </FilterBar>
      <DataTable
        label={t("disclosures.title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => String(row.number)}
        onOpen={(row) => open(row.number)}
        filtered={filtered(search, KEPT)}
        onClear={clear}
        empty={t(which === "open" ? "disclosures.noneOpen" : "disclosures.none")}
      />
      {filing && <FileDialog onClose={() => setFiling(false)} onFiled={open} />}
    </Page>
  );
}

function useColumns(now: number): Column<Row>[] {
  const { t } = useTranslation(["desks", "common"]);
  return useMemo(
    () => [
      {
        id: "number",
        header: t("number"),
        width: "5.5rem",
        cell: (row) => (
          <Go to="/disclosures/$number" params={{ number: String(row.number) }} search={{}}>
            {row.number}
          </Go>
        ),
      },
      {
        id: "due",
        header: t("disclosures.due"),
        width: "8rem",
        cell: (row) => <Due at={row.due} now={now} settled={Boolean(row.endedAt)} />,
      },
      {
        id: "status",
        header: t("state"),
        width: "13rem",
        cell: (row) => (
          <>
            <Standing of={row.status} />{" "}
            {row.urgent && (
              <Badge color="red" leftSection={<IconAlarm size={11} aria-hidden />}>
                {t("disclosures.urgent")}
              </Badge>
            )}
          </>
        ),
      },
      { id: "name", header: t("name"), width: "12rem", cell: (row) => <DomainLink name={row.name} /> },
      {
        id: "kind",
        header: t("disclosures.kind"),
        width: "10rem",
        cell: (row) => (row.kind ? t(`kinds.${row.kind}`) : "–"),
      },
      {
        id: "basis",
        header: t("disclosures.basis"),
        width: "9rem",
        cell: (row) => (row.legalBasis ? t(`bases.${row.legalBasis}`) : "–"),
      },
      {
        id: "asked",
        header: t("disclosures.asked"),
        width: "1fr",
        cell: (row) =>
          row.asked.map(({ role, items }) => `${t(`people.${role}`)} (${items.length})`).join(", "),
      },
      {
        id: "received",
        header: t("disclosures.received"),
        width: "9rem",
        cell: (row) => <When at={row.receivedAt} />,
      },
    ],
    [t, now],
  );
}
