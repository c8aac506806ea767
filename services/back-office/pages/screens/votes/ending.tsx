import { Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { VoteChoice } from "@/api/generated/office/graphql";
import { CommandDialog, ReasonField } from "@/ui/command";
import type { ErrorOf } from "@/ui/refusal";
import {
  AnswerOut,
  CancelChange,
  CancelTrade,
  CancelTransfer,
  RestartChange,
  RestartTrade,
  RestartTransfer,
} from "./commands";
import type { VoteView } from "./vote-query";

interface Props {
  of: VoteView;
  opened: boolean;
  onClose: () => void;
}

export function CancelDialog({ of, opened, onClose }: Props) {
  const { t } = useTranslation("votes");
  const [reason, setReason] = useState("");
  const given = reason.trim() !== "";
  const common = {
    opened,
    onClose,
    title: t(`cancel.${of.what}.title`, { defaultValue: "" }),
    explain: t("cancel.explain"),
    verb: t("cancel.verb"),
    danger: true,
    done: t("cancel.done"),
    onDone: () => setReason(""),
    children: (errorOf: ErrorOf) => (
      <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />
    ),
  };
  const { number } = of;
  if (of.kind === "trade") {
    const variables = () => (given ? { input: { trade: number, reason } } : null);
    return <CommandDialog {...common} document={CancelTrade} variables={variables} />;
  }
  if (of.kind === "transfer") {
    const variables = () => (given ? { input: { transfer: number, reason } } : null);
    return <CommandDialog {...common} document={CancelTransfer} variables={variables} />;
  }
  const variables = () => (given ? { input: { change: number, reason } } : null);
  return <CommandDialog {...common} document={CancelChange} variables={variables} />;
}

export function RestartDialog({ of, opened, onClose }: Props) {
  const { t } = useTranslation("votes");
  const [code, setCode] = useState("");
  const [reason, setReason] = useState("");
  const explained = of.what === "trade" && of.state === "Expired" ? "trade-expired" : of.what;
  const common = {
    opened,
    onClose,
    title: t("restart.title"),
    explain: t(`restart.${explained}`, { defaultValue: "" }),
    verb: t("restart.verb"),
    done: t("restart.done"),
    onDone: () => {
      setCode("");
      setReason("");
    },
  };
  const { number } = of;
  if (of.kind === "trade") {
    return (
      <CommandDialog {...common} document={RestartTrade} variables={() => ({ input: { trade: number } })} />
    );
  }
  if (of.kind === "transfer") {
    return (
      <CommandDialog
        {...common}
        document={RestartTransfer}
        variables={() => ({ input: { transfer: number, authCode: code.trim() === "" ? null : code.trim() } })}
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
  return (
    <CommandDialog
      {...common}
      document={RestartChange}
      variables={() => (reason.trim() === "" ? null : { input: { change: number, reason } })}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}

/** The answer to a transfer out: at once, or not at all. */
export function AnswerDialog({ of, opened, onClose }: Props) {
  const { t } = useTranslation(["votes", "common"]);
  const [choice, setChoice] = useState<VoteChoice | null>(null);
  const [reason, setReason] = useState("");
  const why = reason.trim();
  const given = choice === "ACCEPT" || (choice === "REFUSE" && why !== "");
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("answer.title")}
      explain={t("answer.explain", { gaining: of.consent?.gaining })}
      verb={choice === "REFUSE" ? t("answer.refuseVerb") : t("answer.acceptVerb")}
      danger
      document={AnswerOut}
      variables={() =>
        given && choice
          ? { input: { transfer: of.number, choice, reason: choice === "REFUSE" ? why : null } }
          : null
      }
      done={t("answer.done")}
      onDone={() => {
        setChoice(null);
        setReason("");
      }}
    >
      {(errorOf) => (
        <Stack gap="sm">
          <Radio.Group
            label={t("answer.choice")}
            description={choice ? t(`answer.${choice}.what`) : null}
            inputWrapperOrder={["label", "input", "description", "error"]}
            value={choice}
            error={errorOf("choice")}
            onChange={(value) => setChoice(value === "REFUSE" ? "REFUSE" : "ACCEPT")}
          >
            <Radio size="md" my={2} value="ACCEPT" label={t("answer.ACCEPT.label")} />
            <Radio size="md" my={2} value="REFUSE" label={t("answer.REFUSE.label")} />
          </Radio.Group>
          {choice === "REFUSE" && (
            <Textarea
              label={t("common:command.reason")}
              description={t("answer.reasonHint")}
              required
              value={reason}
              error={errorOf("reason")}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </Stack>
      )}
    </CommandDialog>
  );
}
