import { Button, NumberInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { ContactListQuery, ContactSort } from "@/api/generated/office/graphql";
import { useRows } from "@/api/reading";
import { useSession } from "@/session/session";
import { Confirmed } from "@/ui/contact/confirmed";
import { useDialogs } from "@/ui/dialogs";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { AccountLink, ContactLink } from "@/ui/links";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { RegisterContactDialog } from "./commands/register";
import { contactsRoute } from "./routes";
import { statuses, verifications } from "./search";

const ContactList = graphql(`
  query ContactList(
    $account: Int
    $status: String
    $text: String
    $email: String
    $verification: ContactVerification
    $sort: ContactSort!
    $descending: Boolean!
    $first: Int
    $after: String
  ) {
    contacts(
      account: $account
      status: $status
      text: $text
      email: $email
      verification: $verification
      sort: $sort
      descending: $descending
      first: $first
      after: $after
    ) {
      nodes { id number handle account status verifiedAt verifyBy registeredAt changedAt changedBy accountNode { id nichandle } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Row = ContactListQuery["contacts"]["nodes"][number];

/** Every person and organisation that a name may belong to. */
export function Contacts() {
  const { t } = useTranslation(["contacts", "common"]);
  const { rights } = useSession();
  const search = contactsRoute.useSearch();
  const navigate = useNavigate({ from: contactsRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const sort: ContactSort = search.sort ?? "NUMBER";
  const rows = useRows(
    ContactList,
    {
      account: search.account ?? null,
      status: search.status ?? null,
      text: search.text ?? null,
      email: rights.personal ? (search.email ?? null) : null,
      verification: search.verification ?? null,
      sort,
      descending: search.desc ?? false,
    },
    (data) => data.contacts,
  );
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: "NUMBER", header: t("number"), width: "6rem", sortable: true, cell: (row) => row.number },
      {
        id: "HANDLE",
        header: t("handle"),
        width: "11rem",
        sortable: true,
        cell: (row) => <ContactLink number={row.number} handle={row.handle} />,
      },
      {
        id: "account",
        header: t("account"),
        width: "1fr",
        cell: (row) => <AccountLink number={row.account} name={row.accountNode?.nichandle} />,
      },
      { id: "status", header: t("status"), width: "7rem", cell: (row) => <State of={row.status} /> },
      { id: "confirmed", header: t("data"), width: "14.5rem", cell: (row) => <Confirmed of={row} /> },
      {
        id: "registered",
        header: t("registered"),
        width: "7.5rem",
        cell: (row) => <When at={row.registeredAt} only="day" />,
      },
      {
        id: "CHANGED",
        header: t("changed"),
        width: "10rem",
        sortable: true,
        cell: (row) => <When at={row.changedAt} />,
      },
      { id: "by", header: t("by"), width: "8.5rem", cell: (row) => row.changedBy },
    ],
    [t],
  );
  return (
    <Page title={t("title")} full actions={rights.support && <Begin account={search.account} />}>
      <FilterBar active={filtered(search)} onClear={() => void navigate({ search: {}, replace: true })}>
        <TextFilter label={t("begins")} value={search.text} onChange={(text) => set({ text })} width={190} />
        {rights.personal && (
          <TextFilter
            label={t("wholeEmail")}
            value={search.email}
            onChange={(email) => set({ email })}
            width={230}
          />
        )}
        <NumberInput
          aria-label={t("accountNumber")}
          placeholder={t("accountNumber")}
          w={130}
          hideControls
          value={search.account ?? ""}
          onChange={(value) => set({ account: typeof value === "number" ? value : undefined })}
        />
        <ChoiceFilter
          label={t("status")}
          width={120}
          value={search.status}
          options={statuses.map((status) => ({ value: status, label: t(`common:states.${status}`) }))}
          onChange={(status) => set({ status })}
        />
        <ChoiceFilter
          label={t("data")}
          width={210}
          value={search.verification}
          options={verifications.map((one) => ({ value: one, label: t(`verifications.${one}`) }))}
          onChange={(verification) => set({ verification })}
        />
      </FilterBar>
      <DataTable
        label={t("title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
        onOpen={(row) =>
          void navigate({ to: "/contacts/$number", params: { number: String(row.number) }, search: {} })
        }
        sort={{ by: sort, descending: search.desc ?? false }}
        onSort={(by, descending) => set({ sort: by as ContactSort, desc: descending || undefined })}
        filtered={filtered(search)}
        onClear={() => void navigate({ search: {}, replace: true })}
        empty={t("none")}
      />
    </Page>
  );
}

function Begin({ account }: { account: number | undefined }) {
  const { t } = useTranslation("contacts");
  const navigate = useNavigate();
  const { show, name, turn, props } = useDialogs<"register">();
  return (
    <>
      <Button leftSection={<IconPlus size={14} />} onClick={() => show("register")}>
        {t("register.open")}
      </Button>
      {name && (
        <RegisterContactDialog
          key={turn}
          {...props}
          account={account ?? null}
          onDone={(number) => void navigate({ to: "/contacts/$number", params: { number }, search: {} })}
        />
      )}
    </>
  );
}
