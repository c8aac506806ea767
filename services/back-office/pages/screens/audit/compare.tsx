import { Button, Group, Loader, Text, TextInput } from "@mantine/core";
import { IconGitCompare } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import dayjs from "dayjs";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { now } from "@/ui/clock";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { Changes } from "@/ui/history";
import { Go } from "@/ui/links";
import { Card } from "@/ui/page";
import { auditRoute } from "./routes";

const CompareMoments = graphql(`
  query CompareMoments($stream: String!, $from: DateTime!, $to: DateTime!) {
    compare(stream: $stream, from: $from, to: $to) { path before after }
  }
`);

/** What a field for a moment holds: `2026-11-28T09:30`. */
const FORMAT = "YYYY-MM-DDTHH:mm";

/** What differs in one thing between two moments. */
export function Compare() {
  const { t } = useTranslation(["audit", "common"]);
  const search = auditRoute.useSearch();
  const navigate = useNavigate({ from: auditRoute.fullPath });
  const [fields, setFields] = useState({ stream: "", before: "", after: "" });
  useEffect(() => {
    setFields({
      stream: search.stream ?? "",
      before: search.before ?? dayjs(now()).subtract(7, "day").startOf("day").format(FORMAT),
      after: search.after ?? dayjs(now()).add(1, "minute").format(FORMAT),
    });
  }, [search.stream, search.before, search.after]);
  const asked = search.stream && search.before && search.after;
  const reading = useReading(
    CompareMoments,
    {
      stream: search.stream ?? "",
      from: asked ? dayjs(search.before).toISOString() : "",
      to: asked ? dayjs(search.after).toISOString() : "",
    },
    !asked,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fields.stream.trim() === "" || !fields.before || !fields.after) return;
    const wanted = { ...fields, stream: fields.stream.trim() };
    void navigate({ search: { view: "compare", ...wanted }, replace: true });
  };
  const changes = reading.data?.compare;
  return (
    <Card title={t("compare.title")}>
      <Text size="sm" mb="sm" maw="52rem">
        {t("compare.explain")}
      </Text>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="xs" mb="sm">
          <TextInput
            label={t("stream")}
            description={t("streamHint")}
            w={340}
            value={fields.stream}
            onChange={(event) => setFields({ ...fields, stream: event.currentTarget.value })}
            data-filter
          />
          <TextInput
            type="datetime-local"
            label={t("compare.first")}
            value={fields.before}
            onChange={(event) => setFields({ ...fields, before: event.currentTarget.value })}
          />
          <TextInput
            type="datetime-local"
            label={t("compare.second")}
            value={fields.after}
            onChange={(event) => setFields({ ...fields, after: event.currentTarget.value })}
          />
          <Button
            type="submit"
            loading={reading.loading}
            leftSection={<IconGitCompare size={15} aria-hidden />}
          >
            {t("compare.verb")}
          </Button>
        </Group>
      </form>
      {asked &&
        (reading.error ? (
          <Failure error={reading.error} again={reading.again} />
        ) : !changes ? (
          <Loader aria-hidden />
        ) : changes.length === 0 ? (
          <Empty words={t("compare.same")} />
        ) : (
          <>
            <Changes of={changes} />
            <Text size="sm" mt="xs">
              <Go
                to="/audit"
                search={{
                  stream: search.stream,
                  from: dayjs(search.before).format("YYYY-MM-DD"),
                  to: dayjs(search.after).format("YYYY-MM-DD"),
                }}
              >
                {t("compare.events")}
              </Go>
            </Text>
          </>
        ))}
    </Card>
  );
}
