import { NumberInput } from "@mantine/core";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { Price } from "@/ui/price";
import { day } from "@/ui/when";
import type { Held } from "../held";
import { Against } from "./against";

const RenewDomain = graphql(`
  mutation RenewDomain($input: RenewDomainInput!) {
    renewDomain(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

export function RenewDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  const [period, setPeriod] = useState(1);
  const [price, setPrice] = useState<number | null>(null);
  const account = held.account ?? null;
  const until = held.expires ? day(dayjs(held.expires).add(period, "year").toISOString()) : "";
  return (
    <CommandDialog
      {...dialog}
      document={RenewDomain}
      title={t("renew.title", { name: held.unicode })}
      explain={t("renew.explain", { until, account: held.accountNode?.nichandle ?? account })}
      verb={t("renew.verb")}
      done={t("done.sent")}
      variables={() =>
        account === null ? null : { input: { account, name: held.name, period, agreedPrice: price } }
      }
    >
      {(errorOf) => (
        <>
          <Against held={held} deed="renew" />
          <NumberInput
            label={t("renew.years")}
            min={1}
            max={10}
            w={140}
            value={period}
            error={errorOf("period")}
            onChange={(value) => typeof value === "number" && setPeriod(value)}
          />
          <Price
            account={account}
            name={held.name}
            action="renew"
            period={period}
            onPrice={setPrice}
            ready={dialog.opened}
          />
        </>
      )}
    </CommandDialog>
  );
}
