import { Alert, Badge, Group, Progress, Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconTool } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { grouped } from "@/ui/amount";
import { Empty } from "@/ui/empty";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Go } from "@/ui/links";
import { Card, Page } from "@/ui/page";
import { When } from "@/ui/when";
import { Maintenance } from "./maintenance";
import { Plan } from "./maintenance-commands";
import type { Registry } from "./windows";

const RegistryList = graphql(`
  query RegistryList {
    registries {
      id
      registrar
      endings
      queued
      running
      blocked
      messages
      connection {
        sessionsOpen
        sessionsInUse
        sessionsMost
        answeredAt
        lastError
        failedAt
        polledAt
        answers
        medianMs
        p95Ms
      }
      maintenance { number from until reason underWay }
    }
  }
`);

/** How a connection stands changes by the second; nothing tells of it but asking. */
const EVERY = 5_000;

/** The registries: whether they answer, how fast, when they are closed, and what waits for them. */
export function Registries() {
  const { t } = useTranslation(["catalogue", "common"]);
  const reading = useReading(RegistryList, {});
  const { again } = reading;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one clock for as long as the screen is open.
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") again();
    }, EVERY);
    return () => clearInterval(timer);
  }, []);
  const registries = reading.data?.registries;
  return (
    <Page title={t("registries")}>
      {reading.error && <Failure error={reading.error} again={reading.again} />}
      {!registries && !reading.error && <Skeleton height={240} />}
      {registries?.length === 0 && <Empty words={t("noRegistries")} />}
      {registries?.map((registry) => (
        <One key={registry.id} registry={registry} />
      ))}
    </Page>
  );
}

/** The last thing that was heard of it was a mistake. */
function failing({ connection }: Registry): boolean {
  if (!connection?.failedAt) return false;
  return !connection.answeredAt || connection.failedAt > connection.answeredAt;
}

function One({ registry }: { registry: Registry }) {
  const { t } = useTranslation(["catalogue", "common"]);
  const { rights } = useSession();
  const { connection } = registry;
  const closed = registry.maintenance.some(({ underWay }) => underWay);
  const bad = failing(registry);
  return (
    <Card
      title={
        <Group gap="xs">
          {registry.id}
          {connection &&
            (bad ? (
              <Badge color="red" leftSection={<IconAlertTriangle size={11} aria-hidden />}>
                {t("failing")}
              </Badge>
            ) : connection.answeredAt ? (
              <Badge color="teal" leftSection={<IconCircleCheck size={11} aria-hidden />}>
                {t("answering")}
              </Badge>
            ) : (
              <Badge color="gray">{t("notAsked")}</Badge>
            ))}
          {closed && (
            <Badge color="orange" leftSection={<IconTool size={11} aria-hidden />}>
              {t("maintenance.badge")}
            </Badge>
          )}
        </Group>
      }
      actions={rights.support && <Plan registry={registry.id} />}
    >
      <Maintenance of={registry} />
      {connection?.lastError && (
        <Alert color={bad ? "red" : "gray"} variant="light" py="xs" mb="xs" role={bad ? "alert" : undefined}>
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {connection.lastError}
          </Text>
          <Text size="xs" c="dimmed" component="div">
            {bad ? t("failedAt") : t("failedBefore")} <When at={connection.failedAt} />
          </Text>
        </Alert>
      )}
      <Facts
        columns={3}
        of={[
          [t("registrarId"), registry.registrar],
          [t("queued"), <Count key="queued" of={registry.queued} state="PENDING" />],
          [t("running"), <Count key="running" of={registry.running} state="IN_PROGRESS" />],
          [t("blocked"), <Count key="blocked" of={registry.blocked} state="BLOCKED" />],
          [
            t("messages"),
            registry.messages === 0 ? (
              "0"
            ) : (
              <Go key="messages" to="/messages" search={{}}>
                {grouped(registry.messages)}
              </Go>
            ),
          ],
          connection && [t("sessions"), <Sessions key="sessions" of={connection} />],
          connection && [t("answeredAt"), <When key="answered" at={connection.answeredAt} only="ago" />],
          connection && [t("polledAt"), <When key="polled" at={connection.polledAt} only="ago" />],
          connection && [t("answers"), grouped(connection.answers)],
          connection && [t("median"), milliseconds(connection.medianMs)],
          connection && [t("p95"), milliseconds(connection.p95Ms)],
        ]}
      />
      {!connection && (
        <Text size="xs" c="dimmed" mt="xs">
          {t("noConnection")}
        </Text>
      )}
      <Text size="xs" mt="xs" style={{ overflowWrap: "anywhere" }}>
        <Text span c="dimmed" inherit>
          {t("serves", { count: registry.endings.length })}{" "}
        </Text>
        <Endings of={registry.endings} />
      </Text>
    </Card>
  );
}

function milliseconds(value: number | null | undefined): string | null {
  return value == null ? null : `${grouped(value < 10 ? value.toFixed(1) : Math.round(value))} ms`;
}

function Count({ of, state }: { of: number; state: "PENDING" | "IN_PROGRESS" | "BLOCKED" }) {
  if (of === 0) return "0";
  return (
    <Go to="/operations" search={{ states: [state] }}>
      {grouped(of)}
    </Go>
  );
}

function Sessions({
  of: { sessionsOpen, sessionsInUse, sessionsMost },
}: {
  of: NonNullable<Registry["connection"]>;
}) {
  const { t } = useTranslation("catalogue");
  const share = (count: number) => (sessionsMost === 0 ? 0 : (100 * count) / sessionsMost);
  return (
    <>
      {t("sessionsOf", { open: sessionsOpen, use: sessionsInUse, most: sessionsMost })}
      <Progress.Root size={6} mt={4} aria-hidden>
        <Progress.Section value={share(sessionsInUse)} color="petrol" />
        <Progress.Section value={share(sessionsOpen - sessionsInUse)} color="gray" />
      </Progress.Root>
    </>
  );
}

const SHOWN = 40;

function Endings({ of }: { of: readonly string[] }) {
  const { t } = useTranslation("catalogue");
  return (
    <>
      {of.slice(0, SHOWN).map((ending, index) => (
        <span key={ending}>
          {index > 0 && " "}
          <Go
            to="/catalogue/$tld"
            params={{ tld: ending }}
            search={{}}
            style={{ textDecoration: "underline" }}
          >
            {`.${ending}`}
          </Go>
        </span>
      ))}
      {of.length > SHOWN && ` ${t("andMore", { count: of.length - SHOWN })}`}
    </>
  );
}
