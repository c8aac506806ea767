import { Alert, Badge, Button, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import { useReading } from "@/api/reading";
import { Points } from "@/ui/amount";
import { now } from "@/ui/clock";
import { CommandDialog } from "@/ui/command";
import { useDialogs } from "@/ui/dialogs";
import { Empty } from "@/ui/empty";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Go } from "@/ui/links";
import { Card, Page } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import { useAsking } from "../asking";
import { OwnContactLink, OwnOperationLink } from "../links";
import { Commands } from "./commands/menu";
import { type Held, OwnName } from "./held";
import { namePageRoute } from "./routes";
import { useWaits } from "./waits";

/** All that the account may see of a name, and what it may do with it. */
export function NamePage() {
  const { t } = useTranslation(["manager/names", "common"]);
  const { name } = namePageRoute.useParams();
  const reading = useReading(OwnName, { name });
  const held = reading.data?.domain;
  useAsking(Boolean(held?.unfinishedOperation));
  return (
    <Page
      kind={t("kind")}
      title={held?.unicode ?? name}
      window={held?.unicode ?? name}
      badges={held && <Badges of={held} />}
      actions={held?.mayManage && <Commands of={held} />}
    >
      {reading.error && <Failure error={reading.error} again={reading.again} />}
      {!reading.data && !reading.error && (
        <Skeleton height={320} role="status" aria-label={t("common:table.loading")} />
      )}
      {reading.data && !held && <Empty words={t("unknown", { name })} hint={t("unknownHint")} />}
      {held && (
        <>
          <Move of={held} />
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm" verticalSpacing={0}>
            <div>
              <Registration held={held} />
              <Servers held={held} />
              <Dnssec held={held} />
            </div>
            <div>
              <Standing held={held} />
              <People held={held} />
            </div>
          </SimpleGrid>
          <LastOperations held={held} />
        </>
      )}
    </Page>
  );
}

function Badges({ of }: { of: Held }) {
  const { t } = useTranslation("manager/names");
  return (
    <>
      <State of={of.state} />
      {of.unicode !== of.name && <Badge color="gray">{of.name}</Badge>}
      {of.dnssec && <Badge color="gray">DNSSEC</Badge>}
      {of.unfinishedOperation && <Badge color="blue">{t("underWay")}</Badge>}
      {!of.managed && <Badge color="gray">{t("seen")}</Badge>}
    </>
  );
}

const WithdrawMove = graphql(`
  mutation OwnWithdrawMove($name: DomainName!) {
    withdrawMove(name: $name) { id consistency repeated userErrors { code field message } }
  }
`);

function Move({ of }: { of: Held }) {
  const { t } = useTranslation("manager/names");
  const { show, name: opened, turn, props } = useDialogs<"withdraw">();
  if (!of.resellerMove) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconArrowsExchange />} title={t("move.title")} mb="sm">
      <Text size="sm" component="div" mb="xs">
        {t("move.asked", { account: of.resellerMove.to })} <When at={of.resellerMove.expiresAt} />
      </Text>
      {of.managed && (
        <Button variant="default" onClick={() => show("withdraw")}>
          {t("move.withdraw")}
        </Button>
      )}
      {opened && (
        <CommandDialog
          key={turn}
          {...props}
          document={WithdrawMove}
          title={t("move.withdrawTitle", { name: of.unicode })}
          explain={t("move.withdrawExplain")}
          verb={t("move.withdraw")}
          variables={() => ({ name: of.name })}
        />
      )}
    </Alert>
  );
}

function Registration({ held }: { held: Held }) {
  const { t } = useTranslation(["manager/names", "common"]);
  return (
    <Card title={t("registration")}>
      <Facts
        of={[
          [t("expires"), <ExpiresAt key="e" at={held.expires} />],
          [t("created"), <When key="c" at={held.created} />],
          held.unfinishedOperation
            ? [t("underWay"), <OwnOperationLink key="o" number={held.unfinishedOperation} />]
            : null,
          held.owo === null || held.owo === undefined
            ? null
            : [t("owo"), held.owo ? t("common:yes") : t("common:no")],
          [t("changed"), <When key="w" at={held.changedAt} />],
        ]}
      />
    </Card>
  );
}

function ExpiresAt({ at }: { at: string | null | undefined }) {
  return (
    <>
      <When at={at} />
      {at && (
        <Text span size="xs" c="dimmed">
          {" · "}
          <When at={at} only="ago" />
        </Text>
      )}
    </>
  );
}

function Servers({ held }: { held: Held }) {
  const { t } = useTranslation("manager/names");
  return (
    <Card title={t("servers")}>
      <Stack gap={2}>
        {held.nameServers.length === 0 && <Text size="sm">{t("noServers")}</Text>}
        {held.nameServers.map((server) => (
          <Text size="sm" key={server.host} className="mono" style={{ overflowWrap: "anywhere" }}>
            {server.host}{" "}
            <Text span c="dimmed" inherit>
              {server.addresses.join(" ")}
            </Text>
          </Text>
        ))}
        {held.service && (
          <Text size="sm" c="dimmed">
            {t(`service.${held.service}` as "service.parking", { defaultValue: held.service })}
          </Text>
        )}
      </Stack>
    </Card>
  );
}

function Dnssec({ held }: { held: Held }) {
  const { t } = useTranslation("manager/names");
  const records = [
    ...held.dsRecords.map((ds) => `DS ${ds.keyTag} ${ds.algorithm} ${ds.digestType} ${ds.digest}`),
    ...held.keyRecords.map((key) => `DNSKEY ${key.flags} ${key.protocol} ${key.algorithm} ${key.publicKey}`),
  ];
  return (
    <Card title="DNSSEC">
      <Text size="sm">{held.dnssec ? t("signed") : t("unsigned")}</Text>
      {records.map((record) => (
        <Text key={record} size="xs" className="mono" mt={4} style={{ overflowWrap: "anywhere" }}>
          {record}
        </Text>
      ))}
    </Card>
  );
}

function Standing({ held }: { held: Held }) {
  const { t } = useTranslation("manager/names");
  const locks = held.locks.filter(({ lifts }) => !lifts || Date.parse(lifts) > now());
  return (
    <Card title={t("standing")}>
      <Stack gap={8}>
        <Text size="sm">{t(`states.${held.state}`)}</Text>
        {held.statuses.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("statuses.ok")}
          </Text>
        )}
        {held.statuses.map((status) => (
          <div key={status}>
            <Text size="sm" className="mono" fw={600}>
              {status}
            </Text>
            <Text size="sm" c="dimmed">
              {t(`statuses.${status}` as "statuses.clientHold", { defaultValue: "" })}
            </Text>
          </div>
        ))}
        {locks.map((lock) => (
          <div key={`${lock.kind}${lock.since}`}>
            <Text size="sm" fw={600}>
              {t(`locks.${lock.kind}` as "locks.Creation", { defaultValue: lock.kind })}
            </Text>
            <Text size="sm" c="dimmed" component="div">
              {lock.lifts ? t("locks.until") : t("locks.open")} {lock.lifts && <When at={lock.lifts} />}
            </Text>
          </div>
        ))}
      </Stack>
    </Card>
  );
}

function People({ held }: { held: Held }) {
  const { t } = useTranslation("manager/names");
  return (
    <Card title={t("people.title")} flush>
      <SmallTable
        label={t("people.title")}
        rows={held.contacts}
        keyOf={(row) => row.role}
        empty={t("people.none")}
        columns={[
          {
            header: t("people.role"),
            cell: (row) => t(`people.roles.${row.role}` as "people.roles.owner", { defaultValue: row.role }),
          },
          {
            header: t("people.contact"),
            // Only those of the account have a page here, and a name.
            cell: (row) =>
              row.name ? (
                <OwnContactLink number={row.number} handle={row.handle} />
              ) : (
                (row.handle ?? row.number)
              ),
          },
          {
            header: t("people.who"),
            cell: (row) => (
              <>
                {row.name ?? t("people.others")}
                <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                  {row.email}
                </Text>
              </>
            ),
          },
        ]}
      />
    </Card>
  );
}

function LastOperations({ held }: { held: Held }) {
  const { t } = useTranslation(["manager/names", "common"]);
  const waits = useWaits();
  return (
    <Card
      title={t("last")}
      flush
      actions={
        <Go to="/manager/operations" search={{ subject: held.name }}>
          {t("allOf")}
        </Go>
      }
    >
      <SmallTable
        label={t("last")}
        rows={held.operations}
        keyOf={(row) => row.number}
        empty={t("noneAsked")}
        columns={[
          { header: t("operation.number"), cell: (row) => <OwnOperationLink number={row.number} /> },
          {
            header: t("operation.action"),
            cell: (row) =>
              t(`common:actions.${row.action}` as "common:actions.Create", { defaultValue: row.action }),
          },
          { header: t("state"), cell: (row) => <State of={row.state} /> },
          { header: t("operation.since"), cell: (row) => <When at={row.since} /> },
          { header: t("operation.points"), align: "right", cell: (row) => <Points value={row.points} /> },
          {
            header: t("operation.says"),
            cell: (row) => row.waitsFor.map(({ who }) => waits(who)).join(", ") || row.replyMessage,
          },
        ]}
      />
    </Card>
  );
}
