import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { now } from "@/ui/clock";
import { type Fact, Facts } from "@/ui/facts";
import { When } from "@/ui/when";
import { type Confirmable, confirmation } from "./confirmed";
import { countryName } from "./countries";
import type { Details } from "./details-form";

type Shown = Pick<
  Details,
  | "legalForm"
  | "firstName"
  | "lastName"
  | "organisation"
  | "street"
  | "street2"
  | "postalCode"
  | "city"
  | "region"
  | "country"
  | "phone"
  | "fax"
  | "email"
  | "locale"
>;

/** A person's or an organisation's data, to be read; `beside` stands below it. */
export function DetailsFacts({ of, beside = [] }: { of: Shown; beside?: readonly Fact[] }) {
  const { t, i18n } = useTranslation("ui/contact");
  const street = [of.street, of.street2].filter(Boolean).join(", ");
  const city = [of.postalCode, of.city].filter(Boolean).join(" ");
  return (
    <Facts
      of={[
        [
          t("fields.legalForm"),
          t(`legalForms.${of.legalForm}` as "legalForms.other", { defaultValue: of.legalForm }),
        ],
        of.organisation ? [t("fields.organisation"), of.organisation] : null,
        [t("fields.person"), [of.firstName, of.lastName].filter(Boolean).join(" ")],
        [t("fields.address"), [street, city, of.region].filter(Boolean).join(", ")],
        [t("fields.country"), countryName(of.country, i18n.language)],
        [t("fields.phone"), of.phone],
        of.fax ? [t("fields.fax"), of.fax] : null,
        [t("fields.email"), of.email],
        [t("fields.locale"), t(`locales.${of.locale}` as "locales.en", { defaultValue: of.locale })],
        ...beside,
      ]}
    />
  );
}

/** Where the confirmation of the data stands, in words, and until when. */
export function ConfirmationFacts({ of, beside = [] }: { of: Confirmable; beside?: readonly Fact[] }) {
  const { t } = useTranslation("ui/contact");
  return (
    <>
      <Text size="sm" mb="xs">
        {t(`confirmed.${confirmation(of, now())}`)}
      </Text>
      <Facts
        of={[
          of.verifyBy ? [t("confirmed.by"), <Deadline key="by" at={of.verifyBy} />] : null,
          [t("confirmed.last"), <When key="last" at={of.verifiedAt} />],
          ...beside,
        ]}
      />
    </>
  );
}

function Deadline({ at }: { at: string }) {
  return (
    <>
      <When at={at} />
      <Text span size="xs" c="dimmed">
        {" · "}
        <When at={at} only="ago" />
      </Text>
    </>
  );
}
