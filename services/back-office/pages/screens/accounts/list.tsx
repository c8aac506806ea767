import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { AccountListQuery } from "@/api/generated/office/graphql";
import { useRows } from "@/api/reading";
import { useSession } from "@/session/session";
import { Points } from "@/ui/amount";
import { useDialogs } from "@/ui/dialogs";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { AccountLink } from "@/ui/links";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { OpenAccountDialog } from "./commands/open";
import { accountsRoute } from "./routes";
import { statuses } from "./search";

const AccountList = graphql(`
  query AccountList($status: String, $text: String, $first: Int, $after: String) {
    accounts(status: $status, text: $text, first: $first, after: $after) {
      nodes {
        id number nichandle status currency priceClass locale openedAt changedAt
        points { account available reserved lowPoints }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Row = AccountListQuery["accounts"]["nodes"][number];

/** Every reseller and customer with an account. */
export function Accounts() {
  const { t } = useTranslation(["accounts", "common"]);
  const { rights } = useSession();
  const search = accountsRoute.useSearch();
  const navigate = useNavigate({ from: accountsRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const rows = useRows(
    AccountList,
    { status: search.status ?? null, text: search.text ?? null },
    (data) => data.accounts,
  );
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: "number", header: t("number"), width: "7rem", cell: (row) => row.number },
      {
        id: "nichandle",
        header: t("nichandle"),
        width: "2fr",
        cell: (row) => <AccountLink number={row.number} name={row.nichandle} />,
      },
      { id: "status", header: t("status"), width: "8rem", cell: (row) => <State of={row.status} /> },
      { id: "class", header: t("priceClass"), width: "1fr", cell: (row) => row.priceClass },
      { id: "currency", header: t("currency"), width: "6rem", cell: (row) => row.currency },
      {
        id: "available",
        header: t("points.available"),
        width: "10rem",
        align: "right",
        cell: (row) => <Available of={row.points} />,
      },
      {
        id: "reserved",
        header: t("points.reserved"),
        width: "9rem",
        align: "right",
        cell: (row) => <Points value={row.points?.reserved} />,
      },
      {
        id: "opened",
        header: t("opened"),
        width: "8rem",
        cell: (row) => <When at={row.openedAt} only="day" />,
      },
      { id: "changed", header: t("changed"), width: "10rem", cell: (row) => <When at={row.changedAt} /> },
    ],
    [t],
  );
  return (
    <Page title={t("title")} full actions={rights.support && <Begin />}>
      <FilterBar active={filtered(search)} onClear={() => void navigate({ search: {}, replace: true })}>
        <TextFilter label={t("begins")} value={search.text} onChange={(text) => set({ text })} />
        <ChoiceFilter
          label={t("status")}
          width={130}
          value={search.status}
          options={statuses.map((status) => ({ value: status, label: t(`common:states.${status}`) }))}
          onChange={(status) => set({ status })}
        />
      </FilterBar>
      <DataTable
        label={t("title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
        onOpen={(row) =>
          void navigate({ to: "/accounts/$number", params: { number: String(row.number) }, search: {} })
        }
        filtered={filtered(search)}
        onClear={() => void navigate({ search: {}, replace: true })}
        empty={t("none")}
      />
    </Page>
  );
}

function Available({ of }: { of: Row["points"] }) {
  const { t } = useTranslation("accounts");
  const level = of?.lowPoints;
  const low = of && typeof level === "number" && of.available < level;
  return (
    <>
      {low && `${t("points.low")} `}
      <Points value={of?.available} />
    </>
  );
}

function Begin() {
  const { t } = useTranslation("accounts");
  const navigate = useNavigate();
  const { show, name, turn, props } = useDialogs<"open">();
  return (
    <>
      <Button leftSection={<IconPlus size={14} />} onClick={() => show("open")}>
        {t("open.open")}
      </Button>
      {name && (
        <OpenAccountDialog
          key={turn}
          {...props}
          onDone={(number) => void navigate({ to: "/accounts/$number", params: { number }, search: {} })}
        />
      )}
    </>
  );
}
