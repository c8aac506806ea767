import { Alert, Button, CopyButton, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { Facts } from "@/ui/facts";
import type { Held } from "../held";

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

interface Issued {
  number?: number | null;
  applicationKey?: string | null;
  applicationSecret?: string | null;
}

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
      <SecretDialog issued={issued} onClose={() => setIssued(null)} />
    </>
  );
}

function SecretDialog({ issued, onClose }: { issued: Issued | null; onClose: () => void }) {
  const { t } = useTranslation(["accounts", "common"]);
  const secret = issued?.applicationSecret ?? "";
  return (
    <Modal
      opened={issued !== null}
      onClose={onClose}
      title={t("applications.secret.title")}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Stack gap="sm">
        <Alert color="orange" variant="light" icon={<IconKey />} py={6}>
          {t("applications.secret.once")}
        </Alert>
        <Facts
          of={[
            [t("number"), issued?.number],
            [
              t("applications.key"),
              <span key="key" className="mono">
                {issued?.applicationKey}
              </span>,
            ],
            [
              t("applications.secret.name"),
              <span key="secret" className="mono">
                {secret}
              </span>,
            ],
          ]}
        />
        <Text size="sm">{t("applications.secret.next")}</Text>
        <Group justify="flex-end" gap="xs">
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t("common:copied") : t("applications.secret.copy")}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t("applications.secret.kept")}</Button>
        </Group>
      </Stack>
    </Modal>
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
