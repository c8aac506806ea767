import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Facts } from "@/ui/facts";
import { AccountLink, HostLink, OperationLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { When } from "@/ui/when";
import type { Held } from "./held";
import { Move } from "./move";
import { People } from "./people";
import { Published } from "./published";
import { Standing } from "./standing";
import { Verdicts } from "./verdict-card";

export function Overview({ held, asOf }: { held: Held; asOf: string | null }) {
  return (
    <>
      {held.resellerMove && <Move held={held} past={asOf !== null} />}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm" verticalSpacing={0}>
        <div>
          <Verdicts held={held} asOf={asOf} />
          <Standing held={held} />
          <Servers held={held} />
        </div>
        <div>
          <Registration held={held} />
          <People held={held} />
          <Published name={held.name} asOf={asOf} />
        </div>
      </SimpleGrid>
    </>
  );
}

function Registration({ held }: { held: Held }) {
  const { t } = useTranslation(["domains", "common"]);
  return (
    <Card title={t("registration.title")}>
      <Facts
        of={[
          [
            t("account"),
            <AccountLink key="account" number={held.account} name={held.accountNode?.nichandle} />,
          ],
          [t("created"), <When key="created" at={held.created} />],
          [t("expires"), <Expiry key="expires" at={held.expires} />],
          [t("registration.number"), held.registration],
          held.unfinishedOperation
            ? [t("underWay"), <OperationLink key="operation" number={held.unfinishedOperation} />]
            : null,
          held.owo === null || held.owo === undefined
            ? null
            : [t("registration.owo"), held.owo ? t("common:yes") : t("common:no")],
          [t("registration.changed"), <Changed key="changed" held={held} />],
        ]}
      />
    </Card>
  );
}

function Expiry({ at }: { at: string | null | undefined }) {
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

function Changed({ held }: { held: Held }) {
  return (
    <>
      <When at={held.changedAt} />
      <Text span size="xs" c="dimmed">
        {` · ${held.changedBy}`}
      </Text>
    </>
  );
}

function Servers({ held }: { held: Held }) {
  const { t } = useTranslation(["domains", "common"]);
  const glue = new Map(held.hosts.map((host) => [host.name, host.addresses]));
  const own = held.hosts.filter((host) => !held.nameServers.includes(host.name));
  return (
    <Card title={t("servers.title")}>
      <Facts
        of={[
          [
            t("servers.service"),
            held.service ? t(`services.kinds.${held.service}`, { defaultValue: held.service }) : null,
          ],
          held.serviceMaster
            ? [
                t("servers.master"),
                <span key="master" className="mono">
                  {held.serviceMaster}
                </span>,
              ]
            : null,
          [t("servers.delegated"), <Delegated key="delegated" names={held.nameServers} glue={glue} />],
          own.length > 0
            ? [
                t("servers.hosts"),
                <Stack key="hosts" gap={0}>
                  {own.map((host) => (
                    <span key={host.name}>
                      <HostLink name={host.name} /> <Addresses of={host.addresses} />
                    </span>
                  ))}
                </Stack>,
              ]
            : null,
          ["DNSSEC", held.dnssec ? t("servers.signed") : t("servers.unsigned")],
        ]}
      />
    </Card>
  );
}

function Delegated({
  names,
  glue,
}: {
  names: readonly string[];
  glue: ReadonlyMap<string, readonly string[]>;
}) {
  const { t } = useTranslation("domains");
  if (names.length === 0) return t("servers.none");
  return (
    <Stack gap={0}>
      {names.map((name) => {
        const addresses = glue.get(name);
        return (
          <span key={name}>
            {addresses ? <HostLink name={name} /> : name} {addresses && <Addresses of={addresses} />}
          </span>
        );
      })}
    </Stack>
  );
}

function Addresses({ of }: { of: readonly string[] }) {
  return (
    <Text span size="xs" c="dimmed" className="mono">
      {of.join(" ")}
    </Text>
  );
}
