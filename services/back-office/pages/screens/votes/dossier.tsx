import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconFileTypePdf } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";
import { graphql } from "@/api/generated/office";
import { refusedIn } from "@/api/refused";
import { useSession } from "@/session/session";
import { Refusal } from "@/ui/refusal";
import { bytes, download } from "@/ui/tools";
import type { VoteView } from "./vote-query";

const TradeDossier = graphql(`
  query TradeDossier($number: Int!) {
    trade(number: $number) { id dossier }
  }
`);

const TransferDossier = graphql(`
  query TransferDossier($number: Int!) {
    transfer(number: $number) { id dossier }
  }
`);

/** What proves the consent to whoever asks for it: a PDF that is made now, of the journal as it stands. */
export function DossierButton({ of }: { of: VoteView }) {
  const { t } = useTranslation("votes");
  const { rights } = useSession();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  if (!rights.personal || of.kind === "contact-change") return null;
  const fetchIt = async () => {
    setBusy(true);
    const policy = { requestPolicy: "network-only" as const };
    const variables = { number: of.number };
    const [answer, found] = await (of.kind === "trade"
      ? client
          .query(TradeDossier, variables, policy)
          .toPromise()
          .then((result) => [result, result.data?.trade] as const)
      : client
          .query(TransferDossier, variables, policy)
          .toPromise()
          .then((result) => [result, result.data?.transfer] as const));
    setBusy(false);
    if (found) {
      download(`consent-${of.name ?? of.number}-${of.number}.pdf`, bytes(found.dossier), "application/pdf");
      return;
    }
    notifications.show({
      message: answer.error ? <Refusal of={refusedIn(answer.error)} /> : t("dossier.failed"),
      color: "red",
    });
  };
  return (
    <Button
      variant="default"
      loading={busy}
      leftSection={<IconFileTypePdf size={14} aria-hidden />}
      onClick={() => void fetchIt()}
    >
      {t("dossier.button")}
    </Button>
  );
}
