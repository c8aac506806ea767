import { NumberInput, PasswordInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { OwnContactField } from "../contact-field";
import type { Held } from "../held";
import { NewNameField, useNewName } from "../new-name";
import { Price } from "../price";

const TransferOwn = graphql(`
  mutation TransferOwnDomain($input: OwnTransferInput!) {
    transferDomain(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

const TradeOwn = graphql(`
  mutation TradeOwnDomain($input: OwnTradeInput!) {
    tradeDomain(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

const AskMove = graphql(`
  mutation AskOwnMove($input: AskMoveInput!) {
    askMove(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

/** A name that comes from another registrar, at the price that is shown. */
export function TransferDialog({ onDone, ...dialog }: DialogProps & { onDone: (name: string) => void }) {
  const { t } = useTranslation("manager/names");
  const name = useNewName();
  const [code, setCode] = useState("");
  const [owner, setOwner] = useState<number | null>(null);
  const [price, setPrice] = useState<number | null>(null);
  const { wanted, settled, priced } = name;
  return (
    <CommandDialog
      {...dialog}
      document={TransferOwn}
      title={t("transfer.title")}
      explain={t("transfer.explain")}
      verb={t("transfer.verb")}
      done={t("transfer.done")}
      onDone={() => onDone(wanted)}
      variables={() =>
        priced && price !== null
          ? { input: { name: wanted, authCode: code.trim() || null, owner, agreedPrice: price } }
          : null
      }
    >
      {(errorOf) => (
        <>
          <NewNameField of={name} error={errorOf("name")} />
          <PasswordInput
            label={t("setCode.field")}
            description={t("transfer.code")}
            value={code}
            autoComplete="off"
            visibilityToggleButtonProps={{ "aria-label": t("setCode.show") }}
            error={errorOf("authCode")}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <OwnContactField
            label={t("people.roles.owner")}
            description={t("transfer.owner")}
            value={owner}
            onChange={setOwner}
            error={errorOf("owner")}
          />
          <Price
            name={settled}
            action="transfer"
            period={1}
            onPrice={setPrice}
            ready={dialog.opened && priced}
          />
        </>
      )}
    </CommandDialog>
  );
}

/** Another owner: both sides are asked, and nothing changes before they agree. */
export function TradeDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("manager/names");
  const [owner, setOwner] = useState<number | null>(null);
  const [price, setPrice] = useState<number | null>(null);
  const now = held.contacts.find(({ role }) => role === "owner");
  const present = [now?.name, now?.handle].filter(Boolean).join(" · ");
  return (
    <CommandDialog
      {...dialog}
      document={TradeOwn}
      title={t("trade.title", { name: held.unicode })}
      explain={t("trade.explain", { owner: present || t("trade.present") })}
      verb={t("trade.verb")}
      done={t("trade.done")}
      variables={() =>
        owner === null || price === null
          ? null
          : { input: { name: held.name, newOwner: owner, agreedPrice: price } }
      }
    >
      {(errorOf) => (
        <>
          <OwnContactField
            label={t("trade.newOwner")}
            description={t("trade.hint")}
            value={owner}
            onChange={setOwner}
            required
            error={errorOf("newOwner")}
          />
          <Price name={held.name} action="trade" period={1} onPrice={setPrice} ready={dialog.opened} />
        </>
      )}
    </CommandDialog>
  );
}

/** Another reseller that is to manage the name, once it has said so. */
export function AskMoveDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("manager/names");
  const [to, setTo] = useState<number | null>(null);
  return (
    <CommandDialog
      {...dialog}
      document={AskMove}
      title={t("askMove.title", { name: held.unicode })}
      explain={
        held.resellerMove
          ? `${t("askMove.explain")} ${t("askMove.replaces", { account: held.resellerMove.to })}`
          : t("askMove.explain")
      }
      verb={t("askMove.verb")}
      done={t("askMove.done")}
      variables={() => (to === null ? null : { input: { name: held.name, to } })}
    >
      {(errorOf) => (
        <NumberInput
          label={t("askMove.to")}
          description={t("askMove.hint")}
          required
          hideControls
          allowDecimal={false}
          allowNegative={false}
          value={to ?? ""}
          error={errorOf("to")}
          onChange={(value) => setTo(typeof value === "number" ? value : null)}
          data-autofocus
        />
      )}
    </CommandDialog>
  );
}
