import { Badge, Button, Collapse, Group, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { useEventWords } from "@/events/words";
import { Empty } from "./empty";
import { Failure } from "./failure";
import css from "./history.module.css";
import { Go } from "./links";
import { When } from "./when";

const History = graphql(`
  query StreamHistory($stream: String!, $after: Int!) {
    history(stream: $stream, after: $after, first: 100) {
      sequence kind at recordedAt actor channel address reason correlation
      changes { path before after }
    }
  }
`);

function shown(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Who did what to one thing, when and why, and what it changed; the newest below. */
export function Timeline({ stream }: { stream: string }) {
  const { t } = useTranslation();
  const [after, setAfter] = useState(0);
  const reading = useReading(History, { stream, after });
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  const lines = reading.data?.history;
  if (!lines)
    return (
      <Text size="sm" c="dimmed" p="sm">
        {t("table.loading")}
      </Text>
    );
  if (lines.length === 0 && after === 0) return <Empty />;
  return (
    <div>
      <ol className={css.lines}>
        {lines.map((line) => (
          <Line key={line.sequence} line={line} stream={stream} />
        ))}
      </ol>
      <Group gap="xs">
        {after > 0 && (
          <Button variant="default" onClick={() => setAfter(Math.max(0, after - 100))}>
            {t("history.earlier")}
          </Button>
        )}
        {lines.length === 100 && (
          <Button variant="default" onClick={() => setAfter(lines[99]?.sequence ?? 0)}>
            {t("history.later")}
          </Button>
        )}
      </Group>
    </div>
  );
}

interface LineProps {
  stream: string;
  line: {
    sequence: number;
    kind: string;
    at: string;
    recordedAt: string;
    actor: string;
    channel: string;
    address?: string | null;
    reason?: string | null;
    correlation: string;
    changes: readonly { path: string; before?: unknown; after?: unknown }[];
  };
}

function Line({ line, stream }: LineProps) {
  const { t } = useTranslation();
  const eventWords = useEventWords();
  const [opened, setOpened] = useState(false);
  return (
    <li className={css.line}>
      <span className={css.dot} aria-hidden />
      <Stack gap={2}>
        <Group gap="xs" wrap="wrap">
          <Text size="sm" fw={600} title={line.kind}>
            {eventWords(line.kind, stream)}
          </Text>
          <Text size="xs" c="dimmed" component="span">
            <When at={line.at} />
          </Text>
          <Badge color="gray">{line.actor}</Badge>
          <Text size="xs" c="dimmed" component="span">
            {t("history.by", { channel: line.channel })}
            {line.address ? ` · ${line.address}` : ""}
          </Text>
          {line.changes.length > 0 && (
            <Button
              variant="subtle"
              size="compact-xs"
              aria-expanded={opened}
              onClick={() => setOpened(!opened)}
            >
              {t("history.changes", { count: line.changes.length })}
            </Button>
          )}
          <Text size="xs" component="span">
            <Go to="/audit" search={{ correlation: line.correlation }}>
              {t("history.same")}
            </Go>
          </Text>
        </Group>
        {line.reason && (
          <Text size="sm" fs="italic">
            “{line.reason}”
          </Text>
        )}
        <Collapse expanded={opened}>
          <Changes of={line.changes} />
        </Collapse>
      </Stack>
    </li>
  );
}

/** Fields with what was there before and after. */
export function Changes({ of }: { of: LineProps["line"]["changes"] }) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={480}>
      <Table className={css.changes} withTableBorder>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("history.field")}</Table.Th>
            <Table.Th>{t("history.before")}</Table.Th>
            <Table.Th>{t("history.after")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {of.map((change) => (
            <Table.Tr key={change.path}>
              <Table.Td className="mono">{change.path}</Table.Td>
              <Table.Td className={css.before}>{shown(change.before)}</Table.Td>
              <Table.Td className={css.after}>{shown(change.after)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
