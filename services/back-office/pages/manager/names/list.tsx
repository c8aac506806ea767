import { Button, NumberInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import dayjs from "dayjs";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { OwnDomainFilter, OwnDomainSort, OwnNamesQuery } from "@/api/generated/reseller/graphql";
import { PAGE, useRows } from "@/api/reading";
import { now } from "@/ui/clock";
import { useDialogs } from "@/ui/dialogs";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { Page } from "@/ui/page";
import { Quiet } from "@/ui/quiet";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { Tag } from "@/ui/tag";
import { filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { useAsking } from "../asking";
import { useDocument } from "../document";
import { NameLink, OwnOperationLink } from "../links";
import { TransferDialog } from "./commands/hands";
import { RegisterDialog } from "./commands/register";
import { namesRoute } from "./routes";
import { nameStates } from "./search";

const OwnNames = graphql(`
  query OwnNames(
    $filter: OwnDomainFilter!
    $sort: OwnDomainSort!
    $descending: Boolean!
    $first: Int
    $after: String
  ) {
    domains(filter: $filter, sort: $sort, descending: $descending, first: $first, after: $after) {
      nodes { name unicode state created expires dnssec statuses unfinishedOperation }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const OwnNamesTable = graphql(`
  query OwnNamesTable($filter: OwnDomainFilter!, $sort: OwnDomainSort!, $descending: Boolean!) {
    domainsCsv(filter: $filter, sort: $sort, descending: $descending)
  }
`);

type Row = OwnNamesQuery["domains"]["nodes"][number];

/** The account's names, by any of their properties. */
export function Names() {
  const { t } = useTranslation(["manager/names", "common"]);
  const search = namesRoute.useSearch();
  const navigate = useNavigate({ from: namesRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const clear = () => void navigate({ search: {}, replace: true });
  const sort: OwnDomainSort = search.sort ?? "NAME";
  const expiresBefore = useMemo(
    () =>
      search.expires === undefined
        ? null
        : dayjs(now()).startOf("minute").add(search.expires, "day").toISOString(),
    [search.expires],
  );
  const filter: OwnDomainFilter = {
    states: search.state ? [search.state] : [],
    text: search.text ?? null,
    tld: search.tld ?? null,
    contact: search.contact ?? null,
    expiresBefore,
  };
  const order = { sort, descending: search.desc ?? false };
  const rows = useRows(OwnNames, { filter, ...order }, (data) => data.domains);
  const busy = rows.rows.some((row) => row.unfinishedOperation !== null);
  useAsking(busy && rows.rows.length <= PAGE);
  const columns = useColumns();
  return (
    <Page title={t("list.title")} full actions={<Begin />}>
      <FilterBar active={filtered(search)} onClear={clear}>
        <TextFilter label={t("list.begins")} value={search.text} onChange={(text) => set({ text })} />
        <ChoiceFilter
          label={t("state")}
          value={search.state}
          options={nameStates.map((state) => ({ value: state, label: t(`common:states.${state}`) }))}
          onChange={(state) => set({ state })}
        />
        <TextFilter label={t("list.tld")} value={search.tld} onChange={(tld) => set({ tld })} width={110} />
        <NumberInput
          aria-label={t("list.contact")}
          placeholder={t("list.contact")}
          w={140}
          hideControls
          value={search.contact ?? ""}
          onChange={(value) => set({ contact: typeof value === "number" ? value : undefined })}
        />
        <NumberInput
          aria-label={t("list.expiresWithin")}
          placeholder={t("list.expiresWithin")}
          w={170}
          min={0}
          value={search.expires ?? ""}
          onChange={(value) => set({ expires: typeof value === "number" ? value : undefined })}
        />
      </FilterBar>
      <DataTable
        label={t("list.title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.name}
        onOpen={(row) =>
          void navigate({ to: "/manager/names/$name", params: { name: row.name }, search: {} })
        }
        sort={{ by: sort, descending: search.desc ?? false }}
        onSort={(by, descending) => set({ sort: by as OwnDomainSort, desc: descending || undefined })}
        filtered={filtered(search)}
        onClear={clear}
        empty={t("list.none")}
        foot={<Export filter={filter} {...order} />}
      />
    </Page>
  );
}

function useColumns(): Column<Row>[] {
  const { t } = useTranslation(["manager/names", "common"]);
  return useMemo(
    () => [
      {
        id: "NAME",
        header: t("name"),
        width: "15rem",
        sortable: true,
        cell: (row) => <NameLink name={row.name} unicode={row.unicode} />,
      },
      { id: "state", header: t("state"), width: "9rem", cell: (row) => <State of={row.state} /> },
      {
        id: "EXPIRES",
        header: t("expires"),
        width: "7rem",
        sortable: true,
        cell: (row) => <When at={row.expires} only="day" />,
      },
      {
        id: "CREATED",
        header: t("created"),
        width: "7rem",
        sortable: true,
        cell: (row) => <When at={row.created} only="day" />,
      },
      {
        id: "operation",
        header: t("underWay"),
        width: "7rem",
        cell: (row) => <OwnOperationLink number={row.unfinishedOperation} />,
      },
      {
        id: "statuses",
        header: t("statuses.title"),
        width: "1fr",
        cell: (row) => (
          <>
            {row.dnssec && <Tag color="gray">DNSSEC</Tag>}{" "}
            <Quiet small title={row.statuses.join(", ")}>
              {row.statuses.join(", ")}
            </Quiet>
          </>
        ),
      },
    ],
    [t],
  );
}

/** A name that is new, or comes from another registrar. */
function Begin() {
  const { t } = useTranslation("manager/names");
  const navigate = useNavigate();
  const { show, name, turn, props } = useDialogs<"register" | "transfer">();
  const Dialog = name === "transfer" ? TransferDialog : RegisterDialog;
  return (
    <>
      <Button variant="default" onClick={() => show("transfer")}>
        {t("transfer.open")}
      </Button>
      <Button leftSection={<IconPlus size={14} />} onClick={() => show("register")}>
        {t("register.verb")}
      </Button>
      {name && (
        <Dialog
          key={turn}
          {...props}
          onDone={(asked) => void navigate({ to: "/manager/operations", search: { subject: asked } })}
        />
      )}
    </>
  );
}

/** All that the filters leave, as a file: the server writes it, whatever is loaded here. */
function Export(asked: { filter: OwnDomainFilter; sort: OwnDomainSort; descending: boolean }) {
  const { t } = useTranslation(["manager/names", "common"]);
  const { write, busy } = useDocument(OwnNamesTable, (data) => ({
    name: `${t("list.file")}.csv`,
    content: data.domainsCsv,
    type: "text/csv;charset=utf-8",
  }));
  return (
    <Button variant="subtle" size="compact-xs" loading={busy} onClick={() => void write(asked)}>
      {t("common:table.csv")}
    </Button>
  );
}
