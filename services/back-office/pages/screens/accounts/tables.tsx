import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type {
  AccountContactsQuery,
  AccountDomainsQuery,
  AccountInvoicesQuery,
  AccountOperationsQuery,
  AccountOrdersQuery,
} from "@/api/generated/office/graphql";
import { type Rows, useRows } from "@/api/reading";
import { Money, Points } from "@/ui/amount";
import { Confirmed } from "@/ui/contact/confirmed";
import { ContactLink, DomainLink, InvoiceLink, OperationLink, OrderLink } from "@/ui/links";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { When } from "@/ui/when";

interface Props {
  account: number;
}

interface PartProps<Row> {
  name: "domains" | "contacts" | "operations" | "orders" | "invoices";
  rows: Rows<Row>;
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string;
  onOpen: (row: Row) => void;
}

/** Everything of one kind that belongs to the account. */
function Part<Row>({ name, ...table }: PartProps<Row>) {
  const { t } = useTranslation("accounts");
  return (
    <DataTable label={t(`tabs.${name}`)} empty={t(`parts.${name}`)} height="min(40rem, 68dvh)" {...table} />
  );
}

const AccountDomainsDocument = graphql(`
  query AccountDomains($account: Int!, $first: Int, $after: String) {
    domains(filter: { account: $account, states: [] }, first: $first, after: $after) {
      nodes { id name unicode state owner registrant { id handle } created expires unfinishedOperation }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export function AccountDomains({ account }: Props) {
  const { t } = useTranslation("accounts");
  const navigate = useNavigate();
  const rows = useRows(AccountDomainsDocument, { account }, (data) => data.domains);
  type Row = AccountDomainsQuery["domains"]["nodes"][number];
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: "name",
        header: t("parts.name"),
        width: "2fr",
        cell: (row) => <DomainLink name={row.name} unicode={row.unicode} />,
      },
      { id: "state", header: t("status"), width: "9rem", cell: (row) => <State of={row.state} /> },
      {
        id: "owner",
        header: t("parts.registrant"),
        width: "1fr",
        cell: (row) => <ContactLink number={row.owner} handle={row.registrant?.handle} />,
      },
      {
        id: "created",
        header: t("parts.created"),
        width: "8rem",
        cell: (row) => <When at={row.created} only="day" />,
      },
      {
        id: "expires",
        header: t("parts.expires"),
        width: "8rem",
        cell: (row) => <When at={row.expires} only="day" />,
      },
      {
        id: "busy",
        header: t("parts.underWay"),
        width: "8rem",
        cell: (row) => <OperationLink number={row.unfinishedOperation} />,
      },
    ],
    [t],
  );
  return (
    <Part
      name="domains"
      rows={rows}
      columns={columns}
      keyOf={(row) => row.id}
      onOpen={(row) => void navigate({ to: "/domains/$name", params: { name: row.name }, search: {} })}
    />
  );
}

const AccountContactsDocument = graphql(`
  query AccountContacts($account: Int!, $first: Int, $after: String) {
    contacts(account: $account, first: $first, after: $after) {
      nodes { id number handle status verifiedAt verifyBy registeredAt changedAt }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export function AccountContacts({ account }: Props) {
  const { t } = useTranslation("accounts");
  const navigate = useNavigate();
  const rows = useRows(AccountContactsDocument, { account }, (data) => data.contacts);
  type Row = AccountContactsQuery["contacts"]["nodes"][number];
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: "handle",
        header: t("parts.handle"),
        width: "1fr",
        cell: (row) => <ContactLink number={row.number} handle={row.handle} />,
      },
      { id: "number", header: t("number"), width: "8rem", cell: (row) => row.number },
      { id: "status", header: t("status"), width: "8rem", cell: (row) => <State of={row.status} /> },
      {
        id: "confirmed",
        header: t("parts.confirmed"),
        width: "15rem",
        cell: (row) => <Confirmed of={row} />,
      },
      {
        id: "registered",
        header: t("parts.created"),
        width: "8rem",
        cell: (row) => <When at={row.registeredAt} only="day" />,
      },
      { id: "changed", header: t("changed"), width: "10rem", cell: (row) => <When at={row.changedAt} /> },
    ],
    [t],
  );
  return (
    <Part
      name="contacts"
      rows={rows}
      columns={columns}
      keyOf={(row) => row.id}
      onOpen={(row) =>
        void navigate({ to: "/contacts/$number", params: { number: String(row.number) }, search: {} })
      }
    />
  );
}

const AccountOperationsDocument = graphql(`
  query AccountOperations($account: Int!, $first: Int, $after: String) {
    operations(account: $account, first: $first, after: $after) {
      nodes { id number action kind subject state points requestedAt openedBy domain { id name unicode } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export function AccountOperations({ account }: Props) {
  const { t } = useTranslation(["accounts", "common"]);
  const navigate = useNavigate();
  const rows = useRows(AccountOperationsDocument, { account }, (data) => data.operations);
  type Row = AccountOperationsQuery["operations"]["nodes"][number];
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: "number",
        header: t("number"),
        width: "8rem",
        cell: (row) => <OperationLink number={row.number} />,
      },
      {
        id: "action",
        header: t("parts.action"),
        width: "10rem",
        cell: (row) => t(`common:actions.${row.action}`, { defaultValue: row.action }),
      },
      {
        id: "subject",
        header: t("parts.subject"),
        width: "2fr",
        cell: (row) =>
          row.domain ? <DomainLink name={row.domain.name} unicode={row.domain.unicode} /> : row.subject,
      },
      { id: "state", header: t("status"), width: "9rem", cell: (row) => <State of={row.state} /> },
      {
        id: "points",
        header: t("parts.points"),
        width: "7rem",
        align: "right",
        cell: (row) => <Points value={row.points} />,
      },
      { id: "asked", header: t("parts.asked"), width: "10rem", cell: (row) => <When at={row.requestedAt} /> },
      { id: "by", header: t("by"), width: "10rem", cell: (row) => row.openedBy },
    ],
    [t],
  );
  return (
    <Part
      name="operations"
      rows={rows}
      columns={columns}
      keyOf={(row) => row.id}
      onOpen={(row) =>
        void navigate({ to: "/operations/$number", params: { number: String(row.number) }, search: {} })
      }
    />
  );
}

const AccountOrdersDocument = graphql(`
  query AccountOrders($account: Int!, $first: Int, $after: String) {
    orders(account: $account, first: $first, after: $after) {
      nodes { id number status reference points price placedAt placedThrough paidAt lines { name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export function AccountOrders({ account }: Props) {
  const { t } = useTranslation("accounts");
  const navigate = useNavigate();
  const rows = useRows(AccountOrdersDocument, { account }, (data) => data.orders);
  type Row = AccountOrdersQuery["orders"]["nodes"][number];
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: "number", header: t("number"), width: "8rem", cell: (row) => <OrderLink number={row.number} /> },
      { id: "status", header: t("status"), width: "10rem", cell: (row) => <State of={row.status} /> },
      {
        id: "names",
        header: t("parts.names"),
        width: "2fr",
        cell: (row) => [...new Set(row.lines.map((line) => line.name))].join(", "),
      },
      { id: "reference", header: t("parts.reference"), width: "1fr", cell: (row) => row.reference },
      { id: "price", header: t("parts.price"), width: "9rem", align: "right", cell: (row) => row.price },
      { id: "placed", header: t("parts.placed"), width: "10rem", cell: (row) => <When at={row.placedAt} /> },
      { id: "paid", header: t("parts.paid"), width: "10rem", cell: (row) => <When at={row.paidAt} /> },
    ],
    [t],
  );
  return (
    <Part
      name="orders"
      rows={rows}
      columns={columns}
      keyOf={(row) => row.id}
      onOpen={(row) =>
        void navigate({ to: "/orders/$number", params: { number: String(row.number) }, search: {} })
      }
    />
  );
}

const AccountInvoicesDocument = graphql(`
  query AccountInvoices($account: Int!, $first: Int, $after: String) {
    invoices(account: $account, newest: true, first: $first, after: $after) {
      nodes { id number status issued due gross { amount currency } points }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export function AccountInvoices({ account }: Props) {
  const { t } = useTranslation("accounts");
  const navigate = useNavigate();
  const rows = useRows(AccountInvoicesDocument, { account }, (data) => data.invoices);
  type Row = AccountInvoicesQuery["invoices"]["nodes"][number];
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: "number", header: t("number"), width: "1fr", cell: (row) => <InvoiceLink number={row.number} /> },
      { id: "status", header: t("status"), width: "9rem", cell: (row) => <State of={row.status} /> },
      { id: "issued", header: t("parts.issued"), width: "8rem", cell: (row) => row.issued },
      { id: "due", header: t("parts.due"), width: "8rem", cell: (row) => row.due },
      {
        id: "gross",
        header: t("parts.gross"),
        width: "10rem",
        align: "right",
        cell: (row) => <Money amount={row.gross.amount} currency={row.gross.currency} />,
      },
      {
        id: "points",
        header: t("parts.points"),
        width: "9rem",
        align: "right",
        cell: (row) => <Points value={row.points} />,
      },
    ],
    [t],
  );
  return (
    <Part
      name="invoices"
      rows={rows}
      columns={columns}
      keyOf={(row) => row.id}
      onOpen={(row) => void navigate({ to: "/invoices/$number", params: { number: row.number }, search: {} })}
    />
  );
}
