import { Checkbox, NumberInput } from "@mantine/core";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { day } from "@/ui/when";
import type { Held } from "../held";
import { Price } from "../price";

const RenewOwn = graphql(`
  mutation RenewOwnDomain($input: OwnRenewInput!) {
    renewDomain(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

const RestoreOwn = graphql(`
  mutation RestoreOwnDomain($input: OwnRestoreInput!) {
    restoreDomain(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

const DeleteOwn = graphql(`
  mutation DeleteOwnDomain($name: DomainName!) {
    deleteDomain(name: $name) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

type Props = DialogProps & { held: Held };

/** At the price that is shown, and at no other. */
export function RenewDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("manager/names");
  const [period, setPeriod] = useState(1);
  const [price, setPrice] = useState<number | null>(null);
  const until = held.expires ? day(dayjs(held.expires).add(period, "year").toISOString()) : "";
  return (
    <CommandDialog
      {...dialog}
      document={RenewOwn}
      title={t("renew.title", { name: held.unicode })}
      explain={t("renew.explain", { until })}
      verb={t("menu.renew")}
      done={t("sent")}
      variables={() => (price === null ? null : { input: { name: held.name, period, agreedPrice: price } })}
    >
      {(errorOf) => (
        <>
          <NumberInput
            label={t("renew.years")}
            min={1}
            max={10}
            w={140}
            value={period}
            error={errorOf("period")}
            onChange={(value) => typeof value === "number" && setPeriod(value)}
          />
          <Price name={held.name} action="renew" period={period} onPrice={setPrice} ready={dialog.opened} />
        </>
      )}
    </CommandDialog>
  );
}

export function RestoreDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("manager/names");
  const [price, setPrice] = useState<number | null>(null);
  return (
    <CommandDialog
      {...dialog}
      document={RestoreOwn}
      title={t("restore.title", { name: held.unicode })}
      explain={t("restore.explain")}
      verb={t("menu.restore")}
      done={t("sent")}
      variables={() => (price === null ? null : { input: { name: held.name, agreedPrice: price } })}
    >
      <Price name={held.name} action="restore" period={1} onPrice={setPrice} ready={dialog.opened} />
    </CommandDialog>
  );
}

export function DeleteDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("manager/names");
  const [sure, setSure] = useState(false);
  return (
    <CommandDialog
      {...dialog}
      document={DeleteOwn}
      title={t("delete.title", { name: held.unicode })}
      explain={t("delete.explain")}
      verb={t("delete.verb")}
      danger
      done={t("sent")}
      variables={() => (sure ? { name: held.name } : null)}
    >
      <Checkbox
        size="xs"
        label={t("delete.sure", { name: held.unicode })}
        checked={sure}
        onChange={(event) => setSure(event.currentTarget.checked)}
        data-autofocus
      />
    </CommandDialog>
  );
}
