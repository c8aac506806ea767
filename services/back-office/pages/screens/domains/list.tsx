import { Button, NumberInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import dayjs from "dayjs";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";
import { graphql } from "@/api/generated/office";
import type { DomainFilter, DomainListQuery, DomainSort } from "@/api/generated/office/graphql";
import { useRows } from "@/api/reading";
import { refusedIn } from "@/api/refused";
import { useSession } from "@/session/session";
import { now } from "@/ui/clock";
import { useDialogs } from "@/ui/dialogs";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { AccountLink, ContactLink, DomainLink, OperationLink } from "@/ui/links";
import { Page } from "@/ui/page";
import { Quiet } from "@/ui/quiet";
import { Refusal } from "@/ui/refusal";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { Tag } from "@/ui/tag";
import { download, filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { RegisterDialog, TransferDialog } from "./commands/register";
import { domainsRoute } from "./routes";
import { states } from "./search";

const DomainList = graphql(`
  query DomainList(
    $filter: DomainFilter!
    $sort: DomainSort!
    $descending: Boolean!
    $first: Int
    $after: String
  ) {
    domains(filter: $filter, sort: $sort, descending: $descending, first: $first, after: $after) {
      nodes {
        id
        name
        unicode
        state
        account
        owner
        registrant { id number handle }
        accountNode { id nichandle }
        created
        expires
        dnssec
        unfinishedOperation
        statuses
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Row = DomainListQuery["domains"]["nodes"][number];

/** Every name, by any of its properties. */
export function Domains() {
  const { t } = useTranslation(["domains", "common"]);
  const { rights } = useSession();
  const search = domainsRoute.useSearch();
  const navigate = useNavigate({ from: domainsRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const sort: DomainSort = search.sort ?? "NAME";
  const expiresBefore = useMemo(
    () =>
      search.expires === undefined
        ? null
        : dayjs(now()).startOf("minute").add(search.expires, "day").toISOString(),
    [search.expires],
  );
  const filter: DomainFilter = {
    states: search.state ? [search.state] : [],
    text: search.text ?? null,
    tld: search.tld ?? null,
    account: search.account ?? null,
    contact: search.contact ?? null,
    expiresBefore,
  };
  const order = { sort, descending: search.desc ?? false };
  const rows = useRows(DomainList, { filter, ...order }, (data) => data.domains);
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: "NAME",
        header: t("name"),
        width: "15rem",
        sortable: true,
        cell: (row) => <DomainLink name={row.name} unicode={row.unicode} />,
      },
      { id: "state", header: t("state"), width: "9rem", cell: (row) => <State of={row.state} /> },
      {
        id: "registrant",
        header: t("registrant"),
        width: "10rem",
        cell: (row) => <ContactLink number={row.owner} handle={row.registrant?.handle} />,
      },
      {
        id: "account",
        header: t("account"),
        width: "7rem",
        cell: (row) => <AccountLink number={row.account} name={row.accountNode?.nichandle} />,
      },
      {
        id: "CREATED",
        header: t("created"),
        width: "7rem",
        sortable: true,
        cell: (row) => <When at={row.created} only="day" />,
      },
      {
        id: "EXPIRES",
        header: t("expires"),
        width: "7rem",
        sortable: true,
        cell: (row) => <When at={row.expires} only="day" />,
      },
      {
        id: "signs",
        header: t("signs"),
        width: "1fr",
        cell: (row) => (
          <>
            {row.dnssec && <Tag color="gray">DNSSEC</Tag>}{" "}
            {row.statuses.length > 0 && (
              <Quiet small title={row.statuses.join(", ")}>
                {row.statuses.join(", ")}
              </Quiet>
            )}
          </>
        ),
      },
      {
        id: "operation",
        header: t("underWay"),
        width: "7rem",
        cell: (row) => <OperationLink number={row.unfinishedOperation} />,
      },
    ],
    [t],
  );
  return (
    <Page title={t("title")} full actions={rights.support && <Begin />}>
      <FilterBar active={filtered(search)} onClear={() => void navigate({ search: {}, replace: true })}>
        <TextFilter label={t("begins")} value={search.text} onChange={(text) => set({ text })} />
        <ChoiceFilter
          label={t("state")}
          value={search.state}
          options={states.map((state) => ({ value: state, label: t(`common:states.${state}`) }))}
          onChange={(state) => set({ state })}
        />
        <TextFilter label={t("tld")} value={search.tld} onChange={(tld) => set({ tld })} width={110} />
        <NumberInput
          aria-label={t("accountNumber")}
          placeholder={t("accountNumber")}
          w={130}
          hideControls
          value={search.account ?? ""}
          onChange={(value) => set({ account: typeof value === "number" ? value : undefined })}
        />
        <NumberInput
          aria-label={t("contactNumber")}
          placeholder={t("contactNumber")}
          w={130}
          hideControls
          value={search.contact ?? ""}
          onChange={(value) => set({ contact: typeof value === "number" ? value : undefined })}
        />
        <NumberInput
          aria-label={t("expiresWithin")}
          placeholder={t("expiresWithin")}
          w={170}
          min={0}
          value={search.expires ?? ""}
          onChange={(value) => set({ expires: typeof value === "number" ? value : undefined })}
        />
      </FilterBar>
      <DataTable
        label={t("title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
        onOpen={(row) => void navigate({ to: "/domains/$name", params: { name: row.name }, search: {} })}
        sort={{ by: sort, descending: search.desc ?? false }}
        onSort={(by, descending) => set({ sort: by as DomainSort, desc: descending || undefined })}
        filtered={filtered(search)}
        onClear={() => void navigate({ search: {}, replace: true })}
        empty={t("none")}
        foot={<Export filter={filter} {...order} />}
      />
    </Page>
  );
}

const DomainTable = graphql(`
  query DomainTable($filter: DomainFilter!, $sort: DomainSort!, $descending: Boolean!) {
    domainsCsv(filter: $filter, sort: $sort, descending: $descending)
  }
`);

/** All that the filters leave, as a file: the server writes it, whatever is loaded here. */
function Export(asked: { filter: DomainFilter; sort: DomainSort; descending: boolean }) {
  const { t } = useTranslation(["domains", "common"]);
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const write = async () => {
    setBusy(true);
    const result = await client.query(DomainTable, asked, { requestPolicy: "network-only" }).toPromise();
    setBusy(false);
    if (result.data) return download("domains.csv", result.data.domainsCsv, "text/csv;charset=utf-8");
    notifications.show({
      color: "red",
      closeButtonProps: { "aria-label": t("common:close") },
      title: t("common:error.title"),
      message: <Refusal of={refusedIn(result.error)} />,
    });
  };
  return (
    <Button variant="subtle" size="compact-xs" loading={busy} onClick={() => void write()}>
      {t("common:table.csv")}
    </Button>
  );
}

/** How a name comes here: registered, or from another registrar. */
function Begin() {
  const { t } = useTranslation("domains");
  const navigate = useNavigate();
  const { show, name, turn, props } = useDialogs<"register" | "transferIn">();
  const Dialog = name === "register" ? RegisterDialog : name === "transferIn" ? TransferDialog : null;
  return (
    <>
      <Button leftSection={<IconPlus size={14} />} onClick={() => show("register")}>
        {t("menu.register")}
      </Button>
      <Button variant="default" onClick={() => show("transferIn")}>
        {t("menu.transferIn")}
      </Button>
      {Dialog && (
        <Dialog
          key={turn}
          {...props}
          onDone={(asked) => void navigate({ to: "/domains/$name", params: { name: asked }, search: {} })}
        />
      )}
    </>
  );
}
