import { Alert, Badge, Button, Group, Menu, Skeleton, Tabs, Text } from "@mantine/core";
import { IconAlarm, IconCheck, IconChevronDown, IconInfoCircle, IconScale } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useReading } from "@/api/reading";
import { NotThere } from "@/app/missing";
import { useSession } from "@/session/session";
import { useNow } from "@/ui/clock";
import { Due } from "@/ui/due";
import { Failure } from "@/ui/failure";
import { Timeline } from "@/ui/history";
import { Card, Page } from "@/ui/page";
import { AskedCard, DecisionCard, ExchangesCard, RequesterCard } from "./disclosure-cards";
import {
  AnswerDialog,
  AskDialog,
  type DisclosureVerb,
  GrantDialog,
  RefuseDialog,
  verbsOf,
  WithdrawDialog,
} from "./disclosure-commands";
import { DisclosureOf, type RequestView } from "./disclosure-query";
import { useDesk } from "./live";
import { disclosurePageRoute } from "./routes";
import { tabs } from "./search";
import { Standing } from "./signs";

/** One request: who asks for what, on what it rests, and what was decided. */
export function DisclosurePage() {
  const { t } = useTranslation(["desks", "common"]);
  const { number } = disclosurePageRoute.useParams();
  const wanted = /^\d{1,15}$/.test(number) ? Number(number) : null;
  const reading = useReading(DisclosureOf, { number: wanted ?? 0 }, wanted === null);
  useDesk("disclosure-request");
  const found = reading.data?.disclosureRequest;
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  if (wanted === null || found === null) return <NotThere what={number} />;
  if (!found) return <Skeleton h={240} m="md" role="status" aria-label={t("common:table.loading")} />;
  return <Shown of={found} />;
}

function Shown({ of }: { of: RequestView }) {
  const { t } = useTranslation(["desks", "common"]);
  const { tab = "overview" } = disclosurePageRoute.useSearch();
  const navigate = disclosurePageRoute.useNavigate();
  return (
    <Page
      kind={t("disclosure.kind", { number: of.number })}
      title={of.name ?? String(of.number)}
      badges={
        <>
          <Standing of={of.status} />
          {of.urgent && (
            <Badge color="red" leftSection={<IconAlarm size={11} aria-hidden />}>
              {t("disclosures.urgent")}
            </Badge>
          )}
        </>
      }
      actions={<Commands of={of} />}
    >
      <Clock of={of} />
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({ search: { tab: next === "history" ? "history" : undefined }, replace: true })
        }
      >
        <Tabs.List mb="sm">
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`disclosure.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          {of.endedAt && <DecisionCard of={of} />}
          <RequesterCard of={of} />
          <AskedCard of={of} />
          <ExchangesCard of={of} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <Card title={t("disclosure.history")}>
            <Timeline stream={`disclosure-request/${of.number}`} />
          </Card>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/** The hours that are left, by which rule. */
function Clock({ of }: { of: RequestView }) {
  const { t } = useTranslation("desks");
  const now = useNow();
  if (of.endedAt) {
    return (
      <Alert color="gray" variant="light" icon={<IconInfoCircle />} mb="sm" p="xs">
        <Text size="sm">{t(of.missed ? "disclosure.endedLate" : "disclosure.endedInTime")}</Text>
      </Alert>
    );
  }
  const late = Date.parse(of.due) < now;
  return (
    <Alert color={late ? "red" : "orange"} variant="light" icon={<IconAlarm />} mb="sm" p="xs">
      <Group gap={6}>
        <Due at={of.due} now={now} />
        <Text size="sm">{t("disclosure.answerOwed", { rule: of.rule })}</Text>
        {of.reminded && <Text size="sm">{t("disclosure.reminded")}</Text>}
      </Group>
    </Alert>
  );
}

function Commands({ of }: { of: RequestView }) {
  const { t } = useTranslation("desks");
  const { rights } = useSession();
  const [open, setOpen] = useState<DisclosureVerb | null>(null);
  const verbs = verbsOf(of.status);
  if (!rights.support || verbs.length === 0) return null;
  const close = () => setOpen(null);
  const [first, ...others] = verbs;
  const dialogs = {
    ask: AskDialog,
    answer: AnswerDialog,
    grant: GrantDialog,
    refuse: RefuseDialog,
    withdraw: WithdrawDialog,
  };
  const Dialog = open ? dialogs[open] : null;
  return (
    <>
      {first && (
        <Button
          leftSection={
            first === "grant" ? <IconScale size={14} aria-hidden /> : <IconCheck size={14} aria-hidden />
          }
          onClick={() => setOpen(first)}
        >
          {t(`${first}.button`)}
        </Button>
      )}
      <Menu>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {t("disclosure.more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map((verb) => (
            <Menu.Item
              key={verb}
              color={verb === "refuse" || verb === "withdraw" ? "red" : undefined}
              onClick={() => setOpen(verb)}
            >
              {t(`${verb}.button`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {Dialog && <Dialog of={of} onClose={close} />}
    </>
  );
}
