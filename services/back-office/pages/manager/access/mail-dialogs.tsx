import { Checkbox, PasswordInput, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { CertificateTrust, MailMethod } from "@/api/generated/reseller/graphql";
import { useSession } from "@/session/session";
import { Armour } from "@/ui/armour";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import type { Proof } from "./mail";

const SetPassphrase = graphql(`
  mutation SetOwnPassphrase($passphrase: String!) {
    setPassphrase(passphrase: $passphrase) { id consistency repeated userErrors { code field message } }
  }
`);

const SetMethods = graphql(`
  mutation SetOwnMailMethods($methods: [MailMethod!]!) {
    setMailMethods(methods: $methods) { id consistency repeated userErrors { code field message } }
  }
`);

const AddKey = graphql(`
  mutation AddOwnPgpKey($key: String!) {
    addPgpKey(key: $key) { id consistency repeated userErrors { code field message } }
  }
`);

const RemoveKey = graphql(`
  mutation RemoveOwnPgpKey($fingerprint: String!) {
    removePgpKey(fingerprint: $fingerprint) { id consistency repeated userErrors { code field message } }
  }
`);

const AddCertificate = graphql(`
  mutation AddOwnCertificate($input: OwnCertificateInput!) {
    addCertificate(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const RemoveCertificate = graphql(`
  mutation RemoveOwnCertificate($fingerprint: String!) {
    removeCertificate(fingerprint: $fingerprint) { id consistency repeated userErrors { code field message } }
  }
`);

/** The passphrase before is of no use any more: what was signed with it is refused. */
export function PassphraseDialog(dialog: DialogProps) {
  const { t } = useTranslation("manager/access");
  const [passphrase, setPassphrase] = useState("");
  return (
    <CommandDialog
      {...dialog}
      document={SetPassphrase}
      title={t("passphrase.set")}
      explain={t("passphrase.setExplain")}
      verb={t("passphrase.set")}
      done={t("passphrase.done")}
      variables={() => (passphrase === "" ? null : { passphrase })}
    >
      {(errorOf) => (
        <PasswordInput
          label={t("passphrase.title")}
          description={t("passphrase.field")}
          autoComplete="off"
          visibilityToggleButtonProps={{ "aria-label": t("passphrase.toggle") }}
          value={passphrase}
          error={errorOf("passphrase")}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          data-autofocus
        />
      )}
    </CommandDialog>
  );
}

const methods: readonly MailMethod[] = ["PLAIN", "MD5", "PGP", "SMIME"];

export function MethodsDialog({ before, ...dialog }: DialogProps & { before: readonly MailMethod[] }) {
  const { t } = useTranslation("accounts");
  const { me } = useSession();
  const [chosen, setChosen] = useState<string[]>([...before]);
  const wanted = methods.filter((method) => chosen.includes(method));
  const same = wanted.length === before.length && wanted.every((method) => before.includes(method));
  return (
    <CommandDialog
      {...dialog}
      document={SetMethods}
      title={t("mail.methodsTitle", { name: me.login })}
      explain={t("mail.methodsExplain")}
      verb={t("mail.methodsVerb")}
      done={t("mail.methodsDone")}
      variables={() => (same ? null : { methods: wanted })}
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

export function AddKeyDialog(dialog: DialogProps) {
  const { t } = useTranslation("accounts");
  const { me } = useSession();
  const [key, setKey] = useState("");
  return (
    <CommandDialog
      {...dialog}
      document={AddKey}
      title={t("mail.keyTitle", { name: me.login })}
      explain={t("mail.keyExplain")}
      verb={t("mail.addKey")}
      done={t("mail.keyDone")}
      variables={() => (key.trim() === "" ? null : { key })}
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

export function AddCertificateDialog(dialog: DialogProps) {
  const { t } = useTranslation("accounts");
  const { me } = useSession();
  const [certificate, setCertificate] = useState("");
  const [trust, setTrust] = useState<CertificateTrust>("SIGNER");
  return (
    <CommandDialog
      {...dialog}
      document={AddCertificate}
      title={t("mail.certificateTitle", { name: me.login })}
      explain={t("mail.certificateExplain")}
      verb={t("mail.addCertificate")}
      done={t("mail.certificateDone")}
      variables={() => (certificate.trim() === "" ? null : { input: { certificate, trust } })}
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
            data={(["SIGNER", "AUTHORITY"] as const).map((value) => ({
              value,
              label: t(`mail.trusts.${value}`),
            }))}
          />
          <Text size="xs" c="dimmed">
            {t(`mail.trustHint.${trust}`)}
          </Text>
        </>
      )}
    </CommandDialog>
  );
}

export function RemoveProofDialog({ kind, fingerprint, ...dialog }: DialogProps & Proof) {
  const { t } = useTranslation("accounts");
  return (
    <CommandDialog<object, { fingerprint: string }>
      {...dialog}
      document={kind === "key" ? RemoveKey : RemoveCertificate}
      title={t(`mail.removeTitle.${kind}`)}
      explain={t("mail.removeExplain")}
      verb={t("mail.remove")}
      danger
      done={t("mail.removed")}
      variables={() => ({ fingerprint })}
    >
      <Text size="xs" className="mono" style={{ overflowWrap: "anywhere" }}>
        {fingerprint}
      </Text>
    </CommandDialog>
  );
}
