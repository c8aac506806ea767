import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog } from "@/ui/command";
import { atDetails, DetailsForm, noDetails } from "@/ui/contact/details-form";
import type { DialogProps } from "@/ui/dialogs";
import { AccountField } from "@/ui/pickers";

const RegisterContact = graphql(`
  mutation RegisterContact($input: RegisterContactInput!) {
    registerContact(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

interface Props extends DialogProps {
  account: number | null;
  onDone: (number: string) => void;
}

export function RegisterContactDialog({ account: known, onDone, ...dialog }: Props) {
  const { t } = useTranslation("contacts");
  const [account, setAccount] = useState(known);
  const [details, setDetails] = useState(noDetails);
  return (
    <CommandDialog
      {...dialog}
      document={RegisterContact}
      title={t("register.title")}
      explain={t("register.explain")}
      verb={t("register.verb")}
      done={t("register.done")}
      onDone={(answer) => {
        const { id } = answer as { id?: string | null };
        if (id) onDone(id);
      }}
      variables={() => (account === null ? null : { input: { account, details } })}
    >
      {(errorOf) => (
        <>
          <AccountField
            label={t("account")}
            value={account}
            onChange={setAccount}
            required
            error={errorOf("account")}
          />
          <DetailsForm value={details} onChange={setDetails} errorOf={atDetails(errorOf)} />
        </>
      )}
    </CommandDialog>
  );
}
