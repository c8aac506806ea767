import { Badge, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { Elsewhere } from "@/ui/elsewhere";
import { Failure } from "@/ui/failure";
import { OperationLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { State } from "@/ui/state";
import { When } from "@/ui/when";

const NameDuties = graphql(`
  query NameDuties($name: DomainName!) {
    obligations(name: $name, first: 100) {
      nodes { key kind about from due rule standing missed letter operation reason settledAt }
    }
    drift(name: $name, first: 50) {
      nodes { field believed shown standing reason operation foundAt settledAt changedBy }
    }
  }
`);

/** What is owed about the name by a day, and where its registry shows something else than is believed. */
export function Duties({ name }: { name: string }) {
  const { t } = useTranslation(["domains", "common"]);
  const reading = useReading(NameDuties, { name });
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  return (
    <>
      <Card
        title={t("duties.obligations")}
        flush
        actions={
          <Elsewhere to="/obligations" search={{ name }}>
            {t("duties.desk")}
          </Elsewhere>
        }
      >
        <SmallTable
          label={t("duties.obligations")}
          rows={reading.data?.obligations.nodes}
          keyOf={(row) => row.key}
          empty={t("duties.noObligations")}
          columns={[
            {
              header: t("duties.what"),
              cell: (row) => t(`duties.kinds.${kindOf(row.kind)}`, { defaultValue: row.kind }),
            },
            { header: t("duties.about"), cell: (row) => row.about },
            { header: t("state"), cell: (row) => <Owed standing={row.standing} /> },
            { header: t("duties.from"), cell: (row) => <When at={row.from} only="day" /> },
            { header: t("duties.due"), cell: (row) => <When at={row.due} only="day" /> },
            { header: t("duties.settled"), cell: (row) => <When at={row.settledAt} only="day" /> },
            {
              header: t("duties.how"),
              cell: (row) => (
                <Text size="xs" c="dimmed" component="div">
                  {row.missed && <strong>{t("duties.missed")} </strong>}
                  {row.letter ? t("duties.letter", { letter: row.letter }) : null}
                  {row.operation ? <OperationLink number={row.operation} /> : null}
                  {row.reason ? `“${row.reason}”` : null}
                </Text>
              ),
            },
            {
              header: t("duties.rule"),
              cell: (row) => (
                <Text size="xs" c="dimmed">
                  {row.rule}
                </Text>
              ),
            },
          ]}
        />
      </Card>
      <Card
        title={t("duties.drift")}
        flush
        actions={
          <Elsewhere to="/drift" search={{ name }}>
            {t("duties.desk")}
          </Elsewhere>
        }
      >
        <SmallTable
          label={t("duties.drift")}
          rows={reading.data?.drift.nodes}
          keyOf={(row) => `${row.field}${row.foundAt}`}
          empty={t("duties.noDrift")}
          columns={[
            { header: t("duties.field"), cell: (row) => (row.field ? t(`fields.${row.field}`) : "–") },
            { header: t("duties.believed"), cell: (row) => row.believed },
            { header: t("duties.shown"), cell: (row) => row.shown },
            { header: t("state"), cell: (row) => <State of={row.standing} /> },
            { header: t("duties.found"), cell: (row) => <When at={row.foundAt} /> },
            { header: t("duties.settled"), cell: (row) => <When at={row.settledAt} /> },
            {
              header: t("duties.how"),
              cell: (row) => (
                <Text size="xs" c="dimmed" component="div">
                  {row.reason ? `“${row.reason}” ` : null}
                  {row.operation ? <OperationLink number={row.operation} /> : null}
                </Text>
              ),
            },
          ]}
        />
      </Card>
    </>
  );
}

/** `disclosure-answer-1000` is one kind with a number of its own. */
function kindOf(kind: string): string {
  return kind.startsWith("disclosure-answer") ? "disclosure-answer" : kind;
}

const colours: Record<string, string> = { open: "blue", missed: "red", discharged: "teal" };

function Owed({ standing }: { standing: string }) {
  const { t } = useTranslation("domains");
  return (
    <Badge color={colours[standing] ?? "gray"}>
      {t(`duties.standings.${standing}`, { defaultValue: standing })}
    </Badge>
  );
}
