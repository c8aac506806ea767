import { Checkbox, Select, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { RefusedBecause } from "@/api/generated/office/graphql";
import { CommandDialog, ReasonField } from "@/ui/command";
import { EvidenceField } from "@/ui/evidence";
import type { RequestView } from "./disclosure-query";
import { FieldsMatrix } from "./fields-matrix";
import { fieldsOf, type Ticked, ticks } from "./fields-of";

const Ask = graphql(`
  mutation AskDisclosureRequester($input: AskDisclosureRequesterInput!) {
    askDisclosureRequester(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const Answer = graphql(`
  mutation RecordDisclosureAnswer($input: RecordDisclosureAnswerInput!) {
    recordDisclosureAnswer(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const Grant = graphql(`
  mutation GrantDisclosure($input: GrantDisclosureInput!) {
    grantDisclosure(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const Refuse = graphql(`
  mutation RefuseDisclosure($input: RefuseDisclosureInput!) {
    refuseDisclosure(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const Withdraw = graphql(`
  mutation WithdrawDisclosureRequest($input: WithdrawDisclosureRequestInput!) {
    withdrawDisclosureRequest(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

export type DisclosureVerb = "ask" | "answer" | "grant" | "refuse" | "withdraw";

/** What a request as it stands can be told: while an answer of its requester is awaited, it is not granted. */
export function verbsOf(status: string): DisclosureVerb[] {
  if (status === "received") return ["grant", "refuse", "ask", "withdraw"];
  if (status === "more-asked") return ["answer", "refuse", "withdraw"];
  return [];
}

interface Props {
  of: RequestView;
  onClose: () => void;
}

export function AskDialog({ of, onClose }: Props) {
  const { t } = useTranslation("desks");
  const [question, setQuestion] = useState("");
  return (
    <CommandDialog
      opened
      onClose={onClose}
      title={t("ask.title", { number: of.number })}
      explain={t("ask.explain")}
      verb={t("ask.verb")}
      document={Ask}
      variables={() => (question.trim() === "" ? null : { input: { number: of.number, question } })}
      done={t("ask.done")}
    >
      {(errorOf) => (
        <Textarea
          label={t("ask.question")}
          required
          data-autofocus
          value={question}
          error={errorOf("question")}
          onChange={(event) => setQuestion(event.currentTarget.value)}
        />
      )}
    </CommandDialog>
  );
}

export function AnswerDialog({ of, onClose }: Props) {
  const { t } = useTranslation("desks");
  const [answer, setAnswer] = useState("");
  const [evidence, setEvidence] = useState<string | undefined>();
  return (
    <CommandDialog
      opened
      onClose={onClose}
      title={t("answer.title", { number: of.number })}
      explain={t("answer.explain")}
      verb={t("answer.verb")}
      document={Answer}
      variables={() =>
        answer.trim() === "" ? null : { input: { number: of.number, answer, evidence: evidence ?? null } }
      }
      done={t("answer.done")}
    >
      {(errorOf) => (
        <>
          <Textarea
            label={t("answer.answer")}
            required
            data-autofocus
            value={answer}
            error={errorOf("answer")}
            onChange={(event) => setAnswer(event.currentTarget.value)}
          />
          <EvidenceField value={evidence} onChange={setEvidence} error={errorOf("evidence")} />
        </>
      )}
    </CommandDialog>
  );
}

export function GrantDialog({ of, onClose }: Props) {
  const { t } = useTranslation("desks");
  const [asked] = useState(() => ticks(of.asked));
  const [ticked, setTicked] = useState<Ticked>(asked);
  const [balance, setBalance] = useState("");
  const [told, setTold] = useState(true);
  const [withheld, setWithheld] = useState("");
  const fields = fieldsOf(ticked);
  const missing = fields.length === 0 || balance.trim() === "" || (!told && withheld.trim() === "");
  return (
    <CommandDialog
      opened
      onClose={onClose}
      title={t("grant.title", { number: of.number })}
      explain={t("grant.explain", { email: of.requester?.email ?? "" })}
      verb={t("grant.verb")}
      danger
      document={Grant}
      variables={() =>
        missing
          ? null
          : {
              input: {
                number: of.number,
                fields,
                balance,
                notifyRegistrant: told,
                withheldBecause: told ? null : withheld,
              },
            }
      }
      done={t("grant.done")}
    >
      {(errorOf) => (
        <>
          <FieldsMatrix
            legend={t("grant.fields")}
            ticked={ticked}
            within={asked}
            error={errorOf("fields")}
            onChange={setTicked}
          />
          <Textarea
            label={t("grant.balance")}
            description={t("grant.balanceHint")}
            required
            value={balance}
            error={errorOf("balance")}
            onChange={(event) => setBalance(event.currentTarget.value)}
          />
          <Checkbox
            size="xs"
            label={t("grant.told")}
            checked={told}
            onChange={(event) => setTold(event.currentTarget.checked)}
          />
          {!told && (
            <Textarea
              label={t("grant.withheld")}
              description={t("grant.withheldHint")}
              required
              value={withheld}
              error={errorOf("withheldBecause")}
              onChange={(event) => setWithheld(event.currentTarget.value)}
            />
          )}
        </>
      )}
    </CommandDialog>
  );
}

const reasons: readonly RefusedBecause[] = [
  "NO_SUCH_REGISTRATION",
  "DATA_NOT_HELD",
  "ALREADY_PUBLIC",
  "LEGAL_BASIS_MISSING",
  "IDENTITY_NOT_PROVEN",
  "INTEREST_OVERRIDDEN",
  "DISPROPORTIONATE",
  "NO_ANSWER",
];

export function RefuseDialog({ of, onClose }: Props) {
  const { t } = useTranslation("desks");
  const [because, setBecause] = useState<RefusedBecause | null>(null);
  const [text, setText] = useState("");
  return (
    <CommandDialog
      opened
      onClose={onClose}
      title={t("refuse.title", { number: of.number })}
      explain={t("refuse.explain")}
      verb={t("refuse.verb")}
      danger
      document={Refuse}
      variables={() =>
        !because || text.trim() === "" ? null : { input: { number: of.number, because, text } }
      }
      done={t("refuse.done")}
    >
      {(errorOf) => (
        <>
          <Select
            label={t("refuse.because")}
            required
            value={because}
            error={errorOf("because")}
            data={reasons.map((one) => ({ value: one, label: t(`refused.${one}`) }))}
            onChange={(value) => setBecause(reasons.find((one) => one === value) ?? null)}
          />
          <Textarea
            label={t("refuse.text")}
            description={t("refuse.textHint")}
            required
            value={text}
            error={errorOf("text")}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </>
      )}
    </CommandDialog>
  );
}

export function WithdrawDialog({ of, onClose }: Props) {
  const { t } = useTranslation("desks");
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      opened
      onClose={onClose}
      title={t("withdraw.title", { number: of.number })}
      explain={t("withdraw.explain")}
      verb={t("withdraw.verb")}
      danger
      document={Withdraw}
      variables={() => (reason.trim() === "" ? null : { input: { number: of.number, reason } })}
      done={t("withdraw.done")}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}
