import {
  ActionIcon,
  Button,
  Checkbox,
  Fieldset,
  Group,
  Select,
  SimpleGrid,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ErrorOf } from "@/ui/refusal";
import { countries } from "./countries";

/** As both doors take it. */
export interface Details {
  legalForm: string;
  civility: string;
  firstName: string;
  lastName: string;
  organisation: string;
  street: string;
  street2: string;
  postalCode: string;
  city: string;
  region: string;
  country: string;
  phone: string;
  fax: string;
  email: string;
  vatNumber: string;
  companyNumber: string;
  locale: string;
  hideEmail: boolean;
  identification: { name: string; value: string }[];
}

export const noDetails: Details = {
  legalForm: "individual",
  civility: "",
  firstName: "",
  lastName: "",
  organisation: "",
  street: "",
  street2: "",
  postalCode: "",
  city: "",
  region: "",
  country: "FR",
  phone: "",
  fax: "",
  email: "",
  vatNumber: "",
  companyNumber: "",
  locale: "fr",
  hideEmail: false,
  identification: [],
};

/** What a door answers, as it takes it: without what the answer says of its own kind. */
export function asGiven(
  found: Omit<Details, "identification"> & { identification: readonly { name: string; value: string }[] },
): Details {
  const kept = Object.fromEntries(Object.keys(noDetails).map((name) => [name, found[name as keyof Details]]));
  return {
    ...noDetails,
    ...kept,
    identification: found.identification.map(({ name, value }) => ({ name, value })),
  };
}

type Word = { [Name in keyof Details]: Details[Name] extends string ? Name : never }[keyof Details];

const forms = ["individual", "company", "association", "other"] as const;
const civilities = ["M", "Mme", "Mle"] as const;
const locales = ["fr", "en", "de", "es"] as const;

interface Props {
  value: Details;
  onChange: (value: Details) => void;
  errorOf: ErrorOf;
}

/** `lastName` as `last_name`, which is how the rules of a person's data name their fields. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/([a-z])(\d)/, "$1_$2");
}

/** Says which errors the form shows at its fields, before it is drawn: the dialog then does not say them again. */
export function atDetails(errorOf: ErrorOf): ErrorOf {
  for (const name of Object.keys(noDetails)) {
    errorOf(name);
    errorOf(snake(name));
  }
  return errorOf;
}

/** A person's or an organisation's data, whole. */
export function DetailsForm({ value, onChange, errorOf }: Props) {
  const { t, i18n } = useTranslation("ui/contact");
  const set = (change: Partial<Details>) => onChange({ ...value, ...change });
  const error = (name: string) => errorOf(name) ?? errorOf(snake(name));
  const country = useMemo(() => countries(i18n.language), [i18n.language]);
  const legal = value.legalForm !== "individual";
  const field = (name: Word, more: { required?: boolean; description?: string; type?: string } = {}) => (
    <TextInput
      label={t(`fields.${name}`)}
      value={value[name]}
      error={error(name)}
      autoComplete="off"
      onChange={(event) => set({ [name]: event.currentTarget.value })}
      {...more}
    />
  );
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs">
        <Select
          label={t("fields.legalForm")}
          value={value.legalForm}
          allowDeselect={false}
          error={error("legalForm")}
          data={forms.map((form) => ({ value: form, label: t(`legalForms.${form}`) }))}
          onChange={(chosen) => chosen && set({ legalForm: chosen })}
        />
        <Select
          label={t("fields.civility")}
          value={value.civility || null}
          clearable
          error={error("civility")}
          data={civilities.map((one) => ({ value: one, label: t(`civilities.${one}`) }))}
          onChange={(chosen) => set({ civility: chosen ?? "" })}
        />
        {legal && field("organisation", { required: true })}
        {legal && field("companyNumber")}
        {field("firstName", { required: !legal })}
        {field("lastName", { required: !legal })}
        {field("street", { required: true })}
        {field("street2")}
        {field("postalCode")}
        {field("city", { required: true })}
        {field("region")}
        <Select
          label={t("fields.country")}
          value={value.country}
          searchable
          required
          error={error("country")}
          data={country}
          onChange={(chosen) => chosen && set({ country: chosen })}
        />
        {field("phone", { required: true, description: t("fields.phoneHint") })}
        {field("fax")}
        {field("email", { required: true, type: "email" })}
        <Select
          label={t("fields.locale")}
          value={value.locale}
          allowDeselect={false}
          error={error("locale")}
          data={locales.map((one) => ({ value: one, label: t(`locales.${one}`) }))}
          onChange={(chosen) => chosen && set({ locale: chosen })}
        />
        {legal && field("vatNumber")}
      </SimpleGrid>
      <Checkbox
        size="sm"
        my={4}
        label={t("fields.hideEmail")}
        checked={value.hideEmail}
        onChange={(event) => set({ hideEmail: event.currentTarget.checked })}
      />
      <IdentificationFields
        value={value.identification}
        onChange={(identification) => set({ identification })}
        error={error("identification")}
      />
    </>
  );
}

interface IdentificationProps {
  value: Details["identification"];
  onChange: (value: Details["identification"]) => void;
  error?: ReactNode;
}

/** What endings want of their registrants beside: pairs of the paper's names and values. */
function IdentificationFields({ value, onChange, error }: IdentificationProps) {
  const { t } = useTranslation("ui/contact");
  const change = (index: number, part: { name?: string; value?: string }) =>
    onChange(value.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <Fieldset legend={t("identification.title")} p="xs">
      <Text size="xs" c="dimmed" mb="xs">
        {t("identification.hint")}
      </Text>
      {value.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is what stands at its place.
        <Group key={index} gap="xs" mb={6} align="flex-end" wrap="nowrap">
          <TextInput
            flex={1}
            aria-label={t("identification.name")}
            placeholder="dotfr_mode"
            className="mono"
            value={one.name}
            onChange={(event) => change(index, { name: event.currentTarget.value })}
          />
          <TextInput
            flex={1}
            aria-label={t("identification.value")}
            placeholder="SIRET"
            value={one.value}
            onChange={(event) => change(index, { value: event.currentTarget.value })}
          />
          <ActionIcon
            aria-label={t("identification.remove")}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </Group>
      ))}
      {error && (
        <Text size="xs" c="red" role="alert">
          {error}
        </Text>
      )}
      <Button
        variant="default"
        size="compact-xs"
        leftSection={<IconPlus size={12} />}
        onClick={() => onChange([...value, { name: "", value: "" }])}
      >
        {t("identification.add")}
      </Button>
    </Fieldset>
  );
}
