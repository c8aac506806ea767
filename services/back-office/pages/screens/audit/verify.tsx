import { Alert, Button, Group, List, Loader, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconShieldCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { VerifyStreamQuery } from "@/api/generated/office/graphql";
import { useReading } from "@/api/reading";
import { grouped } from "@/ui/amount";
import { Failure } from "@/ui/failure";
import { Go } from "@/ui/links";
import { Card } from "@/ui/page";
import { auditRoute } from "./routes";

const VerifyStream = graphql(`
  query VerifyStream($stream: String!) {
    auditVerify(stream: $stream) { sound events complete broken }
  }
`);

/** Whether anybody has changed, removed or put in an event of a stream since it was recorded. */
export function Verify() {
  const { t } = useTranslation(["audit", "common"]);
  const { stream } = auditRoute.useSearch();
  const navigate = useNavigate({ from: auditRoute.fullPath });
  const [typed, setTyped] = useState(stream ?? "");
  useEffect(() => setTyped(stream ?? ""), [stream]);
  const reading = useReading(VerifyStream, { stream: stream ?? "" }, stream === undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = typed.trim();
    if (wanted === "") return;
    if (wanted === stream) reading.again();
    else void navigate({ search: { view: "verify", stream: wanted }, replace: true });
  };
  const audit = reading.data?.auditVerify;
  return (
    <Card title={t("verify.title")}>
      <Text size="sm" mb="sm" maw="52rem">
        {t("verify.explain")}
      </Text>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="xs" mb="sm">
          <TextInput
            label={t("stream")}
            description={t("streamHint")}
            w={340}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-filter
          />
          <Button
            type="submit"
            loading={reading.loading}
            leftSection={<IconShieldCheck size={15} aria-hidden />}
          >
            {t("verify.verb")}
          </Button>
        </Group>
      </form>
      {stream !== undefined &&
        (reading.error ? (
          <Failure error={reading.error} again={reading.again} />
        ) : audit ? (
          <Verdict audit={audit} stream={stream} />
        ) : (
          <Loader aria-hidden />
        ))}
    </Card>
  );
}

function Verdict({ audit, stream }: { audit: VerifyStreamQuery["auditVerify"]; stream: string }) {
  const { t } = useTranslation("audit");
  if (audit.events === 0) {
    return (
      <Alert color="gray" variant="light" title={t("verify.none")} role="status">
        <Text size="sm">{t("verify.noneHint")}</Text>
      </Alert>
    );
  }
  return (
    <Alert
      color={audit.sound ? "teal" : "red"}
      variant="light"
      icon={audit.sound ? <IconCircleCheck /> : <IconAlertTriangle />}
      title={
        <Text span inherit c="var(--mantine-color-text)">
          {audit.sound ? t("verify.sound") : t("verify.broken", { count: audit.broken.length })}
        </Text>
      }
      role="status"
    >
      <Text size="sm">
        {audit.sound
          ? t("verify.soundHint", { events: grouped(audit.events), stream, count: audit.events })
          : t("verify.brokenHint", { stream })}
      </Text>
      {audit.broken.length > 0 && (
        <List size="sm" my="xs">
          {audit.broken.map((wrong) => (
            <List.Item key={wrong} className="mono">
              {wrong}
            </List.Item>
          ))}
        </List>
      )}
      {!audit.complete && <Text size="sm">{t("verify.part", { events: grouped(audit.events) })}</Text>}
      <Text size="sm" mt={4}>
        <Go to="/audit" search={{ stream }}>
          {t("wholeStream")}
        </Go>
      </Text>
    </Alert>
  );
}
