import { Alert, Checkbox, SegmentedControl, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { now } from "@/ui/clock";
import { CommandDialog, ReasonField } from "@/ui/command";
import { called } from "@/ui/contact/called";
import type { DialogProps } from "@/ui/dialogs";
import { ContactField } from "@/ui/pickers";
import { ErasureWould, MergeWould } from "../consequences";
import { Dependent } from "../dependent";
import type { Person } from "../held";

const VerifyContact = graphql(`
  mutation VerifyContact($input: ConfirmContactInput!) {
    verifyContact(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const RequireVerification = graphql(`
  mutation RequireVerification($input: RequireConfirmationInput!) {
    requireContactVerification(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const SetPublicationConsent = graphql(`
  mutation SetPublicationConsent($input: SetPublicationConsentInput!) {
    setPublicationConsent(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const MergeContacts = graphql(`
  mutation MergeContacts($input: MergeContactsInput!) {
    mergeContacts(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const DeleteContact = graphql(`
  mutation DeleteContact($input: ContactOfInput!) {
    deleteContact(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const EraseContact = graphql(`
  mutation EraseContact($input: EraseContactInput!) {
    eraseContact(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

type Props = DialogProps & { person: Person };

export function VerifyDialog({ person, ...dialog }: Props) {
  const { t } = useTranslation("contacts");
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      {...dialog}
      document={VerifyContact}
      title={t("verify.title", { handle: person.handle })}
      explain={t("verify.explain")}
      verb={t("verify.verb")}
      done={t("verify.done")}
      variables={() => (reason.trim() === "" ? null : { input: { contact: person.number, reason } })}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}

export function RequireDialog({ person, ...dialog }: Props) {
  const { t } = useTranslation("contacts");
  const [reason, setReason] = useState("");
  const [by, setBy] = useState(() => dayjs(now()).add(15, "day").format("YYYY-MM-DD"));
  return (
    <CommandDialog
      {...dialog}
      document={RequireVerification}
      title={t("require.title", { handle: person.handle })}
      explain={t("require.explain")}
      verb={t("require.verb")}
      done={t("require.done")}
      variables={() =>
        reason.trim() === "" || !dayjs(by).isValid()
          ? null
          : { input: { contact: person.number, by: dayjs(by).endOf("day").toISOString(), reason } }
      }
    >
      {(errorOf) => (
        <>
          <TextInput
            type="date"
            label={t("require.by")}
            w={180}
            required
            value={by}
            error={errorOf("by")}
            onChange={(event) => setBy(event.currentTarget.value)}
          />
          <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />
        </>
      )}
    </CommandDialog>
  );
}

export function ConsentDialog({ person, ...dialog }: Props) {
  const { t } = useTranslation("contacts");
  const [reason, setReason] = useState("");
  const [consent, setConsent] = useState(person.publicationConsent ? "no" : "yes");
  return (
    <CommandDialog
      {...dialog}
      document={SetPublicationConsent}
      title={t("consent.title", { handle: person.handle })}
      explain={t("consent.explain")}
      verb={t("consent.verb")}
      done={t("consent.done")}
      variables={() =>
        reason.trim() === ""
          ? null
          : { input: { contact: person.number, consent: consent === "yes", reason } }
      }
    >
      {(errorOf) => (
        <>
          <SegmentedControl
            aria-label={t("consent.field")}
            value={consent}
            onChange={setConsent}
            data={[
              { value: "yes", label: t("consent.yes") },
              { value: "no", label: t("consent.no") },
            ]}
          />
          <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />
        </>
      )}
    </CommandDialog>
  );
}

export function MergeDialog({ person, ...dialog }: Props) {
  const { t } = useTranslation("contacts");
  const [reason, setReason] = useState("");
  const [into, setInto] = useState<number | null>(null);
  const [blocked, setBlocked] = useState(false);
  const { account } = person;
  return (
    <CommandDialog
      {...dialog}
      document={MergeContacts}
      title={t("merge.title", { handle: person.handle })}
      explain={t("merge.explain")}
      verb={t("merge.verb")}
      danger
      done={t("merge.done")}
      variables={() =>
        into === null || blocked || reason.trim() === "" || typeof account !== "number"
          ? null
          : { input: { account, contact: person.number, into, reason } }
      }
    >
      {(errorOf) => (
        <>
          <ContactField
            account={account ?? null}
            label={t("merge.into")}
            value={into}
            onChange={setInto}
            required
            error={errorOf("into") ?? errorOf("contact")}
          />
          <MergeWould contact={person.number} into={into} asked={dialog.opened} onBlocked={setBlocked} />
          <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />
        </>
      )}
    </CommandDialog>
  );
}

export function DeleteContactDialog({ person, ...dialog }: Props) {
  const { t } = useTranslation("contacts");
  const { account } = person;
  return (
    <CommandDialog
      {...dialog}
      document={DeleteContact}
      title={t("delete.title", { handle: person.handle })}
      explain={t("delete.explain")}
      verb={t("delete.verb")}
      danger
      done={t("delete.done")}
      variables={() => (typeof account === "number" ? { input: { account, contact: person.number } } : null)}
    >
      <Dependent person={person} />
    </CommandDialog>
  );
}

export function EraseDialog({ person, ...dialog }: Props) {
  const { t } = useTranslation("contacts");
  const [reason, setReason] = useState("");
  const [sure, setSure] = useState(false);
  const [blocked, setBlocked] = useState(false);
  return (
    <CommandDialog
      {...dialog}
      document={EraseContact}
      title={t("erase.title", { handle: person.handle })}
      explain={t("erase.explain")}
      verb={t("erase.verb")}
      danger
      done={t("erase.done")}
      variables={() =>
        sure && !blocked && reason.trim() !== "" ? { input: { contact: person.number, reason } } : null
      }
    >
      {(errorOf) => (
        <>
          <Alert color="red" variant="light" icon={<IconAlertTriangle />} py={6}>
            <Text size="sm">{t("erase.final")}</Text>
          </Alert>
          <ErasureWould contact={person.number} asked={dialog.opened} onBlocked={setBlocked} />
          <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />
          <Checkbox
            size="xs"
            checked={sure}
            onChange={(event) => setSure(event.currentTarget.checked)}
            label={t("erase.sure", { name: called(person.details) ?? person.handle })}
          />
        </>
      )}
    </CommandDialog>
  );
}
