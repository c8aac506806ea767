import { Badge, Button, Group, Text } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import { useDialogs } from "@/ui/dialogs";
import { Fingerprint } from "@/ui/fingerprint";
import { Card } from "@/ui/page";
import { SecretDialog } from "@/ui/secret";
import { SmallTable } from "@/ui/small-table";
import {
  AddCertificateDialog,
  AddKeyDialog,
  MethodsDialog,
  PassphraseDialog,
  RemoveProofDialog,
} from "./mail-dialogs";
import type { Settings } from "./reading";

const OwnPassphrase = graphql(`
  query OwnPassphrase {
    passphrase
  }
`);

/** What `plain` and `md5` are made with. */
export function Passphrase({ set }: { set: boolean }) {
  const { t } = useTranslation("manager/access");
  const { show, name, turn, props } = useDialogs<"show" | "set">();
  return (
    <Card
      title={
        <Group gap="xs">
          {t("passphrase.title")}
          <Badge color={set ? "teal" : "orange"}>{t(set ? "passphrase.isSet" : "passphrase.isNot")}</Badge>
        </Group>
      }
      actions={
        <>
          {set && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconEye size={12} />}
              onClick={() => show("show")}
            >
              {t("passphrase.show")}
            </Button>
          )}
          <Button size="compact-xs" variant="default" onClick={() => show("set")}>
            {t("passphrase.set")}
          </Button>
        </>
      }
    >
      <Text size="sm" c="dimmed">
        {t("passphrase.hint")}
      </Text>
      {name === "show" && (
        <SecretDialog
          key={turn}
          {...props}
          document={OwnPassphrase}
          variables={{}}
          pick={(data) => data.passphrase ?? null}
          title={t("passphrase.title")}
          explain={t("passphrase.explain")}
          verb={t("passphrase.show")}
          none={t("passphrase.isNot")}
        />
      )}
      {name === "set" && <PassphraseDialog key={turn} {...props} />}
    </Card>
  );
}

export interface Proof {
  kind: "key" | "certificate";
  fingerprint: string;
}

/** Methods that are allowed; keys and certificates that are known. */
export function MailProofs({ settings }: { settings: Settings }) {
  const { t } = useTranslation(["accounts", "manager/access"]);
  const { show, name, turn, props } = useDialogs<"methods" | "key" | "certificate" | "remove">();
  const [removed, setRemoved] = useState<Proof | null>(null);
  const proofs: (Proof & { trust?: "SIGNER" | "AUTHORITY" })[] = [
    ...settings.pgpKeys.map((fingerprint) => ({ kind: "key" as const, fingerprint })),
    ...settings.certificates.map((one) => ({ kind: "certificate" as const, ...one })),
  ];
  return (
    <Card
      title={t("manager/access:mails")}
      flush
      actions={
        <>
          <Button variant="default" size="compact-xs" onClick={() => show("methods")}>
            {t("mail.setMethods")}
          </Button>
          <Button variant="default" size="compact-xs" onClick={() => show("key")}>
            {t("mail.addKey")}
          </Button>
          <Button variant="default" size="compact-xs" onClick={() => show("certificate")}>
            {t("mail.addCertificate")}
          </Button>
        </>
      }
    >
      <Group gap={6} px="sm" pt="xs">
        <Text size="sm" c="dimmed">
          {t("mail.methods")}
        </Text>
        {settings.methods.length === 0 && <Text size="sm">{t("mail.noMethods")}</Text>}
        {settings.methods.map((method) => (
          <Badge key={method} color="gray">
            {t(`mail.method.${method}`)}
          </Badge>
        ))}
      </Group>
      <SmallTable
        label={t("mail.proofs")}
        rows={proofs}
        keyOf={(row) => row.fingerprint}
        empty={t("mail.noProofs")}
        columns={[
          { header: t("mail.kind"), cell: (row) => t(`mail.kinds.${row.kind}`) },
          { header: t("mail.fingerprint"), cell: (row) => <Fingerprint of={row.fingerprint} /> },
          { header: t("mail.trust"), cell: (row) => (row.trust ? t(`mail.trusts.${row.trust}`) : "–") },
          {
            header: t("mail.remove"),
            quiet: true,
            align: "right",
            cell: (row) => (
              <Button
                variant="subtle"
                size="compact-xs"
                onClick={() => {
                  setRemoved(row);
                  show("remove");
                }}
              >
                {t("mail.remove")}
              </Button>
            ),
          },
        ]}
      />
      {name === "methods" && <MethodsDialog key={turn} {...props} before={settings.methods} />}
      {name === "key" && <AddKeyDialog key={turn} {...props} />}
      {name === "certificate" && <AddCertificateDialog key={turn} {...props} />}
      {name === "remove" && removed && <RemoveProofDialog key={turn} {...props} {...removed} />}
    </Card>
  );
}
