import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Facts } from "@/ui/facts";
import { Card } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import type { Tld } from "./reading";

/** Who may register, what they prove, and what of their data makes them who they are. */
export function People({ tld }: { tld: Tld }) {
  const { t } = useTranslation(["catalogue", "common"]);
  const { owner, identification } = tld;
  return (
    <>
      <Card title={t("people")}>
        <Facts
          of={[
            [t("eligibility"), tld.eligibility ? tld.eligibility.join(", ") : t("everybody")],
            [
              t("contactsNeeded"),
              tld.contactsNeeded.length > 0
                ? tld.contactsNeeded
                    .map((role) => t(`contactRoles.${role}` as "contactRoles.admin", { defaultValue: role }))
                    .join(", ")
                : t("common:none"),
            ],
            [t("ownerFixed"), <Fields key="fixed" of={owner.fixed} />],
            owner.fixedForIndividuals.length > 0 && [
              t("ownerFixedPerson"),
              <Fields key="person" of={owner.fixedForIndividuals} />,
            ],
            owner.fixedWhereOrdered.length > 0 && [
              t("ownerFixedOrdered"),
              <Fields key="ordered" of={owner.fixedWhereOrdered} />,
            ],
          ]}
        />
        <Text size="xs" c="dimmed" mt={6}>
          {t("ownerHint")}
        </Text>
      </Card>
      {identification && (
        <Card title={t("identification")} flush>
          {identification.modeField && (
            <Text size="sm" px="sm" pt="sm">
              {t("modeField")} <span className="mono">{identification.modeField}</span>
            </Text>
          )}
          <SmallTable
            label={t("identification")}
            rows={identification.modes}
            keyOf={(mode) => mode.word}
            empty={t("common:none")}
            columns={[
              { header: t("mode"), cell: (mode) => <span className="mono">{mode.word}</span> },
              {
                header: t("forWhom"),
                cell: (mode) =>
                  [
                    mode.legalForms.join(", ") || t("everybody"),
                    mode.notIn.length > 0 && t("notIn", { countries: mode.notIn.join(", ") }),
                    mode.frenchCompany && t("frenchCompany"),
                  ]
                    .filter(Boolean)
                    .join("; "),
              },
              {
                header: t("needs"),
                cell: (mode) => (
                  <>
                    <Fields of={mode.needs} />
                    {mode.needsWhen.map((need) => (
                      <Text key={`${need.field}${need.is}${need.needs}`} size="xs" c="dimmed">
                        {t("needsWhen", need)}
                      </Text>
                    ))}
                  </>
                ),
              },
            ]}
          />
        </Card>
      )}
    </>
  );
}

function Fields({ of }: { of: readonly string[] }) {
  const { t } = useTranslation();
  return of.length === 0 ? t("none") : <span className="mono">{of.join(", ")}</span>;
}
