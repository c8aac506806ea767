import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { OperationListQuery, OperationSort } from "@/api/generated/office/graphql";
import { useRows } from "@/api/reading";
import { Points } from "@/ui/amount";
import { DayFilter } from "@/ui/day-field";
import { endOf, startOf } from "@/ui/days";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { AccountLink, OperationLink, OrderLink } from "@/ui/links";
import { NumberFilter } from "@/ui/number-filter";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { Tag } from "@/ui/tag";
import { filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { Reply, Subject } from "./cells";
import { StatesFilter } from "./filters";
import { operationsRoute } from "./routes";
import { actions, kinds, states } from "./search";

const OperationList = graphql(`
  query OperationList(
    $account: Int
    $subject: String
    $action: String
    $kind: String
    $states: [OperationState!]!
    $from: DateTime
    $to: DateTime
    $closed: Boolean
    $correlation: UUID
    $sort: OperationSort!
    $descending: Boolean!
    $first: Int
    $after: String
  ) {
    operations(
      account: $account
      subject: $subject
      action: $action
      kind: $kind
      states: $states
      from: $from
      to: $to
      closed: $closed
      correlation: $correlation
      sort: $sort
      descending: $descending
      first: $first
      after: $after
    ) {
      nodes {
        id
        number
        action
        kind
        subject
        account
        state
        closed
        requestedAt
        lastUpdate
        replyCode
        replyMessage
        points
        orderNumber
        openedBy
        accountNode { id nichandle }
        domain { id unicode }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Row = OperationListQuery["operations"]["nodes"][number];

/** Every request that ever went to a registry, or waits to go. */
export function Operations() {
  const { t } = useTranslation(["operations", "common"]);
  const search = operationsRoute.useSearch();
  const navigate = useNavigate({ from: operationsRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const clear = () => void navigate({ search: {}, replace: true });
  const sort: OperationSort = search.sort ?? "REQUESTED";
  const descending = search.desc ?? true;
  const rows = useRows(
    OperationList,
    {
      account: search.account ?? null,
      subject: search.subject ?? null,
      action: search.action ?? null,
      kind: search.kind ?? null,
      states: search.states ?? [],
      from: search.from ? startOf(search.from) : null,
      to: search.to ? endOf(search.to) : null,
      closed: search.closed ?? null,
      correlation: search.correlation ?? null,
      sort,
      descending,
    },
    (data) => data.operations,
  );
  const columns = useColumns();
  return (
    <Page title={t("list.title")} full>
      <FilterBar active={filtered(search)} onClear={clear}>
        <TextFilter
          label={t("list.subject")}
          value={search.subject}
          onChange={(subject) => set({ subject })}
        />
        <StatesFilter value={search.states} known={states} onChange={(next) => set({ states: next })} />
        <ChoiceFilter
          label={t("action")}
          value={search.action}
          options={actions.map((action) => ({ value: action, label: t(`common:actions.${action}`) }))}
          onChange={(action) => set({ action })}
        />
        <ChoiceFilter
          label={t("kind")}
          value={search.kind}
          width={110}
          options={kinds.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
          onChange={(kind) => set({ kind })}
        />
        <NumberFilter
          label={t("accountNumber")}
          value={search.account}
          onChange={(account) => set({ account })}
        />
        <ChoiceFilter
          label={t("list.givenUp")}
          value={search.closed === undefined ? undefined : search.closed ? "yes" : "no"}
          width={120}
          options={[
            { value: "yes" as const, label: t("list.closed") },
            { value: "no" as const, label: t("list.notClosed") },
          ]}
          onChange={(closed) => set({ closed: closed === undefined ? undefined : closed === "yes" })}
        />
        <DayFilter
          label={t("common:time.from")}
          value={search.from}
          max={search.to}
          onChange={(from) => set({ from })}
        />
        <DayFilter
          label={t("common:time.to")}
          value={search.to}
          min={search.from}
          onChange={(to) => set({ to })}
        />
        <TextFilter
          label={t("list.correlation")}
          value={search.correlation}
          width={190}
          onChange={(correlation) =>
            set({ correlation: correlation && UUID.test(correlation) ? correlation : undefined })
          }
        />
      </FilterBar>
      <DataTable
        label={t("list.title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
        onOpen={(row) =>
          void navigate({ to: "/operations/$number", params: { number: String(row.number) }, search: {} })
        }
        sort={{ by: sort, descending }}
        onSort={(by, down) => set({ sort: by as OperationSort, desc: down })}
        filtered={filtered(search)}
        onClear={clear}
        empty={t("list.none")}
      />
    </Page>
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function useColumns(): Column<Row>[] {
  const { t } = useTranslation(["operations", "common"]);
  return useMemo(
    () => [
      {
        id: "NUMBER",
        header: t("number"),
        width: "6rem",
        sortable: true,
        cell: (row) => <OperationLink number={row.number} />,
      },
      {
        id: "state",
        header: t("state"),
        width: "9.5rem",
        cell: (row) => (
          <>
            <State of={row.state} /> {row.closed && <Tag color="gray">{t("list.closed")}</Tag>}
          </>
        ),
      },
      {
        id: "action",
        header: t("action"),
        width: "8.5rem",
        cell: (row) => t(`common:actions.${row.action}`, { defaultValue: row.action }),
      },
      {
        id: "subject",
        header: t("subject"),
        width: "13rem",
        cell: (row) => <Subject kind={row.kind} subject={row.subject} unicode={row.domain?.unicode} />,
      },
      {
        id: "account",
        header: t("account"),
        width: "7rem",
        cell: (row) => <AccountLink number={row.account} name={row.accountNode?.nichandle} />,
      },
      {
        id: "points",
        header: t("points"),
        width: "6rem",
        align: "right",
        cell: (row) => <Points value={row.points} />,
      },
      {
        id: "order",
        header: t("order"),
        width: "6rem",
        cell: (row) => <OrderLink number={row.orderNumber} />,
      },
      {
        id: "REQUESTED",
        header: t("requestedAt"),
        width: "9.5rem",
        sortable: true,
        cell: (row) => <When at={row.requestedAt} />,
      },
      {
        id: "CHANGED",
        header: t("lastUpdate"),
        width: "9.5rem",
        sortable: true,
        cell: (row) => <When at={row.lastUpdate} />,
      },
      { id: "by", header: t("openedBy"), width: "8rem", cell: (row) => row.openedBy },
      {
        id: "reply",
        header: t("reply"),
        width: "1fr",
        cell: (row) => <Reply code={row.replyCode} message={row.replyMessage} />,
      },
    ],
    [t],
  );
}
