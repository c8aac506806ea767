import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Rows, useRows } from "@/api/reading";
import { useNow } from "@/ui/clock";
import { Due } from "@/ui/due";
import { AccountLink, ContactLink, DomainLink, VoteLink } from "@/ui/links";
import { type Column, DataTable } from "@/ui/table";
import { When } from "@/ui/when";
import type { Search } from "./list";
import { type ChangeRow, type ConsentRow, ContactChangeList, TradeList, TransferList } from "./lists-query";
import { votesRoute } from "./routes";
import { Sides, VoteState } from "./state";

interface Props {
  search: Search;
  set: (change: Partial<Search>) => void;
  filtered: boolean;
  onClear: () => void;
}

/** A name that is written in part is no name: the server wants it whole. */
const NAME = /^[^\s.]+(\.[^\s.]+)+$/;

function asked(search: Search, now: number) {
  const minute = Math.ceil(now / 600_000) * 600_000;
  return {
    open: search.which === "all" ? null : search.which !== "ended",
    name: search.name && NAME.test(search.name) ? search.name.toLowerCase() : null,
    account: search.account ?? null,
    filter: {
      state: search.state ?? null,
      deadlineBefore:
        search.within === undefined ? null : new Date(minute + search.within * 86_400_000).toISOString(),
    },
    sort: search.sort ?? "DEADLINE",
    descending: search.desc ?? false,
  };
}

export function ConsentTable({ kind, ...props }: Props & { kind: "trades" | "in" | "out" }) {
  return kind === "trades" ? <Trades {...props} /> : <Transfers direction={kind} {...props} />;
}

function Trades(props: Props) {
  const now = useNow();
  const rows = useRows(TradeList, asked(props.search, now), (data) => data.trades);
  return <Consents kind="trades" rows={rows} now={now} {...props} />;
}

function Transfers({ direction, ...props }: Props & { direction: "in" | "out" }) {
  const now = useNow();
  const variables = {
    ...asked(props.search, now),
    direction: direction === "in" ? ("IN" as const) : ("OUT" as const),
  };
  const rows = useRows(TransferList, variables, (data) => data.transfers);
  return <Consents kind={direction} rows={rows} now={now} {...props} />;
}

function Consents({
  kind,
  rows,
  now,
  search,
  set,
  filtered,
  onClear,
}: Props & {
  kind: "trades" | "in" | "out";
  rows: Rows<ConsentRow>;
  now: number;
}) {
  const { t } = useTranslation(["votes", "common"]);
  const navigate = useNavigate({ from: votesRoute.fullPath });
  const columns = useMemo<Column<ConsentRow>[]>(() => {
    const people: Column<ConsentRow>[] = [
      {
        id: "owner",
        header: t(kind === "in" ? "ownerHere" : "owner"),
        width: "8rem",
        cell: (row) => <ContactLink number={row.owner} handle={row.ownerContact?.handle} />,
      },
      {
        id: "newOwner",
        header: t("newOwner"),
        width: "8rem",
        cell: (row) => <ContactLink number={row.newOwner} handle={row.newOwnerContact?.handle} />,
      },
    ];
    const parties: Column<ConsentRow>[] =
      kind === "trades"
        ? people
        : kind === "in"
          ? people.slice(0, 1)
          : [{ id: "gaining", header: t("gaining"), width: "10rem", cell: (row) => row.gaining }];
    const voting: Column<ConsentRow>[] =
      kind === "out"
        ? []
        : [{ id: "sides", header: t("votesCast"), width: "12rem", cell: (row) => <Sides of={row.sides} /> }];
    return [
      {
        id: "number",
        header: t("number"),
        width: "5.5rem",
        cell: (row) => <VoteLink kind={kind === "trades" ? "trade" : "transfer"} number={row.number} />,
      },
      {
        id: "name",
        header: t("domain"),
        width: "11.5rem",
        cell: (row) => <DomainLink name={row.name} unicode={row.domain?.unicode} />,
      },
      { id: "state", header: t("state"), width: "8rem", cell: (row) => <VoteState of={row.state} /> },
      ...voting,
      {
        id: "DEADLINE",
        header: t("deadline"),
        width: "8.25rem",
        sortable: true,
        cell: (row) => (row.deadline ? <Due at={row.deadline} now={now} settled={!row.open} /> : "–"),
      },
      ...parties,
      {
        id: "account",
        header: t("account"),
        width: "7rem",
        cell: (row) => <AccountLink number={row.account} name={row.accountNode?.nichandle} />,
      },
      {
        id: "REQUESTED",
        header: t("requestedAt"),
        width: "1fr",
        sortable: true,
        cell: (row) => <When at={row.requestedAt} />,
      },
    ];
  }, [t, kind, now]);
  return (
    <DataTable
      label={t(`kinds.${kind}`)}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      onOpen={(row) =>
        void navigate({
          to: "/votes/$kind/$number",
          params: { kind: kind === "trades" ? "trade" : "transfer", number: String(row.number) },
          search: {},
        })
      }
      sort={{ by: search.sort ?? "DEADLINE", descending: search.desc ?? false }}
      onSort={(by, desc) => set({ sort: by === "REQUESTED" ? "REQUESTED" : "DEADLINE", desc })}
      filtered={filtered}
      onClear={onClear}
      empty={t(search.which === "all" || search.which === "ended" ? "none.all" : "none.open")}
    />
  );
}

export function ChangeTable({ search, set, filtered, onClear }: Props) {
  const { t } = useTranslation(["votes", "common"]);
  const navigate = useNavigate({ from: votesRoute.fullPath });
  const now = useNow();
  const { open, name, account } = asked(search, now);
  const rows = useRows(
    ContactChangeList,
    { open, name, account, state: search.state ?? null, descending: search.desc ?? true },
    (data) => data.contactChanges,
  );
  const columns = useMemo<Column<ChangeRow>[]>(() => {
    const nameOf = (row: ChangeRow, side: string) =>
      row.sides.find((one) => one.side === side)?.accountNode?.nichandle;
    return [
      {
        id: "number",
        header: t("number"),
        width: "5.5rem",
        cell: (row) => <VoteLink kind="contact-change" number={row.number} />,
      },
      {
        id: "name",
        header: t("domain"),
        width: "11.5rem",
        cell: (row) => <DomainLink name={row.name} unicode={row.domain?.unicode} />,
      },
      { id: "state", header: t("state"), width: "8rem", cell: (row) => <VoteState of={row.state} /> },
      {
        id: "roles",
        header: t("roles"),
        width: "11rem",
        cell: (row) => row.roles.map((role) => t(`role.${role}`)).join(", "),
      },
      { id: "sides", header: t("votesCast"), width: "9rem", cell: (row) => <Sides of={row.sides} /> },
      {
        id: "deadline",
        header: t("deadline"),
        width: "8.25rem",
        cell: (row) => (row.deadline ? <Due at={row.deadline} now={now} settled={!row.open} /> : "–"),
      },
      {
        id: "from",
        header: t("from"),
        width: "7rem",
        cell: (row) => <AccountLink number={row.fromAccount} name={nameOf(row, "from")} />,
      },
      {
        id: "to",
        header: t("to"),
        width: "7rem",
        cell: (row) => <AccountLink number={row.toAccount} name={nameOf(row, "to")} />,
      },
      {
        id: "REQUESTED",
        header: t("requestedAt"),
        width: "1fr",
        sortable: true,
        cell: (row) => <When at={row.requestedAt} />,
      },
    ];
  }, [t, now]);
  return (
    <DataTable
      label={t("kinds.changes")}
      columns={columns}
      rows={rows}
      keyOf={(row) => String(row.number)}
      onOpen={(row) =>
        void navigate({
          to: "/votes/$kind/$number",
          params: { kind: "contact-change", number: String(row.number) },
          search: {},
        })
      }
      sort={{ by: "REQUESTED", descending: search.desc ?? true }}
      onSort={(_, desc) => set({ desc })}
      filtered={filtered}
      onClear={onClear}
      empty={t(search.which === "all" || search.which === "ended" ? "none.all" : "none.open")}
    />
  );
}
