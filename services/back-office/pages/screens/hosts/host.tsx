import { SimpleGrid, Skeleton, Stack, Tabs, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { HostPageQuery } from "@/api/generated/office/graphql";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { Empty } from "@/ui/empty";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { useFollow } from "@/ui/follow";
import { Timeline } from "@/ui/history";
import { AccountLink, DomainLink, OperationLink } from "@/ui/links";
import { Card, Page } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import { HostCommands } from "./commands";
import { hostPageRoute } from "./routes";
import { type Tab, tabs } from "./search";

const HostPageDocument = graphql(`
  query HostPage($name: HostName!, $subject: String!) {
    host(name: $name) {
      id name number status account domain addresses changedAt changedBy
      accountNode { id nichandle }
      domainNode { id name unicode state nameServers }
    }
    operations(subject: $subject, kind: "Host", first: 20) {
      nodes { id number action state requestedAt openedBy replyCode replyMessage }
    }
  }
`);

type Found = NonNullable<HostPageQuery["host"]>;
type Operation = HostPageQuery["operations"]["nodes"][number];

/** A name server inside one of our names: its addresses, and what was done with it. */
export function HostPage() {
  const { t } = useTranslation(["hosts", "common"]);
  const { name } = hostPageRoute.useParams();
  const { tab = "overview" } = hostPageRoute.useSearch();
  const navigate = useNavigate({ from: hostPageRoute.fullPath });
  const { rights } = useSession();
  useFollow("host", name);
  const reading = useReading(HostPageDocument, { name, subject: name });
  const host = reading.data?.host;
  const living = host?.status === "held";
  return (
    <Page
      kind={t("kind")}
      title={name}
      badges={host && <State of={host.status} />}
      actions={host && living && rights.support && <HostCommands host={host} />}
    >
      {reading.error && <Failure error={reading.error} again={reading.again} />}
      {!reading.data && !reading.error && (
        <Skeleton height={240} role="status" aria-label={t("common:table.loading")} />
      )}
      {reading.data && !host && <Empty words={t("unknown", { name })} />}
      {host && (
        <Tabs
          value={tab}
          onChange={(chosen) =>
            void navigate({ search: { tab: (chosen ?? undefined) as Tab | undefined }, replace: true })
          }
        >
          <Tabs.List mb="sm">
            {tabs.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`tabs.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="overview">
            <Overview host={host} operations={reading.data?.operations.nodes ?? []} />
          </Tabs.Panel>
          <Tabs.Panel value="history">
            <Timeline stream={`host/${host.name}`} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  );
}

function Overview({ host, operations }: { host: Found; operations: readonly Operation[] }) {
  const { t } = useTranslation(["hosts", "common"]);
  const delegated = host.domainNode?.nameServers.includes(host.name);
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm" verticalSpacing={0}>
        <Card title={t("addresses")}>
          {host.addresses.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t("noAddresses")}
            </Text>
          ) : (
            <Stack gap={2} className="mono">
              {host.addresses.map((address) => (
                <span key={address}>{address}</span>
              ))}
            </Stack>
          )}
        </Card>
        <Card title={t("record")}>
          <Facts
            of={[
              [t("number"), host.number],
              [
                t("domain"),
                <span key="domain">
                  <DomainLink name={host.domain} unicode={host.domainNode?.unicode} />
                  <Text span size="xs" c="dimmed">
                    {` · ${delegated ? t("serves") : t("servesNot")}`}
                  </Text>
                </span>,
              ],
              [
                t("account"),
                <AccountLink key="account" number={host.account} name={host.accountNode?.nichandle} />,
              ],
              [
                t("changed"),
                <span key="changed">
                  <When at={host.changedAt} />
                  <Text span size="xs" c="dimmed">{` · ${host.changedBy}`}</Text>
                </span>,
              ],
            ]}
          />
        </Card>
      </SimpleGrid>
      <Card title={t("operations.title")} flush>
        <SmallTable
          label={t("operations.title")}
          rows={operations}
          keyOf={(row) => row.id}
          empty={t("operations.none")}
          columns={[
            { header: t("operations.number"), cell: (row) => <OperationLink number={row.number} /> },
            {
              header: t("operations.action"),
              cell: (row) => t(`common:actions.${row.action}`, { defaultValue: row.action }),
            },
            { header: t("status"), cell: (row) => <State of={row.state} /> },
            { header: t("operations.asked"), cell: (row) => <When at={row.requestedAt} /> },
            { header: t("operations.by"), cell: (row) => row.openedBy },
            {
              header: t("operations.says"),
              cell: (row) => (
                <Text size="xs" c="dimmed">
                  {row.replyCode > 0 ? `${row.replyCode} ${row.replyMessage}` : row.replyMessage}
                </Text>
              ),
            },
          ]}
        />
      </Card>
    </>
  );
}
