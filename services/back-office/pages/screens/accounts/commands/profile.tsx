import { NumberInput, PasswordInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import type { Held } from "../held";

const SetAccountPassword = graphql(`
  mutation SetAccountPassword($input: AccountPasswordInput!) {
    setAccountPassword(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const SetAccountPassphrase = graphql(`
  mutation SetAccountPassphrase($input: AccountPassphraseInput!) {
    setAccountPassphrase(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const SetAccountBranding = graphql(`
  mutation SetAccountBranding($input: BrandingInput!) {
    setAccountBranding(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const SetPriceClass = graphql(`
  mutation SetPriceClass($input: PriceClassInput!) {
    setPriceClass(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const SetPremiumLimit = graphql(`
  mutation SetPremiumLimit($input: PremiumLimitInput!) {
    setPremiumLimit(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const SetLowPoints = graphql(`
  mutation SetLowPoints($input: LowPointsInput!) {
    setLowPoints(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

type Props = DialogProps & { held: Held };

export function PasswordDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("accounts");
  const [password, setPassword] = useState("");
  return (
    <CommandDialog
      {...dialog}
      document={SetAccountPassword}
      title={t("password.title", { name: held.nichandle })}
      explain={t("password.explain")}
      verb={t("password.verb")}
      done={t("password.done")}
      variables={() => (password === "" ? null : { input: { account: held.number, password } })}
    >
      {(errorOf) => (
        <PasswordInput
          label={t("password.field")}
          description={t("password.hint")}
          required
          autoComplete="new-password"
          data-autofocus
          value={password}
          error={errorOf("password")}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      )}
    </CommandDialog>
  );
}

export function PassphraseDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("accounts");
  const [passphrase, setPassphrase] = useState("");
  return (
    <CommandDialog
      {...dialog}
      document={SetAccountPassphrase}
      title={t("passphrase.title", { name: held.nichandle })}
      explain={t("passphrase.explain")}
      verb={t("passphrase.verb")}
      done={t("passphrase.done")}
      variables={() => (passphrase === "" ? null : { input: { account: held.number, passphrase } })}
    >
      {(errorOf) => (
        <PasswordInput
          label={t("passphrase.field")}
          description={t("passphrase.hint")}
          required
          autoComplete="new-password"
          data-autofocus
          value={passphrase}
          error={errorOf("passphrase")}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
      )}
    </CommandDialog>
  );
}

/** Sender and links of the account's vote mails; what is left empty is the registrar's own. */
export function BrandingDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("accounts");
  const { branding } = held;
  const [form, setForm] = useState({
    name: branding?.name ?? "",
    sender: branding?.sender ?? "",
    linkBase: branding?.linkBase ?? "",
  });
  const value = (text: string) => (text.trim() === "" ? null : text.trim());
  return (
    <CommandDialog
      {...dialog}
      document={SetAccountBranding}
      title={t("branding.title", { name: held.nichandle })}
      explain={t("branding.explain")}
      verb={t("branding.verb")}
      done={t("branding.done")}
      variables={() => ({
        input: {
          account: held.number,
          name: value(form.name),
          sender: value(form.sender),
          linkBase: value(form.linkBase),
        },
      })}
    >
      {(errorOf) =>
        (["name", "sender", "linkBase"] as const).map((field) => (
          <TextInput
            key={field}
            label={t(`branding.${field}`)}
            description={t(`branding.${field}Hint`)}
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
  );
}

export function PriceClassDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("accounts");
  const [priceClass, setPriceClass] = useState(held.priceClass ?? "");
  const wanted = priceClass.trim();
  return (
    <CommandDialog
      {...dialog}
      document={SetPriceClass}
      title={t("setClass.title", { name: held.nichandle })}
      explain={t("setClass.explain")}
      verb={t("setClass.verb")}
      done={t("setClass.done")}
      variables={() =>
        wanted === "" || wanted === held.priceClass
          ? null
          : { input: { account: held.number, priceClass: wanted } }
      }
    >
      {(errorOf) => (
        <TextInput
          label={t("priceClass")}
          description={t("open.classHint")}
          required
          data-autofocus
          value={priceClass}
          error={errorOf("priceClass")}
          onChange={(event) => setPriceClass(event.currentTarget.value)}
        />
      )}
    </CommandDialog>
  );
}

interface PointsFieldProps {
  label: string;
  description: string;
  value: number | null;
  onChange: (value: number | null) => void;
  error: ReactNode;
}

function PointsField({ value, onChange, ...field }: PointsFieldProps) {
  return (
    <NumberInput
      {...field}
      w={260}
      min={0}
      hideControls
      allowDecimal={false}
      thousandSeparator=" "
      data-autofocus
      value={value ?? ""}
      onChange={(typed) => onChange(typeof typed === "number" ? typed : null)}
    />
  );
}

export function PremiumLimitDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("accounts");
  const [limit, setLimit] = useState<number | null>(held.premiumLimit ?? null);
  return (
    <CommandDialog
      {...dialog}
      document={SetPremiumLimit}
      title={t("setLimit.title", { name: held.nichandle })}
      explain={t("setLimit.explain")}
      verb={t("setLimit.verb")}
      done={t("setLimit.done")}
      variables={() =>
        limit === (held.premiumLimit ?? null) ? null : { input: { account: held.number, limit } }
      }
    >
      {(errorOf) => (
        <PointsField
          label={t("profile.premiumLimit")}
          description={t("setLimit.hint")}
          value={limit}
          onChange={setLimit}
          error={errorOf("limit")}
        />
      )}
    </CommandDialog>
  );
}

export function LowPointsDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("accounts");
  const before = held.points?.lowPoints ?? null;
  const [level, setLevel] = useState<number | null>(before);
  return (
    <CommandDialog
      {...dialog}
      document={SetLowPoints}
      title={t("setLevel.title", { name: held.nichandle })}
      explain={t("setLevel.explain")}
      verb={t("setLevel.verb")}
      done={t("setLevel.done")}
      variables={() => (level === before ? null : { input: { account: held.number, level } })}
    >
      {(errorOf) => (
        <PointsField
          label={t("points.level")}
          description={t("setLevel.hint")}
          value={level}
          onChange={setLevel}
          error={errorOf("level")}
        />
      )}
    </CommandDialog>
  );
}
