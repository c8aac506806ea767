import { Alert, Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCopy, IconDownload, IconFlask } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type UserError, useCommand } from "@/api/command";
import { graphql } from "@/api/generated/reseller";
import type { MailMethod, RehearseBatchMailMutation } from "@/api/generated/reseller/graphql";
import { Points } from "@/ui/amount";
import { Facts } from "@/ui/facts";
import { Card } from "@/ui/page";
import { Refusal } from "@/ui/refusal";
import { download } from "@/ui/tools";
import { Expected } from "./expected";

const Rehearse = graphql(`
  mutation RehearseBatchMail($text: String!) {
    rehearseBatchMail(text: $text) {
      accepted points
      results { key value }
      mistakes { line key expected }
    }
  }
`);

type Rehearsal = RehearseBatchMailMutation["rehearseBatchMail"];

/** By tools that people have (see the batch mails' README). */
const signing: Partial<Record<MailMethod, string>> = {
  PGP: "gpg --clearsign order.txt",
  SMIME: "openssl cms -sign -text -in order.txt -signer cert.pem -inkey key.pem >order.eml",
};

interface Props {
  /** As it is sent, where it can be signed here. */
  text: string;
  method: MailMethod;
  orderAddress: string | null;
  rehearsalAddress: string | null;
}

/** Trying it, taking it along, signing it. */
export function Sending({ text, method, orderAddress, rehearsalAddress }: Props) {
  const { t } = useTranslation(["manager/mail", "common"]);
  const [rehearse, busy] = useCommand(Rehearse);
  const [rehearsed, setRehearsed] = useState<Rehearsal | null>(null);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said of another text is not true of this one.
  useEffect(() => {
    setRehearsed(null);
    setErrors([]);
  }, [text]);
  const run = async () => {
    const outcome = await rehearse({ text });
    setErrors(outcome.done ? [] : outcome.errors);
    setRehearsed(outcome.done ? outcome.answer : null);
  };
  const command = signing[method];
  return (
    <Card title={t("sending.title")}>
      <Stack gap="sm">
        <Group gap="xs">
          <Button leftSection={<IconFlask size={14} />} loading={busy} onClick={() => void run()}>
            {t("sending.rehearse")}
          </Button>
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                onClick={copy}
              >
                {copied ? t("common:copied") : t("sending.copy")}
              </Button>
            )}
          </CopyButton>
          <Button
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => download("order.txt", text, "text/plain;charset=utf-8")}
          >
            {t("sending.download")}
          </Button>
        </Group>
        <div aria-live="polite">
          {errors.length > 0 && (
            <Alert color="red" variant="light" icon={<IconAlertTriangle />} title={t("common:error.title")}>
              <Refusal of={errors} />
            </Alert>
          )}
          {rehearsed && <Rehearsed of={rehearsed} />}
        </div>
        {command ? (
          <>
            <Text size="sm">{t("sending.sign")}</Text>
            <Code block>{command}</Code>
          </>
        ) : (
          <Text size="sm">{t(method === "PLAIN" ? "sending.plain" : "sending.md5")}</Text>
        )}
        <Facts
          of={[
            [t("sending.orders"), <Address key="o" of={orderAddress} />],
            [t("sending.rehearsals"), <Address key="r" of={rehearsalAddress} />],
          ]}
        />
      </Stack>
    </Card>
  );
}

function Address({ of }: { of: string | null }) {
  if (!of) return <span>–</span>;
  return (
    <span className="mono" style={{ overflowWrap: "anywhere" }}>
      {of}
    </span>
  );
}

/** What would have become of the mail. */
function Rehearsed({ of }: { of: Rehearsal }) {
  const { t } = useTranslation("manager/mail");
  return (
    <Alert
      color={of.accepted ? "teal" : "orange"}
      variant="light"
      icon={of.accepted ? <IconCheck /> : <IconAlertTriangle />}
      title={of.accepted ? t("rehearsed.accepted") : t("rehearsed.refused")}
    >
      {of.mistakes.map((mistake) => (
        <Text size="sm" key={`${mistake.key}${mistake.expected}`}>
          <Expected of={mistake} keyed />
        </Text>
      ))}
      <Facts
        of={[
          of.points === null || of.points === undefined
            ? null
            : [t("rehearsed.points"), <Points key="p" value={of.points} />],
          ...of.results.map(({ key, value }) => [key, value] as const),
        ]}
      />
    </Alert>
  );
}
