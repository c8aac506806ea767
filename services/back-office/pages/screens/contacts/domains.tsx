import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { ContactDomainsQuery } from "@/api/generated/office/graphql";
import { useRows } from "@/api/reading";
import { DomainLink } from "@/ui/links";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { When } from "@/ui/when";
import { rolesOf } from "./held";

const ContactDomainsDocument = graphql(`
  query ContactDomains($contact: Int!, $first: Int, $after: String) {
    domains(filter: { contact: $contact, states: [] }, first: $first, after: $after) {
      nodes { id name unicode state owner admin tech billing created expires }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Row = ContactDomainsQuery["domains"]["nodes"][number];

/** Every name that uses a contact, and as what. */
export function ContactDomains({ contact }: { contact: number }) {
  const { t } = useTranslation("contacts");
  const navigate = useNavigate();
  const rows = useRows(ContactDomainsDocument, { contact }, (data) => data.domains);
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: "name",
        header: t("names.name"),
        width: "2fr",
        cell: (row) => <DomainLink name={row.name} unicode={row.unicode} />,
      },
      {
        id: "as",
        header: t("names.as"),
        width: "2fr",
        cell: (row) =>
          rolesOf(row, contact)
            .map((role) => t(`roles.${role}`))
            .join(", "),
      },
      { id: "state", header: t("names.state"), width: "9rem", cell: (row) => <State of={row.state} /> },
      {
        id: "created",
        header: t("names.created"),
        width: "8rem",
        cell: (row) => <When at={row.created} only="day" />,
      },
      {
        id: "expires",
        header: t("names.expires"),
        width: "8rem",
        cell: (row) => <When at={row.expires} only="day" />,
      },
    ],
    [t, contact],
  );
  return (
    <DataTable
      label={t("names.title")}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      onOpen={(row) => void navigate({ to: "/domains/$name", params: { name: row.name }, search: {} })}
      empty={t("names.none")}
      height="min(34rem, 65dvh)"
    />
  );
}
