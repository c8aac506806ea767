import { Alert, Badge, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DraftBatchMailQuery, MailMethod } from "@/api/generated/reseller/graphql";
import { Go } from "@/ui/links";
import { Card } from "@/ui/page";
import css from "./draft.module.css";
import { Expected } from "./expected";
import type { Mistake } from "./form";

interface Props {
  of: DraftBatchMailQuery["draftBatchMail"];
  method: MailMethod;
  settings: { methods: readonly MailMethod[]; hasPassphrase: boolean };
}

/** The mail as it stands, each mistake at its line. */
export function Draft({ of, method, settings }: Props) {
  const { t } = useTranslation("manager/mail");
  const lines = of.text.trimEnd().split("\n");
  const beside = of.mistakes.filter(({ line }) => !line || line > lines.length);
  const right = of.mistakes.length === 0;
  return (
    <Card
      title={
        <Group gap="xs">
          {t("draft.title")}
          <span role="status">
            <Badge
              color={right ? "teal" : "orange"}
              leftSection={right ? <IconCircleCheck size={12} /> : <IconAlertTriangle size={12} />}
            >
              {right ? t("draft.right") : t("draft.mistakes", { count: of.mistakes.length })}
            </Badge>
          </span>
        </Group>
      }
      flush
    >
      <ol className={css.lines} aria-label={t("draft.title")}>
        {lines.map((line, index) => (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
            key={index}
            text={line}
            mistakes={of.mistakes.filter((mistake) => mistake.line === index + 1)}
          />
        ))}
      </ol>
      {beside.length > 0 && (
        <ul className={css.beside} aria-label={t("draft.missing")}>
          {beside.map((mistake) => (
            <li key={`${mistake.key}${mistake.expected}`}>
              <Wrong of={mistake} keyed />
            </li>
          ))}
        </ul>
      )}
      <Provable method={method} settings={settings} />
    </Card>
  );
}

function Line({ text, mistakes }: { text: string; mistakes: readonly Mistake[] }) {
  return (
    <li className={css.line} data-wrong={mistakes.length > 0 || undefined}>
      <span className={css.text}>{text === "" ? " " : text}</span>
      {mistakes.map((mistake) => (
        <Wrong key={mistake.expected} of={mistake} />
      ))}
    </li>
  );
}

function Wrong({ of, keyed }: { of: Mistake; keyed?: boolean }) {
  return (
    <span className={css.wrong}>
      <IconAlertTriangle size={13} aria-hidden /> <Expected of={of} keyed={keyed} />
    </span>
  );
}

/** Whether mails that are proven so would be believed. */
function Provable({ method, settings }: Omit<Props, "of">) {
  const { t } = useTranslation("manager/mail");
  const allowed = settings.methods.includes(method);
  const bare = (method === "MD5" || method === "PLAIN") && !settings.hasPassphrase;
  if (allowed && !bare) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle />} m="sm" py={6}>
      <Text size="sm">
        {allowed ? t("draft.noPassphrase") : t("draft.notAllowed", { method: method.toLowerCase() })}{" "}
        <Go to="/manager/access">{t("draft.toAccess")}</Go>
      </Text>
    </Alert>
  );
}
