import { Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactChangeParty, TradeSide, TransferSide, VoteChoice } from "@/api/generated/office/graphql";
import { CommandDialog, ReasonField } from "@/ui/command";
import { EvidenceField } from "@/ui/evidence";
import type { ErrorOf } from "@/ui/refusal";
import {
  CastChange,
  CastTrade,
  CastTransfer,
  missing,
  ResendChange,
  ResendTrade,
  ResendTransfer,
} from "./commands";
import type { VoteView } from "./vote-query";

const tradeSides: Record<string, TradeSide> = { owner: "OWNER", "new-owner": "NEW_OWNER" };
const transferSides: Record<string, TransferSide> = { owner: "OWNER", admin: "ADMIN" };
const parties: Record<string, ContactChangeParty> = { from: "FROM", to: "TO" };

interface Props {
  of: VoteView;
  side: string;
  opened: boolean;
  onClose: () => void;
}

/** An operator votes for a side: with a reason, and a document where there is one. */
export function CastDialog({ of, side, opened, onClose }: Props) {
  const { t } = useTranslation("votes");
  const [choice, setChoice] = useState<VoteChoice | null>(null);
  const [reason, setReason] = useState("");
  const [evidence, setEvidence] = useState<string | undefined>();
  const given = choice && reason.trim() !== "" ? { choice, reason, evidence: evidence ?? null } : null;
  const isLast = missing(of).length === 1 || of.what === "transfer-in";
  const name = t(`sides.${side}`, { defaultValue: side });
  const consequence = choice
    ? t(`cast.${of.what}.${choice === "REFUSE" ? "refuse" : isLast ? "last" : "accept"}`)
    : null;
  const common = {
    opened,
    onClose,
    title: t("cast.title", { side: name }),
    explain: t("cast.explain", { side: name }),
    verb: choice === "REFUSE" ? t("cast.refuseVerb") : t("cast.acceptVerb"),
    danger: choice === "REFUSE",
    done: t("cast.done"),
    onDone: () => {
      setChoice(null);
      setReason("");
      setEvidence(undefined);
    },
    children: (errorOf: ErrorOf) => (
      <Stack gap="sm">
        <Radio.Group
          label={t("cast.choice")}
          description={consequence}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={choice}
          error={errorOf("choice")}
          onChange={(value) => setChoice(value === "REFUSE" ? "REFUSE" : "ACCEPT")}
        >
          <Radio size="md" my={2} value="ACCEPT" label={t("cast.accept")} />
          <Radio size="md" my={2} value="REFUSE" label={t("cast.refuse")} />
        </Radio.Group>
        <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />
        <EvidenceField
          shown={{ kind: of.kind, number: of.number, side }}
          value={evidence}
          onChange={setEvidence}
          error={errorOf("evidence")}
        />
      </Stack>
    ),
  };
  const number = of.number;
  if (of.kind === "trade") {
    const one = tradeSides[side];
    const variables = () => (given && one ? { input: { trade: number, side: one, ...given } } : null);
    return <CommandDialog {...common} document={CastTrade} variables={variables} />;
  }
  if (of.kind === "transfer") {
    const one = transferSides[side];
    const variables = () => (given && one ? { input: { transfer: number, side: one, ...given } } : null);
    return <CommandDialog {...common} document={CastTransfer} variables={variables} />;
  }
  const one = parties[side];
  const variables = () => (given && one ? { input: { change: number, side: one, ...given } } : null);
  return <CommandDialog {...common} document={CastChange} variables={variables} />;
}

/** Its link once more, to the address of today. */
export function ResendDialog({ of, side, opened, onClose }: Props) {
  const { t } = useTranslation("votes");
  const email = of.sides.find((one) => one.side === side)?.email;
  const common = {
    opened,
    onClose,
    title: t("resend.title", { side: t(`sides.${side}`, { defaultValue: side }) }),
    explain: email ? t("resend.to", { email }) : t("resend.explain"),
    verb: t("resend.verb"),
    done: t("resend.done"),
  };
  if (of.kind === "trade") {
    const one = tradeSides[side];
    const variables = () => (one ? { input: { trade: of.number, side: one } } : null);
    return <CommandDialog {...common} document={ResendTrade} variables={variables} />;
  }
  if (of.kind === "transfer") {
    const one = transferSides[side];
    const variables = () => (one ? { input: { transfer: of.number, side: one } } : null);
    return <CommandDialog {...common} document={ResendTransfer} variables={variables} />;
  }
  const one = parties[side];
  const variables = () => (one ? { input: { change: of.number, side: one } } : null);
  return <CommandDialog {...common} document={ResendChange} variables={variables} />;
}
