import { Alert, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import { useReading } from "@/api/reading";
import { grouped } from "@/ui/amount";
import { CommandDialog } from "@/ui/command";
import { asGiven, atDetails, DetailsForm, noDetails } from "@/ui/contact/details-form";
import type { DialogProps } from "@/ui/dialogs";
import { NamesOfContact, type Person } from "./held";

const RegisterOwnContact = graphql(`
  mutation RegisterOwnContact($details: ContactDetailsInput!) {
    registerContact(details: $details) { id consistency repeated userErrors { code field message } }
  }
`);

const AmendOwnContact = graphql(`
  mutation AmendOwnContact($input: OwnAmendContactInput!) {
    amendContact(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const DeleteOwnContact = graphql(`
  mutation DeleteOwnContact($contact: Int!) {
    deleteContact(contact: $contact) { id consistency repeated userErrors { code field message } }
  }
`);

/** A person or an organisation that names can then be registered for. */
export function RegisterContactDialog({
  onDone,
  ...dialog
}: DialogProps & { onDone: (number: string) => void }) {
  const { t } = useTranslation("manager/contacts");
  const [details, setDetails] = useState(noDetails);
  const { street, city, phone, email } = details;
  const missing = [street, city, phone, email].some((value) => value.trim() === "");
  return (
    <CommandDialog
      {...dialog}
      document={RegisterOwnContact}
      title={t("register.title")}
      explain={t("register.explain")}
      verb={t("register.verb")}
      done={t("register.done")}
      onDone={(answer) => {
        const { id } = answer as { id?: string | null };
        if (id) onDone(id);
      }}
      variables={() => (missing ? null : { details })}
    >
      {(errorOf) => <DetailsForm value={details} onChange={setDetails} errorOf={atDetails(errorOf)} />}
    </CommandDialog>
  );
}

/** The whole data, as it is and as it is to be. */
export function AmendContactDialog({ person, ...dialog }: DialogProps & { person: Person }) {
  const { t } = useTranslation("manager/contacts");
  const [present] = useState(() => (person.details ? asGiven(person.details) : noDetails));
  const [details, setDetails] = useState(present);
  return (
    <CommandDialog
      {...dialog}
      document={AmendOwnContact}
      title={t("amend.title", { handle: person.handle ?? person.number })}
      explain={t("amend.explain")}
      verb={t("amend.verb")}
      done={t("amend.done")}
      variables={() => (details === present ? null : { input: { contact: person.number, details } })}
    >
      {(errorOf) => <DetailsForm value={details} onChange={setDetails} errorOf={atDetails(errorOf)} />}
    </CommandDialog>
  );
}

/** Of use to no name any more. */
export function DeleteContactDialog({ person, ...dialog }: DialogProps & { person: Person }) {
  const { t } = useTranslation("manager/contacts");
  const count = useReading(NamesOfContact, { number: person.number }, !dialog.opened).data?.namesOfContact;
  return (
    <CommandDialog
      {...dialog}
      document={DeleteOwnContact}
      title={t("delete.title", { handle: person.handle ?? person.number })}
      explain={t("delete.explain")}
      verb={t("delete.verb")}
      danger
      done={t("delete.done")}
      variables={() => ({ contact: person.number })}
    >
      {count === 0 && (
        <Text size="sm" c="dimmed">
          {t("delete.nothing")}
        </Text>
      )}
      {count !== undefined && count > 0 && (
        <Alert color="orange" variant="light" icon={<IconInfoCircle />} py={6}>
          {t("delete.inTheWay", { count, shown: grouped(count) })}
        </Alert>
      )}
    </CommandDialog>
  );
}
