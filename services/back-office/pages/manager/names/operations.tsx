import { Switch } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { OwnOperationsQuery } from "@/api/generated/reseller/graphql";
import { PAGE, useRows } from "@/api/reading";
import { Points } from "@/ui/amount";
import { useTicking } from "@/ui/clock";
import { Age } from "@/ui/due";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { useAsking } from "../asking";
import { OwnOperationLink } from "../links";
import { ownOperationsRoute } from "./routes";
import { operationStates } from "./search";
import { underWay } from "./verbs";
import { useWaits } from "./waits";

const OwnOperationList = graphql(`
  query OwnOperations(
    $subject: String
    $states: [OperationState!]!
    $pending: Boolean!
    $first: Int
    $after: String
  ) {
    operations(subject: $subject, states: $states, pending: $pending, first: $first, after: $after) {
      nodes {
        number action kind subject state requestedAt since points closed replyMessage
        waitsFor { who since }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Row = OwnOperationsQuery["operations"]["nodes"][number];

/** What the account asked for, the latest first. */
export function OwnOperations() {
  const { t } = useTranslation(["manager/names", "common"]);
  const search = ownOperationsRoute.useSearch();
  const navigate = useNavigate({ from: ownOperationsRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const clear = () => void navigate({ search: {}, replace: true });
  const rows = useRows(
    OwnOperationList,
    {
      subject: search.subject ?? null,
      states: search.state ? [search.state] : [],
      pending: search.pending ?? false,
    },
    (data) => data.operations,
  );
  useAsking(rows.rows.length <= PAGE && rows.rows.some(underWay));
  const columns = useColumns();
  return (
    <Page title={t("operations.title")} full>
      <FilterBar active={filtered(search)} onClear={clear}>
        <TextFilter
          label={t("operations.subject")}
          value={search.subject}
          onChange={(subject) => set({ subject })}
        />
        <ChoiceFilter
          label={t("state")}
          value={search.state}
          options={operationStates.map((state) => ({ value: state, label: t(`common:states.${state}`) }))}
          onChange={(state) => set({ state })}
        />
        <Switch
          size="xs"
          label={t("operations.pending")}
          checked={search.pending ?? false}
          onChange={(event) => set({ pending: event.currentTarget.checked || undefined })}
        />
      </FilterBar>
      <DataTable
        label={t("operations.title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => String(row.number)}
        onOpen={(row) =>
          void navigate({
            to: "/manager/operations/$number",
            params: { number: String(row.number) },
            search: {},
          })
        }
        filtered={filtered(search)}
        onClear={clear}
        empty={t("operations.none")}
      />
    </Page>
  );
}

function useColumns(): Column<Row>[] {
  const { t } = useTranslation(["manager/names", "common"]);
  const now = useTicking();
  const waits = useWaits();
  return useMemo(
    () => [
      {
        id: "number",
        header: t("operation.number"),
        width: "6rem",
        cell: (row) => <OwnOperationLink number={row.number} />,
      },
      {
        id: "action",
        header: t("operation.action"),
        width: "9rem",
        cell: (row) =>
          t(`common:actions.${row.action}` as "common:actions.Create", { defaultValue: row.action }),
      },
      { id: "subject", header: t("operation.subject"), width: "14rem", cell: (row) => row.subject },
      { id: "state", header: t("state"), width: "9rem", cell: (row) => <State of={row.state} /> },
      {
        id: "points",
        header: t("operation.points"),
        width: "7rem",
        align: "right",
        cell: (row) => <Points value={row.points} />,
      },
      {
        id: "asked",
        header: t("operation.asked"),
        width: "9rem",
        cell: (row) => <When at={row.requestedAt} />,
      },
      {
        id: "age",
        header: t("operation.stands"),
        width: "7rem",
        cell: (row) => (underWay(row) ? <Age since={row.since} now={now} /> : "–"),
      },
      {
        id: "says",
        header: t("operation.says"),
        width: "1fr",
        cell: (row) =>
          row.closed
            ? t("operation.givenUp")
            : row.waitsFor.map(({ who }) => waits(who)).join(", ") || row.replyMessage,
      },
    ],
    [t, now, waits],
  );
}
