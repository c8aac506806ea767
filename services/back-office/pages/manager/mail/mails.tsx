import { Alert, SimpleGrid, Skeleton, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconMailOff } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { MailMethod } from "@/api/generated/reseller/graphql";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { Failure } from "@/ui/failure";
import { Card, Page } from "@/ui/page";
import { Draft } from "./draft";
import { isOrder, linesOf, type Role, roles, type Values } from "./fields";
import { MailForm } from "./form";
import { batchMailsRoute } from "./routes";
import { Sending } from "./sending";

const OwnBatchMail = graphql(`
  query OwnBatchMail {
    batchMail {
      orderAddress rehearsalAddress
      settings { methods hasPassphrase }
    }
  }
`);

const DraftBatchMail = graphql(`
  query DraftBatchMail($input: DraftBatchMailInput!) {
    draftBatchMail(input: $input) {
      text signed
      mistakes { line key expected }
    }
  }
`);

/** While one types, nothing is asked. */
const PAUSE = 300;

/** The assistant of the paper: from what is wanted to a mail that will be understood. */
export function BatchMails() {
  const { t } = useTranslation(["manager/mail", "common"]);
  const { me } = useSession();
  const { kind = "create" } = batchMailsRoute.useSearch();
  const navigate = useNavigate({ from: batchMailsRoute.fullPath });
  const settings = useReading(OwnBatchMail, {});
  const [typed, setTyped] = useState<Values>(() => ({
    ...Object.fromEntries(roles.map((role) => [`contact.${role}.id`, me.login])),
    "batch.autopayment": "yes",
  }));
  const [anew, setAnew] = useState<ReadonlySet<Role>>(new Set());
  const [chosen, setChosen] = useState<MailMethod | null>(null);
  const allowed = settings.data?.batchMail.settings.methods;
  const method = chosen ?? allowed?.find((one) => one === "MD5") ?? allowed?.[0] ?? "MD5";
  const asked = useMemo(() => {
    const lines = linesOf(kind, typed, anew);
    return { method, lines: isOrder(kind) ? lines : lines.filter(({ key }) => key !== "batch.autopayment") };
  }, [kind, typed, anew, method]);
  const [input] = useDebouncedValue(asked, PAUSE);
  const draft = useReading(DraftBatchMail, { input }, !settings.data);
  const set = (key: string, value: string) => setTyped((before) => ({ ...before, [key]: value }));
  const change = (role: Role, isNew: boolean) =>
    setAnew((before) => {
      const next = new Set(before);
      if (isNew) next.add(role);
      else next.delete(role);
      return next;
    });
  if (settings.error) return <Failure error={settings.error} again={settings.again} />;
  const found = settings.data?.batchMail;
  const written = draft.data?.draftBatchMail;
  return (
    <Page title={t("title")}>
      <Text size="sm" c="dimmed" mb="sm" maw="60rem">
        {t("explain")}
      </Text>
      {found && !found.orderAddress && (
        <Alert color="gray" variant="light" icon={<IconMailOff />} mb="sm" role="status">
          {t("notTaken")}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm" verticalSpacing={0}>
        <MailForm
          kind={kind}
          onKind={(next) => void navigate({ search: { kind: next }, replace: true })}
          method={method}
          onMethod={setChosen}
          values={typed}
          set={set}
          anew={anew}
          onAnew={change}
          mistakes={written?.mistakes ?? []}
        />
        <div>
          {draft.error && <Failure error={draft.error} again={draft.again} />}
          {!written && !draft.error && (
            <Card title={t("draft.title")}>
              <Skeleton height={220} role="status" aria-label={t("common:table.loading")} />
            </Card>
          )}
          {written && found && (
            <>
              <Draft of={written} method={method} settings={found.settings} />
              <Sending
                text={written.signed ?? written.text}
                method={method}
                orderAddress={found.orderAddress ?? null}
                rehearsalAddress={found.rehearsalAddress ?? null}
              />
            </>
          )}
        </div>
      </SimpleGrid>
    </Page>
  );
}
