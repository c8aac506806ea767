import { Button, Code, Collapse, Drawer, Group, Loader, Stack, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { useEventWords } from "@/events/words";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Changes } from "@/ui/history";
import { Go } from "@/ui/links";
import { When } from "@/ui/when";
import { auditRoute } from "./routes";
import { hasPlace, type Place, ThingLink } from "./streams";

const EventAt = graphql(`
  query EventAt($stream: String!, $after: Int!) {
    history(stream: $stream, after: $after, first: 2) {
      sequence kind at recordedAt actor channel address reason correlation causation
      before
      after
      changes { path before after }
    }
  }
`);

/** One event: who, when, why, and what it changed. */
export function EventPanel({ place, onClose }: { place: Place | undefined; onClose: () => void }) {
  const { t } = useTranslation(["audit", "common"]);
  return (
    <Drawer
      opened={place !== undefined}
      onClose={onClose}
      position="right"
      size="xl"
      title={<span className="mono">{place ? `${place.stream} #${place.sequence}` : ""}</span>}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {place && <OneEvent key={`${place.stream}#${place.sequence}`} place={place} />}
    </Drawer>
  );
}

function OneEvent({ place: { stream, sequence } }: { place: Place }) {
  const { t } = useTranslation(["audit", "common"]);
  const eventWords = useEventWords();
  const navigate = useNavigate({ from: auditRoute.fullPath });
  const [whole, setWhole] = useState(false);
  const reading = useReading(EventAt, { stream, after: sequence - 1 });
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  if (!reading.data) return <Loader aria-hidden />;
  const [event, next] = reading.data.history;
  if (!event || event.sequence !== sequence) return <Text size="sm">{t("noEvent")}</Text>;
  const go = (to: number) =>
    void navigate({ search: (before) => ({ ...before, event: `${stream}#${to}` }), replace: true });
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="xs">
        <Text component="h3" size="md" fw={600}>
          {eventWords(event.kind, stream)}
        </Text>
        <Group gap={4}>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconChevronLeft size={13} aria-hidden />}
            disabled={sequence <= 1}
            onClick={() => go(sequence - 1)}
          >
            {t("earlier")}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            rightSection={<IconChevronRight size={13} aria-hidden />}
            disabled={!next}
            onClick={() => go(sequence + 1)}
          >
            {t("later")}
          </Button>
        </Group>
      </Group>
      <Facts
        of={[
          // As it is filtered by, and as the journal has it.
          [
            t("kind"),
            <span key="kind" className="mono">
              {event.kind}
            </span>,
          ],
          [t("at"), <When key="at" at={event.at} />],
          [t("recorded"), <When key="recorded" at={event.recordedAt} />],
          [t("actor"), event.actor],
          [t("door"), event.channel],
          Boolean(event.address) && [t("address"), event.address],
          Boolean(event.reason) && [t("common:command.reason"), event.reason],
          Boolean(event.causation) && [
            t("causation"),
            <span key="causation" className="mono">
              {event.causation}
            </span>,
          ],
          [
            t("correlation"),
            <span key="correlation" className="mono">
              {event.correlation}
            </span>,
          ],
        ]}
      />
      <Group gap="md">
        {hasPlace(stream) && (
          <Text size="sm" span>
            <ThingLink stream={stream}>{t("openThing")}</ThingLink>
          </Text>
        )}
        <Text size="sm" span>
          <Go to="/audit" search={{ stream }}>
            {t("wholeStream")}
          </Go>
        </Text>
        <Text size="sm" span>
          <Go to="/audit" search={{ correlation: event.correlation }}>
            {t("sameRequest")}
          </Go>
        </Text>
      </Group>
      <section>
        <Text component="h3" size="sm" fw={600} mb={4}>
          {t("changed")}
        </Text>
        {event.changes.length > 0 ? (
          <Changes of={event.changes} />
        ) : (
          <Text size="sm" c="dimmed">
            {t("changedNothing")}
          </Text>
        )}
      </section>
      <div>
        <Button variant="subtle" size="compact-xs" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {t("wholeState")}
        </Button>
        <Collapse expanded={whole}>
          <State title={t("common:history.before")} of={event.before} />
          <State title={t("common:history.after")} of={event.after} />
        </Collapse>
      </div>
    </Stack>
  );
}

function State({ title, of }: { title: string; of: unknown }) {
  return (
    <section>
      <Text component="h4" size="xs" fw={600} mt="xs" mb={2}>
        {title}
      </Text>
      <Code block tabIndex={0} style={{ maxHeight: "22rem", overflow: "auto" }}>
        {JSON.stringify(of, null, 2)}
      </Code>
    </section>
  );
}
