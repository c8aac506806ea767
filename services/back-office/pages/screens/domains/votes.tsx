import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { Failure } from "@/ui/failure";
import { AccountLink, ContactLink, VoteLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { When } from "@/ui/when";
import { VoteState } from "../votes/state";

const NameVotes = graphql(`
  query NameVotes($name: DomainName!, $asOf: DateTime) {
    domain(name: $name, asOf: $asOf) {
      trades { ...NameVote }
      transfers { ...NameVote }
    }
    contactChanges(name: $name, first: 20) {
      nodes { number state open roles fromAccount toAccount requestedAt deadline }
    }
  }

  fragment NameVote on Consent {
    number kind state open account owner newOwner gaining requestedAt deadline
    sides { side vote }
    ownerContact { number handle }
    newOwnerContact { number handle }
  }
`);

/** Changes of registrant, transfers and moves of roles that were voted on, or are. */
export function Votes({ name, asOf }: { name: string; asOf: string | null }) {
  const { t } = useTranslation(["domains", "common"]);
  const reading = useReading(NameVotes, { name, asOf });
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  const held = reading.data?.domain;
  const ballots = (sides: readonly { side: string; vote?: string | null }[]) =>
    sides
      .map(
        (side) =>
          `${t(`sides.${side.side}`, { defaultValue: side.side })}: ${side.vote ? t(`votes.${side.vote}`, { defaultValue: side.vote }) : t("votes.silent")}`,
      )
      .join(" · ");
  return (
    <>
      <Card title={t("votes.trades")} flush>
        <SmallTable
          label={t("votes.trades")}
          rows={reading.data ? (held?.trades ?? []) : undefined}
          keyOf={(row) => row.number}
          empty={t("votes.noTrades")}
          columns={[
            { header: t("operations.number"), cell: (row) => <VoteLink kind="trade" number={row.number} /> },
            { header: t("state"), cell: (row) => <VoteState of={row.state} /> },
            {
              header: t("votes.from"),
              cell: (row) => <ContactLink number={row.owner} handle={row.ownerContact?.handle} />,
            },
            {
              header: t("votes.to"),
              cell: (row) => <ContactLink number={row.newOwner} handle={row.newOwnerContact?.handle} />,
            },
            { header: t("votes.ballots"), cell: (row) => ballots(row.sides) },
            { header: t("operations.asked"), cell: (row) => <When at={row.requestedAt} /> },
            { header: t("votes.deadline"), cell: (row) => <When at={row.deadline} /> },
          ]}
        />
      </Card>
      <Card title={t("votes.transfers")} flush>
        <SmallTable
          label={t("votes.transfers")}
          rows={reading.data ? (held?.transfers ?? []) : undefined}
          keyOf={(row) => row.number}
          empty={t("votes.noTransfers")}
          columns={[
            {
              header: t("operations.number"),
              cell: (row) => <VoteLink kind="transfer" number={row.number} />,
            },
            {
              header: t("votes.direction"),
              cell: (row) => t(`votes.directions.${row.kind}`, { defaultValue: row.kind }),
            },
            { header: t("state"), cell: (row) => <VoteState of={row.state} /> },
            {
              header: t("votes.gaining"),
              cell: (row) => row.gaining ?? <AccountLink number={row.account} />,
            },
            { header: t("votes.ballots"), cell: (row) => ballots(row.sides) },
            { header: t("operations.asked"), cell: (row) => <When at={row.requestedAt} /> },
            { header: t("votes.deadline"), cell: (row) => <When at={row.deadline} /> },
          ]}
        />
      </Card>
      <Card title={t("votes.changes")} flush>
        <SmallTable
          label={t("votes.changes")}
          rows={reading.data?.contactChanges.nodes}
          keyOf={(row) => row.number}
          empty={t("votes.noChanges")}
          columns={[
            {
              header: t("operations.number"),
              cell: (row) => <VoteLink kind="contact-change" number={row.number} />,
            },
            { header: t("state"), cell: (row) => <VoteState of={row.state} /> },
            {
              header: t("votes.roles"),
              cell: (row) => row.roles.map((role) => t(`serviceRoles.${role}`)).join(", "),
            },
            { header: t("votes.from"), cell: (row) => <AccountLink number={row.fromAccount} /> },
            { header: t("votes.to"), cell: (row) => <AccountLink number={row.toAccount} /> },
            { header: t("operations.asked"), cell: (row) => <When at={row.requestedAt} /> },
            { header: t("votes.deadline"), cell: (row) => <When at={row.deadline} /> },
          ]}
        />
      </Card>
    </>
  );
}
