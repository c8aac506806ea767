import { Badge } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { BalancesQuery } from "@/api/generated/office/graphql";
import { useRows } from "@/api/reading";
import { Points } from "@/ui/amount";
import { Go } from "@/ui/links";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { Balances } from "./reading";
import { ledgerRoute } from "./routes";

type Row = BalancesQuery["accounts"]["nodes"][number];

/** Every account with its points, until one is chosen. */
export function AllBalances() {
  const { t } = useTranslation(["ledger", "common"]);
  const navigate = useNavigate({ from: ledgerRoute.fullPath });
  const rows = useRows(Balances, { text: null }, (data) => data.accounts);
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: "account",
        header: t("account"),
        width: "2fr",
        cell: (row) => (
          <Go to="/ledger" search={{ account: row.number }}>
            {row.nichandle ?? row.number}
          </Go>
        ),
      },
      { id: "number", header: t("number"), width: "6rem", cell: (row) => row.number },
      { id: "status", header: t("state"), width: "8rem", cell: (row) => <State of={row.status} /> },
      { id: "currency", header: t("currency"), width: "6rem", cell: (row) => row.currency },
      {
        id: "available",
        header: t("available"),
        width: "12rem",
        align: "right",
        cell: (row) => (
          <>
            {row.points?.lowPoints != null && row.points.available < row.points.lowPoints && (
              <Badge color="orange" mr={6}>
                {t("low")}
              </Badge>
            )}
            <Points value={row.points?.available} />
          </>
        ),
      },
      {
        id: "reserved",
        header: t("reserved"),
        width: "10rem",
        align: "right",
        cell: (row) => <Points value={row.points?.reserved} />,
      },
      {
        id: "spent",
        header: t("spent"),
        width: "10rem",
        align: "right",
        cell: (row) => <Points value={row.points?.spent} />,
      },
      {
        id: "granted",
        header: t("granted"),
        width: "10rem",
        align: "right",
        cell: (row) => <Points value={row.points?.granted} />,
      },
    ],
    [t],
  );
  return (
    <DataTable
      label={t("balances")}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      onOpen={(row) => void navigate({ search: { account: row.number } })}
      empty={t("noAccounts")}
    />
  );
}
