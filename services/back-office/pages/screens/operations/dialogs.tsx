import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandDialog, ReasonField } from "@/ui/command";
import { EvidenceField } from "@/ui/evidence";
import { Cancel, Close, Complete, Restart, RestartWithCode } from "./commands";
import type { OperationView } from "./operation-query";

interface Props {
  of: OperationView;
  opened: boolean;
  onClose: () => void;
}

/** Again, as it was asked for; a transfer with a new code where the first was wrong. */
export function RestartDialog(props: Props) {
  return props.of.action === "TransferRequest" ? <RestartTransfer {...props} /> : <RestartPlain {...props} />;
}

function RestartPlain({ of, opened, onClose }: Props) {
  const { t } = useTranslation("operations");
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("restart.title", { number: of.number })}
      explain={
        <>
          <Text size="sm">{t(of.action === "Trade" ? "restart.trade" : "restart.explain")}</Text>
          {of.points ? <Text size="sm">{t("restart.points", { points: of.points })}</Text> : null}
        </>
      }
      verb={t("restart.verb")}
      document={Restart}
      variables={() => ({ input: { operation: of.number } })}
      done={t("restart.done")}
    />
  );
}

function RestartTransfer({ of, opened, onClose }: Props) {
  const { t } = useTranslation("operations");
  const [code, setCode] = useState("");
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("restart.title", { number: of.number })}
      explain={t("restart.transfer")}
      verb={t("restart.verb")}
      document={RestartWithCode}
      variables={() => ({
        input: { transfer: of.number, authCode: code.trim() === "" ? null : code.trim() },
      })}
      done={t("restart.done")}
      onDone={() => setCode("")}
    >
      {(errorOf) => (
        <TextInput
          label={t("restart.code")}
          description={t("restart.codeHint")}
          value={code}
          error={errorOf("authCode")}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
    </CommandDialog>
  );
}

export function CloseDialog({ of, opened, onClose }: Props) {
  const { t } = useTranslation("operations");
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("giveUp.title", { number: of.number })}
      explain={t("giveUp.explain")}
      verb={t("giveUp.verb")}
      danger
      document={Close}
      variables={() => ({ input: { operation: of.number } })}
      done={t("giveUp.done")}
    />
  );
}

export function CancelDialog({ of, opened, onClose }: Props) {
  const { t } = useTranslation("operations");
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("callOff.title", { number: of.number })}
      explain={t(of.state === "ACTION_REQUIRED" ? "callOff.votes" : "callOff.explain")}
      verb={t("callOff.verb")}
      danger
      document={Cancel}
      variables={() => (reason.trim() === "" ? null : { input: { operation: of.number, reason } })}
      done={t("callOff.done")}
      onDone={() => setReason("")}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}

/** The registry did it by another way than the session: a document says so, and the registry is asked. */
export function CompleteDialog({ of, opened, onClose }: Props) {
  const { t } = useTranslation("operations");
  const [reason, setReason] = useState("");
  const [evidence, setEvidence] = useState<string | undefined>();
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("byHand.title", { number: of.number })}
      explain={
        <>
          <Text size="sm">{t("byHand.explain")}</Text>
          {of.points ? <Text size="sm">{t("byHand.points", { points: of.points })}</Text> : null}
        </>
      }
      verb={t("byHand.verb")}
      document={Complete}
      variables={() =>
        reason.trim() === "" || !evidence ? null : { input: { operation: of.number, reason, evidence } }
      }
      done={t("byHand.done")}
      onDone={() => {
        setReason("");
        setEvidence(undefined);
      }}
    >
      {(errorOf) => (
        <>
          <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />
          <EvidenceField value={evidence} onChange={setEvidence} error={errorOf("evidence")} required />
        </>
      )}
    </CommandDialog>
  );
}
