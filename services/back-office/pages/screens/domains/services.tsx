import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { Failure } from "@/ui/failure";
import { Card } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { When } from "@/ui/when";

const NameServices = graphql(`
  query NameServices($name: DomainName!, $asOf: DateTime) {
    domain(name: $name, asOf: $asOf) {
      service
      redirections { kind source destination }
      zone { name ttl type value }
      mailboxes { name quota created }
    }
  }
`);

/** What is hosted for the name: redirections, its own zone, mailboxes. */
export function Services({ name, asOf }: { name: string; asOf: string | null }) {
  const { t } = useTranslation(["domains", "common"]);
  const reading = useReading(NameServices, { name, asOf });
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  const held = reading.data?.domain;
  const hidden = (
    <Text span size="sm" c="dimmed">
      {t("common:redacted")}
    </Text>
  );
  return (
    <>
      <Card title={t("services.redirections")} flush>
        <SmallTable
          label={t("services.redirections")}
          rows={held?.redirections}
          keyOf={(row) => `${row.kind}${row.source}${row.destination}`}
          empty={t("services.noRedirections")}
          columns={[
            {
              header: t("services.kind"),
              cell: (row) => t(`services.redirection.${row.kind}`, { defaultValue: row.kind }),
            },
            { header: t("services.source"), cell: (row) => row.source ?? hidden },
            { header: t("services.destination"), cell: (row) => row.destination ?? hidden },
          ]}
        />
      </Card>
      <Card title={t("services.zone")} flush>
        <SmallTable
          label={t("services.zone")}
          rows={held?.zone}
          keyOf={(row) => `${row.name}${row.type}${row.value}`}
          empty={held?.service === "dnsperso" ? t("services.emptyZone") : t("services.noZone")}
          columns={[
            { header: t("services.record"), cell: (row) => <span className="mono">{row.name}</span> },
            { header: "TTL", cell: (row) => row.ttl, align: "right" },
            { header: t("services.type"), cell: (row) => <span className="mono">{row.type}</span> },
            { header: t("services.value"), cell: (row) => <span className="mono">{row.value}</span> },
          ]}
        />
      </Card>
      <Card title={t("services.mailboxes")} flush>
        <SmallTable
          label={t("services.mailboxes")}
          rows={held?.mailboxes}
          keyOf={(row) => `${row.name}${row.created}`}
          empty={t("services.noMailboxes")}
          columns={[
            { header: t("services.mailbox"), cell: (row) => (row.name ? `${row.name}@${name}` : hidden) },
            {
              header: t("services.quota"),
              cell: (row) => t("services.megabytes", { count: row.quota }),
              align: "right",
            },
            { header: t("services.made"), cell: (row) => <When at={row.created} /> },
          ]}
        />
      </Card>
    </>
  );
}
