import { Alert, Button, List, PasswordInput, Skeleton, Text } from "@mantine/core";
import { IconBan, IconInfoCircle, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { OwnOperationQuery } from "@/api/generated/reseller/graphql";
import { useReading } from "@/api/reading";
import { NotThere } from "@/app/missing";
import { Points } from "@/ui/amount";
import { useTicking } from "@/ui/clock";
import { CommandDialog, ReasonField } from "@/ui/command";
import { type DialogProps, useDialogs } from "@/ui/dialogs";
import { Age } from "@/ui/due";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Card, Page } from "@/ui/page";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import { useAsking } from "../asking";
import { NameLink, OwnOrderLink } from "../links";
import { ownOperationRoute } from "./routes";
import { underWay, type Verb, verbsOf } from "./verbs";
import { useWaits } from "./waits";

const OwnOperation = graphql(`
  query OwnOperation($number: Int!) {
    operation(number: $number) {
      number action kind subject state status etat replyCode replyMessage points orderNumber
      requestedAt lastUpdate since closed
      waitsFor { who since }
      domain { name unicode state expires }
    }
  }
`);

const RestartOwn = graphql(`
  mutation RestartOwnOperation($input: OwnRestartInput!) {
    restartOperation(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const CancelOwn = graphql(`
  mutation CancelOwnOperation($input: OwnCancelInput!) {
    cancelOperation(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

type Operation = NonNullable<OwnOperationQuery["operation"]>;

/** One operation: how it goes, whom it waits for, what may be done about it. */
export function OwnOperationPage() {
  const { t } = useTranslation(["manager/names", "common"]);
  const { number } = ownOperationRoute.useParams();
  const wanted = /^\d{1,9}$/.test(number) ? Number(number) : null;
  const reading = useReading(OwnOperation, { number: wanted ?? 0 }, wanted === null);
  const found = reading.data?.operation;
  useAsking(found ? underWay(found) : false);
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  if (wanted === null || found === null) return <NotThere what={number} />;
  if (!found) return <Skeleton h={240} m="md" role="status" aria-label={t("common:table.loading")} />;
  const action = t(`common:actions.${found.action}` as "common:actions.Create", {
    defaultValue: found.action,
  });
  return (
    <Page
      kind={t("operation.kind", { number: found.number })}
      title={`${action} · ${found.domain?.unicode ?? found.subject}`}
      badges={<State of={found.state} />}
      actions={<Verbs of={found} />}
    >
      <Standing of={found} />
      <Card title={t("operation.facts")}>
        <Facts
          columns={2}
          of={[
            [t("operation.subject"), found.domain ? <NameLink key="n" {...found.domain} /> : found.subject],
            [t("operation.points"), <Points key="p" value={found.points} />],
            found.orderNumber
              ? [t("operation.order"), <OwnOrderLink key="o" number={found.orderNumber} />]
              : null,
            [t("operation.asked"), <When key="a" at={found.requestedAt} />],
            [t("operation.lastUpdate"), <When key="l" at={found.lastUpdate} />],
            [t("operation.soap"), [found.status, found.etat].filter(Boolean).join(" · ")],
          ]}
        />
      </Card>
    </Page>
  );
}

const colours: Record<Operation["state"], string> = {
  PENDING: "blue",
  IN_PROGRESS: "blue",
  ACTION_REQUIRED: "orange",
  BLOCKED: "grape",
  SUCCEEDED: "teal",
  FAILED: "red",
};

function Standing({ of }: { of: Operation }) {
  const { t } = useTranslation("manager/names");
  const now = useTicking();
  const waits = useWaits();
  return (
    <Alert
      color={of.closed ? "gray" : colours[of.state]}
      variant="light"
      icon={<IconInfoCircle />}
      mb="sm"
      title={of.closed ? t("operation.givenUp") : t(`operation.standing.${of.state}`)}
    >
      {of.waitsFor.length > 0 && (
        <List size="sm" spacing={2}>
          {of.waitsFor.map(({ who, since }) => (
            <List.Item key={`${who}${since}`}>
              {t("operation.waits", { who: waits(who) })} <Age since={since} now={now} />
            </List.Item>
          ))}
        </List>
      )}
      {(of.replyCode > 0 || of.replyMessage) && (
        <Text size="sm">
          {of.replyCode > 0 ? t("operation.answered", { code: of.replyCode }) : t("operation.answer")}{" "}
          <q>{of.replyMessage || "–"}</q>
        </Text>
      )}
    </Alert>
  );
}

function Verbs({ of }: { of: Operation }) {
  const { t } = useTranslation("manager/names");
  const { show, name, turn, props } = useDialogs<Verb>();
  return (
    <>
      {verbsOf(of).map((verb) => (
        <Button
          key={verb}
          variant={verb === "restart" ? "filled" : "default"}
          leftSection={
            verb === "restart" || verb === "askAgain" ? <IconRefresh size={14} /> : <IconBan size={14} />
          }
          onClick={() => show(verb)}
        >
          {t(`operation.${verb}.verb`)}
        </Button>
      ))}
      {(name === "restart" || name === "askAgain") && (
        <RestartDialog key={turn} {...props} of={of} verb={name} />
      )}
      {(name === "cancel" || name === "giveUp") && <EndDialog key={turn} {...props} of={of} verb={name} />}
    </>
  );
}

function RestartDialog({
  of,
  verb,
  ...dialog
}: DialogProps & { of: Operation; verb: "restart" | "askAgain" }) {
  const { t } = useTranslation("manager/names");
  const [code, setCode] = useState("");
  const transfer = verb === "restart" && of.action === "TransferRequest";
  return (
    <CommandDialog
      {...dialog}
      document={RestartOwn}
      title={t(`operation.${verb}.title`, { number: of.number })}
      explain={t(`operation.${verb}.explain`)}
      verb={t(`operation.${verb}.verb`)}
      done={t(`operation.${verb}.done`)}
      variables={() => ({ input: { number: of.number, authCode: code.trim() || null } })}
    >
      {(errorOf) =>
        transfer && (
          <PasswordInput
            label={t("setCode.field")}
            description={t("operation.newCode")}
            autoComplete="off"
            visibilityToggleButtonProps={{ "aria-label": t("setCode.show") }}
            value={code}
            error={errorOf("authCode")}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )
      }
    </CommandDialog>
  );
}

function EndDialog({ of, verb, ...dialog }: DialogProps & { of: Operation; verb: "cancel" | "giveUp" }) {
  const { t } = useTranslation("manager/names");
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      {...dialog}
      document={CancelOwn}
      title={t(`operation.${verb}.title`, { number: of.number })}
      explain={t(`operation.${verb}.explain`)}
      verb={t(`operation.${verb}.verb`)}
      danger
      done={t(`operation.${verb}.done`)}
      variables={() => (reason.trim() === "" ? null : { input: { number: of.number, reason } })}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}
