import { Checkbox, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { CertificateTrust, MailMethod } from "@/api/generated/office/graphql";
import { Armour } from "@/ui/armour";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import type { Held } from "../held";

const SetMailMethods = graphql(`
  mutation SetMailMethods($input: MailMethodsInput!) {
    setMailMethods(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const AddPgpKey = graphql(`
  mutation AddPgpKey($input: PgpKeyInput!) {
    addPgpKey(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const RemovePgpKey = graphql(`
  mutation RemovePgpKey($input: FingerprintInput!) {
    removePgpKey(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const AddCertificate = graphql(`
  mutation AddCertificate($input: CertificateInput!) {
    addCertificate(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const RemoveCertificate = graphql(`
  mutation RemoveCertificate($input: FingerprintInput!) {
    removeCertificate(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

type Props = DialogProps & { held: Held };

const methods: readonly MailMethod[] = ["PLAIN", "MD5", "PGP", "SMIME"];

export function MethodsDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("accounts");
  const before = held.mailSettings?.methods ?? [];
  const [chosen, setChosen] = useState<string[]>([...before]);
  const wanted = methods.filter((method) => chosen.includes(method));
  const same = wanted.length === before.length && wanted.every((method) => before.includes(method));
  return (
    <CommandDialog
      {...dialog}
      document={SetMailMethods}
      title={t("mail.methodsTitle", { name: held.nichandle })}
      explain={t("mail.methodsExplain")}
      verb={t("mail.methodsVerb")}
      done={t("mail.methodsDone")}
      variables={() => (same ? null : { input: { account: held.number, methods: wanted } })}
    >
      {(errorOf) => (
        <Checkbox.Group
          label={t("mail.methods")}
          value={chosen}
          onChange={setChosen}
          error={errorOf("methods")}
        >
          <Stack gap="xs" mt={6}>
            {methods.map((method) => (
              <Checkbox
                key={method}
                size="xs"
                value={method}
                label={t(`mail.method.${method}`)}
                description={t(`mail.methodHint.${method}`)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </CommandDialog>
  );
}

export function AddKeyDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("accounts");
  const [key, setKey] = useState("");
  return (
    <CommandDialog
      {...dialog}
      document={AddPgpKey}
      title={t("mail.keyTitle", { name: held.nichandle })}
      explain={t("mail.keyExplain")}
      verb={t("mail.addKey")}
      done={t("mail.keyDone")}
      variables={() => (key.trim() === "" ? null : { input: { account: held.number, key } })}
    >
      {(errorOf) => (
        <Armour
          file={t("mail.file")}
          label={t("mail.key")}
          placeholder="-----BEGIN PGP PUBLIC KEY BLOCK-----"
          value={key}
          onChange={setKey}
          error={errorOf("key")}
        />
      )}
    </CommandDialog>
  );
}

export function AddCertificateDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("accounts");
  const [certificate, setCertificate] = useState("");
  const [trust, setTrust] = useState<CertificateTrust>("SIGNER");
  return (
    <CommandDialog
      {...dialog}
      document={AddCertificate}
      title={t("mail.certificateTitle", { name: held.nichandle })}
      explain={t("mail.certificateExplain")}
      verb={t("mail.addCertificate")}
      done={t("mail.certificateDone")}
      variables={() =>
        certificate.trim() === "" ? null : { input: { account: held.number, certificate, trust } }
      }
    >
      {(errorOf) => (
        <>
          <Armour
            file={t("mail.file")}
            label={t("mail.certificate")}
            placeholder="-----BEGIN CERTIFICATE-----"
            value={certificate}
            onChange={setCertificate}
            error={errorOf("certificate")}
          />
          <SegmentedControl
            aria-label={t("mail.trust")}
            value={trust}
            onChange={(value) => setTrust(value as CertificateTrust)}
            data={[
              { value: "SIGNER", label: t("mail.trusts.SIGNER") },
              { value: "AUTHORITY", label: t("mail.trusts.AUTHORITY") },
            ]}
          />
          <Text size="xs" c="dimmed">
            {t(`mail.trustHint.${trust}`)}
          </Text>
        </>
      )}
    </CommandDialog>
  );
}

export function RemoveFingerprintDialog({
  held,
  kind,
  fingerprint,
  ...dialog
}: Props & { kind: "key" | "certificate"; fingerprint: string }) {
  const { t } = useTranslation("accounts");
  return (
    <CommandDialog<object, { input: { account: number; fingerprint: string } }>
      {...dialog}
      document={kind === "key" ? RemovePgpKey : RemoveCertificate}
      title={t(`mail.removeTitle.${kind}`)}
      explain={t("mail.removeExplain")}
      verb={t("mail.remove")}
      danger
      done={t("mail.removed")}
      variables={() => ({ input: { account: held.number, fingerprint } })}
    >
      <Text size="xs" className="mono" style={{ overflowWrap: "anywhere" }}>
        {fingerprint}
      </Text>
    </CommandDialog>
  );
}
