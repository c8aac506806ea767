import { Fieldset, NumberInput, Select, SimpleGrid, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog } from "@/ui/command";
import { atDetails, DetailsForm, noDetails } from "@/ui/contact/details-form";
import type { DialogProps } from "@/ui/dialogs";

const OpenAccount = graphql(`
  mutation OpenAccount($input: OpenAccountInput!) {
    openAccount(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const locales = ["fr", "en", "de", "es"] as const;

/** An account with its points account and the contact of its holder. */
export function OpenAccountDialog({ onDone, ...dialog }: DialogProps & { onDone: (number: string) => void }) {
  const { t } = useTranslation(["accounts", "ui/contact"]);
  const [form, setForm] = useState({ nichandle: "", currency: "EUR", priceClass: "standard", locale: "fr" });
  const [number, setNumber] = useState<number | null>(null);
  const [holder, setHolder] = useState(noDetails);
  const set = (change: Partial<typeof form>) => setForm((before) => ({ ...before, ...change }));
  return (
    <CommandDialog
      {...dialog}
      document={OpenAccount}
      title={t("open.title")}
      explain={t("open.explain")}
      verb={t("open.verb")}
      done={t("open.done")}
      onDone={(answer) => {
        const { id } = answer as { id?: string | null };
        if (id) onDone(id);
      }}
      variables={() => (form.nichandle.trim() === "" ? null : { input: { ...form, number, holder } })}
    >
      {(errorOf) => (
        <>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs">
            <TextInput
              label={t("nichandle")}
              description={t("open.nichandleHint")}
              required
              data-autofocus
              spellCheck={false}
              value={form.nichandle}
              error={errorOf("nichandle")}
              onChange={(event) => set({ nichandle: event.currentTarget.value })}
            />
            <NumberInput
              label={t("number")}
              description={t("open.numberHint")}
              hideControls
              allowDecimal={false}
              allowNegative={false}
              value={number ?? ""}
              error={errorOf("number")}
              onChange={(value) => setNumber(typeof value === "number" ? value : null)}
            />
            <TextInput
              label={t("currency")}
              description={t("open.currencyHint")}
              required
              value={form.currency}
              error={errorOf("currency")}
              onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
            />
            <TextInput
              label={t("priceClass")}
              description={t("open.classHint")}
              required
              value={form.priceClass}
              error={errorOf("priceClass")}
              onChange={(event) => set({ priceClass: event.currentTarget.value })}
            />
            <Select
              label={t("profile.locale")}
              allowDeselect={false}
              value={form.locale}
              data={locales.map((one) => ({ value: one, label: t(`ui/contact:locales.${one}`) }))}
              onChange={(chosen) => chosen && set({ locale: chosen })}
            />
          </SimpleGrid>
          <Fieldset legend={t("open.holder")} p="sm">
            <DetailsForm value={holder} onChange={setHolder} errorOf={atDetails(errorOf)} />
          </Fieldset>
        </>
      )}
    </CommandDialog>
  );
}
