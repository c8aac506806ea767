import { Checkbox } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { Price } from "@/ui/price";
import type { Held } from "../held";
import { Against } from "./against";

const DeleteDomain = graphql(`
  mutation DeleteDomain($input: NameInput!) {
    deleteDomain(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

const RestoreDomain = graphql(`
  mutation RestoreDomain($input: NameInput!, $agreedPrice: Int) {
    restoreDomain(input: $input, agreedPrice: $agreedPrice) {
      operation { number } consistency repeated userErrors { code field message }
    }
  }
`);

const ReconcileDomain = graphql(`
  mutation ReconcileDomain($input: ReconcileDomainInput!) {
    reconcileDomain(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

export function DeleteDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  const [sure, setSure] = useState(false);
  const { account } = held;
  return (
    <CommandDialog
      {...dialog}
      document={DeleteDomain}
      title={t("delete.title", { name: held.unicode })}
      explain={t("delete.explain")}
      verb={t("delete.verb")}
      danger
      done={t("done.sent")}
      variables={() => (sure && typeof account === "number" ? { input: { account, name: held.name } } : null)}
    >
      <Against held={held} deed="delete" />
      <Checkbox
        size="xs"
        checked={sure}
        onChange={(event) => setSure(event.currentTarget.checked)}
        label={t("delete.sure", { name: held.unicode })}
      />
    </CommandDialog>
  );
}

export function RestoreDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  const [price, setPrice] = useState<number | null>(null);
  const account = held.account ?? null;
  return (
    <CommandDialog
      {...dialog}
      document={RestoreDomain}
      title={t("restore.title", { name: held.unicode })}
      explain={t("restore.explain", { account: held.accountNode?.nichandle ?? account })}
      verb={t("restore.verb")}
      done={t("done.sent")}
      variables={() =>
        account === null ? null : { input: { account, name: held.name }, agreedPrice: price }
      }
    >
      <Against held={held} deed="restore" />
      <Price account={account} name={held.name} action="restore" onPrice={setPrice} ready={dialog.opened} />
    </CommandDialog>
  );
}

export function ReconcileDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  return (
    <CommandDialog
      {...dialog}
      document={ReconcileDomain}
      title={t("reconcile.title", { name: held.unicode })}
      explain={t("reconcile.explain")}
      verb={t("reconcile.verb")}
      done={t("reconcile.done")}
      variables={() => ({ input: { name: held.name } })}
    />
  );
}
