import { Badge, Button, Group } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { OwnContactListQuery } from "@/api/generated/reseller/graphql";
import { useRows } from "@/api/reading";
import { called } from "@/ui/contact/called";
import { Confirmed } from "@/ui/contact/confirmed";
import { useDialogs } from "@/ui/dialogs";
import { Empty } from "@/ui/empty";
import { FilterBar, TextFilter } from "@/ui/filters";
import { Page } from "@/ui/page";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { When } from "@/ui/when";
import { OwnContactLink } from "../links";
import { askable } from "./askable";
import { RegisterContactDialog } from "./commands";
import { ownContactsRoute } from "./routes";

const OwnContactList = graphql(`
  query OwnContactList($text: String, $first: Int, $after: String) {
    contacts(text: $text, first: $first, after: $after) {
      nodes {
        number handle status verifiedAt verifyBy changedAt isOwn
        details { firstName lastName organisation email }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Row = OwnContactListQuery["contacts"]["nodes"][number];

/** Whom the account's names are registered for, and who answers for them. */
export function OwnContacts() {
  const { t } = useTranslation(["manager/contacts", "ui/contact", "common"]);
  const { text } = ownContactsRoute.useSearch();
  const navigate = useNavigate({ from: ownContactsRoute.fullPath });
  const clear = () => void navigate({ search: {}, replace: true });
  return (
    <Page title={t("title")} full actions={<Begin />}>
      <FilterBar active={filtered({ text })} onClear={clear}>
        <TextFilter
          label={t("search")}
          value={text}
          onChange={(chosen) => void navigate({ search: { text: chosen }, replace: true })}
          width={300}
        />
      </FilterBar>
      {askable(text ?? "") ? (
        <Found text={text} onClear={clear} />
      ) : (
        <Empty words={t("wholeAddress")} onClear={clear} />
      )}
    </Page>
  );
}

function Found({ text, onClear }: { text: string | undefined; onClear: () => void }) {
  const { t } = useTranslation("manager/contacts");
  const navigate = useNavigate();
  const rows = useRows(OwnContactList, { text: text ?? null }, (data) => data.contacts);
  const columns = useColumns();
  return (
    <DataTable
      label={t("title")}
      columns={columns}
      rows={rows}
      keyOf={(row) => String(row.number)}
      onOpen={({ number }) =>
        void navigate({
          to: "/manager/contacts/$number",
          params: { number: String(number) },
          search: {},
        })
      }
      filtered={text !== undefined}
      onClear={onClear}
      empty={t("none")}
    />
  );
}

function useColumns(): Column<Row>[] {
  const { t } = useTranslation(["manager/contacts", "ui/contact"]);
  return useMemo(
    () => [
      {
        id: "handle",
        header: t("handle"),
        width: "16rem",
        cell: (row) => (
          <Group gap={6} wrap="nowrap" component="span" display="inline-flex">
            <OwnContactLink number={row.number} handle={row.handle} />
            {row.isOwn && <Badge color="gray">{t("own")}</Badge>}
          </Group>
        ),
      },
      { id: "number", header: t("number"), width: "6rem", cell: (row) => row.number },
      { id: "who", header: t("who"), width: "1fr", cell: (row) => called(row.details) },
      { id: "email", header: t("ui/contact:fields.email"), width: "1fr", cell: (row) => row.details?.email },
      {
        id: "confirmed",
        header: t("ui/contact:confirmed.title"),
        width: "14.5rem",
        cell: (row) => <Confirmed of={row} />,
      },
      {
        id: "changed",
        header: t("changed"),
        width: "7.5rem",
        cell: (row) => <When at={row.changedAt} only="day" />,
      },
    ],
    [t],
  );
}

function Begin() {
  const { t } = useTranslation("manager/contacts");
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
          onDone={(number) =>
            void navigate({ to: "/manager/contacts/$number", params: { number }, search: {} })
          }
        />
      )}
    </>
  );
}
