import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { AccountField, ContactField } from "@/ui/pickers";
import { Price } from "@/ui/price";
import type { Held } from "../held";
import { Against } from "./against";

const RequestTrade = graphql(`
  mutation RequestTrade($input: RequestTradeInput!) {
    requestTrade(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

const AskContactChange = graphql(`
  mutation AskContactChange($input: AskContactChangeInput!) {
    askContactChange(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

/** A change of registrant: both sides are asked, and nothing changes before they agree. */
export function TradeDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  const [owner, setOwner] = useState<number | null>(null);
  const [price, setPrice] = useState<number | null>(null);
  const account = held.account ?? null;
  return (
    <CommandDialog
      {...dialog}
      document={RequestTrade}
      title={t("trade.title", { name: held.unicode })}
      explain={t("trade.explain", { owner: held.registrant?.handle ?? held.owner })}
      verb={t("trade.verb")}
      done={t("trade.done")}
      variables={() =>
        account === null || owner === null
          ? null
          : { input: { account, name: held.name, newOwner: owner, agreedPrice: price } }
      }
    >
      {(errorOf) => (
        <>
          <Against held={held} deed="trade" />
          <ContactField
            account={account}
            label={t("trade.newOwner")}
            description={t("trade.newOwnerHint")}
            value={owner}
            onChange={setOwner}
            required
            error={errorOf("newOwner")}
          />
          <Price account={account} name={held.name} action="trade" onPrice={setPrice} ready={dialog.opened} />
        </>
      )}
    </CommandDialog>
  );
}

const roles = ["admin", "tech", "billing"] as const;
type Role = (typeof roles)[number];

/** Roles of the name that go to other accounts, once both accounts have agreed. */
export function RolesDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  const [chosen, setChosen] = useState<Record<Role, number | null>>({
    admin: null,
    tech: null,
    billing: null,
  });
  const wanted = roles.filter((role) => chosen[role] !== null);
  const account = held.account ?? null;
  return (
    <CommandDialog
      {...dialog}
      document={AskContactChange}
      title={t("moveRoles.title", { name: held.unicode })}
      explain={t("moveRoles.explain")}
      verb={t("moveRoles.verb")}
      done={t("moveRoles.done")}
      variables={() =>
        account === null || wanted.length === 0
          ? null
          : {
              input: {
                account,
                name: held.name,
                ...Object.fromEntries(wanted.map((role) => [role, chosen[role]])),
              },
            }
      }
    >
      {(errorOf) => (
        <>
          <Against held={held} deed="update" />
          {roles.map((role) => (
            <AccountField
              key={role}
              label={t(`moveRoles.${role}`)}
              placeholder={t("moveRoles.stays")}
              value={chosen[role]}
              onChange={(number) => setChosen((before) => ({ ...before, [role]: number }))}
              error={errorOf(role)}
            />
          ))}
        </>
      )}
    </CommandDialog>
  );
}
