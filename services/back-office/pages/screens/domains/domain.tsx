import { Alert, Badge, Button, Skeleton, Tabs, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { useFollow } from "@/ui/follow";
import { Timeline } from "@/ui/history";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { Commands } from "./commands/menu";
import { Duties } from "./duties";
import { type Held, HeldName } from "./held";
import { Operations } from "./operations";
import { Overview } from "./overview";
import { domainPageRoute } from "./routes";
import { type Tab, tabs } from "./search";
import { Services } from "./services";
import { TimeSlider } from "./slider";
import { Votes } from "./votes";

/** All that is known of a name: what it is, what can be done with it, what was done with it, on any day. */
export function DomainPage() {
  const { t } = useTranslation(["domains", "common"]);
  const { name } = domainPageRoute.useParams();
  const { asOf, tab = "overview" } = domainPageRoute.useSearch();
  const navigate = useNavigate({ from: domainPageRoute.fullPath });
  const moment = asOf ? dayjs(asOf).endOf("day").toISOString() : null;
  const reading = useReading(HeldName, { name, asOf: moment });
  const held = reading.data?.domain;
  useFollow("domain", held?.name ?? name, asOf !== undefined);
  const { rights } = useSession();
  return (
    <Page
      kind={t("kind")}
      title={held?.unicode ?? name}
      window={held?.unicode ?? name}
      badges={held && <Badges of={held} />}
      actions={held && !asOf && rights.support && <Commands of={held} />}
    >
      <TimeSlider
        name={name}
        asOf={asOf}
        onChange={(day) => void navigate({ search: (before) => ({ ...before, asOf: day }), replace: true })}
      />
      {asOf && (
        <Alert color="orange" variant="light" icon={<IconHistory />} mb="sm" py={6} role="status">
          <Text size="sm" span mr="sm">
            {t("common:time.asItWas", { day: asOf })}
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() =>
              void navigate({ search: (before) => ({ ...before, asOf: undefined }), replace: true })
            }
          >
            {t("common:time.backToNow")}
          </Button>
        </Alert>
      )}
      {reading.error && <Failure error={reading.error} again={reading.again} />}
      {!reading.data && !reading.error && (
        <Skeleton height={320} role="status" aria-label={t("common:table.loading")} />
      )}
      {reading.data && !held && (
        <Empty
          words={asOf ? t("notYet", { name, day: asOf }) : t("unknown", { name })}
          hint={asOf ? undefined : t("unknownHint")}
        />
      )}
      {held && (
        <Tabs
          value={tab}
          onChange={(chosen) =>
            void navigate({
              search: (before) => ({ ...before, tab: (chosen ?? undefined) as Tab | undefined }),
              replace: true,
            })
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
            <Overview held={held} asOf={moment} />
          </Tabs.Panel>
          <Tabs.Panel value="services">
            <Services name={name} asOf={moment} />
          </Tabs.Panel>
          <Tabs.Panel value="operations">
            <Operations name={name} asOf={moment} />
          </Tabs.Panel>
          <Tabs.Panel value="votes">
            <Votes name={name} asOf={moment} />
          </Tabs.Panel>
          <Tabs.Panel value="duties">
            <Duties name={name} />
          </Tabs.Panel>
          <Tabs.Panel value="history">
            <Timeline stream={`domain/${held.name}`} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  );
}

function Badges({ of }: { of: Held }) {
  const { t } = useTranslation("domains");
  const dispute = of.locks.some((lock) => lock.kind === "Dispute");
  return (
    <>
      <State of={of.state} />
      {of.unicode !== of.name && <Badge color="gray">{of.name}</Badge>}
      {of.dnssec && <Badge color="gray">DNSSEC</Badge>}
      {dispute && <Badge color="red">{t("inDispute")}</Badge>}
      {of.unfinishedOperation && <Badge color="blue">{t("underWay")}</Badge>}
      {of.resellerMove && <Badge color="orange">{t("moving")}</Badge>}
    </>
  );
}
