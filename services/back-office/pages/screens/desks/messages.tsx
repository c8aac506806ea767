import { Badge, Button, Code, Collapse, Group, Stack, Table, Tabs, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { WaitingMessagesQuery } from "@/api/generated/office/graphql";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { useNow } from "@/ui/clock";
import { CommandDialog, ReasonField } from "@/ui/command";
import { Age } from "@/ui/due";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { Go } from "@/ui/links";
import { Card, Page } from "@/ui/page";
import { When } from "@/ui/when";
import { messagesRoute } from "./routes";
import { waiting } from "./search";

const WaitingMessages = graphql(`
  query WaitingMessages {
    registryMessages(first: 200) { registry id message body queuedAt keptAt }
    parkedJobs(first: 200) { id kind stream attempts lastError dueAt enqueuedAt }
  }
`);

const CloseMessage = graphql(`
  mutation CloseRegistryMessage($input: CloseRegistryMessageInput!) {
    closeRegistryMessage(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const RetryJob = graphql(`
  mutation RetryJob($input: RetryJobInput!) {
    retryJob(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

type Message = WaitingMessagesQuery["registryMessages"][number];
type Job = WaitingMessagesQuery["parkedJobs"][number];

/** No event says that one came: it is looked for. */
const EVERY = 30_000;

/** What nobody here understood, and what was given up after many tries: each waits for a person. */
export function Messages() {
  const { t } = useTranslation(["desks", "common"]);
  const { tab = "messages" } = messagesRoute.useSearch();
  const navigate = messagesRoute.useNavigate();
  const reading = useReading(WaitingMessages, {});
  const { again } = reading;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again at a steady pace, whatever is drawn meanwhile.
  useEffect(() => {
    const timer = setInterval(again, EVERY);
    return () => clearInterval(timer);
  }, []);
  const messages = reading.data?.registryMessages;
  const jobs = reading.data?.parkedJobs;
  return (
    <Page title={t("messages.title")}>
      {reading.error && <Failure error={reading.error} again={again} />}
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({ search: { tab: waiting.find((one) => one === next) }, replace: true })
        }
      >
        <Tabs.List mb="sm">
          <Tabs.Tab value="messages">
            {t("messages.messages")} {messages && <Badge color="gray">{messages.length}</Badge>}
          </Tabs.Tab>
          <Tabs.Tab value="jobs">
            {t("messages.jobs")} {jobs && <Badge color="gray">{jobs.length}</Badge>}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="messages">
          <Text size="sm" c="dimmed" mb="sm">
            {t("messages.what")}
          </Text>
          {messages?.length === 0 && <Empty words={t("messages.none")} />}
          {messages?.map((message) => (
            <MessageCard key={`${message.registry}/${message.id}`} of={message} />
          ))}
        </Tabs.Panel>
        <Tabs.Panel value="jobs">
          <Text size="sm" c="dimmed" mb="sm">
            {t("jobs.what")}
          </Text>
          {jobs?.length === 0 && <Empty words={t("jobs.none")} />}
          {jobs && jobs.length > 0 && <Jobs of={jobs} />}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function MessageCard({ of }: { of: Message }) {
  const { t } = useTranslation(["desks", "common"]);
  const { rights } = useSession();
  const now = useNow();
  const [raw, setRaw] = useState(false);
  const [closing, setClosing] = useState(false);
  const [reason, setReason] = useState("");
  return (
    <Card
      title={t("messages.of", { registry: of.registry, id: of.id })}
      actions={
        rights.support && (
          <Button size="compact-xs" variant="default" onClick={() => setClosing(true)}>
            {t("messages.close.button")}
          </Button>
        )
      }
    >
      <Stack gap={6}>
        <Text size="sm">{of.message}</Text>
        <Group gap="md">
          <Text size="xs" c="dimmed" component="span">
            {t("messages.queued")} <When at={of.queuedAt} />
          </Text>
          <Text size="xs" c="dimmed" component="span">
            {t("messages.kept")} <Age since={of.keptAt} now={now} />
          </Text>
          {of.body ? (
            <Button size="compact-xs" variant="subtle" aria-expanded={raw} onClick={() => setRaw(!raw)}>
              {t("messages.raw")}
            </Button>
          ) : (
            <Text size="xs" c="dimmed" component="span">
              {t("messages.raw")}: {t("common:redacted")}
            </Text>
          )}
        </Group>
        <Collapse expanded={raw}>
          <Code block tabIndex={0} mah={360} style={{ overflow: "auto" }}>
            {indented(of.body ?? "")}
          </Code>
        </Collapse>
      </Stack>
      <CommandDialog
        opened={closing}
        onClose={() => setClosing(false)}
        title={t("messages.close.title", { registry: of.registry, id: of.id })}
        explain={t("messages.close.explain")}
        verb={t("messages.close.verb")}
        document={CloseMessage}
        variables={() =>
          reason.trim() === "" ? null : { input: { registry: of.registry, id: of.id, reason } }
        }
        done={t("messages.close.done")}
      >
        {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
      </CommandDialog>
    </Card>
  );
}

/** XML without line breaks, one element a line: to be read, not to be parsed again. */
export function indented(xml: string): string {
  if (xml.includes("\n")) return xml;
  let depth = 0;
  return xml
    .replaceAll("><", ">\n<")
    .split("\n")
    .map((line) => {
      if (line.startsWith("</")) depth = Math.max(0, depth - 1);
      const shown = "  ".repeat(depth) + line;
      if (/^<[^/?!]/.test(line) && !line.includes("</") && !line.endsWith("/>")) depth += 1;
      return shown;
    })
    .join("\n");
}

function Jobs({ of }: { of: readonly Job[] }) {
  const { t } = useTranslation(["desks", "common"]);
  const { rights } = useSession();
  const now = useNow();
  const [retried, setRetried] = useState<Job | null>(null);
  return (
    <Card title={t("jobs.title")}>
      <Table.ScrollContainer minWidth={760}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("jobs.kind")}</Table.Th>
              <Table.Th>{t("jobs.stream")}</Table.Th>
              <Table.Th ta="right">{t("jobs.attempts")}</Table.Th>
              <Table.Th>{t("jobs.error")}</Table.Th>
              <Table.Th>{t("jobs.due")}</Table.Th>
              {rights.support && <Table.Td w={90} />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {of.map((job) => (
              <Table.Tr key={job.id}>
                <Table.Td>{job.kind}</Table.Td>
                <Table.Td>
                  <StreamLink stream={job.stream} />
                </Table.Td>
                <Table.Td ta="right">{job.attempts}</Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{job.lastError}</Table.Td>
                <Table.Td>
                  <Age since={job.dueAt} now={now} />
                </Table.Td>
                {rights.support && (
                  <Table.Td>
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={t("jobs.retry.of", { stream: job.stream })}
                      onClick={() => setRetried(job)}
                    >
                      {t("jobs.retry.button")}
                    </Button>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <CommandDialog
        opened={retried !== null}
        onClose={() => setRetried(null)}
        title={t("jobs.retry.title")}
        explain={t("jobs.retry.explain", { kind: retried?.kind, stream: retried?.stream })}
        verb={t("jobs.retry.verb")}
        document={RetryJob}
        variables={() => (retried ? { input: { job: retried.id } } : null)}
        done={t("jobs.retry.done")}
      />
    </Card>
  );
}

/** The screen of what a job is for, where it has one. */
function StreamLink({ stream }: { stream: string }) {
  const at = stream.indexOf("/");
  const [type, id] = [stream.slice(0, at), stream.slice(at + 1)];
  if (type === "operation") {
    return (
      <Go to="/operations/$number" params={{ number: id }} search={{}}>
        {stream}
      </Go>
    );
  }
  if (type === "domain") {
    return (
      <Go to="/domains/$name" params={{ name: id }} search={{}}>
        {stream}
      </Go>
    );
  }
  return <>{stream}</>;
}
