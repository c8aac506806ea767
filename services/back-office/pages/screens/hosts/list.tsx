import { Button, NumberInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { HostListQuery } from "@/api/generated/office/graphql";
import { useRows } from "@/api/reading";
import { useSession } from "@/session/session";
import { useDialogs } from "@/ui/dialogs";
import { FilterBar, TextFilter } from "@/ui/filters";
import { AccountLink, DomainLink, HostLink } from "@/ui/links";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { CreateHostDialog } from "./commands";
import { hostsRoute } from "./routes";

const HostList = graphql(`
  query HostList($account: Int, $domain: DomainName, $first: Int, $after: String) {
    hosts(account: $account, domain: $domain, first: $first, after: $after) {
      nodes { id name number status account domain addresses changedAt changedBy accountNode { id nichandle } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Row = HostListQuery["hosts"]["nodes"][number];

/** A name as far as it can be one: what is still being typed is not asked about. */
const whole = /^[^\s.]+(\.[^\s.]+)+$/;

/** Host objects: the name servers that lie inside names of ours. */
export function Hosts() {
  const { t } = useTranslation(["hosts", "common"]);
  const { rights } = useSession();
  const search = hostsRoute.useSearch();
  const navigate = useNavigate({ from: hostsRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const domain = search.domain && whole.test(search.domain) ? search.domain : null;
  const rows = useRows(HostList, { account: search.account ?? null, domain }, (data) => data.hosts);
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: "name", header: t("name"), width: "2fr", cell: (row) => <HostLink name={row.name} /> },
      {
        id: "addresses",
        header: t("addresses"),
        width: "2fr",
        cell: (row) => <span className="mono">{row.addresses.join("  ")}</span>,
      },
      { id: "status", header: t("status"), width: "8rem", cell: (row) => <State of={row.status} /> },
      { id: "domain", header: t("domain"), width: "2fr", cell: (row) => <DomainLink name={row.domain} /> },
      {
        id: "account",
        header: t("account"),
        width: "9rem",
        cell: (row) => <AccountLink number={row.account} name={row.accountNode?.nichandle} />,
      },
      { id: "changed", header: t("changed"), width: "10rem", cell: (row) => <When at={row.changedAt} /> },
    ],
    [t],
  );
  return (
    <Page title={t("title")} full actions={rights.support && <Begin account={search.account} />}>
      <FilterBar active={filtered(search)} onClear={() => void navigate({ search: {}, replace: true })}>
        <TextFilter
          label={t("insideName")}
          value={search.domain}
          onChange={(value) => set({ domain: value })}
        />
        <NumberInput
          aria-label={t("accountNumber")}
          placeholder={t("accountNumber")}
          w={130}
          hideControls
          value={search.account ?? ""}
          onChange={(value) => set({ account: typeof value === "number" ? value : undefined })}
        />
      </FilterBar>
      <DataTable
        label={t("title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
        onOpen={(row) => void navigate({ to: "/hosts/$name", params: { name: row.name }, search: {} })}
        filtered={filtered(search)}
        onClear={() => void navigate({ search: {}, replace: true })}
        empty={t("none")}
      />
    </Page>
  );
}

function Begin({ account }: { account: number | undefined }) {
  const { t } = useTranslation("hosts");
  const navigate = useNavigate();
  const { show, name, turn, props } = useDialogs<"create">();
  return (
    <>
      <Button leftSection={<IconPlus size={14} />} onClick={() => show("create")}>
        {t("create.open")}
      </Button>
      {name && (
        <CreateHostDialog
          key={turn}
          {...props}
          account={account ?? null}
          onDone={(host) => void navigate({ to: "/hosts/$name", params: { name: host }, search: {} })}
        />
      )}
    </>
  );
}
