import { NumberInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import { servers } from "@/screens/domains/commands/records";
import { addressError } from "@/ui/addresses";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { OwnContactField } from "../contact-field";
import { NewNameField, useNewName } from "../new-name";
import { Price } from "../price";

const RegisterOwn = graphql(`
  mutation RegisterOwnDomain($input: OwnRegisterInput!) {
    registerDomain(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

/** A new name, at the price that is shown. */
export function RegisterDialog({ onDone, ...dialog }: DialogProps & { onDone: (name: string) => void }) {
  const { t } = useTranslation("manager/names");
  const name = useNewName();
  const [period, setPeriod] = useState(1);
  const [owner, setOwner] = useState<number | null>(null);
  const [typed, setTyped] = useState("");
  const [price, setPrice] = useState<number | null>(null);
  const { wanted, settled, priced } = name;
  const nameServers = servers(typed);
  return (
    <CommandDialog
      {...dialog}
      document={RegisterOwn}
      title={t("register.title")}
      explain={t("register.explain")}
      verb={t("register.verb")}
      done={t("sent")}
      onDone={() => onDone(wanted)}
      variables={() =>
        priced && price !== null
          ? { input: { name: wanted, period, owner, nameServers, agreedPrice: price } }
          : null
      }
    >
      {(errorOf) => (
        <>
          <NewNameField of={name} error={errorOf("name")} />
          <NumberInput
            label={t("renew.years")}
            min={1}
            max={10}
            w={140}
            value={period}
            error={errorOf("period")}
            onChange={(value) => typeof value === "number" && setPeriod(value)}
          />
          <OwnContactField
            label={t("people.roles.owner")}
            description={t("register.owner")}
            value={owner}
            onChange={setOwner}
            error={errorOf("owner")}
          />
          <Textarea
            label={t("servers")}
            description={t("register.servers")}
            spellCheck={false}
            classNames={{ input: "mono" }}
            value={typed}
            error={
              errorOf("nameServers") ??
              addressError(
                errorOf,
                nameServers.flatMap((one) => one.addresses),
              )
            }
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Price
            name={settled}
            action="create"
            period={period}
            onPrice={setPrice}
            ready={dialog.opened && priced}
          />
        </>
      )}
    </CommandDialog>
  );
}
