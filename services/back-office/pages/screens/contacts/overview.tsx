import { SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ConfirmationFacts, DetailsFacts } from "@/ui/contact/facts";
import { Facts } from "@/ui/facts";
import { AccountLink, DomainLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import { type Person, rolesOf } from "./held";

export function Overview({ person }: { person: Person }) {
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm" verticalSpacing={0}>
      <div>
        <Data person={person} />
        <Register person={person} />
      </div>
      <div>
        <Confirmation person={person} />
        <Names person={person} />
      </div>
    </SimpleGrid>
  );
}

function Data({ person }: { person: Person }) {
  const { t } = useTranslation(["contacts", "ui/contact", "common"]);
  const { details } = person;
  return (
    <Card title={t("ui/contact:details.title")}>
      {details ? (
        <DetailsFacts of={details} />
      ) : (
        <Text size="sm" c="dimmed">
          {person.status === "Erased" ? t("ui/contact:details.erased") : t("common:redacted")}
        </Text>
      )}
    </Card>
  );
}

function Register({ person }: { person: Person }) {
  const { t } = useTranslation("contacts");
  return (
    <Card title={t("record.title")}>
      <Facts
        of={[
          [t("number"), person.number],
          [
            t("handle"),
            <span key="handle" className="mono">
              {person.handle}
            </span>,
          ],
          [
            t("account"),
            <AccountLink key="account" number={person.account} name={person.accountNode?.nichandle} />,
          ],
          [t("registered"), <When key="registered" at={person.registeredAt} />],
          [
            t("changed"),
            <span key="changed">
              <When at={person.changedAt} />
              <Text span size="xs" c="dimmed">
                {` · ${person.changedBy}`}
              </Text>
            </span>,
          ],
        ]}
      />
    </Card>
  );
}

function Confirmation({ person }: { person: Person }) {
  const { t } = useTranslation(["contacts", "ui/contact"]);
  if (person.status !== "Active") return null;
  return (
    <Card title={t("ui/contact:confirmed.title")}>
      <ConfirmationFacts
        of={person}
        beside={[
          [
            t("consent.fact"),
            <span key="consent">
              {t(person.publicationConsent ? "consent.given" : "consent.none")}
              {person.publicationDecidedAt && (
                <Text span size="xs" c="dimmed">
                  {" · "}
                  <When at={person.publicationDecidedAt} />
                </Text>
              )}
            </span>,
          ],
        ]}
      />
    </Card>
  );
}

function Names({ person }: { person: Person }) {
  const { t } = useTranslation(["contacts", "common"]);
  return (
    <Card title={t("names.title")} flush>
      <SmallTable
        label={t("names.title")}
        rows={person.domains}
        keyOf={(row) => row.id}
        empty={t("names.none")}
        columns={[
          { header: t("names.name"), cell: (row) => <DomainLink name={row.name} unicode={row.unicode} /> },
          {
            header: t("names.as"),
            cell: (row) =>
              rolesOf(row, person.number)
                .map((role) => t(`roles.${role}`))
                .join(", "),
          },
          { header: t("names.state"), cell: (row) => <State of={row.state} /> },
          { header: t("names.expires"), cell: (row) => <When at={row.expires} only="day" /> },
        ]}
      />
      {person.domains.length === 20 && (
        <Text size="xs" c="dimmed" p="sm">
          {t("names.first")}
        </Text>
      )}
    </Card>
  );
}
