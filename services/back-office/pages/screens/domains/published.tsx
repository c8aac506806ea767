import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { PublishedNameQuery } from "@/api/generated/office/graphql";
import { useReading } from "@/api/reading";
import { Failure } from "@/ui/failure";
import { Card } from "@/ui/page";
import { type SmallColumn, SmallTable } from "@/ui/small-table";

const PublishedName = graphql(`
  query PublishedName($name: DomainName!, $asOf: DateTime) {
    whois(name: $name, asOf: $asOf) {
      published {
        rule
        registrant { ...PublishedPerson }
        adminContact { ...PublishedPerson }
        techContact { ...PublishedPerson }
        billingContact { ...PublishedPerson }
      }
    }
  }

  fragment PublishedPerson on PublishedContact {
    isOrganisation handle name organisation street city region postalCode country phone fax email redacted
  }
`);

type Whois = NonNullable<NonNullable<PublishedNameQuery["whois"]>["published"]>;
type Person = NonNullable<Whois["registrant"]>;

interface Row {
  role: "owner" | "admin" | "tech" | "billing";
  person: Person;
}

function rowsOf(published: Whois): Row[] {
  const all = [
    { role: "owner" as const, person: published.registrant },
    { role: "admin" as const, person: published.adminContact },
    { role: "tech" as const, person: published.techContact },
    { role: "billing" as const, person: published.billingContact },
  ];
  return all.flatMap(({ role, person }) => (person ? [{ role, person }] : []));
}

/** What RDAP and WHOIS tell the world of the name's people, and what they keep back. */
export function Published({ name, asOf }: { name: string; asOf: string | null }) {
  const { t } = useTranslation("domains");
  const reading = useReading(PublishedName, { name, asOf });
  const published = reading.data?.whois?.published;
  const columns: SmallColumn<Row>[] = [
    { header: t("people.role"), cell: (row) => t(`roles.${row.role}`) },
    { header: t("published.shown"), cell: (row) => <Shown of={row.person} /> },
    {
      header: t("published.withheld"),
      cell: (row) => (
        <Text size="xs" c="dimmed">
          {row.person.redacted.length === 0
            ? t("published.nothing")
            : row.person.redacted.map((item) => t(`items.${item}`)).join(", ")}
        </Text>
      ),
    },
  ];
  return (
    <Card title={t("published.title")} flush>
      {reading.error ? (
        <Failure error={reading.error} again={reading.again} />
      ) : (
        <>
          <SmallTable
            label={t("published.title")}
            columns={columns}
            rows={reading.data ? (published ? rowsOf(published) : []) : undefined}
            keyOf={(row) => row.role}
            empty={t("published.none")}
          />
          {published && (
            <Text size="xs" c="dimmed" px="sm" pb="xs">
              {t("published.rule", { rule: published.rule })}
            </Text>
          )}
        </>
      )}
    </Card>
  );
}

function Shown({ of }: { of: Person }) {
  const { t } = useTranslation("domains");
  const lines = [
    of.organisation,
    of.name,
    ...of.street,
    [of.postalCode, of.city].filter(Boolean).join(" "),
    of.region,
    of.country,
    of.phone,
    of.email,
    of.handle,
  ].filter(Boolean);
  if (lines.length === 0)
    return (
      <Text size="xs" c="dimmed">
        {t("published.nothing")}
      </Text>
    );
  return (
    <Text size="xs" style={{ overflowWrap: "anywhere" }}>
      {lines.join(" · ")}
    </Text>
  );
}
