import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import type { Held } from "../held";
import { type Issued, IssuedDialog } from "./issued";

const CreateApplication = graphql(`
  mutation CreateApplication($input: CreateApplicationInput!) {
    createApplication(input: $input) {
      number applicationKey applicationSecret consistency repeated userErrors { code field message }
    }
  }
`);

const RevokeApplication = graphql(`
  mutation RevokeApplication($input: RevokeApplicationInput!) {
    revokeApplication(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const RevokeCredential = graphql(`
  mutation RevokeCredential($input: RevokeCredentialInput!) {
    revokeCredential(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

/** A program is registered; its secret is shown once, and is gone when the dialog is closed. */
export function CreateApplicationDialog({ held, opened, onClose }: DialogProps & { held: Held }) {
  const { t } = useTranslation("accounts");
  const [form, setForm] = useState({ name: "", description: "" });
  const [issued, setIssued] = useState<Issued | null>(null);
  return (
    <>
      <CommandDialog
        opened={opened && !issued}
        onClose={onClose}
        document={CreateApplication}
        title={t("applications.create.title", { name: held.nichandle })}
        explain={t("applications.create.explain")}
        verb={t("applications.create.verb")}
        done={t("applications.create.done")}
        onDone={(answer) => setIssued(answer as Issued)}
        variables={() => (form.name.trim() === "" ? null : { input: { account: held.number, ...form } })}
      >
        {(errorOf) =>
          (["name", "description"] as const).map((field) => (
            <TextInput
              key={field}
              label={t(`applications.${field}`)}
              required={field === "name"}
              value={form[field]}
              error={errorOf(field)}
              onChange={(event) => {
                const typed = event.currentTarget.value;
                setForm((before) => ({ ...before, [field]: typed }));
              }}
            />
          ))
        }
      </CommandDialog>
      <IssuedDialog
        issued={issued}
        next={t("applications.secret.next")}
        kept={t("applications.secret.kept")}
        onClose={() => setIssued(null)}
      />
    </>
  );
}

export function RevokeApplicationDialog({
  application,
  ...dialog
}: DialogProps & { application: Held["applications"][number] }) {
  const { t } = useTranslation("accounts");
  return (
    <CommandDialog
      {...dialog}
      document={RevokeApplication}
      title={t("applications.revoke.title", { name: application.name })}
      explain={t("applications.revoke.explain")}
      verb={t("applications.revoke.verb")}
      danger
      done={t("applications.revoke.done")}
      variables={() => ({ input: { applicationKey: application.key } })}
    />
  );
}

export function RevokeCredentialDialog({ credential, ...dialog }: DialogProps & { credential: number }) {
  const { t } = useTranslation("accounts");
  return (
    <CommandDialog
      {...dialog}
      document={RevokeCredential}
      title={t("credentials.revoke.title", { number: credential })}
      explain={t("credentials.revoke.explain")}
      verb={t("credentials.revoke.verb")}
      danger
      done={t("credentials.revoke.done")}
      variables={() => ({ input: { credential } })}
    />
  );
}
