import { Group, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { now } from "@/ui/clock";
import { CommandDialog } from "@/ui/command";
import { DayField } from "@/ui/day-field";
import { hundredths } from "@/ui/decimal";
import { useFields } from "@/ui/fields";
import type { ErrorOf } from "@/ui/refusal";
import { actions } from "./matrix";

const SetPrices = graphql(`
  mutation SetPrices($input: SetPricesInput!) {
    setPrices(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

interface Props {
  opened: boolean;
  onClose: () => void;
  list: { class: string; currency: string };
  /** `com create`, `com create 5Y`, `hosting.720plan`: where it is about a price that is known. */
  item?: string;
  price?: string;
}

interface Fields {
  class: string;
  currency: string;
  kind: "name" | "product";
  tld: string;
  action: string;
  product: string;
  years?: number;
  offered: boolean;
  price: string;
  from: string;
  promoted: boolean;
  promotion: string;
  until?: string;
}

function initial({ list, item, price }: Props): Fields {
  const [subject = "", action, years] = (item ?? "").split(" ");
  const product = item !== undefined && !action;
  return {
    ...list,
    kind: product ? "product" : "name",
    tld: product ? "" : subject,
    action: action ?? "create",
    product: product ? subject : "",
    years: years ? Number.parseInt(years, 10) : undefined,
    offered: true,
    price: price ?? "",
    from: dayjs(now()).add(1, "day").format("YYYY-MM-DD"),
    promoted: false,
    promotion: "",
    until: undefined,
  };
}

/** One price from a day on: an ordinary one, one for several years at once, or a promotion. */
export function SetPriceDialog(props: Props) {
  const { t } = useTranslation("prices");
  const { opened, onClose, item } = props;
  const [fields, set] = useFields(initial(props), opened);
  const cents = fields.offered ? hundredths(fields.price) : null;
  const missing =
    cents === undefined ||
    (fields.promoted && (!fields.promotion.trim() || !fields.until)) ||
    (fields.kind === "name" ? fields.tld.trim() === "" : fields.product.trim() === "");
  const subject =
    fields.kind === "name"
      ? { tld: fields.tld.trim().replace(/^\./, ""), action: fields.action }
      : { product: fields.product.trim() };
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={item ? t("set.titleOf", { item }) : t("set.title")}
      explain={fields.promoted ? t("set.explainPromotion") : t("set.explain")}
      verb={t("set.verb")}
      document={SetPrices}
      variables={() =>
        missing
          ? null
          : {
              input: {
                class: fields.class,
                currency: fields.currency,
                prices: [
                  {
                    ...subject,
                    years: fields.years ?? null,
                    cents,
                    from: fields.from,
                    promotion: fields.promoted ? fields.promotion.trim() : null,
                    until: fields.promoted ? fields.until : null,
                  },
                ],
              },
            }
      }
      done={t("set.done")}
    >
      {(errorOf) => (
        <>
          {!item && <Subject fields={fields} set={set} errorOf={errorOf} />}
          <Group grow align="flex-start">
            <TextInput
              label={t("set.price", { currency: fields.currency })}
              description={t("set.beforeTax")}
              value={fields.price}
              onChange={(event) => set({ price: event.currentTarget.value })}
              error={
                errorOf("cents") ?? (fields.price && cents === undefined ? t("set.wrongPrice") : undefined)
              }
              inputMode="decimal"
              disabled={!fields.offered}
              required={fields.offered}
              data-autofocus
            />
            <NumberInput
              label={t("set.years")}
              description={t("set.yearsHint")}
              value={fields.years ?? ""}
              onChange={(value) => set({ years: typeof value === "number" ? value : undefined })}
              error={errorOf("years")}
              min={1}
              max={10}
              allowDecimal={false}
            />
            <DayField
              label={t("set.from")}
              description={t("set.fromHint")}
              value={fields.from}
              onChange={(from) => from && set({ from })}
              error={errorOf("from")}
              required
            />
          </Group>
          <Switch
            size="xs"
            label={t("set.notOffered")}
            checked={!fields.offered}
            onChange={(event) => set({ offered: !event.currentTarget.checked })}
          />
          <Switch
            size="xs"
            label={t("set.promoted")}
            checked={fields.promoted}
            onChange={(event) => set({ promoted: event.currentTarget.checked })}
          />
          {fields.promoted && (
            <Group grow align="flex-start">
              <TextInput
                label={t("set.promotion")}
                value={fields.promotion}
                onChange={(event) => set({ promotion: event.currentTarget.value })}
                error={errorOf("promotion")}
                required
              />
              <DayField
                label={t("set.until")}
                value={fields.until}
                min={fields.from}
                onChange={(until) => set({ until })}
                error={errorOf("until")}
                required
              />
            </Group>
          )}
        </>
      )}
    </CommandDialog>
  );
}

/** In which list, and of what. */
function Subject({
  fields,
  set,
  errorOf,
}: {
  fields: Fields;
  set: (change: Partial<Fields>) => void;
  errorOf: ErrorOf;
}) {
  const { t } = useTranslation("prices");
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          label={t("class")}
          description={t("set.classHint")}
          value={fields.class}
          onChange={(event) => set({ class: event.currentTarget.value })}
          error={errorOf("class")}
          required
        />
        <TextInput
          label={t("currency")}
          description="EUR, XOF …"
          value={fields.currency}
          onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
          error={errorOf("currency")}
          required
        />
      </Group>
      <Select
        label={t("kind")}
        value={fields.kind}
        data={[
          { value: "name", label: t("names") },
          { value: "product", label: t("product") },
        ]}
        onChange={(kind) => kind && set({ kind: kind as Fields["kind"] })}
        allowDeselect={false}
        required
      />
      {fields.kind === "name" ? (
        <Group grow align="flex-start">
          <TextInput
            label={t("ending")}
            value={fields.tld}
            onChange={(event) => set({ tld: event.currentTarget.value })}
            error={errorOf("tld")}
            required
          />
          <Select
            label={t("action")}
            value={fields.action}
            data={actions.map((action) => ({ value: action, label: t(`actions.${action}`) }))}
            onChange={(action) => action && set({ action })}
            error={errorOf("action")}
            allowDeselect={false}
            required
          />
        </Group>
      ) : (
        <TextInput
          label={t("product")}
          description="hosting.90plan, hosting.720plan …"
          value={fields.product}
          onChange={(event) => set({ product: event.currentTarget.value })}
          error={errorOf("product")}
          required
        />
      )}
    </>
  );
}
